"""Locking and unlocking regions, units and borders of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from planning.actions.standing import Act, take
from planning.models import Draft, Lock, LockKind
from planning.workbench import Bench, bench_of


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be locked: a region, a unit, or the border of two regions."""

    kind: LockKind
    region: int | None = None
    other_region: int | None = None
    unit: str = ""


@transaction.atomic
def lock(
    draft: Draft, target: Target, *, reason: str = "", by: User | None, at: datetime
) -> Lock:
    """Lock something of a draft and return the lock; the one there is, if any.

    Raises:
        InvalidInputError: there is no such region, unit or border.
        NotAllowedError: `by` may not change the draft.
    """
    act = Act(by, at)
    draft = take(draft, act)
    target = _checked(draft, bench_of(draft), target)
    fields = {
        "kind": target.kind,
        "region": target.region,
        "other_region": target.other_region,
        "unit": target.unit,
    }
    known = draft.locks.holding().filter(**fields).first()
    if known is not None:
        return known
    made = Lock.objects.create(
        draft=draft, **fields, reason=reason.strip(), made_at=at, made_by=by
    )
    record(
        "planning.lock",
        draft.plan,
        by=by,
        role=act.role,
        at=at,
        details={"kind": target.kind},
    )
    return made


def _checked(draft: Draft, bench: Bench, target: Target) -> Target:
    if target.kind == LockKind.UNIT:
        return _checked_unit(bench, target.unit)
    first = _known(draft, target.region)
    if target.kind == LockKind.REGION:
        return Target(LockKind.REGION, region=first)
    low, high = sorted((first, _known(draft, target.other_region)))
    if low == high or not any(bench.tally.border(low, high)):
        raise InvalidInputError(_("These two regions have no common border."))
    return Target(LockKind.BORDER, region=low, other_region=high)


def _checked_unit(bench: Bench, code: str) -> Target:
    place = bench.terrain.place.get(code)
    if place is None:
        raise InvalidInputError(_("There is no such settlement unit."))
    if not bench.tally.region_of[place]:
        raise InvalidInputError(_("A unit without a region cannot be locked."))
    return Target(LockKind.UNIT, unit=code)


def _known(draft: Draft, number: int | None) -> int:
    if number is None or not 1 <= number <= draft.region_count:
        raise InvalidInputError(_("The plan has no such region."))
    return number


@transaction.atomic
def unlock(draft: Draft, number: int, *, by: User | None, at: datetime) -> None:
    """Lift a lock by its key.

    Raises:
        NotAllowedError: `by` may not change the draft.
        WrongStateError: it does not hold any more.
    """
    act = Act(by, at)
    draft = take(draft, act)
    held = draft.locks.holding().filter(pk=number).first()
    if held is None:
        raise WrongStateError(_("This lock was lifted already."))
    held.lifted_at, held.lifted_by = at, by
    held.save(update_fields=["lifted_at", "lifted_by"])
    record(
        "planning.unlock",
        draft.plan,
        by=by,
        role=act.role,
        at=at,
        details={"kind": held.kind},
    )
