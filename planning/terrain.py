"""The settlement units of one day as the workshop handles them.

One terrain a process and day is kept. It is made afresh when units are imported or
links change; asking whether it still holds is one small query. Loads neither numpy nor
shapely: a web process keeps it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Final

from django.db import connection

from audit.models import Event
from districting.ground import Ground
from planning.shores import Shores
from regions.models import SettlementUnit, UnitBorder, UnitLink, UnitShape

_KEPT: Final = 3
_KM: Final = 1000.0
_DEGREE_M: Final = 111_320.0
"""Metres of one degree north, and of one east at the equator."""
_MIDDLE: Final = math.cos(math.radians(58.6))
"""What a degree east is to one north in Estonia."""


@dataclass(frozen=True, slots=True)
class UnitFact:
    """What the workshop tells of one settlement unit."""

    pk: int
    code: str
    name: str
    kind: str
    municipality_code: str
    municipality: str
    county_code: str
    county: str
    prefecture: str
    centre: str
    population: int
    population_method: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Terrain:
    """Units in the order of their codes, and who borders whom.

    Attributes:
        on: The day.
        units: The units.
        ground: The same as `districting` takes them, balanced on inhabitants.
    """

    on: date
    units: Sequence[UnitFact]
    ground: Ground

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each unit by its code."""
        return {unit.code: k for k, unit in enumerate(self.units)}

    @cached_property
    def codes(self) -> Sequence[str]:
        """The code of each unit."""
        return [unit.code for unit in self.units]

    @cached_property
    def municipality_names(self) -> Mapping[str, str]:
        """The name of each municipality by its code."""
        return {unit.municipality_code: unit.municipality for unit in self.units}


_Stamp = tuple[date, int | None, int | None, int | None, int | None, int]
_terrains: dict[_Stamp, Terrain] = {}
_making = Lock()


def terrain(on: date) -> Terrain:
    """Return the units of a day; made when there is none yet."""
    stamp = _stamp(on)
    found = _terrains.get(stamp)
    if found is None:
        with _making:
            found = _terrains.get(stamp) or _make(stamp, on)
    return found


def forget() -> None:
    """Drop every terrain of this process, for whoever changed units in place."""
    _terrains.clear()


def _stamp(on: date) -> _Stamp:
    """Return what changes with units, borders and links, in one short query.

    It is asked several times in every answer of the workshop, so it is written out.
    """
    tables = {
        name: model._meta.db_table
        for name, model in {
            "units": SettlementUnit,
            "events": Event,
            "borders": UnitBorder,
            "links": UnitLink,
        }.items()
    }
    kinds = [model._meta.label_lower for model in (SettlementUnit, UnitLink)]
    with connection.cursor() as cursor:
        cursor.execute(_STAMP.format(**tables), kinds)
        row: tuple[int | None, int | None, int | None, int | None, int]
        row = cursor.fetchone()
    return on, *row


_STAMP: Final = """
SELECT (SELECT MAX(id) FROM {units}),
       (SELECT MAX(id) FROM {events} WHERE target_kind IN (%s, %s)),
       (SELECT MAX(id) FROM {borders}),
       (SELECT MAX(id) FROM {links}),
       (SELECT COUNT(*) FROM {links})
"""


def _make(stamp: _Stamp, on: date) -> Terrain:
    made = _read(on)
    while len(_terrains) >= _KEPT:
        _terrains.pop(next(iter(_terrains)))
    _terrains[stamp] = made
    return made


def _read(on: date) -> Terrain:
    rows = SettlementUnit.objects.existing(on).order_by("code", "pk")
    units = [
        UnitFact(*row[:9], row[9] or "", *row[10:])
        for row in rows.values_list(
            "pk",
            "code",
            "public_name",
            "type",
            "municipality__code",
            "municipality__name",
            "municipality__county__code",
            "municipality__county__name",
            "municipality__county__prefecture__name",
            "commuting_centre__name",
            "population",
            "population_method",
            "lat",
            "lon",
        )
    ]
    return Terrain(on=on, units=units, ground=_ground(on, units))


def _ground(on: date, units: Sequence[UnitFact]) -> Ground:
    place = {unit.pk: k for k, unit in enumerate(units)}
    living = SettlementUnit.objects.existing(on)
    areas = dict(living.values_list("pk", "area_km2"))
    shapes = UnitShape.objects.filter(unit__in=living.values("pk"))
    perimeters = dict(shapes.values_list("pk", "perimeter_m"))
    x = [unit.lon * _DEGREE_M * _MIDDLE for unit in units]
    y = [unit.lat * _DEGREE_M for unit in units]
    edges = _edges(on, place)
    _join_municipalities(edges, units)
    return Ground(
        weights=[float(unit.population) for unit in units],
        municipality=[unit.municipality_code for unit in units],
        county=[unit.county_code for unit in units],
        prefecture=[unit.prefecture for unit in units],
        centre=[unit.centre for unit in units],
        x=x,
        y=y,
        area_m2=[areas[unit.pk] * _KM * _KM for unit in units],
        perimeter_m=[perimeters.get(unit.pk, 0.0) for unit in units],
        edges=edges,
    )


def _edges(on: date, place: Mapping[int, int]) -> dict[tuple[int, int], float]:
    edges: dict[tuple[int, int], float] = {}
    rows = UnitBorder.objects.values_list("first", "second", "length_m")
    for first, second, metres in rows:
        if first in place and second in place:
            a, b = sorted((place[first], place[second]))
            edges[a, b] = metres
    for first, second in UnitLink.objects.on(on).values_list("first", "second"):
        if first in place and second in place:
            a, b = sorted((place[first], place[second]))
            edges.setdefault((a, b), 0.0)
    return edges


# --- islands -----------------------------------------------------------------------


def _join_municipalities(
    edges: dict[tuple[int, int], float], units: Sequence[UnitFact]
) -> None:
    """Join the pieces of each municipality, then what is still apart, by the nearest.

    The same as `districting.graph.connected_edges`.
    """
    shores = Shores(
        [unit.pk for unit in units], [(unit.lon, unit.lat) for unit in units]
    )
    towns: dict[str, list[int]] = defaultdict(list)
    for k, unit in enumerate(units):
        towns[unit.municipality_code].append(k)
    for name in sorted(towns):
        _join(edges, towns[name], shores)
    _join(edges, range(len(units)), shores)


def _join(
    edges: dict[tuple[int, int], float], members: Iterable[int], shores: Shores
) -> None:
    apart = _pieces(edges, members)
    while len(apart) > 1:
        apart.sort(key=lambda piece: (len(piece), piece[0]))
        small = apart.pop(0)
        a, b = shores.nearest(small, sorted(k for piece in apart for k in piece))
        edges[min(a, b), max(a, b)] = 0.0
        host = next(piece for piece in apart if b in piece)
        host += small
        host.sort()


def _pieces(
    edges: Mapping[tuple[int, int], float], members: Iterable[int]
) -> list[list[int]]:
    left = set(members)
    near: dict[int, list[int]] = defaultdict(list)
    for a, b in edges:
        if a in left and b in left:
            near[a].append(b)
            near[b].append(a)
    found = []
    while left:
        piece = [left.pop()]
        for k in piece:
            fresh = left.intersection(near[k])
            left -= fresh
            piece += fresh
        found.append(sorted(piece))
    return found
