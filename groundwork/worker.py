"""The process that does the background work, watches the clock and takes over."""

import logging
import select
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType
from typing import Any, Final

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)
from django_tasks import TaskContext
from django_tasks.utils import normalize_json

from groundwork import jobs, schedule
from groundwork.jobs import OutOfTimeError, Run
from groundwork.public_ids import random_code

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""How long after a worker was killed its task is taken over, at the latest."""

POLL: Final = 1.0
"""Seconds between two looks at an empty queue."""

GRACE: Final = 1.0
"""Seconds that a running task has left after the worker was told to stop."""

_HOUSEKEEPING: Final = timedelta(seconds=5)
_DATABASE_AWAY: Final = 3.0


class StoppedError(BaseException):
    """The worker was told to stop while a task ran; no task may catch this."""


class Worker:
    """Runs tasks one after another until it is told to stop."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        entries: Sequence[schedule.Periodic],
        lease: timedelta = LEASE,
    ) -> None:
        self.id = f"worker-{random_code(12)}"
        self._clock = clock
        self._entries = entries
        self._lease = lease
        self._stopping = False
        self._performing = False
        self._tidy_at: datetime | None = None
        self._bells: list[socket.socket] = []

    def run(self) -> None:
        """Work until told to stop."""
        logger.info("%s begins", self.id)
        while not self._stopping:
            try:
                if not self.turn():
                    self._pause(POLL)
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database is away: %s", type(error).__name__)
                connections.close_all()
                self._pause(_DATABASE_AWAY)
        logger.info("%s ends", self.id)

    def run_until_idle(self) -> None:
        """Do all that is due now, then return."""
        while not self._stopping and self.turn():
            pass

    def turn(self) -> bool:
        """Do the housekeeping that is due and one task; false when there was none."""
        self._housekeeping()
        row = jobs.claim(self.id, lease=self._lease, at=self._clock())
        if row is None:
            return False
        self._perform(row)
        return True

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGTERM and SIGINT as the word to stop; limit the time of tasks."""
        handlers = {
            signal.SIGTERM: self._told_to_stop,
            signal.SIGINT: self._told_to_stop,
            signal.SIGALRM: self._time_is_up,
        }
        before = {number: signal.signal(number, do) for number, do in handlers.items()}
        bell, ringer = socket.socketpair()
        with bell, ringer:
            ringer.settimeout(0.0)
            signal.set_wakeup_fd(ringer.fileno(), warn_on_full_buffer=False)
            self._bells = [bell]
            try:
                yield
            finally:
                self._bells = []
                signal.set_wakeup_fd(-1)
                for number, handler in before.items():
                    signal.signal(number, handler)

    def _told_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        if self._performing:
            signal.setitimer(signal.ITIMER_REAL, GRACE)

    def _time_is_up(self, _number: int, _frame: FrameType | None) -> None:
        if self._performing:
            raise StoppedError if self._stopping else OutOfTimeError

    def _pause(self, seconds: float) -> None:
        # A signal writes to the bell, so the pause ends at once.
        if not self._stopping:
            rung, _, _ = select.select(self._bells, [], [], seconds)
            for bell in rung:
                bell.recv(4096)

    def _housekeeping(self) -> None:
        at = self._clock()
        if self._tidy_at is not None and at < self._tidy_at:
            return
        self._tidy_at = at + min(_HOUSEKEEPING, self._lease)
        if not connection.in_atomic_block:  # as in a test
            close_old_connections()
        if found := jobs.recover(at=at):
            logger.warning("%s takes over tasks of lost workers: %d", self.id, found)
        schedule.queue_due(self._entries, at=at)

    def _perform(self, row: Run) -> None:
        try:
            with self._lease_kept(row), self._time_limited(row):
                value = normalize_json(_call(row))
        except StoppedError:
            connections.close_all()
            jobs.hand_back(row, at=self._clock())
            logger.info("task %s %s handed back", row.pk, row.task_path)
        except OutOfTimeError as error:
            connections.close_all()
            self._failed(row, error)
        except (Exception, SystemExit) as error:  # noqa: BLE001 -- a task may fail in any way
            self._failed(row, error)
        else:
            self._succeeded(row, value)

    def _succeeded(self, row: Run, value: object) -> None:
        if jobs.record_success(row, value, at=self._clock()):
            logger.info("task %s %s done", row.pk, row.task_path)
        else:
            logger.warning("task %s %s was taken over", row.pk, row.task_path)

    def _failed(self, row: Run, error: BaseException) -> None:
        given_up = jobs.record_failure(row, error, at=self._clock())
        logger.log(
            logging.ERROR if given_up else logging.WARNING,
            "task %s %s failed with %s, try %d%s",
            row.pk,
            row.task_path,
            type(error).__name__,
            len(row.worker_ids),
            ", given up" if given_up else "",
        )

    @contextmanager
    def _time_limited(self, row: Run) -> Iterator[None]:
        if not self._bells:
            yield
            return
        limit = jobs.policy_of(row.task_path).time_limit.total_seconds()
        self._performing = True
        # The word to stop may have come since the task was taken.
        signal.setitimer(signal.ITIMER_REAL, GRACE if self._stopping else limit)
        try:
            yield
        finally:
            self._performing = False
            signal.setitimer(signal.ITIMER_REAL, 0)

    @contextmanager
    def _lease_kept(self, row: Run) -> Iterator[None]:
        over = threading.Event()
        keeper = threading.Thread(target=self._keep, args=(row, over), daemon=True)
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()

    def _keep(self, row: Run, over: threading.Event) -> None:
        # A task that hangs where no signal reaches it is left to another worker.
        limit = jobs.policy_of(row.task_path).time_limit
        last = self._clock() + limit + self._lease
        try:
            while not over.wait(self._lease.total_seconds() / 3):
                if self._clock() < last:
                    self._renew(row)
        finally:
            connections.close_all()

    def _renew(self, row: Run) -> None:
        try:
            jobs.renew(row, self._clock() + self._lease)
        except DatabaseError as error:
            logger.warning("A lease was not renewed: %s", type(error).__name__)
            connections.close_all()


def _call(row: Run) -> object:
    """Run the task that a row asks for, with its arguments."""
    task: Any = row.task
    result: Any = row.task_result
    arguments = [TaskContext(task_result=result)] if task.takes_context else []
    value: object = task.call(*arguments, *result.args, **result.kwargs)
    return value
