"""A limit that costs no query: counted in this process, by the minute."""

from collections import Counter
from threading import Lock
from typing import Final

_LOCK: Final = Lock()


class MinuteLimit:
    """At most `times` a minute for each visitor, in each web process.

    The door for machines answers in less time than a count in the shared cache takes.
    """

    def __init__(self, times: int) -> None:
        self._times = times
        self._minute = 0
        self._used: Counter[str] = Counter()

    def allows(self, visitor: str, *, minute: int) -> bool:
        """Count one try in a minute (any growing number); say whether it may pass."""
        with _LOCK:
            if minute != self._minute:
                self._minute, self._used = minute, Counter()
            self._used[visitor] += 1
            return self._used[visitor] <= self._times
