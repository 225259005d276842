"""Running a command in a process of its own and measuring all of it."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_STARTER: Final = Path(__file__).with_name("starter.py")
_LOOK_S: Final = 0.1
_CRUMBS: Final = 400  # letters of what a process said last


@dataclass(frozen=True)
class Run:
    """What a process took.

    Attributes:
        code: Its exit code; None when it did not end in time and was stopped.
        limit: What it was stopped at, for people; empty when it was not.
        wall_s: Seconds from start to end, starting Python and reading included.
        cpu_s: Seconds of processor, its finished children included.
        rss_mb: Largest resident memory of the process or one of its children, MB.
        pss_mb: Largest memory of the process and all its children together, what they
            share counted once, MB; None where the system does not tell.
        said: The end of what it said on stderr.
    """

    code: int | None
    limit: str
    wall_s: float
    cpu_s: float
    rss_mb: float
    pss_mb: float | None
    said: str

    @property
    def ended(self) -> bool:
        """Tell whether it came to a good end by itself."""
        return self.code == 0

    @property
    def memory_mb(self) -> float:
        """Return the larger of the two figures of memory."""
        return max(self.rss_mb, self.pss_mb or 0.0)


def measured(
    words: Sequence[str],
    *,
    limit_s: float,
    folder: Path,
    extra: Mapping[str, str] = {},
    slack: float = 4.0,
) -> Run:
    """Run a command to its end, or stop it and its children after a while.

    Args:
        words: The command.
        limit_s: Seconds of processor after which it is stopped, so that others at
            work on the machine stop nobody.
        folder: Where it runs.
        extra: Variables added to the environment.
        slack: So many times the limit it may last by the clock.
    """
    with (
        tempfile.TemporaryFile() as ear,
        subprocess.Popen(  # noqa: S603 -- our own words
            [sys.executable, "-I", "-S", str(_STARTER), *words],
            cwd=folder,
            env=os.environ | extra,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=ear,
            text=True,
        ) as starter,
    ):
        pid = int(_line(starter))
        eye = _Eye(pid, limit_s, limit_s * slack)
        eye.start()
        try:
            code, wall, cpu, rss_kb = map(float, _line(starter).split())
        finally:  # nothing goes on by itself, not even when somebody presses Ctrl-C
            eye.done.set()
            eye.join()
            _kill(pid)
        ear.seek(0)
        said = ear.read().decode("utf-8", "replace").strip()
    return Run(
        code=None if eye.late else int(code),
        limit=eye.late,
        wall_s=round(wall, 2),
        cpu_s=round(cpu, 2),
        rss_mb=round(rss_kb / 1024, 1),
        pss_mb=round(eye.peak_kb / 1024, 1) if eye.peak_kb else None,
        said=said[-_CRUMBS:],
    )


def _line(starter: subprocess.Popen[str]) -> str:
    return starter.stdout.readline() if starter.stdout else ""


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


class _Eye(threading.Thread):
    """Looks now and then at a process and all below it, and stops them when late."""

    def __init__(self, pid: int, limit_s: float, clock_s: float) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._limit_s = limit_s
        self._clock_s = clock_s
        self._start = time.monotonic()
        self.done = threading.Event()
        self.late = ""
        self.peak_kb = 0

    def run(self) -> None:
        while not self.done.wait(_LOOK_S):
            tree = _tree(self._pid)
            self.peak_kb = max(self.peak_kb, sum(map(_pss_kb, tree)))
            self.late = self._past(tree)
            if self.late:
                _kill(self._pid)
                return

    def _past(self, tree: Sequence[int]) -> str:
        """Return the limit that is passed; empty while there is none."""
        if sum(map(_cpu_s, tree)) > self._limit_s:
            return f"{self._limit_s:.0f} CPU s"
        if time.monotonic() - self._start > self._clock_s:
            return f"{self._clock_s:.0f} s"
        return ""


def _tree(pid: int) -> list[int]:
    """Return a process and its descendants, those that are there."""
    found = [pid]
    for parent in found:
        try:
            text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        except OSError:
            continue
        found += [int(child) for child in text.split()]
    return found


def _pss_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    sizes = [line.split()[1] for line in text.splitlines() if line.startswith("Pss:")]
    return int(sizes[0]) if sizes else 0


def _cpu_s(pid: int) -> float:
    """Return a process's seconds of processor, those of finished children as well."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    # The name in brackets may hold anything; what follows it is numbers.
    ticks = text.rpartition(")")[2].split()[11:15]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
