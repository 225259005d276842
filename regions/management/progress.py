"""What commands say while they work."""

import time

from django.core.management.base import OutputWrapper

_PATIENCE = 2.0  # seconds between two words about one step


class Progress:
    """Writes to stderr what is being done, each step and then every two seconds."""

    def __init__(self, stderr: OutputWrapper) -> None:
        self._stderr = stderr
        self._start = time.monotonic()
        self._told = ""
        self._next = 0.0

    @property
    def seconds(self) -> float:
        """Return how long the command has run."""
        return time.monotonic() - self._start

    def step(self, message: str) -> None:
        """Tell what begins now."""
        self._told, self._next = message, self.seconds + _PATIENCE
        self._stderr.write(f"{self.seconds:5.1f} s  {message} …")

    def part(self, done: int, total: int, message: str) -> None:
        """Tell how far a step of many parts has come."""
        if message != self._told or self.seconds >= self._next:
            self.step(message if done in {0, total} else f"{message} {done}/{total}")
            self._told = message
