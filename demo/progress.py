"""Saying how far a long job is, on one line of a terminal or on lines of a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

Report = Callable[[int, int], None]
"""Called with how many are done, of how many."""

_QUIET_FOR: Final = 2.0
_BETWEEN_LOG_LINES: Final = 5.0


@contextmanager
def told(what: str) -> Iterator[Report]:
    """Run one stage; say on stderr what it is, how far it got and how long it took."""
    started = last = time.monotonic()
    terminal = sys.stderr.isatty()
    sys.stderr.write(what if terminal else f"{what} …\n")
    sys.stderr.flush()

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - started < _QUIET_FOR:
            return
        if terminal:
            sys.stderr.write(f"\r{what} {done} / {total}\033[K")
            sys.stderr.flush()
        elif now - last > _BETWEEN_LOG_LINES:
            last = now
            sys.stderr.write(f"  {done} / {total}\n")

    yield report
    took = f"{time.monotonic() - started:.1f} s"
    sys.stderr.write(f"\r{what}: {took}\033[K\n" if terminal else f"  done in {took}\n")
