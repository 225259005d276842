"""What is locked does not move, by no way at all."""

import pytest

from accounts.models import User
from groundwork.errors import InvalidInputError, WrongStateError
from planning.actions import editing, locks, making
from planning.actions.editing import ThingIsLockedError
from planning.actions.locks import Target
from planning.models import Draft, LockKind
from tests.planning.conftest import (
    EAST,
    ELVA,
    HELLENURME,
    LAAGRI,
    MUSTAMAE_2,
    NOW,
    SAUE,
    SOUTH,
    WEST,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moves", [{LAAGRI: SOUTH}, {ELVA: SAUE}, {LAAGRI: 0}])
def test_locked_region_neither_gives_nor_takes(
    draft: Draft, planner: User, moves: dict[str, int]
) -> None:
    locks.lock(draft, Target(LockKind.REGION, SAUE), by=planner, at=NOW)
    with pytest.raises(ThingIsLockedError, match="Saue"):
        editing.move(draft, moves, by=planner, at=NOW)


def test_locked_unit_stays(draft: Draft, planner: User) -> None:
    locks.lock(draft, Target(LockKind.UNIT, unit=LAAGRI), by=planner, at=NOW)
    with pytest.raises(ThingIsLockedError, match="Laagri"):
        editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    editing.move(draft, {ELVA: SAUE}, by=planner, at=NOW)


def test_units_on_both_sides_of_a_locked_border_stay(
    draft: Draft, planner: User
) -> None:
    locks.lock(draft, Target(LockKind.BORDER, EAST, WEST), by=planner, at=NOW)
    with pytest.raises(ThingIsLockedError, match="Mustamäe, "):
        editing.move(draft, {MUSTAMAE_2: SAUE}, by=planner, at=NOW)
    editing.move(draft, {"0784-mustamae-1": SAUE}, by=planner, at=NOW)


def test_undo_never_touches_what_is_locked_since(draft: Draft, planner: User) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    lock = locks.lock(draft, Target(LockKind.REGION, SOUTH), by=planner, at=NOW)
    with pytest.raises(ThingIsLockedError):
        editing.undo(draft, by=planner, at=NOW)
    locks.unlock(draft, lock.pk, by=planner, at=NOW)
    editing.undo(draft, by=planner, at=NOW)


def test_restoring_a_version_never_touches_what_is_locked(
    draft: Draft, planner: User
) -> None:
    version = making.keep_version(draft, reason="Enne", by=planner, at=NOW)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    locks.lock(draft, Target(LockKind.UNIT, unit=LAAGRI), by=planner, at=NOW)
    with pytest.raises(ThingIsLockedError):
        making.restore(version, by=planner, at=NOW)


@pytest.mark.parametrize(
    "target",
    [
        Target(LockKind.REGION, 9),
        Target(LockKind.REGION),
        Target(LockKind.UNIT, unit="9999"),
        Target(LockKind.BORDER, WEST, SOUTH),
        Target(LockKind.BORDER, WEST, WEST),
        Target(LockKind.BORDER, WEST, 9),
    ],
)
def test_what_is_not_there_cannot_be_locked(
    draft: Draft, planner: User, target: Target
) -> None:
    with pytest.raises(InvalidInputError):
        locks.lock(draft, target, by=planner, at=NOW)


def test_a_gap_cannot_be_locked(draft: Draft, planner: User) -> None:
    editing.move(draft, {HELLENURME: 0}, by=planner, at=NOW)
    with pytest.raises(InvalidInputError):
        locks.lock(draft, Target(LockKind.UNIT, unit=HELLENURME), by=planner, at=NOW)


def test_locking_twice_is_one_lock_and_lifting_twice_is_refused(
    draft: Draft, planner: User
) -> None:
    target = Target(LockKind.REGION, SAUE)
    first = locks.lock(draft, target, by=planner, at=NOW)
    assert locks.lock(draft, target, by=planner, at=NOW) == first
    locks.unlock(draft, first.pk, by=planner, at=NOW)
    with pytest.raises(WrongStateError):
        locks.unlock(draft, first.pk, by=planner, at=NOW)
