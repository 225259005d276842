"""Background work: how tasks are queued, tried again and taken over.

The queue is the table of django-tasks-db, one row a task. That library runs a task
once and leaves it RUNNING for ever when its worker is killed; what is added here:

- A task that fails is tried again, later each time, as its `Policy` says.
- While a task runs, `run_after` of its row is a lease: the moment from which another
  worker may take it over. The worker that runs it moves that moment on, so a lease
  ends only when its worker is gone. No second table, no lock that outlives a process.

A task may therefore run twice, and has to be written so that this does no harm. Tasks
are only ever run by `manage.py worker`: the library's own worker sets no lease.
"""

import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from groundwork.errors import DomainError

P = ParamSpec("P")
T = TypeVar("T")
Run: TypeAlias = DBTaskResult[..., Any]
"""One row of the queue."""

KEEP_DONE: Final = timedelta(days=2)
"""Longer than any period of the schedule: results are its memory of what has run."""

KEEP_FAILED: Final = timedelta(days=30)

SEEN_LATELY: Final = timedelta(minutes=3)
"""A worker that did nothing for so long is gone: something is due every minute."""

_UNDER_WAY: Final = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


class WorkerLostError(Exception):
    """The worker that ran the task ended without a word, each time it was tried."""


class OutOfTimeError(BaseException):
    """The task took longer than its policy allows; no task may catch this."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How often a task is tried, how long between, and how long one try may take."""

    tries: int = 5
    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(hours=1)
    time_limit: timedelta = timedelta(minutes=10)

    def wait_after(self, tries: int) -> timedelta:
        """Return how long to wait after `tries` failures: twice as long each time."""
        return min(self.first_wait * float(2 ** (tries - 1)), self.longest_wait)


DEFAULT_POLICY: Final = Policy()
_POLICIES: Final[dict[str, Policy]] = {}


def job(policy: Policy = DEFAULT_POLICY) -> Callable[[Callable[P, T]], Task[P, T]]:
    """Make a function of a module a task that is tried as `policy` says."""

    def made(function: Callable[P, T]) -> Task[P, T]:
        made_task: Task[P, T] = task()(function)
        _POLICIES[made_task.module_path] = policy
        return made_task

    return made


def policy_of(path: str) -> Policy:
    """Return how the task at a dotted path is tried."""
    with suppress(ImportError):  # its module may not have been needed so far
        import_string(path)
    return _POLICIES.get(path, DEFAULT_POLICY)


def enqueue(path: str, *args: str | int) -> None:
    """Queue the task at a dotted path.

    The path is a string because actions queue tasks, and tasks stand above actions.
    """
    import_string(path).enqueue(*args)


def enqueue_once(path: str) -> None:
    """Queue the task at a dotted path unless a run of it is due and not begun yet.

    Only for tasks without arguments that work off whatever there is.
    """
    if not DBTaskResult.objects.ready().filter(task_path=path).exists():
        enqueue(path)


def is_pending(path: str, *args: str | int) -> bool:
    """Test whether a task with these arguments waits or is being run."""
    rows = DBTaskResult.objects.filter(task_path=path, args_kwargs__args=list(args))
    return bool(rows.filter(status__in=_UNDER_WAY).exists())


def is_held(path: str, *args: str | int, at: datetime) -> bool:
    """Test whether a worker that still gives signs of life runs such a task."""
    rows = DBTaskResult.objects.filter(task_path=path, args_kwargs__args=list(args))
    return bool(rows.running().filter(run_after__gt=at).exists())


def somebody_works(*, at: datetime) -> bool:
    """Test whether a worker was seen lately; the schedule has work each minute."""
    rows = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.RUNNING, run_after__gt=at)
        | Q(finished_at__gt=at - SEEN_LATELY)
    )
    return bool(rows.exists())


def record_success(row: Run, value: object, *, at: datetime) -> bool:
    """Mark a run as done; false when another worker has taken the task over."""
    return _settle(
        row,
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=at,
        return_value=value,
        exception_class_path="",
        traceback="",
    )


def record_failure(row: Run, error: BaseException, *, at: datetime) -> bool:
    """Queue a failed run again for later, or give it up; true when it is given up.

    The row keeps the error's class and the lines it passed, not its message: that may
    quote a person's words or address.
    """
    told = {
        "exception_class_path": f"{type(error).__module__}.{type(error).__qualname__}",
        "traceback": "".join(traceback.format_tb(error.__traceback__)),
    }
    policy, tries = policy_of(row.task_path), len(row.worker_ids)
    # A broken rule or a task that is not there stays so however often it is tried.
    hopeless = isinstance(error, DomainError | ImportError)
    if hopeless or tries >= policy.tries:
        _settle(row, status=TaskResultStatus.FAILED, finished_at=at, **told)
        return True
    again_at = at + policy.wait_after(tries)
    _settle(row, status=TaskResultStatus.READY, run_after=again_at, **told)
    return False


def hand_back(row: Run, *, at: datetime) -> None:
    """Queue a run again that was interrupted by no fault of its own; it was no try."""
    _settle(
        row,
        status=TaskResultStatus.READY,
        run_after=at,
        worker_ids=row.worker_ids[:-1],
    )


def _settle(row: Run, **fields: object) -> bool:
    """Change a row as long as it is still the run that `row` was claimed for."""
    mine = DBTaskResult.objects.filter(
        pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
    )
    return bool(mine.update(**fields))


def renew(row: Run, until: datetime) -> bool:
    """Move the lease of a running task on; false when it is lost."""
    return _settle(row, run_after=until)


def claim(worker_id: str, *, lease: timedelta, at: datetime) -> Run | None:
    """Take the next task that is due, for the length of a lease; None when none is."""
    ready = DBTaskResult.objects.filter(
        Q(run_after=get_date_max()) | Q(run_after__lte=at),
        status=TaskResultStatus.READY,
    )
    if not ready.exists():  # an idle worker takes no write lock
        return None
    with transaction.atomic():
        row: Run | None = ready.get_locked()
        if row is None:
            return None
        row.status = TaskResultStatus.RUNNING
        row.started_at = at
        row.run_after = at + lease
        row.worker_ids = [*row.worker_ids, worker_id]
        row.save(update_fields=["status", "started_at", "run_after", "worker_ids"])
    return row


def recover(*, at: datetime) -> int:
    """Queue the tasks of workers that are gone again; return how many there were.

    One that has used up its tries is given up: it may be what ends the workers.
    """
    lost = DBTaskResult.objects.running().filter(run_after__lt=at)
    if not lost.exists():
        return 0
    with transaction.atomic():
        rows = list(lost.select_for_update(skip_locked=True))
        for row in rows:
            row.exception_class_path = (
                f"{WorkerLostError.__module__}.{WorkerLostError.__qualname__}"
            )
            given_up = len(row.worker_ids) >= policy_of(row.task_path).tries
            row.status = TaskResultStatus.FAILED if given_up else TaskResultStatus.READY
            row.finished_at = at if given_up else None
            row.run_after = at
            row.save(
                update_fields=[
                    "status",
                    "finished_at",
                    "run_after",
                    "exception_class_path",
                ]
            )
    return len(rows)


def prune(*, at: datetime) -> int:
    """Delete old results; return how many."""
    deleted, _ = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - KEEP_DONE)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=at - KEEP_FAILED)
    ).delete()
    return int(deleted)
