import sys
import time
from pathlib import Path

import pytest

from benchmarks.processes import Run, measured

pytestmark = pytest.mark.no_database


def _python(text: str, folder: Path, limit_s: float = 60.0, slack: float = 99) -> Run:
    words = [sys.executable, "-c", text]
    return measured(words, limit_s=limit_s, folder=folder, slack=slack)


def test_a_process_is_measured_whole_with_its_children(tmp_path: Path) -> None:
    run = _python(
        "import os, time\n"
        "held = b'x' * 60_000_000\n"
        "child = os.fork()\n"
        "more = b'y' * 50_000_000 if not child else b''\n"
        "time.sleep(0.5)\n"
        "os._exit(0) if not child else os.waitpid(child, 0)\n",
        tmp_path,
    )
    assert run.ended
    assert 57 < run.rss_mb < 160
    if run.pss_mb is not None:  # Linux only; what both share counts once
        assert 105 < run.pss_mb < 165
        assert run.memory_mb == max(run.pss_mb, run.rss_mb)
    assert run.wall_s >= 0.5
    assert run.cpu_s > 0


def test_a_small_process_is_not_charged_for_whoever_starts_it(tmp_path: Path) -> None:
    held = b"x" * 200_000_000
    assert _python("pass", tmp_path).memory_mb < len(held) / 1e6 / 2


def test_what_does_not_end_is_stopped_with_its_children(tmp_path: Path) -> None:
    run = _python(
        "import os, pathlib, time\n"
        "child = os.fork()\n"
        "if child: pathlib.Path('child').write_text(str(child))\n"
        "else: time.sleep(600)\n"
        "while True: pass\n",
        tmp_path,
        limit_s=0.3,
    )
    assert (run.code, run.limit) == (None, "0 CPU s")
    assert not run.ended
    child = int((tmp_path / "child").read_text())
    for _ in range(1000):
        if not _lives(child):
            break
        time.sleep(0.01)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] not in "ZX"  # dead, not yet fetched


def test_what_only_waits_is_stopped_as_well(tmp_path: Path) -> None:
    run = _python("import time; time.sleep(60)", tmp_path, 0.5, slack=2)
    assert (run.code, run.limit) == (None, "1 s")


def test_what_fails_says_why(tmp_path: Path) -> None:
    run = _python("print('aside'); raise SystemExit('no regions today')", tmp_path)
    assert run.code == 1
    assert not run.ended
    assert run.said.endswith("no regions today")
