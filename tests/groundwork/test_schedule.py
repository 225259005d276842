from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from groundwork import jobs, schedule
from groundwork.schedule import DailyAt, Every, Periodic
from groundwork.workdays import TALLINN
from groundwork.worker import Worker
from tests.groundwork import sample_tasks

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=TALLINN)
HOURLY = Periodic("note", sample_tasks.nothing_asked.module_path, Every(minutes=60))


def run(at: datetime) -> None:
    Worker(clock=lambda: at, entries=(HOURLY,)).run_until_idle()


def test_every_period_begins_at_a_round_moment() -> None:
    at = datetime(2026, 3, 3, 12, 34, 56, tzinfo=UTC)
    assert Every(minutes=15).latest(at) == datetime(2026, 3, 3, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
def test_a_period_that_is_no_part_of_a_day_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match="minutes"):
        Every(minutes=minutes)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 3, 3, 3, 20, tzinfo=TALLINN), "2026-03-03T03:20:00+02:00"),
        (datetime(2026, 3, 3, 3, 19, tzinfo=TALLINN), "2026-03-02T03:20:00+02:00"),
        # The clock is put forward on 29 March and back on 25 October.
        (datetime(2026, 3, 29, 12, 0, tzinfo=TALLINN), "2026-03-29T04:20:00+03:00"),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "2026-10-25T03:20:00+03:00"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T03:20:00+03:00"),
    ],
)
def test_daily_means_the_clock_in_tallinn(at: datetime, expected: str) -> None:
    latest = DailyAt(time(3, 20)).latest(at)
    assert latest == datetime.fromisoformat(expected)


@pytest.mark.django_db
def test_a_period_is_run_once_however_often_workers_look() -> None:
    for minutes in (0, 1, 59):
        run(NOON + timedelta(minutes=minutes))
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_the_next_period_is_run_too() -> None:
    run(NOON)
    run(NOON + timedelta(hours=1))
    assert DBTaskResult.objects.successful().count() == 2


@pytest.mark.django_db
def test_periods_missed_are_caught_up_once() -> None:
    run(NOON)
    run(NOON + timedelta(hours=9))
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_two_workers_that_add_the_same_run_make_one() -> None:
    schedule.queue_due([HOURLY], at=NOON)
    twin = schedule._row(HOURLY.run_id(NOON), HOURLY)  # noqa: SLF001 -- no public way
    DBTaskResult.objects.bulk_create([twin], ignore_conflicts=True)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_a_task_still_running_is_not_queued_again_until_it_is_done() -> None:
    schedule.queue_due([HOURLY], at=NOON)
    row = jobs.claim("busy", lease=timedelta(hours=2), at=NOON)
    assert row is not None
    later = NOON + timedelta(hours=1)
    assert schedule.queue_due([HOURLY], at=later) == 0
    jobs.record_success(row, None, at=later)
    assert schedule.queue_due([HOURLY], at=later) == 1


def test_the_projects_table_names_tasks_that_are_there() -> None:
    for entry in schedule.table():
        assert isinstance(import_string(entry.task), Task)


def test_the_projects_table_names_each_line_once() -> None:
    names = [entry.name for entry in schedule.table()]
    assert len(set(names)) == len(names)
