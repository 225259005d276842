"""Drawings in the background: their states, their worker, and what they lead to."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from groundwork.worker import Worker
from notifications.models import Notice
from planning.actions import drawing, editing, locks
from planning.actions.drawing import ChangedSinceDrawnError, Wish
from planning.actions.editing import ThingIsLockedError
from planning.actions.locks import Target
from planning.models import Draft, DrawingRun, EditKind, LockKind, Preset, RunStatus
from planning.workbench import bench_of
from regions.models import RegionPlan
from tests.factories.accounts import UserFactory
from tests.planning.conftest import (
    AILA,
    EAST,
    LAAGRI,
    NOW,
    SAUE,
    SOUTH,
    WEST,
    now,
)

pytestmark = pytest.mark.django_db

LEASE = timedelta(seconds=60)


def work() -> None:
    Worker(clock=now, entries=(), lease=LEASE).run_until_idle()


def asked(draft: Draft, planner: User, **choices: Any) -> DrawingRun:
    wish = Wish(**{"region_count": 4, **choices})
    return drawing.ask(draft, wish, by=planner, at=NOW)


def drawn(draft: Draft, planner: User, **choices: Any) -> DrawingRun:
    run = asked(draft, planner, **choices)
    work()
    run.refresh_from_db()
    return run


def held(draft: Draft) -> Mapping[str, int]:
    return bench_of(Draft.objects.get(pk=draft.pk)).assignment()


def test_drawing_is_ready_beside_the_plan_and_changes_nothing(
    draft: Draft, planner: User
) -> None:
    before = held(draft)
    run = drawn(draft, planner)
    assert run.status == RunStatus.READY
    assert sorted(set(run.result.values())) == [1, 2, 3, 4]
    assert set(run.result) == set(before)
    assert run.report["drawn"]["loose"] == 0
    assert run.report["now"]["regions"] == 4
    assert [row["number"] for row in run.report["regions"]] == [1, 2, 3, 4]
    assert held(draft) == before


def test_taken_over_it_is_one_step_that_can_be_undone(
    draft: Draft, planner: User
) -> None:
    before = held(draft)
    run = drawn(draft, planner, preset=Preset.BALANCED, region_count=3)
    edit = drawing.take_over(run, by=planner, at=NOW)
    assert edit.kind == EditKind.DRAW
    draft.refresh_from_db()
    assert (draft.region_count, draft.assignment) == (3, run.result)
    run.refresh_from_db()
    assert run.status == RunStatus.TAKEN
    editing.undo(draft, by=planner, at=NOW)
    assert held(draft) == before


def test_regions_that_stay_alike_keep_number_name_and_identity(
    draft: Draft, planner: User
) -> None:
    run = drawn(draft, planner, preset=Preset.WHOLE)
    rows = {row["number"]: row for row in run.report["regions"]}
    south = rows[run.result["2024"]]
    assert south["number"] == SOUTH
    assert (south["name"], south["region"]) == (
        "Elva",
        draft.regions.get(number=SOUTH).region_id,
    )


def test_same_seed_draws_the_same(draft: Draft, planner: User) -> None:
    first = drawn(draft, planner, seed=7)
    drawing.put_aside(first, by=planner, at=NOW)
    assert drawn(draft, planner, seed=7).result == first.result


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        ({"region_count": 0}, "region_count"),
        ({"region_count": 5001}, "region_count"),
        ({"seed": -1}, "seed"),
        ({"effort": 0.0}, "effort"),
        ({"redrawn": (9,)}, "redrawn"),
        ({"redrawn": (SOUTH,), "region_count": 3}, "region_count"),
        ({"weights": {"inhabitants": -1.0}}, "inhabitants"),
        ({"weights": {"inhabitants": 0.0}}, "inhabitants"),
    ],
)
def test_what_cannot_be_drawn_is_refused_beside_its_field(
    draft: Draft, planner: User, choices: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        asked(draft, planner, **choices)
    assert refused.value.field == field


def test_too_many_regions_fail_with_a_sentence(draft: Draft, planner: User) -> None:
    run = drawn(draft, planner, region_count=10)
    assert run.status == RunStatus.FAILED
    assert "10" in run.problem


def test_only_planners_ask(draft: Draft) -> None:
    with pytest.raises(NotAllowedError):
        asked(draft, UserFactory.create())


def test_one_drawing_of_a_draft_at_a_time(
    draft: Draft, planner: User, other_planner: User
) -> None:
    asked(draft, planner)
    with pytest.raises(WrongStateError):
        asked(draft, other_planner)


# --- a part, and locks -------------------------------------------------------------


def test_part_is_drawn_again_and_the_rest_stays(draft: Draft, planner: User) -> None:
    editing.move(draft, {AILA: SOUTH}, by=planner, at=NOW)
    before = held(draft)
    run = drawn(draft, planner, redrawn=(SAUE, SOUTH), region_count=5)
    assert run.status == RunStatus.READY, run.problem
    kept = {code: n for code, n in before.items() if n in (WEST, EAST)}
    assert {code: run.result[code] for code in kept} == kept
    others = {n for code, n in run.result.items() if code not in kept}
    assert others == {SAUE, SOUTH, 5}
    part = run.report["part"]
    assert (run.report["bound"], part["regions"]) == (None, 3)
    assert part["average"] == pytest.approx(3000 / 3)
    assert part["max_dev"] >= part["mean_dev"] > 0


def test_part_with_fewer_regions_leaves_the_others_whole(
    draft: Draft, planner: User
) -> None:
    before = held(draft)
    run = drawn(draft, planner, redrawn=(WEST, EAST), region_count=3)
    south = {code for code, n in before.items() if n == SOUTH}
    assert len({run.result[code] for code in south}) == 1
    drawing.take_over(run, by=planner, at=NOW)
    assert len(set(held(draft).values())) == 3


def test_gap_beside_a_part_is_drawn_with_it(draft: Draft, planner: User) -> None:
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    run = drawn(draft, planner, redrawn=(SAUE,), region_count=4)
    assert run.result[LAAGRI] == SAUE


def test_loose_region_cannot_stay_as_it_is(draft: Draft, planner: User) -> None:
    editing.move(draft, {AILA: WEST}, by=planner, at=NOW)
    run = drawn(draft, planner, redrawn=(SOUTH,))
    assert run.status == RunStatus.FAILED
    assert run.problem.startswith("Mustamäe, ")


def test_locked_region_and_unit_stay_and_keep_their_numbers(
    draft: Draft, planner: User
) -> None:
    locks.lock(draft, Target(LockKind.REGION, SOUTH), by=planner, at=NOW)
    locks.lock(draft, Target(LockKind.UNIT, unit=LAAGRI), by=planner, at=NOW)
    before = held(draft)
    run = drawn(draft, planner, seed=3)
    assert run.status == RunStatus.READY, run.problem
    inside = {code for code, n in before.items() if n == SOUTH}
    assert {code for code, n in run.result.items() if n == SOUTH} == inside
    assert run.result[LAAGRI] == SAUE
    drawing.take_over(run, by=planner, at=NOW)


def test_locked_region_is_not_drawn_again(draft: Draft, planner: User) -> None:
    locks.lock(draft, Target(LockKind.REGION, SOUTH), by=planner, at=NOW)
    with pytest.raises(InvalidInputError) as refused:
        asked(draft, planner, redrawn=(SOUTH,))
    assert refused.value.field == "redrawn"


def test_locked_number_bounds_how_few_regions_there_are(
    draft: Draft, planner: User
) -> None:
    locks.lock(draft, Target(LockKind.REGION, SOUTH), by=planner, at=NOW)
    with pytest.raises(InvalidInputError) as refused:
        asked(draft, planner, region_count=3)
    assert refused.value.field == "region_count"


def test_lock_made_since_forbids_taking_over(draft: Draft, planner: User) -> None:
    run = drawn(draft, planner, region_count=5)
    moved = next(c for c, n in held(draft).items() if run.result[c] != n)
    locks.lock(draft, Target(LockKind.UNIT, unit=moved), by=planner, at=NOW)
    with pytest.raises(ThingIsLockedError):
        drawing.take_over(run, by=planner, at=NOW)
    run.refresh_from_db()
    assert run.status == RunStatus.READY


# --- the draft has moved on --------------------------------------------------------


def test_changed_draft_is_overwritten_only_when_that_is_said(
    draft: Draft, planner: User
) -> None:
    run = drawn(draft, planner)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    editing.move(draft, {AILA: SOUTH}, by=planner, at=NOW)
    with pytest.raises(ChangedSinceDrawnError) as refused:
        drawing.take_over(run, by=planner, at=NOW)
    assert refused.value.steps == 2
    with pytest.raises(ChangedSinceDrawnError):
        drawing.take_over(run, overwrite=1, by=planner, at=NOW)
    drawing.take_over(run, overwrite=2, by=planner, at=NOW)
    assert held(draft) == run.result


def test_taken_over_or_put_aside_only_once(draft: Draft, planner: User) -> None:
    run = drawn(draft, planner)
    drawing.put_aside(run, by=planner, at=NOW)
    for act in (drawing.take_over, drawing.put_aside, drawing.cancel):
        with pytest.raises(WrongStateError):
            act(run, by=planner, at=NOW)


# --- cancelling, and workers that are lost -----------------------------------------


def test_waiting_drawing_is_cancelled_at_once(draft: Draft, planner: User) -> None:
    run = asked(draft, planner)
    drawing.cancel(run, by=planner, at=NOW)
    work()
    run.refresh_from_db()
    assert (run.status, run.result) == (RunStatus.CANCELLED, {})
    assert drawn(draft, planner).status == RunStatus.READY


def test_running_drawing_ends_at_its_next_step(
    draft: Draft, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = asked(draft, planner)
    told = drawing.report_progress

    def cancelled_meanwhile(run: DrawingRun, *rest: Any) -> None:
        drawing.cancel(run, by=planner, at=now())
        assert DrawingRun.objects.get(pk=run.pk).status == RunStatus.RUNNING
        told(run, *rest)

    monkeypatch.setattr(drawing, "report_progress", cancelled_meanwhile)
    work()
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_drawing_of_a_killed_worker_is_drawn_by_the_next(
    draft: Draft, planner: User
) -> None:
    run = asked(draft, planner)
    drawing.begin(run, at=NOW)
    past = now() - timedelta(minutes=5)
    DBTaskResult.objects.update(
        status="RUNNING", started_at=past, run_after=past, worker_ids=["gone"]
    )
    work()
    run.refresh_from_db()
    assert run.status == RunStatus.READY


def test_drawing_that_ends_its_workers_is_given_up_with_a_sentence(
    draft: Draft, planner: User
) -> None:
    run = asked(draft, planner)
    drawing.begin(run, at=NOW)
    assert drawing.end_lost(at=NOW) == 0
    DBTaskResult.objects.update(status="FAILED")
    assert drawing.end_lost(at=NOW) == 1
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert run.problem
    assert asked(draft, planner).status == RunStatus.QUEUED


def test_long_drawing_is_told_of_and_a_short_one_is_not(
    draft: Draft, planner: User
) -> None:
    drawn(draft, planner)  # asked for at NOW, which is long ago
    notice = Notice.objects.get(kind="planning.drawn")
    assert (notice.recipient, notice.facts) == (planner, {"is_ready": True})
    Notice.objects.all().delete()
    run = DrawingRun.objects.get()
    drawing.put_aside(run, by=planner, at=NOW)
    again = asked(draft, planner)
    drawing.begin(again, at=NOW)
    drawing.fail(again, "Kivi", at=NOW + timedelta(seconds=5))
    assert not Notice.objects.exists()


def test_drawing_of_an_adopted_plan_does_not_begin(draft: Draft, planner: User) -> None:
    run = asked(draft, planner)
    RegionPlan.objects.exclude(pk=draft.plan_id).update(
        status="SUPERSEDED", valid_to=NOW.date()
    )
    RegionPlan.objects.filter(pk=draft.plan_id).update(
        status="ADOPTED", adopted_at=NOW, valid_from=NOW.date()
    )
    work()
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED


def test_weights_change_what_is_balanced_and_stay_with_the_draft(
    draft: Draft, planner: User
) -> None:
    run = drawn(draft, planner, weights={"inhabitants": 1.0, "incidents": 2.0})
    draft.refresh_from_db()
    assert draft.weights == {"inhabitants": 1.0, "incidents": 2.0}
    assert run.report["weighing"]["left_out"] == ["incidents"]
