from datetime import datetime, timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from groundwork import jobs
from groundwork.jobs import Policy, Run
from groundwork.workdays import TALLINN
from groundwork.worker import Worker
from tests.groundwork import sample_tasks

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=TALLINN)
LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def _calls_start_afresh() -> None:
    sample_tasks.CALLS.clear()


def worker(at: datetime = NOON) -> Worker:
    return Worker(clock=lambda: at, entries=(), lease=LEASE)


def only_row() -> Run:
    return DBTaskResult.objects.get()


def test_a_queued_task_is_run_with_its_arguments() -> None:
    sample_tasks.note.enqueue("hello")
    worker().run_until_idle()
    assert sample_tasks.CALLS == ["hello"]
    row = only_row()
    assert row.status == TaskResultStatus.SUCCESSFUL
    assert row.return_value == "hello"
    assert row.finished_at == NOON


def test_an_idle_worker_says_that_nothing_was_done() -> None:
    assert worker().turn() is False


def test_a_failed_task_waits_and_is_tried_again() -> None:
    sample_tasks.fails.enqueue()
    worker().run_until_idle()
    row = only_row()
    assert row.status == TaskResultStatus.READY
    assert row.run_after == NOON + timedelta(seconds=10)


def test_a_task_that_keeps_failing_is_given_up() -> None:
    sample_tasks.fails.enqueue()
    for _ in range(3):
        worker().run_until_idle()
        DBTaskResult.objects.filter(status="READY").update(run_after=NOON)
    row = only_row()
    assert row.status == TaskResultStatus.FAILED
    assert len(row.worker_ids) == 3


def test_a_failure_keeps_the_class_and_place_but_not_the_words() -> None:
    sample_tasks.fails.enqueue()
    worker().run_until_idle()
    row = only_row()
    assert row.exception_class_path == "builtins.ValueError"
    assert "in fails" in row.traceback
    assert "mari@example.ee" not in row.traceback


def test_a_broken_rule_is_not_tried_again() -> None:
    sample_tasks.breaks_a_rule.enqueue()
    worker().run_until_idle()
    assert only_row().status == TaskResultStatus.FAILED


def test_a_task_that_is_no_longer_there_is_given_up() -> None:
    sample_tasks.note.enqueue()
    DBTaskResult.objects.update(task_path="tests.groundwork.sample_tasks.gone")
    worker().run_until_idle()
    assert only_row().status == TaskResultStatus.FAILED


def test_a_claimed_task_is_not_given_to_another_worker() -> None:
    sample_tasks.note.enqueue()
    assert jobs.claim("one", lease=LEASE, at=NOON) is not None
    assert jobs.claim("two", lease=LEASE, at=NOON) is None


def test_a_task_is_not_taken_over_while_its_lease_is_kept() -> None:
    sample_tasks.note.enqueue()
    row = jobs.claim("one", lease=LEASE, at=NOON)
    assert row is not None
    jobs.renew(row, NOON + 2 * LEASE)
    assert jobs.recover(at=NOON + 1.5 * LEASE) == 0


def test_a_lost_workers_task_is_run_by_another() -> None:
    sample_tasks.note.enqueue("again")
    jobs.claim("lost", lease=LEASE, at=NOON)
    worker(NOON + 2 * LEASE).run_until_idle()
    assert sample_tasks.CALLS == ["again"]
    assert only_row().status == TaskResultStatus.SUCCESSFUL


def test_a_worker_that_lost_its_task_does_not_write_the_result() -> None:
    sample_tasks.note.enqueue()
    slow = jobs.claim("slow", lease=LEASE, at=NOON)
    assert slow is not None
    later = NOON + 2 * LEASE
    jobs.recover(at=later)
    jobs.claim("quick", lease=LEASE, at=later)
    assert jobs.record_success(slow, "late", at=later) is False
    assert only_row().status == TaskResultStatus.RUNNING


def test_a_task_that_ends_every_worker_is_given_up() -> None:
    sample_tasks.note.enqueue()
    at = NOON
    for _ in range(jobs.DEFAULT_POLICY.tries):
        assert jobs.claim("doomed", lease=LEASE, at=at) is not None
        at += 2 * LEASE
        jobs.recover(at=at)
    row = only_row()
    assert row.status == TaskResultStatus.FAILED
    assert row.exception_class_path == "groundwork.jobs.WorkerLostError"


def test_a_task_handed_back_has_not_used_up_a_try() -> None:
    sample_tasks.note.enqueue()
    row = jobs.claim("stopped", lease=LEASE, at=NOON)
    assert row is not None
    jobs.hand_back(row, at=NOON)
    assert only_row().status == TaskResultStatus.READY
    assert only_row().worker_ids == []


def test_enqueue_once_queues_one_run_for_many_calls() -> None:
    path = sample_tasks.nothing_asked.module_path
    for _ in range(3):
        jobs.enqueue_once(path)
    assert DBTaskResult.objects.count() == 1


def test_enqueue_once_queues_another_run_while_one_is_under_way() -> None:
    path = sample_tasks.nothing_asked.module_path
    jobs.enqueue_once(path)
    jobs.claim("busy", lease=LEASE, at=NOON)
    jobs.enqueue_once(path)
    assert DBTaskResult.objects.count() == 2


def test_old_results_are_pruned_and_new_ones_and_waiting_ones_kept() -> None:
    for status, days in [
        ("SUCCESSFUL", 3),
        ("SUCCESSFUL", 1),
        ("FAILED", 31),
        ("FAILED", 3),
    ]:
        result = sample_tasks.note.enqueue()
        DBTaskResult.objects.filter(pk=result.id).update(
            status=status, finished_at=NOON - timedelta(days=days)
        )
    sample_tasks.note.enqueue()
    assert jobs.prune(at=NOON) == 2
    assert DBTaskResult.objects.count() == 3


def test_waits_double_up_to_the_longest() -> None:
    policy = Policy(first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=10))
    waits = [policy.wait_after(tries) // timedelta(minutes=1) for tries in range(1, 7)]
    assert waits == [1, 2, 4, 8, 10, 10]


def test_a_task_is_pending_until_it_is_done() -> None:
    path = sample_tasks.note.module_path
    assert not jobs.is_pending(path, "hello")
    sample_tasks.note.enqueue("hello")
    assert jobs.is_pending(path, "hello")
    assert not jobs.is_pending(path, "other")
    worker().run_until_idle()
    assert not jobs.is_pending(path, "hello")


def test_a_task_is_held_while_its_worker_gives_signs_of_life() -> None:
    sample_tasks.note.enqueue("hello")
    path = sample_tasks.note.module_path
    assert not jobs.is_held(path, "hello", at=NOON)
    jobs.claim("worker", lease=LEASE, at=NOON)
    assert jobs.is_held(path, "hello", at=NOON)
    assert not jobs.is_held(path, "hello", at=NOON + LEASE)


def test_somebody_works_when_something_was_done_lately() -> None:
    assert not jobs.somebody_works(at=NOON)
    sample_tasks.note.enqueue("hello")
    assert not jobs.somebody_works(at=NOON)
    worker().run_until_idle()
    assert jobs.somebody_works(at=NOON + timedelta(minutes=2))
    assert not jobs.somebody_works(at=NOON + timedelta(minutes=4))
