"""What regions are called.

A region of whole municipalities takes their names, a piece of one the name of its most
populous place; several regions of one place are told apart by their part of it.
Numbers made for the parts of large units never appear.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify

from groundwork.names import folded
from regions.gazetteer import without_kind
from regions.models import RegionPart, SettlementUnit, UnitType

Name = tuple[str, RegionPart]

_DIRECTIONS: Final = (
    RegionPart.EAST,
    RegionPart.NORTH_EAST,
    RegionPart.NORTH,
    RegionPart.NORTH_WEST,
    RegionPart.WEST,
    RegionPart.SOUTH_WEST,
    RegionPart.SOUTH,
    RegionPart.SOUTH_EAST,
)
"""Anticlockwise from the east, 45 degrees apart."""
_PARTS: Final = (*_DIRECTIONS, RegionPart.CENTRE)
_SLUGS: Final = {
    RegionPart.WHOLE: "",
    RegionPart.CENTRE: "kesk",
    RegionPart.NORTH: "pohi",
    RegionPart.NORTH_EAST: "kirre",
    RegionPart.EAST: "ida",
    RegionPart.SOUTH_EAST: "kagu",
    RegionPart.SOUTH: "louna",
    RegionPart.SOUTH_WEST: "edel",
    RegionPart.WEST: "laas",
    RegionPart.NORTH_WEST: "loe",
}
_MOST_NAMED = 2  # municipalities in one name
_FEW = 4  # regions that north, east, south and west are enough for
_DIAGONAL = 0.3  # square radians; what a corner costs when the sides are enough
_MIDDLE = 0.35  # of the mean distance from the middle; nearer is the centre


@dataclass(frozen=True)
class Body:
    """What a region consists of, for naming it.

    Attributes:
        candidates: (name, municipality) from best to worst; the municipality is
            empty when the name is a municipality's own.
        lat: Latitude of the centre of its inhabitants, degrees.
        lon: Longitude of the same.
        fixed: The name it has already and keeps.
    """

    candidates: tuple[tuple[str, str], ...]
    lat: float
    lon: float
    fixed: Name | None = None


def bodies_of(
    groups: Sequence[Sequence[SettlementUnit]],
    *,
    everywhere: Sequence[SettlementUnit],
) -> list[Body]:
    """Return the bodies of regions, not named yet.

    Args:
        groups: The units of each region, municipality loaded.
        everywhere: All units of the country, to tell whether municipalities are whole.
    """
    sizes = Counter(unit.municipality_id for unit in everywhere)
    shown = _Shown(_municipality_names(everywhere), _common_quarters(everywhere))
    return [_body(units, sizes, shown) for units in groups]


@dataclass(frozen=True)
class _Shown:
    """How places are called: municipalities by key, and quarters that need theirs."""

    municipalities: dict[int, str]
    common: frozenset[str]


def _common_quarters(units: Iterable[SettlementUnit]) -> frozenset[str]:
    """Return names of town quarters that several towns have: Kesklinn."""
    towns: dict[str, set[int]] = defaultdict(set)
    for unit in units:
        if unit.type in (UnitType.QUARTER, UnitType.PART):
            towns[unit.public_name].add(unit.municipality_id)
    return frozenset(name for name, found in towns.items() if len(found) > 1)


def _municipality_names(units: Iterable[SettlementUnit]) -> dict[int, str]:
    """Return short names, with the kind where two share one: Viljandi linn, vald."""
    full = {unit.municipality_id: unit.municipality.name for unit in units}
    times = Counter(without_kind(name) for name in full.values())
    return {
        pk: without_kind(name) if times[without_kind(name)] == 1 else name
        for pk, name in full.items()
    }


def _body(units: Sequence[SettlementUnit], sizes: Counter[int], shown: _Shown) -> Body:
    weights = [unit.population + 0.01 for unit in units]
    total = sum(weights)
    found = Counter(unit.municipality_id for unit in units)
    whole = all(sizes[pk] == count for pk, count in found.items())
    names = _whole_names(units, shown.municipalities) if whole else []
    return Body(
        candidates=tuple(names + _place_names(units, shown.common)),
        lat=sum(u.lat * w for u, w in zip(units, weights, strict=True)) / total,
        lon=sum(u.lon * w for u, w in zip(units, weights, strict=True)) / total,
    )


def _whole_names(
    units: Sequence[SettlementUnit], shown: dict[int, str]
) -> list[tuple[str, str]]:
    people: Counter[int] = Counter()
    for unit in units:
        people[unit.municipality_id] += unit.population
    largest = sorted(people, key=lambda pk: (-people[pk], shown[pk]))[:_MOST_NAMED]
    # An en dash between names of places, as Estonian writes them.
    return [(" \N{EN DASH} ".join(shown[pk] for pk in largest), "")]


def _place_names(
    units: Sequence[SettlementUnit], common: frozenset[str]
) -> list[tuple[str, str]]:
    people: Counter[tuple[str, str]] = Counter()
    for unit in units:
        name, town = unit.public_name, unit.municipality.name
        people[_of(name, town) if name in common else name, town] += unit.population
    return sorted(people, key=lambda place: (-people[place], place))


def _of(name: str, town: str) -> str:
    return f"{name} ({without_kind(town)})"


def names_for(bodies: Sequence[Body], *, taken: Collection[Name] = ()) -> list[Name]:
    """Return a name and part for each body, none twice and none that is taken.

    Args:
        bodies: All regions of one plan; those with a fixed name keep it.
        taken: Names of regions that are not in the plan.
    """
    held = set(taken) | {body.fixed for body in bodies if body.fixed}
    chosen = _chosen(bodies, held)
    found: dict[int, Name] = {
        place: body.fixed for place, body in enumerate(bodies) if body.fixed
    }
    groups: dict[str, list[int]] = defaultdict(list)
    for place, name in chosen.items():
        groups[name].append(place)
    for name, members in sorted(groups.items()):
        alike = [place for place, known in found.items() if known[0] == name]
        parts = _parts(bodies, name, members, alike, held)
        for place, part in zip(members, parts, strict=True):
            found[place] = (name, part)
    return [found[place] for place in range(len(bodies))]


def _chosen(bodies: Sequence[Body], held: Collection[Name]) -> dict[int, str]:
    """Return the name of each body without one; at most as many alike as parts."""
    towns = _towns(bodies)
    used: Counter[str] = Counter()
    chosen: dict[int, str] = {}
    for place, body in enumerate(bodies):
        if body.fixed:
            continue
        tries = _tries(body, towns)
        chosen[place] = next(name for name in tries if used[name] < _room(name, held))
        used[chosen[place]] += 1
    return chosen


def _towns(bodies: Sequence[Body]) -> dict[str, set[str]]:
    """Return the municipalities in which each name is wanted."""
    towns: dict[str, set[str]] = defaultdict(set)
    for body in bodies:
        name = body.fixed[0] if body.fixed else body.candidates[0][0]
        towns[name].update(town for known, town in body.candidates if known == name)
    return towns


def _tries(body: Body, towns: dict[str, set[str]]) -> Iterable[str]:
    """Yield names from best to worst; one that two towns share carries the town's."""
    for name, town in body.candidates:
        if town and len(towns[name] - {town}) > 0:
            yield _of(name, town)
        else:
            yield name
    best = body.candidates[0][0]
    number = 2
    while True:
        yield f"{best} {_roman(number)}"
        number += 1


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    numerals = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * tens + numerals[ones]


def _room(name: str, held: Collection[Name]) -> int:
    """Return how many more regions can bear a name."""
    if not any(known == name for known, _part in held):
        return len(_PARTS)
    return sum((name, part) not in held for part in _PARTS)


def _parts(
    bodies: Sequence[Body],
    name: str,
    members: Sequence[int],
    alike: Sequence[int],
    held: Collection[Name],
) -> list[RegionPart]:
    """Return a part for each member, by where it lies from the middle of all alike."""
    if len(members) == 1 and not any(known == name for known, _part in held):
        return [RegionPart.WHOLE]
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - heavy

    free = [part for part in _PARTS if (name, part) not in held]
    everyone = [bodies[place] for place in (*members, *alike)]
    offsets = _offsets(everyone)
    usual = sum(math.hypot(x, y) for x, y in offsets) / len(offsets)
    few = len(everyone) <= _FEW
    costs = [
        [_cost(part, offsets[k], usual, few=few) for part in free]
        for k in range(len(members))
    ]
    rows, columns = linear_sum_assignment(costs)
    return [free[column] for _row, column in sorted(zip(rows, columns, strict=True))]


def _offsets(bodies: Sequence[Body]) -> list[tuple[float, float]]:
    """Return how far each lies east and north of their middle, in degrees north."""
    lat = sum(body.lat for body in bodies) / len(bodies)
    lon = sum(body.lon for body in bodies) / len(bodies)
    narrow = math.cos(math.radians(lat))
    return [((body.lon - lon) * narrow, body.lat - lat) for body in bodies]


def _cost(
    part: RegionPart, offset: tuple[float, float], usual: float, *, few: bool
) -> float:
    """Return how badly a part suits a place; 0 is well, about 10 is the opposite."""
    distance = math.hypot(*offset)
    if part == RegionPart.CENTRE:
        near = distance / usual if usual else 0.0
        return max(0.0, near - _MIDDLE) * 6 + (_DIAGONAL if few else 0.0)
    wanted = math.radians(45 * _DIRECTIONS.index(part))
    turn = abs(math.atan2(offset[1], offset[0]) - wanted) % (2 * math.pi)
    turn = min(turn, 2 * math.pi - turn)
    is_corner = _DIRECTIONS.index(part) % 2 == 1
    return turn**2 + (_DIAGONAL if few and is_corner else 0.0)


def slug_for(name: Name, *, taken: Collection[str]) -> str:
    """Return an address for a name that is not taken yet."""
    words = slugify(folded(f"{name[0]} {_SLUGS[name[1]]}"))[:70].strip("-")
    number, slug = 1, words
    while slug in taken:
        number += 1
        slug = f"{words}-{number}"
    return slug
