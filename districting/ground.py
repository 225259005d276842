"""Settlement units as plain lists, and what a region made of some of them measures.

Loads neither numpy nor shapely, so that a web process can keep it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from operator import mul

from districting.errors import DistrictingError

_LEAST_MASS = 1e-9  # so that a region of empty units has a centre as well


@dataclass(frozen=True)
class Ground:
    """Settlement units in one fixed order; units are named by their place in it.

    Attributes:
        weights: What regions are balanced on.
        municipality: Code of each unit's municipality.
        county: Code of each unit's county.
        prefecture: Name of each unit's prefecture.
        centre: The commuting centre of each unit.
        x: Metres east of a point inside the unit.
        y: Metres north.
        area_m2: Square metres of each unit.
        perimeter_m: Metres around each unit.
        edges: Metres of common border by the pair of neighbours; 0 for ferries,
            bridges and the joins of islands (`graph.connected_edges`).
        community: The community of each unit, empty for none; may be left out.
    """

    weights: Sequence[float]
    municipality: Sequence[str]
    county: Sequence[str]
    prefecture: Sequence[str]
    centre: Sequence[str]
    x: Sequence[float]
    y: Sequence[float]
    area_m2: Sequence[float]
    perimeter_m: Sequence[float]
    edges: Mapping[tuple[int, int], float]
    community: Sequence[str] = ()

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.weights)

    def __post_init__(self) -> None:
        """Refuse columns of different lengths.

        Raises:
            DistrictingError: Says which column.
        """
        for name, column in vars(self).items():
            optional = name == "community" and not column
            if name != "edges" and not optional and len(column) != len(self):
                raise DistrictingError(
                    f"{name} has {len(column)} values for {len(self)} units."
                )

    @cached_property
    def near(self) -> list[list[tuple[int, int]]]:
        """Each unit's neighbours, with millimetres of border.

        Whole millimetres add up exactly, in any order.
        """
        rows: list[list[tuple[int, int]]] = [[] for _ in self.weights]
        for (a, b), metres in self.edges.items():
            if a != b:
                length = round(metres * 1000)
                rows[a].append((b, length))
                rows[b].append((a, length))
        return rows

    @cached_property
    def beside(self) -> list[frozenset[int]]:
        """Each unit's neighbours: to search regions in few steps."""
        return [frozenset(other for other, _mm in row) for row in self.near]

    @cached_property
    def weight(self) -> float:
        """The weight of all units."""
        return math.fsum(self.weights)

    @cached_property
    def municipality_weight(self) -> dict[str, float]:
        """The weight of each municipality."""
        return _by_name(self, range(len(self)), self.municipality)


@dataclass(frozen=True, slots=True)
class Body:
    """What one region measures by itself, wherever the others lie.

    Attributes:
        units: Its units.
        weight: The sum of their weights.
        pieces: How many pieces it is in.
        inner_mm: Millimetres of border between its units, met from both sides.
        area_m2: Square metres.
        compactness: 4 pi area / perimeter^2, 1 for a circle (Polsby and Popper), by
            the lengths of common borders; 0 without units.
        agreed: The weight that commutes to the region's commonest centre.
        away: Weight times metres from the region's centre of weight.
        centres: Weight by commuting centre.
        municipalities: Weight by municipality.
        counties: Their codes.
        prefectures: Their names.
    """

    units: AbstractSet[int]
    weight: float
    pieces: int
    inner_mm: int
    area_m2: float
    compactness: float
    agreed: float
    away: float
    centres: Mapping[str, float]
    municipalities: Mapping[str, float]
    counties: AbstractSet[str]
    prefectures: AbstractSet[str]


def measure(ground: Ground, units: AbstractSet[int]) -> Body:
    """Return what a region of these units measures."""
    return _measured(ground, units, sum(_inside(ground, k, units) for k in units))


def altered(
    ground: Ground, body: Body, gone: Iterable[int], come: Iterable[int]
) -> Body:
    """Return what a region measures that lost some units and got others."""
    units, inner = set(body.units), body.inner_mm
    for k in gone:
        units.discard(k)
        inner -= 2 * _inside(ground, k, units)
    for k in come:
        inner += 2 * _inside(ground, k, units)
        units.add(k)
    return _measured(ground, units, inner)


def _inside(ground: Ground, unit: int, units: AbstractSet[int]) -> int:
    """Return the millimetres at which a unit meets some units."""
    return sum([mm for other, mm in ground.near[unit] if other in units])


def _measured(ground: Ground, units: AbstractSet[int], inner: int) -> Body:
    area = math.fsum(map(ground.area_m2.__getitem__, units))
    # Each inner border is part of the perimeters on both its sides.
    outer = math.fsum(map(ground.perimeter_m.__getitem__, units)) - inner / 1000
    centres = _by_name(ground, units, ground.centre)
    return Body(
        units=units,
        weight=math.fsum(map(ground.weights.__getitem__, units)),
        pieces=len(_explore(ground, units)),
        inner_mm=inner,
        area_m2=area,
        compactness=min(1.0, 4 * math.pi * area / max(outer, 1.0) ** 2),
        agreed=max(centres.values(), default=0.0),
        away=_away(ground, units),
        centres=centres,
        municipalities=_by_name(ground, units, ground.municipality),
        counties=set(map(ground.county.__getitem__, units)),
        prefectures=set(map(ground.prefecture.__getitem__, units)),
    )


def _by_name(
    ground: Ground, units: Iterable[int], names: Sequence[str]
) -> dict[str, float]:
    weights, tally = ground.weights, dict[str, float]()
    for k in units:
        name = names[k]
        tally[name] = tally.get(name, 0.0) + weights[k]
    return tally


def _away(ground: Ground, units: AbstractSet[int]) -> float:
    if not units:
        return 0.0
    x = list(map(ground.x.__getitem__, units))
    y = list(map(ground.y.__getitem__, units))
    weights = list(map(ground.weights.__getitem__, units))
    mass = [weight or _LEAST_MASS for weight in weights]
    whole = math.fsum(mass)
    east = math.fsum(map(mul, x, mass)) / whole
    north = math.fsum(map(mul, y, mass)) / whole
    east_off, north_off = [a - east for a in x], [b - north for b in y]
    return math.fsum(map(mul, map(math.hypot, east_off, north_off), weights))


def pieces_of(ground: Ground, units: Iterable[int]) -> list[list[int]]:
    """Return the connected pieces of some units, the one of most units first.

    Of pieces with as many units the heavier comes first.
    """

    def rank(piece: list[int]) -> tuple[int, float, int]:
        return -len(piece), -math.fsum(ground.weights[k] for k in piece), piece[0]

    found = _explore(ground, units)
    return sorted((sorted(piece) for piece in found), key=rank)


def _explore(ground: Ground, units: Iterable[int]) -> list[list[int]]:
    beside, left = ground.beside, set(units)
    found = []
    while left:
        piece = [left.pop()]
        for k in piece:
            reached = beside[k] & left
            if reached:
                left -= reached
                piece += reached
        found.append(piece)
    return found


@dataclass(frozen=True)
class Holders:
    """Which regions hold units of a name, such as a municipality.

    Attributes:
        units: By name, the number of units by region.
        split: The names in more than one region.
    """

    units: Mapping[str, Mapping[int, int]]
    split: frozenset[str]

    @classmethod
    def of(cls, names: Sequence[str], region_of: Sequence[int]) -> "Holders":
        """Return the holders of names in a plan; region 0 holds nothing."""
        steps = [(unit, 0, number) for unit, number in enumerate(region_of)]
        return cls({}, frozenset()).moved(names, steps)

    def moved(
        self, names: Sequence[str], steps: Iterable[tuple[int, int, int]]
    ) -> "Holders":
        """Return the holders after steps (unit, from, to); none without names."""
        if not names:
            return self
        changed: dict[str, dict[int, int]] = {}
        for unit, old, new in steps:
            name = names[unit]
            if name not in changed:
                changed[name] = dict(self.units.get(name, {}))
            held = changed[name]
            for number, more in ((old, -1), (new, 1)):
                held[number] = held.get(number, 0) + more
        for name, held in changed.items():
            changed[name] = {n: count for n, count in held.items() if n and count}
        cut = {name for name, held in changed.items() if len(held) > 1}
        return Holders({**self.units, **changed}, (self.split - changed.keys()) | cut)
