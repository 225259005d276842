"""Moving units, taking that back, and two planners at once."""

import pytest

from accounts.models import User
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from planning.actions import editing, making
from planning.actions.editing import ChangedMeanwhileError
from planning.models import Draft, EditKind
from planning.workbench import bench_of
from tests.factories.accounts import UserFactory
from tests.planning.conftest import AILA, ELVA, LAAGRI, NOW, PALUPERA, SAUE, SOUTH, WEST

pytestmark = pytest.mark.django_db


def reload(draft: Draft) -> Draft:
    return Draft.objects.select_related("plan").get(pk=draft.pk)


def region_of(draft: Draft, code: str) -> int:
    return bench_of(reload(draft)).region_of(code)


def test_unit_moves_and_the_journal_tells(draft: Draft, planner: User) -> None:
    edit = editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    assert edit is not None
    assert edit.moves == [[LAAGRI, SAUE, SOUTH]]
    assert region_of(draft, LAAGRI) == SOUTH
    assert reload(draft).assignment[LAAGRI] == SOUTH
    event = Event.objects.get(verb="planning.edit")
    assert (event.actor_id, event.details) == (planner.pk, {"kind": "MOVE", "units": 1})


def test_unit_without_a_region_is_a_gap(draft: Draft, planner: User) -> None:
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    assert LAAGRI not in reload(draft).assignment
    assert bench_of(reload(draft)).tally.figures().uncovered == 1


def test_moving_a_unit_where_it_is_changes_nothing(draft: Draft, planner: User) -> None:
    assert editing.move(draft, {LAAGRI: SAUE}, by=planner, at=NOW) is None
    assert reload(draft).revision == 0


@pytest.mark.parametrize(
    ("moves", "field"), [({"9999": 1}, "units"), ({LAAGRI: 5}, "region")]
)
def test_unknown_unit_or_region_is_refused(
    draft: Draft, planner: User, moves: dict[str, int], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        editing.move(draft, moves, by=planner, at=NOW)
    assert refused.value.field == field


def test_only_planners_edit(draft: Draft) -> None:
    with pytest.raises(NotAllowedError):
        editing.move(draft, {LAAGRI: SOUTH}, by=UserFactory.create(), at=NOW)


def test_undo_and_redo_go_all_the_way(draft: Draft, planner: User) -> None:
    for code in (LAAGRI, AILA, LAAGRI):
        number = SOUTH if region_of(draft, code) != SOUTH else WEST
        editing.move(draft, {code: number}, by=planner, at=NOW)
    for _step in range(3):
        editing.undo(draft, by=planner, at=NOW)
    assert (region_of(draft, LAAGRI), region_of(draft, AILA)) == (SAUE, SAUE)
    with pytest.raises(WrongStateError):
        editing.undo(draft, by=planner, at=NOW)
    for _step in range(3):
        editing.redo(draft, by=planner, at=NOW)
    assert (region_of(draft, LAAGRI), region_of(draft, AILA)) == (WEST, SOUTH)
    with pytest.raises(WrongStateError):
        editing.redo(draft, by=planner, at=NOW)
    assert reload(draft).revision == 9


def test_new_step_after_undo_drops_what_was_undone(draft: Draft, planner: User) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    editing.undo(draft, by=planner, at=NOW)
    editing.move(draft, {AILA: SOUTH}, by=planner, at=NOW)
    with pytest.raises(WrongStateError):
        editing.redo(draft, by=planner, at=NOW)
    editing.undo(draft, by=planner, at=NOW)
    assert region_of(draft, AILA) == SAUE


def test_two_planners_on_different_units_are_merged(
    draft: Draft, planner: User, other_planner: User
) -> None:
    seen = reload(draft)
    editing.move(draft, {LAAGRI: SOUTH}, seen={LAAGRI: SAUE}, by=planner, at=NOW)
    editing.move(seen, {AILA: SOUTH}, seen={AILA: SAUE}, by=other_planner, at=NOW)
    assert (region_of(draft, LAAGRI), region_of(draft, AILA)) == (SOUTH, SOUTH)


def test_two_planners_on_one_unit_the_later_is_refused_and_told(
    draft: Draft, planner: User, other_planner: User
) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, seen={LAAGRI: SAUE}, by=planner, at=NOW)
    moves = {LAAGRI: WEST, AILA: WEST}
    seen = {LAAGRI: SAUE, AILA: SAUE}
    with pytest.raises(ChangedMeanwhileError) as refused:
        editing.move(draft, moves, seen=seen, by=other_planner, at=NOW)
    assert refused.value.changed == {LAAGRI: SOUTH}
    assert "Laagri" in str(refused.value)
    assert region_of(draft, AILA) == SAUE


def test_bench_catches_up_with_the_journal(draft: Draft, planner: User) -> None:
    before = bench_of(reload(draft))
    editing.move(draft, {ELVA: SAUE, PALUPERA: SAUE}, by=planner, at=NOW)
    after = bench_of(Draft.objects.for_detail().defer("assignment").get(pk=draft.pk))
    assert before.region_of(ELVA) == SOUTH
    assert after.region_of(ELVA) == SAUE
    assert after.assignment() == reload(draft).assignment


def test_restored_version_is_one_step(draft: Draft, planner: User) -> None:
    version = making.keep_version(draft, reason="Enne", by=planner, at=NOW)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    editing.move(draft, {AILA: SOUTH}, by=planner, at=NOW)
    edit = making.restore(version, by=planner, at=NOW)
    assert edit.kind == EditKind.RESTORE
    assert region_of(draft, LAAGRI) == SAUE
    editing.undo(draft, by=planner, at=NOW)
    assert (region_of(draft, LAAGRI), region_of(draft, AILA)) == (SOUTH, SOUTH)


def test_undo_brings_the_list_of_regions_back(draft: Draft, planner: User) -> None:
    version = making.keep_version(draft, reason="Neli", by=planner, at=NOW)
    rows = [making.empty_region(n) for n in range(1, 6)]
    content = editing.Content({**version.assignment, LAAGRI: 5}, rows)
    editing.replace(draft, content, kind=EditKind.IMPORT, by=planner, at=NOW)
    assert (reload(draft).region_count, region_of(draft, LAAGRI)) == (5, 5)
    editing.undo(draft, by=planner, at=NOW)
    assert (reload(draft).region_count, region_of(draft, LAAGRI)) == (4, SAUE)
    assert [row.label for row in draft.regions.all()][3] == "Elva"
    editing.redo(draft, by=planner, at=NOW)
    assert (reload(draft).region_count, region_of(draft, LAAGRI)) == (5, 5)
