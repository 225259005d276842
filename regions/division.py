"""The settlement units of one day as `districting` takes them, and a plan's faults.

This module loads numpy and shapely; import it where it is used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import districting
from districting.graph import adjacency, connected_edges, is_connected
from groundwork.errors import WrongStateError
from regions.geometry.projection import points_in_metres, to_metres
from regions.models import (
    RegionPlan,
    RegionUnit,
    SettlementUnit,
    UnitBorder,
    UnitLink,
    UnitShape,
)


@dataclass(frozen=True)
class Division:
    """Settlement units, with what drawing needs to know of them.

    Attributes:
        units: In the order of their codes.
        country: The same, as `districting` takes it.
        polygons: Their polygons in degrees (EPSG:4326).
        is_approximate: Of each unit, whether its polygon was drawn from points.
    """

    units: list[SettlementUnit]
    country: districting.Country
    polygons: npt.NDArray[Any]
    is_approximate: list[bool]


def division_on(day: date) -> Division:
    """Return the settlement units that exist on a day.

    Raises:
        WrongStateError: there are none, or one has no polygon.
    """
    return division_of(SettlementUnit.objects.existing(day), day)


def division_of(wanted: QuerySet[SettlementUnit], day: date | None = None) -> Division:
    """Return the division that `wanted` units make.

    Args:
        wanted: The units.
        day: Whose links over water count; None for those that nothing has ended.

    Raises:
        WrongStateError: there are none, or one has no polygon.
    """
    units = list(
        wanted.select_related(
            "municipality__county__prefecture", "commuting_centre"
        ).order_by("code", "pk")
    )
    if not units:
        raise WrongStateError(_("There are no settlement units yet. Load them first."))
    found = UnitShape.objects.filter(unit__in=wanted.values("pk"))
    shapes = {shape.pk: shape for shape in found}
    for unit in units:
        if unit.pk not in shapes:
            raise WrongStateError(
                _("Settlement unit %(code)s has no polygon. Import it first.")
                % {"code": unit.code}
            )
    polygons = np.empty(len(units), object)
    polygons[:] = [shapely.geometry.shape(shapes[unit.pk].geometry) for unit in units]
    return Division(
        units=units,
        country=_country(units, polygons, day),
        polygons=polygons,
        is_approximate=[shapes[unit.pk].is_approximate for unit in units],
    )


def _country(
    units: Sequence[SettlementUnit], polygons: npt.NDArray[Any], day: date | None
) -> districting.Country:
    place = {unit.pk: k for k, unit in enumerate(units)}
    # Whole decimetres, so that every machine draws the same.
    xy = points_in_metres([(unit.lon, unit.lat) for unit in units]).round(1)
    counties = [unit.municipality.county for unit in units]
    centres = [unit.commuting_centre for unit in units]
    return districting.Country(
        codes=[unit.code for unit in units],
        weights=[unit.population for unit in units],
        municipality=[unit.municipality.code for unit in units],
        county=[county.code for county in counties],
        prefecture=[county.prefecture.name for county in counties],
        centre=[centre.name if centre else "" for centre in centres],
        x=xy[:, 0].tolist(),
        y=xy[:, 1].tolist(),
        borders=_borders(place),
        links=_links(place, day),
        polygons=to_metres(polygons),
    )


def _borders(place: dict[int, int]) -> list[tuple[int, int, float]]:
    rows = UnitBorder.objects.values_list("first", "second", "length_m")
    known = ((place.get(a), place.get(b), metres) for a, b, metres in rows)
    return sorted(
        (min(a, b), max(a, b), metres)
        for a, b, metres in known
        if a is not None and b is not None
    )


def _links(place: dict[int, int], day: date | None) -> list[tuple[int, int]]:
    links = UnitLink.objects.living() if day is None else UnitLink.objects.on(day)
    rows = links.values_list("first", "second")
    known = ((place.get(a), place.get(b)) for a, b in rows)
    return sorted(
        (min(a, b), max(a, b)) for a, b in known if a is not None and b is not None
    )


def require_sound(plan: RegionPlan, on: date) -> None:
    """Do nothing when a plan divides the whole country as it stands on a day.

    Every unit belongs to one region, every region has units and is connected;
    ferries, and the shortest way between the pieces of a municipality, count.

    Raises:
        WrongStateError: it does not; the message says what is wrong.
    """
    division = division_on(on)
    rows = RegionUnit.objects.filter(plan=plan).values_list("unit", "version")
    version_of = dict(rows)
    _require_all_units(division, version_of)
    bodies: dict[int, list[int]] = defaultdict(list)
    for k, unit in enumerate(division.units):
        bodies[version_of[unit.pk]].append(k)
    empty = plan.versions.exclude(pk__in=bodies).select_related("region").first()
    if empty is not None:
        raise WrongStateError(
            _("Region %(region)s has no settlement units.") % {"region": empty.region}
        )
    _require_connected(plan, division, bodies)


def _require_all_units(division: Division, version_of: dict[int, int]) -> None:
    missing = [unit for unit in division.units if unit.pk not in version_of]
    if missing:
        raise WrongStateError(
            ngettext(
                "%(count)d settlement unit is in no region, for example %(name)s.",
                "%(count)d settlement units are in no region, for example %(name)s.",
                len(missing),
            )
            % {"count": len(missing), "name": missing[0].public_name}
        )
    gone = version_of.keys() - {unit.pk for unit in division.units}
    if gone:
        raise WrongStateError(
            ngettext(
                "%(count)d settlement unit of the plan no longer exists.",
                "%(count)d settlement units of the plan no longer exist.",
                len(gone),
            )
            % {"count": len(gone)}
        )


def loose_of(division: Division, bodies: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the regions that are not in one piece.

    Ferries, and the shortest way between the pieces of a municipality, count; the ways
    go from polygon to polygon.

    Args:
        division: the units.
        bodies: the places of each region's units in it, by any key.
    """
    near = adjacency(len(division.units), connected_edges(division.country))
    return [key for key, units in bodies.items() if not is_connected(units, near)]


def _require_connected(
    plan: RegionPlan, division: Division, bodies: dict[int, list[int]]
) -> None:
    loose = loose_of(division, bodies)
    if loose:
        version = plan.versions.select_related("region").get(pk=min(loose))
        raise WrongStateError(
            _("Region %(region)s is not in one piece.") % {"region": version.region}
        )
