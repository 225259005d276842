"""The demonstration as people start it: its data built once, its processes watched."""

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent.parent
VAR: Final = ROOT / "var" / "tests"
READY_WITHIN: Final = 60.0
GONE_WITHIN: Final = 15.0
"""Seconds; a demonstration that takes longer hangs."""

_NOT_DATA: Final = {"tests", "benchmarks", "var", "docs", "scripts", "desks", "api"}
_NO_PART_IN_IT: Final = {"views", "views.py", "forms.py", "urls.py", "admin.py"}
"""Folders and files that draw pages and build no data."""


def environment(var: Path, **more: str) -> dict[str, str]:
    """Return what `make demo` gives the portal, with its own folder for everything."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY"}
        and not name.startswith(("PORTAL_", "PYTEST_"))
    }
    ours = {"PORTAL_DEMO": "1", "PORTAL_PLAIN_HTTP": "1", "PORTAL_VAR": str(var)}
    return kept | ours | more


def manage(*arguments: str, var: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the portal to its end."""
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def built(into: Path) -> None:
    """Put the whole invented year, built today from this code, into a new folder.

    It is kept, so that only a change of the code or a new day builds it again.
    """
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = VAR / f"demo-{_fingerprint()}"
        if not kept.is_dir():
            for old in VAR.glob("demo-*"):
                shutil.rmtree(old)
            _build(kept)
        shutil.copytree(kept, into)


def _build(kept: Path) -> None:
    draft = VAR / f"building-{os.getpid()}"
    done = manage("demo", "--no-serve", var=draft)
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        pytest.fail(f"The demonstration was not built:\n{done.stderr[-3000:]}")
    (draft / "told.txt").write_text(done.stdout, encoding="utf-8")
    draft.rename(kept)


def _fingerprint() -> str:
    digest = hashlib.blake2b(f"{datetime.now(UTC):%Y-%m-%d}".encode(), digest_size=8)
    sources = [*ROOT.glob("*/**/*.py"), *ROOT.glob("*/**/*.csv")]
    for path in sorted(sources):
        parts = path.relative_to(ROOT).parts
        if parts[0] not in _NOT_DATA and not _NO_PART_IN_IT & set(parts):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Site:
    """A running demonstration."""

    url: str
    var: Path
    signs: dict[str, tuple[str, str]]
    """E-mail and password, by role."""
    process: subprocess.Popen[bytes]


def sign_ins(told: str) -> dict[str, tuple[str, str]]:
    """Read the sign-ins off what the command printed."""
    rows = [line.rsplit(maxsplit=2) for line in told.splitlines() if "@" in line]
    return {role.strip(): (email, password) for role, email, password in rows}


@contextmanager
def serving(var: Path) -> Iterator[Site]:
    """Serve a built folder until the end of the block, then stop it with Ctrl-C."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    told = var / "told.txt"
    with told.open("wb") as out, (var / "log.txt").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own words
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=ROOT,
            env=environment(var, PORTAL_URL=url),
            stdout=out,
            stderr=log,
        )
    try:
        _wait_until_ready(url, process, var / "log.txt")
        signs = sign_ins(told.read_text(encoding="utf-8"))
        yield Site(url, var, signs, process)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C, and wait until it is over."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(GONE_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health/ready/", timeout=5):  # noqa: S310 -- our own server
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"The demonstration did not start:\n{log.read_text()[-3000:]}")


def family(pid: int) -> set[int]:
    """Return the processes that `pid` started, and those that they started."""
    parents = {child: parent for child, (_state, parent) in _processes().items()}
    found: set[int] = set()
    young = {pid}
    while young:
        young = {child for child, parent in parents.items() if parent in young}
        found |= young
    return found


def alive(pids: set[int]) -> set[int]:
    """Return those that still run; a zombie does not."""
    return {pid for pid, (state, _) in _processes().items() if state != "Z"} & pids


def _processes() -> dict[int, tuple[str, int]]:
    """Return the state and the parent of every process. Source: proc(5)."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            found[int(path.parent.name)] = state, int(parent)
    return found
