"""Work that comes round by the clock.

The table is `settings.SCHEDULE`, a dotted path to a tuple of `Periodic`. What has run
is remembered by the rows of the queue itself: a run's key is made of the name and the
start of its period, so however many workers look, the database takes it once. After a
standstill the period that is under way is caught up, those before it are not.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from groundwork.jobs import Run
from groundwork.workdays import TALLINN

_RUNS: Final = uuid.UUID("5f0f1a52-8d0b-4f0e-9a43-6d1f0c2f7b11")
_LONGEST: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many minutes, a day at most: results are kept for two."""

    minutes: int

    def __post_init__(self) -> None:
        if not 0 < self.minutes <= _LONGEST:
            raise ValueError(f"A period lasts 1 to {_LONGEST} minutes.")

    def latest(self, at: datetime) -> datetime:
        """Return the start of the period that `at` lies in, in UTC."""
        seconds = self.minutes * 60
        return datetime.fromtimestamp(at.timestamp() // seconds * seconds, UTC)


@dataclass(frozen=True, slots=True)
class DailyAt:
    """Every day at a time of the clock in Tallinn."""

    time: time

    def latest(self, at: datetime) -> datetime:
        """Return the last moment up to `at` at which the clock showed it, in UTC."""
        today = at.astimezone(TALLINN).date()
        moment = datetime.combine(today, self.time, TALLINN).astimezone(UTC)
        if moment > at.astimezone(UTC):
            before = today - timedelta(days=1)
            moment = datetime.combine(before, self.time, TALLINN).astimezone(UTC)
        return moment


@dataclass(frozen=True, slots=True)
class Periodic:
    """One line of the table: a task without arguments, by its dotted path."""

    name: str
    task: str
    when: Every | DailyAt

    def run_id(self, at: datetime) -> uuid.UUID:
        """Return the key of the run that belongs to the moment `at`."""
        return uuid.uuid5(_RUNS, f"{self.name} {self.when.latest(at).isoformat()}")


def table() -> tuple[Periodic, ...]:
    """Return the project's table."""
    entries: tuple[Periodic, ...] = import_string(settings.SCHEDULE)
    return entries


def queue_due(entries: Iterable[Periodic], *, at: datetime) -> int:
    """Queue every run whose period has begun; return how many were added.

    A task that is still waiting or running is left out until it is done.
    """
    runs = {entry.run_id(at): entry for entry in entries}
    known = set(
        DBTaskResult.objects.filter(pk__in=list(runs)).values_list("pk", flat=True)
    )
    missing = {key: entry for key, entry in runs.items() if key not in known}
    if not missing:
        return 0
    busy = set(
        DBTaskResult.objects.filter(
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
            task_path__in=[entry.task for entry in missing.values()],
        ).values_list("task_path", flat=True)
    )
    rows = [
        _row(key, entry) for key, entry in missing.items() if entry.task not in busy
    ]
    # Another worker may be adding the same runs in this moment.
    DBTaskResult.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(key: uuid.UUID, entry: Periodic) -> Run:
    made = import_string(entry.task)
    return DBTaskResult(
        id=key,
        args_kwargs={"args": [], "kwargs": {}},
        priority=made.priority,
        task_path=entry.task,
        queue_name=made.queue_name,
        run_after=get_date_max(),
        backend_name=made.backend,
    )
