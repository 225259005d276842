"""From a draft's content to region versions with names, stations and outlines.

Loads numpy and shapely; import it where the worker or a command uses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from groundwork.errors import WrongStateError
from planning.models import Draft, DraftRegion
from regions.division import Division, division_on, loose_of
from regions.drawing import Looks, looks_of, require_stations, write_versions
from regions.founding import regions_of
from regions.models import Region, RegionPart, SettlementUnit
from regions.naming import Name


@dataclass(frozen=True)
class Prepared:
    """What is computed of a draft at one revision; nothing is stored yet."""

    revision: int
    division: Division
    groups: Sequence[Sequence[SettlementUnit]]
    looks: Looks


def prepared(draft: Draft) -> Prepared:
    """Return how the regions of a draft look.

    Raises:
        WrongStateError: a unit has no region or no polygon, a region no unit or more
            than one piece, or a prefecture no station.
    """
    division = division_on(draft.units_on)
    require_stations(division)
    groups: list[list[SettlementUnit]] = [[] for _n in range(draft.region_count)]
    for unit in division.units:
        number = draft.assignment.get(unit.code, 0)
        if not 1 <= number <= draft.region_count:
            raise WrongStateError(
                _("Settlement unit %(name)s has no region.") % {"name": unit.name}
            )
        groups[number - 1].append(unit)
    for number, units in enumerate(groups, start=1):
        if not units:
            raise WrongStateError(
                _("Region %(number)d has no settlement units.") % {"number": number}
            )
    _require_connected(draft, division)
    labels = [str(draft.assignment[unit.code]) for unit in division.units]
    return Prepared(draft.revision, division, groups, looks_of(division, labels))


def _require_connected(draft: Draft, division: Division) -> None:
    """Refuse loose pieces: seen from the polygons, which have the last word."""
    bodies: dict[int, list[int]] = defaultdict(list)
    for k, unit in enumerate(division.units):
        bodies[draft.assignment[unit.code]].append(k)
    loose = loose_of(division, bodies)
    if loose:
        region = draft.regions.get(number=min(loose))
        raise WrongStateError(
            _("Region %(region)s is not in one piece.") % {"region": region.label}
        )


def write(draft: Draft, made: Prepared) -> None:
    """Store the versions; the draft is locked, still a draft, and at that revision."""
    draft.plan.versions.all().delete()
    rows = list(draft.regions.select_related("region").order_by("number"))
    kept = {row.number - 1: row.region for row in rows if row.region is not None}
    regions: list[Region] = regions_of(
        made.groups,
        everywhere=made.division.units,
        kept=kept,
        named={
            row.number - 1: _name(row)
            for row in rows
            if row.region is None and not is_nameless(row)
        },
    )
    write_versions(draft.plan, regions, made.groups, made.looks)


def _name(row: DraftRegion) -> Name:
    return row.name, RegionPart(row.part)


def is_nameless(row: DraftRegion) -> bool:
    """Test whether a region only bears its number, as an empty plan's regions do."""
    for language, _label in settings.LANGUAGES:
        with override(language):
            if row.name == _("Region %(number)d") % {"number": row.number}:
                return True
    return not row.name.strip()
