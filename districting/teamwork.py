"""Cutting many parts at once, in processes of their own.

Parts are independent and each has its own chance, so that the number of processes
changes nothing but the time. The processes are started as programs instead of copies
of this one: they hold no libraries, no open files and no sockets of whoever draws.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from districting.cutting import Division
from districting.worker import Task

_MOST = 2  # processes, unless more are asked for: memory counts as well
_WORTHWHILE = 400.0  # labour that starting a process pays for

Tell = Callable[[int], None]


def usual_processes() -> int:
    """Return how many processes a drawing uses when nobody says."""
    return min(_MOST, len(os.sched_getaffinity(0)))


def divide_all(tasks: Sequence[Task], processes: int, tell: Tell) -> list[Division]:
    """Return the division of each task, in order.

    Args:
        tasks: The parts.
        processes: How many at most cut at once; with 1 this process does it all.
        tell: Gets the number of regions cut, again and again.
    """
    many = min(processes, len(tasks))
    if many < 2 or sum(task.labour for task in tasks) < _WORTHWHILE:  # noqa: PLR2004 -- two are the fewest to share among
        return _divided_here(tasks, tell)
    # The longest first, so that none ends alone.
    order = sorted(range(len(tasks)), key=lambda k: (-tasks[k].labour, k))
    found: dict[int, Division] = {}
    with _hands(many) as hands:
        pool = hands.pool
        waiting = [(k, pool.submit(hands.divide, tasks[k])) for k in order]
        done = 0
        for k, answer in waiting:
            found[k] = answer.result()
            done += tasks[k].part.regions
            tell(done)
    return [found[k] for k in range(len(tasks))]


def _divided_here(tasks: Sequence[Task], tell: Tell) -> list[Division]:
    found, done = [], 0
    for task in tasks:
        found.append(task.done())
        done += task.part.regions
        tell(done)
    return found


class _Hands:
    """Worker processes, each used by one thread at a time."""

    def __init__(self, workers: Sequence["subprocess.Popen[bytes]"]) -> None:
        self.pool = ThreadPoolExecutor(len(workers))
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for worker in workers:
            self._idle.put(worker)

    def divide(self, task: Task) -> Division:
        """Let a worker cut a part; do it here when the worker is gone."""
        worker = self._idle.get()
        try:
            return _asked(worker, task)
        except (EOFError, OSError, pickle.UnpicklingError):
            return task.done()
        finally:
            self._idle.put(worker)


def _asked(worker: "subprocess.Popen[bytes]", task: Task) -> Division:
    tasks, divisions = _pipe(worker.stdin), _pipe(worker.stdout)
    pickle.dump(task, tasks)
    tasks.flush()
    division: Division = pickle.load(divisions)  # noqa: S301  (from our own worker only)
    return division


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError
    return pipe


@contextmanager
def _hands(many: int) -> Iterator[_Hands]:
    """Start workers, and end them whatever happens."""
    with ExitStack() as stack:
        workers = [stack.enter_context(_worker()) for _ in range(many)]
        hands = _Hands(workers)
        try:
            yield hands
        finally:
            # Given up in the middle (a cancelled drawing): nobody waits for the rest.
            hands.pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.kill()
            hands.pool.shutdown()


@contextmanager
def _worker() -> Iterator["subprocess.Popen[bytes]"]:
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    with subprocess.Popen(
        [sys.executable, "-m", "districting.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    ) as worker:
        yield worker
