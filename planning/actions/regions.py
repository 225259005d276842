"""The list of a draft's regions: naming, adding, removing, the officer's base.

Each is a step of the journal, so that it can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.errors import InvalidInputError, WrongStateError
from planning.actions.editing import Content, replace
from planning.actions.making import NAME_LETTERS, empty_region
from planning.actions.standing import Act, regions_of, take
from planning.models import MOST_REGIONS, Draft, Edit, EditKind
from planning.workbench import bench_of
from regions.models import RegionPart

Rows = list[dict[str, Any]]


def rename_region(  # noqa: PLR0913  (which, what, by whom, when)
    draft: Draft, number: int, name: str, part: str, *, by: User | None, at: datetime
) -> Edit:
    """Give a region of a draft another name.

    Raises:
        InvalidInputError: there is no such region, no name, no such part, or another
            region has this name and part.
        NotAllowedError: `by` may not change the draft.
    """
    name = name.strip()[:NAME_LETTERS]
    if not name:
        raise InvalidInputError(_("Give the region a name."), field="name")
    if part not in RegionPart.values:
        raise InvalidInputError(_("There is no such part of a town."), field="part")

    def change(rows: Rows) -> None:
        if any(
            (row["name"], row["part"]) == (name, part) and row["number"] != number
            for row in rows
        ):
            raise InvalidInputError(
                _("Another region of the plan has this name."), field="name"
            )
        _row(rows, number).update(name=name, part=part)

    return _changed(draft, change, by=by, at=at)


def choose_base(
    draft: Draft, number: int, unit: str, *, by: User | None, at: datetime
) -> Edit:
    """Say from which unit a region's officer works; empty for none.

    Raises:
        InvalidInputError: there is no such region or unit.
        NotAllowedError: `by` may not change the draft.
    """

    def change(rows: Rows) -> None:
        if unit and unit not in bench_of(draft).terrain.place:
            raise InvalidInputError(
                _("There is no such settlement unit."), field="base_unit"
            )
        _row(rows, number)["base_unit"] = unit

    return _changed(draft, change, by=by, at=at)


def add_region(draft: Draft, name: str, *, by: User | None, at: datetime) -> Edit:
    """Add a region without units at the end of a draft's list.

    Raises:
        InvalidInputError: there are too many regions, or another has this name.
        NotAllowedError: `by` may not change the draft.
    """

    def change(rows: Rows) -> None:
        if len(rows) >= MOST_REGIONS:
            raise InvalidInputError(_("There are too many regions."), field="name")
        made = empty_region(len(rows) + 1)
        wanted = name.strip()[:NAME_LETTERS] or made["name"]
        if any((row["name"], row["part"]) == (wanted, "") for row in rows):
            raise InvalidInputError(
                _("Another region of the plan has this name."), field="name"
            )
        rows.append(made | {"name": wanted})

    return _changed(draft, change, by=by, at=at)


@transaction.atomic
def remove_region(draft: Draft, number: int, *, by: User | None, at: datetime) -> Edit:
    """Take a region without units off a draft's list; the last one gets its number.

    Raises:
        InvalidInputError: there is no such region, or it is the only one.
        NotAllowedError: `by` may not change the draft.
        WrongStateError: it has units, or a lock names it or the last region.
    """
    draft = take(draft, Act(by, at))
    rows = regions_of(draft)
    gone = _row(rows, number)
    last = rows[-1]
    bench = bench_of(draft)
    if len(rows) == 1:
        raise InvalidInputError(_("A plan has one region at least."), field="region")
    if bench.tally.units(number):
        raise WrongStateError(
            _("%(region)s has units. Move them to other regions first.")
            % {"region": gone["name"]}
        )
    _require_no_lock(draft, {number, last["number"]})
    moves = dict.fromkeys(_codes(draft, last["number"]), number)
    kept = [row for row in rows if row is not gone]
    kept = [row | {"number": number} if row is last else row for row in kept]
    kept.sort(key=lambda row: row["number"])
    content = Content({**bench.assignment(), **moves}, kept)
    return replace(draft, content, kind=EditKind.REGIONS, by=by, at=at)


def _codes(draft: Draft, number: int) -> list[str]:
    bench = bench_of(draft)
    return [bench.terrain.codes[unit] for unit in bench.tally.units(number)]


def _require_no_lock(draft: Draft, numbers: set[int]) -> None:
    held = draft.locks.holding()
    if held.filter(Q(region__in=numbers) | Q(other_region__in=numbers)).exists():
        raise WrongStateError(
            _("A lock names this region or the last one of the list. Unlock it first.")
        )


def _row(rows: Rows, number: int) -> dict[str, Any]:
    for row in rows:
        if row["number"] == number:
            return row
    raise InvalidInputError(_("The plan has no such region."), field="region")


@transaction.atomic
def _changed(
    draft: Draft, change: Callable[[Rows], None], *, by: User | None, at: datetime
) -> Edit:
    draft = take(draft, Act(by, at))
    rows = regions_of(draft)
    change(rows)
    content = Content(bench_of(draft).assignment(), rows)
    return replace(draft, content, kind=EditKind.REGIONS, by=by, at=at)
