"""The head of every act on a draft: lock it, ask the rule, keep the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.actions import record
from groundwork.errors import WrongStateError
from planning import rules
from planning.locking import locked
from planning.models import (
    Draft,
    DraftRegion,
    Edit,
    EditKind,
    Lock,
    LockKind,
)
from planning.workbench import Bench, bench_of


class ThingIsLockedError(WrongStateError):
    """The change would touch something that is locked."""


@dataclass(frozen=True, slots=True)
class Act:
    """By whom and when something is done; `by` is None for the portal itself."""

    by: User | None
    at: datetime

    @property
    def role(self) -> Role:
        """In which role, for the history."""
        return Role.PLANNER if self.by else Role.SYSTEM


def take(draft: Draft, act: Act) -> Draft:
    """Lock a draft and return it as it stands; others wait until the act ends.

    Raises:
        NotAllowedError: no planner, or the plan is no draft any more.
    """
    found = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=draft.pk)
    )
    rules.may_change(act.by, found, at=act.at).require()
    return found


def require_unlocked(draft: Draft, bench: Bench, moves: Mapping[int, int]) -> None:
    """Do nothing when no lock forbids the moves.

    Raises:
        ThingIsLockedError: one does; the message names what is locked.
    """
    held = locked(bench, draft.locks.holding())
    lock = held.against(bench, moves)
    if lock is not None:
        raise ThingIsLockedError(
            _("%(what)s is locked. Unlock it first.") % {"what": named(draft, lock)}
        )


def named(draft: Draft, lock: Lock) -> str:
    """Return what a lock holds, in the reader's language."""
    labels = {row.number: row.label for row in draft.regions.all()}
    if lock.kind == LockKind.UNIT:
        bench = bench_of(draft)
        place = bench.terrain.place.get(lock.unit)
        return lock.unit if place is None else bench.terrain.units[place].name
    first = labels.get(lock.region or 0, "")
    if lock.kind == LockKind.REGION:
        return first
    return _("The border between %(one)s and %(other)s") % {
        "one": first,
        "other": labels.get(lock.other_region or 0, ""),
    }


def regions_of(draft: Draft) -> list[dict[str, Any]]:
    """Return the list of a draft's regions as versions and edits keep it."""
    rows = draft.regions.order_by("number")
    fields = ("number", "region", "name", "part", "base_unit")
    return [dict(zip(fields, row, strict=True)) for row in rows.values_list(*fields)]


def write_regions(draft: Draft, regions: Sequence[Mapping[str, Any]]) -> None:
    """Make a list of regions the draft's; `number` runs from 1."""
    draft.regions.all().delete()
    DraftRegion.objects.bulk_create(
        [
            DraftRegion(
                draft=draft,
                number=row["number"],
                region_id=row["region"],
                name=row["name"],
                part=row["part"],
                base_unit=row.get("base_unit", ""),
            )
            for row in regions
        ],
        batch_size=500,
    )
    draft.region_count = len(regions)


@dataclass(frozen=True, slots=True)
class Step:
    """What goes into the journal: moves by code, and the list of regions if changed."""

    kind: EditKind
    moves: Sequence[tuple[str, int, int]]
    regions_before: list[dict[str, Any]] | None = None
    regions_after: list[dict[str, Any]] | None = None


def write(
    draft: Draft, assignment: dict[str, int], step: Step, act: Act, *, of: Edit | None
) -> Edit:
    """Write what a draft holds from now on, the journal's line and the audit row.

    Args:
        draft: Locked, with its new region count.
        assignment: The region number of each unit by its code, from now on.
        step: What happened.
        act: By whom and when.
        of: The step that is undone or done again.
    """
    draft.assignment = {code: number for code, number in assignment.items() if number}
    draft.revision += 1
    draft.changed_at, draft.changed_by = act.at, act.by
    draft.save(
        update_fields=[
            "assignment",
            "region_count",
            "revision",
            "changed_at",
            "changed_by",
        ]
    )
    edit = Edit.objects.create(
        draft=draft,
        number=draft.revision,
        kind=step.kind,
        moves=[list(move) for move in step.moves],
        regions_before=step.regions_before,
        regions_after=step.regions_after,
        made_at=act.at,
        made_by=act.by,
        step=of,
    )
    if of is None:
        Edit.objects.filter(draft=draft).undone().update(is_dropped=True)
    record(
        "planning.edit",
        draft.plan,
        by=act.by,
        role=act.role,
        at=act.at,
        details={"kind": step.kind, "units": len(step.moves)},
    )
    return edit
