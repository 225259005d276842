"""A process that cuts parts for another: `python -m districting.worker`.

Reads pickled tasks from standard input and writes pickled divisions to standard
output until its input ends. Loads no numpy, so that it starts at once and stays small.
"""

import pickle
import sys
from typing import BinaryIO, NamedTuple

from districting.cutting import Division, divide
from districting.part import Part


class Task(NamedTuple):
    """A part to be cut, what its chance hangs on, and how long to improve it."""

    part: Part
    seed: str
    effort: float

    def done(self) -> Division:
        """Return the division."""
        return divide(self.part, self.seed, self.effort)

    @property
    def labour(self) -> float:
        """How long the task takes, roughly, in units walked through."""
        return self.effort * len(self.part) * (1 - 1 / self.part.regions)


def serve(tasks: BinaryIO, divisions: BinaryIO) -> None:
    """Answer each task with its division until the tasks end."""
    while True:
        try:
            task: Task = pickle.load(tasks)  # noqa: S301  (from the parent process only)
        except EOFError:
            return
        pickle.dump(task.done(), divisions)
        divisions.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
