"""What places are called, and which settlement units each of them is made of.

Pure of the database: it is given the rows of all units and answers with places.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from groundwork.names import folded, spellings
from regions.models import UnitType

DATA: Final = Path(__file__).resolve().parent / "data"

KINDS: Final = frozenset(
    map(
        folded,
        [
            *("küla", "linn", "linna", "linnaosa", "asum", "alev", "alevik"),
            *("vald", "maakond", "saar", "piirkond"),
            *("village", "town", "city", "quarter", "district", "parish"),
            *("municipality", "county", "island", "region"),
            *("деревня", "город", "города", "посёлок", "район", "волость", "уезд"),
            *("остров", "участок"),
        ],
    )
)
"""Words that say what a place is; with or without them it is the same place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that people have a name for: one unit, or several that share it.

    `key` is stable and safe in an address. `lat` and `lon` are in its most populous
    unit, in degrees (WGS 84).
    """

    key: str
    name: str
    municipality: str
    county: str
    unit_pks: tuple[int, ...]
    lat: float
    lon: float
    population: int = 0

    @property
    def label(self) -> str:
        """Return its name with municipality and county, each named once."""
        return ", ".join(dict.fromkeys(filter(None, (self.name, self.where))))

    @property
    def where(self) -> str:
        """Return municipality and county, without the place's own name."""
        around = dict.fromkeys((self.municipality, self.county))
        return ", ".join(part for part in around if part and part != self.name)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The columns of one settlement unit that places are made of."""

    pk: int
    code: str
    name: str
    public_name: str
    type: str
    parent: str
    municipality_code: str
    municipality: str
    county_code: str
    county: str
    population: int
    lat: float
    lon: float

    @property
    def place_key(self) -> str:
        """Return the code of what people know: of the parent, for a numbered part."""
        if self.type == UnitType.PART:
            return re.sub(r"-\d+$", "", self.code)
        return self.code

    @property
    def official_name(self) -> str:
        """Return the name with its kind, of the parent for a numbered part."""
        return self.parent if self.type == UnitType.PART else self.name

    def distance_to(self, other: UnitRow) -> tuple[float, int]:
        """Return something that grows with the distance; the first key breaks ties."""
        north, east = other.lat - self.lat, (other.lon - self.lon) * _EAST_TO_NORTH
        return north * north + east * east, other.pk


_EAST_TO_NORTH: Final = 0.52
"""A degree of longitude against one of latitude in the middle of Estonia."""

COLUMNS: Final = (
    "pk",
    "code",
    "name",
    "public_name",
    "type",
    "parent",
    "municipality__code",
    "municipality__name",
    "municipality__county__code",
    "municipality__county__name",
    "population",
    "lat",
    "lon",
)


Names = defaultdict[str, dict[int, None]]
"""Folded name → numbers of the places called so, in the order in which they came."""


def forms_of_area(area: str) -> Iterator[str]:
    """Yield the folded forms of a municipality or county: "Saare maakond", Saaremaa."""
    full = folded(area)
    bare = without_kind(full)
    yield from (full, bare)
    if full.endswith(" maakond"):
        yield f"{bare}maa"


def readings(query: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a query as a name and where it lies."""
    parts = [part for part in re.split(r"[,;()]+", query) if part.strip()]
    if len(parts) > 1:
        yield parts[0], parts[1]
        yield parts[0], parts[-1]
        yield parts[-1], parts[0]
        return
    words = query.split()
    for cut in range(len(words) - 1, 0, -1):
        yield " ".join(words[:cut]), " ".join(words[cut:])
        yield " ".join(words[cut:]), " ".join(words[:cut])


def without_kind(form: str) -> str:
    """Return a folded name without what says that it is a village, a town and so on."""
    words = form.split()
    if len(words) > 1 and words[-1] in KINDS:
        words.pop()
    if len(words) > 1 and words[0] in KINDS:
        del words[0]
    return " ".join(words)


def place_of(
    key: str, name: str, municipality: str, county: str, units: Sequence[UnitRow]
) -> Place:
    """Return the place that `units` make up."""
    biggest = max(units, key=lambda unit: (unit.population, -unit.pk))
    return Place(
        key,
        name,
        municipality,
        county,
        tuple(unit.pk for unit in units),
        biggest.lat,
        biggest.lon,
        sum(unit.population for unit in units),
    )


def places_of(units: list[UnitRow]) -> Iterator[tuple[Place, set[str]]]:
    """Yield every place with the folded names it is called by."""
    settlements = {
        key: _settlement(key, members)
        for key, members in _grouped(units, lambda unit: unit.place_key).items()
    }
    _tell_namesakes_apart(settlements, {unit.pk: unit for unit in units})
    settlements |= _areas(units, settlements)
    yield from settlements.values()
    taken: dict[str, set[str]] = defaultdict(set)
    for found, called in settlements.values():
        taken[found.municipality] |= called
    for code, members in _grouped(units, lambda unit: unit.municipality_code).items():
        name = members[0].municipality
        if folded(name) not in taken[name]:
            key = f"municipality-{code}"
            found = place_of(key, name, "", members[0].county, members)
            yield found, {folded(name), without_kind(folded(name))}
    for code, members in _grouped(units, lambda unit: unit.county_code).items():
        found = place_of(f"county-{code}", members[0].county, "", "", members)
        yield found, set(forms_of_area(members[0].county))


def _grouped(
    units: Iterable[UnitRow], key: Callable[[UnitRow], str]
) -> dict[str, list[UnitRow]]:
    found: dict[str, list[UnitRow]] = defaultdict(list)
    for unit in units:
        found[key(unit)].append(unit)
    return found


def _settlement(key: str, members: Sequence[UnitRow]) -> tuple[Place, set[str]]:
    first = members[0]
    found = place_of(key, first.public_name, first.municipality, first.county, members)
    called = {folded(first.official_name), folded(first.public_name)}
    for half in f"{first.official_name}/{first.public_name}".split("/"):
        called |= {folded(half), without_kind(folded(half))}
    return found, called - {""}


_Settlements = Mapping[str, tuple[Place, set[str]]]


def _tell_namesakes_apart(
    settlements: dict[str, tuple[Place, set[str]]], units: Mapping[int, UnitRow]
) -> None:
    """Give a town and a village of one name in one municipality their full names."""
    alike: dict[str, list[str]] = defaultdict(list)
    for key, (found, _called) in settlements.items():
        alike[found.label].append(key)
    for key in (key for keys in alike.values() if len(keys) > 1 for key in keys):
        found, called = settlements[key]
        full = units[found.unit_pks[0]].official_name or found.name
        settlements[key] = replace(found, name=full), called


def _areas(
    units: Sequence[UnitRow], settlements: _Settlements
) -> dict[str, tuple[Place, set[str]]]:
    """Return the areas that people name and that consist of whole settlements.

    An area of the same name as one of its settlements takes that one's place.
    """
    rows = {unit.pk: unit for unit in units}
    by_municipality: dict[str, dict[str, tuple[Place, set[str]]]] = defaultdict(dict)
    for key, settlement in settlements.items():
        code = rows[settlement[0].unit_pks[0]].municipality_code
        by_municipality[code][key] = settlement
    found = {}
    for name, code, parts in _rows("areas.csv"):
        inside = _called_one_of(parts.split("|"), by_municipality[code])
        if inside:
            members = [rows[pk] for part in inside for pk in part.unit_pks]
            key = _area_key(name, inside)
            area = place_of(
                key, name, inside[0].municipality, inside[0].county, members
            )
            found[key] = (area, {folded(name), without_kind(folded(name))})
    return found


def _called_one_of(names: Iterable[str], settlements: _Settlements) -> list[Place]:
    wanted = {folded(name) for name in names}
    return [found for found, called in settlements.values() if called & wanted]


def _area_key(name: str, parts: Iterable[Place]) -> str:
    form = folded(name)
    twins = [part.key for part in parts if folded(part.name) == form]
    return (twins or [f"area-{form.replace(' ', '-')}"])[0]


def add_other_names(names: Names) -> None:
    """Let places be found by what they are called in other languages."""
    for name, estonian in _rows("other_names.csv"):
        bearers = names.get(folded(estonian), {})
        for form in spellings(name) if bearers else ():
            names[form].update(bearers)


@cache
def _rows(file: str) -> list[list[str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]
