"""Where the officers of a draft's regions work from."""

from __future__ import annotations

from dataclasses import dataclass

from planning.models import Draft
from planning.workbench import Bench
from regions.layers import bases
from regions.models import SettlementUnit


@dataclass(frozen=True, slots=True)
class Mark:
    """A base on the map."""

    name: str
    lat: float
    lon: float


def base_units(draft: Draft, bench: Bench) -> dict[int, SettlementUnit]:
    """Return the unit that each region's officer works from, by the region's number.

    The one that the planner chose; else the one nearest to the station of whoever
    serves the region now, if it goes on from the plan in force.
    """
    place, units = bench.terrain.place, bench.terrain.units
    stations = _stations(bench)
    keys: dict[int, int] = {}
    for row in draft.regions.all():
        if row.base_unit in place:
            keys[row.number] = units[place[row.base_unit]].pk
        elif row.region_id in stations:
            keys[row.number] = stations[row.region_id]
    found = SettlementUnit.objects.in_bulk(set(keys.values()))
    return {number: found[pk] for number, pk in keys.items()}


def marks(draft: Draft, bench: Bench) -> list[Mark]:
    """Return the bases of a draft's officers, each once."""
    seen = {unit.pk: unit for unit in base_units(draft, bench).values()}
    rows = [Mark(unit.public_name, unit.lat, unit.lon) for unit in seen.values()]
    return sorted(rows, key=lambda mark: mark.name)


def _stations(bench: Bench) -> dict[int, int]:
    """Return the unit of the station that serves a region now, by the region's key."""
    return {
        post["region"]: base["unit"]
        for base in bases(bench.terrain.on, bench.terrain.units)
        for post in base["posts"]
    }
