"""Moving units between regions, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from groundwork.errors import InvalidInputError, WrongStateError
from planning.actions.standing import (
    Act,
    Step,
    ThingIsLockedError,
    regions_of,
    require_unlocked,
    take,
    write,
    write_regions,
)
from planning.models import Draft, Edit, EditKind
from planning.workbench import Bench, bench_of

__all__ = ["ChangedMeanwhileError", "ThingIsLockedError", "move", "redo", "replace"]


class ChangedMeanwhileError(WrongStateError):
    """Somebody else moved the same units since they were looked at.

    `changed` is the region that each of them is in now, by code.
    """

    def __init__(self, message: str, changed: Mapping[str, int]) -> None:
        super().__init__(message)
        self.changed = dict(changed)


@transaction.atomic
def move(  # noqa: PLR0913  (what, seen how, as what, by whom, when)
    draft: Draft,
    moves: Mapping[str, int],
    *,
    seen: Mapping[str, int] | None = None,
    kind: EditKind = EditKind.MOVE,
    by: User | None,
    at: datetime,
) -> Edit | None:
    """Move units to regions and return the step; None when nothing would change.

    Args:
        draft: which draft.
        moves: the new region number of each unit by its code, 0 for none.
        seen: the region that each unit was in when the planner looked. Moves of other
            units since then are kept; a move of the same units refuses this one.
        kind: what the journal calls it.
        by: the planner, or None for the portal itself.
        at: when.

    Raises:
        ChangedMeanwhileError: a unit is no longer where it was seen.
        InvalidInputError: there is no such unit or region.
        NotAllowedError: `by` may not change the draft.
        ThingIsLockedError: a lock forbids it.
    """
    act = Act(by, at)
    draft = take(draft, act)
    bench = bench_of(draft)
    require_known(draft, bench, moves)
    _require_unchanged(bench, seen or {})
    real = {c: n for c, n in moves.items() if bench.region_of(c) != n}
    if not real:
        return None
    require_unlocked(draft, bench, bench.places(real))
    steps = [(code, bench.region_of(code), n) for code, n in sorted(real.items())]
    step = Step(kind, steps)
    return write(draft, {**draft.assignment, **real}, step, act, of=None)


def require_known(draft: Draft, bench: Bench, moves: Mapping[str, int]) -> None:
    for code, number in moves.items():
        if code not in bench.terrain.place:
            raise InvalidInputError(
                _("There is no settlement unit %(code)s.") % {"code": code},
                field="units",
            )
        if not 0 <= number <= draft.region_count:
            raise InvalidInputError(
                _("The plan has no region %(number)d.") % {"number": number},
                field="region",
            )


def _require_unchanged(bench: Bench, seen: Mapping[str, int]) -> None:
    place = bench.terrain.place
    changed = {
        code: bench.region_of(code)
        for code, number in seen.items()
        if code in place and bench.region_of(code) != number
    }
    if changed:
        first = bench.terrain.units[place[min(changed)]].name
        raise ChangedMeanwhileError(
            ngettext(
                "Somebody else has moved %(name)s meanwhile. Nothing was changed.",
                "Somebody else has moved %(name)s and other units meanwhile, %(count)d"
                " in all. Nothing was changed.",
                len(changed),
            )
            % {"name": first, "count": len(changed)},
            changed,
        )


@dataclass(frozen=True, slots=True)
class Content:
    """A whole draft: where each unit goes, and the list of regions."""

    assignment: Mapping[str, int]
    regions: Sequence[Mapping[str, Any]]


@transaction.atomic
def replace(
    draft: Draft,
    content: Content,
    *,
    kind: EditKind,
    by: User | None,
    at: datetime,
) -> Edit:
    """Put another content into a draft as one step that can be undone.

    Raises:
        NotAllowedError: `by` may not change the draft.
        ThingIsLockedError: it would change something that is locked.
    """
    act = Act(by, at)
    draft = take(draft, act)
    return _replaced(draft, content, kind, act, of=None)


def _replaced(
    draft: Draft, content: Content, kind: EditKind, act: Act, *, of: Edit | None
) -> Edit:
    bench = bench_of(draft)
    known = bench.terrain.place
    wanted = {c: n for c, n in content.assignment.items() if c in known}
    before = bench.assignment()
    moves = [
        (code, before.get(code, 0), wanted.get(code, 0))
        for code in sorted({*before, *wanted})
        if before.get(code, 0) != wanted.get(code, 0)
    ]
    require_unlocked(draft, bench, {known[code]: to for code, _from, to in moves})
    old = regions_of(draft)
    new = [dict(row) for row in content.regions]
    if old == new:
        return write(draft, wanted, Step(kind, moves), act, of=of)
    write_regions(draft, new)
    return write(draft, wanted, Step(kind, moves, old, new), act, of=of)


@transaction.atomic
def undo(draft: Draft, *, by: User | None, at: datetime) -> Edit:
    """Take back the last step that stands, whoever made it, and return the new line.

    Raises:
        NotAllowedError: `by` may not change the draft.
        ThingIsLockedError: the step touched something that is locked now.
        WrongStateError: there is nothing to undo.
    """
    act = Act(by, at)
    draft = take(draft, act)
    step = Edit.objects.filter(draft=draft).done().first()
    if step is None:
        raise WrongStateError(_("There is nothing to undo."))
    back = [(code, to, was) for code, was, to in step.moves]
    edit = _again(
        draft, step, Step(EditKind.UNDO, back, None, step.regions_before), act
    )
    Edit.objects.filter(pk=step.pk).update(is_undone=True)
    return edit


@transaction.atomic
def redo(draft: Draft, *, by: User | None, at: datetime) -> Edit:
    """Do the step again that was undone last, and return the new line.

    Raises:
        NotAllowedError: `by` may not change the draft.
        ThingIsLockedError: the step touches something that is locked now.
        WrongStateError: there is nothing to do again.
    """
    act = Act(by, at)
    draft = take(draft, act)
    step = Edit.objects.filter(draft=draft).undone().first()
    if step is None:
        raise WrongStateError(_("There is nothing to do again."))
    moves = [(code, was, to) for code, was, to in step.moves]
    edit = _again(
        draft, step, Step(EditKind.REDO, moves, None, step.regions_after), act
    )
    Edit.objects.filter(pk=step.pk).update(is_undone=False)
    return edit


def _again(draft: Draft, step: Edit, wanted: Step, act: Act) -> Edit:
    targets = {code: to for code, _from, to in wanted.moves}
    assignment = {**draft.assignment, **targets}
    if wanted.regions_after is not None:
        content = Content(assignment, wanted.regions_after)
        return _replaced(draft, content, wanted.kind, act, of=step)
    bench = bench_of(draft)
    require_unlocked(draft, bench, bench.places(targets))
    return write(draft, assignment, wanted, act, of=step)
