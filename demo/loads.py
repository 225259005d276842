"""Invented loads and driving times of the real settlement units, all marked so.

More happens in towns, villages have more of a life of their own for their size, and
roads are as slow as the places they lead through.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from math import sqrt
from typing import Final

from django.db import transaction

from accounts.models import Role, User
from audit.actions import record
from demo.country import ADOPTED_BEFORE
from groundwork.workdays import TALLINN
from regions.driving import AFLOAT_KMH, WAIT, Roads, km_between
from regions.layers import nearest
from regions.models import (
    DrivingTime,
    LinkKind,
    Measure,
    SettlementUnit,
    Station,
    UnitBorder,
    UnitLink,
    UnitLoad,
    UnitType,
)
from regions.provenance import Provenance

SOURCE: Final = "näidisandmed"
INCIDENTS_PER_HEAD: Final = {
    UnitType.VILLAGE: 0.011,
    UnitType.SMALL_TOWN: 0.020,
    UnitType.TOWN: 0.024,
    UnitType.CITY: 0.034,
    UnitType.QUARTER: 0.046,
    UnitType.PART: 0.038,
}
"""Invented: how many incidents a year there are for each inhabitant."""
BUSY: Final = ("Vanalinn", "Kesklinn", "Sadama", "Südalinn")
"""Places where people of other places go out."""
KMH: Final = {True: 28.0, False: 58.0}
"""Speed on roads between two units, by whether one of them is in a town."""
DETOUR: Final = 1.25
SHORT_BORDER: Final = 300.0
"""Metres; over a shorter border no road is invented."""
_BATCH: Final = 2000


@transaction.atomic
def invent(*, by: User, seed: int, at: datetime) -> None:
    """Invent driving times and the four measures of every unit."""
    chance = random.Random(seed)
    then = at - ADOPTED_BEFORE
    day = then.astimezone(TALLINN).date()
    units = list(SettlementUnit.objects.existing(day).order_by("code"))
    roads = DrivingTime.objects.bulk_create(
        _roads(chance, {unit.pk: unit for unit in units}, day), batch_size=_BATCH
    )
    minutes = _minutes_from_stations(units, day)
    loads = UnitLoad.objects.bulk_create(
        [
            UnitLoad(
                unit=unit,
                measure=measure,
                value=round(value, 1),
                imported_at=then,
                imported_by=by,
                valid_from=day,
                **_KNOWN[measure].fields() | {"as_of": day},
            )
            for unit in units
            for measure, value in _values(chance, unit, minutes).items()
        ],
        batch_size=_BATCH,
    )
    details: dict[str, str | int | bool | None] = {"invented": True}
    for verb, row, count in (
        ("regions.import_driving_times", roads[-1], len(roads)),
        ("regions.import_loads", loads[0], len(loads)),
    ):
        added = details | {"added": count}
        record(verb, row, by=by, role=Role.PLANNER, at=then, details=added)


def _known(method: str) -> Provenance:
    return Provenance(SOURCE, None, method, is_invented=True)


_KNOWN: Final = {
    Measure.INCIDENTS: _known("välja mõeldud elanike arvu ja asula liigi järgi"),
    Measure.LAW_AND_ORDER: _known("välja mõeldud juhtumite arvu järgi"),
    Measure.LOCAL_LIFE: _known("välja mõeldud elanike arvu järgi"),
    Measure.DRIVING: _known("välja mõeldud teedel lähimast jaoskonnast"),
}
_ROADS: Final = _known("välja mõeldud kauguse ja asula liigi järgi")


def _values(
    chance: random.Random, unit: SettlementUnit, minutes: Mapping[int, float]
) -> dict[Measure, float]:
    """Return the invented values of one unit; no minutes where no road leads."""
    rate = INCIDENTS_PER_HEAD[UnitType(unit.type)]
    visitors = 4.0 if unit.public_name in BUSY else 1.0
    incidents = unit.population * rate * visitors * chance.gammavariate(12, 1 / 12)
    life = sqrt(unit.population) * chance.uniform(0.2, 0.9)
    found = {
        Measure.INCIDENTS: incidents,
        Measure.LAW_AND_ORDER: incidents * chance.uniform(0.7, 1.6),
        Measure.LOCAL_LIFE: life,
    }
    if unit.pk in minutes:
        found[Measure.DRIVING] = minutes[unit.pk]
    return found


def _roads(
    chance: random.Random, units: Mapping[int, SettlementUnit], day: date
) -> Iterator[DrivingTime]:
    known = _ROADS.fields() | {"as_of": day}
    borders = UnitBorder.objects.filter(length_m__gte=SHORT_BORDER).order_by("pk")
    for first, second in borders.values_list("first", "second"):
        one, other = units[first], units[second]
        minutes = km_between(one, other) * DETOUR * 60 / _speed(one, other)
        minutes = round(minutes * chance.uniform(0.9, 1.3) + 0.3, 1)
        yield DrivingTime(origin_id=first, target_id=second, minutes=minutes, **known)
    for link in UnitLink.objects.on(day).order_by("pk"):
        km = km_between(units[link.first_id], units[link.second_id])
        afloat = link.kind != LinkKind.CAUSEWAY
        minutes = WAIT + km * 60 / AFLOAT_KMH if afloat else km * DETOUR
        yield DrivingTime(
            origin_id=link.first_id,
            target_id=link.second_id,
            minutes=round(minutes, 1),
            **known,
        )


def _speed(one: SettlementUnit, other: SettlementUnit) -> float:
    return KMH[UnitType.VILLAGE not in (one.type, other.type)]


def _minutes_from_stations(units: list[SettlementUnit], day: date) -> dict[int, float]:
    """Return minutes by road from the nearest station, where a road leads."""
    stations = Station.objects.filter(lat__isnull=False)
    return Roads(day).by_road_from(
        nearest(station.lat or 0.0, station.lon or 0.0, units).pk
        for station in stations
    )
