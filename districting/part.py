"""One set of municipalities that is divided into several regions, ready to be cut."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from districting.country import Country, Edges

# What counts against a region (see `Part.fault`) and against a border.
_FINE_GAP = 0.03  # a deviation of three per cent counts 1
_FAR_GAP = 0.01  # one per cent beyond the furthest of the country counts as much
_ROUND, _BORDER, _COMMUTING, _MIXED = 2.0, 2.0, 0.5, 3.0
_ACROSS_MUNICIPALITY, _ACROSS_COMMUTING = 1.0, 0.3  # on a tree edge's chance, 0 to 1


@dataclass(frozen=True)
class Part:
    """Units of one set, numbered from 0, with lengths scaled to one region.

    Attributes:
        units: Their places in the country.
        regions: How many regions they are divided into.
        limit: How far from the average a region should be at most.
        weight: In averages of a region.
        target: The weight that each region should have.
        x: East of the set's middle; 1 is the usual reach of a region.
        y: North of it.
        square: x squared plus y squared.
        municipality: Numbers that stand for municipalities.
        centre: Numbers that stand for commuting centres.
        near: For each unit its neighbours and the number of the edge to each.
        ends: The two units of each edge.
        border: What each edge costs when regions meet there.
        surcharge: Added to each edge's chance, so that trees cross it late.
        cores: 1 for each unit that must come into a region of its own, else 0;
            empty when there is none.
    """

    units: tuple[int, ...]
    regions: int
    limit: float
    weight: list[float]
    target: float
    x: list[float]
    y: list[float]
    square: list[float]
    municipality: list[int]
    centre: list[int]
    near: list[list[tuple[int, int]]]
    ends: list[tuple[int, int]]
    border: list[float]
    surcharge: list[float]
    cores: list[int]

    def balance(self, weight: float, regions: int = 1) -> float:
        """Return what being off the target costs."""
        return ((weight - regions * self.target) / _FINE_GAP) ** 2

    def fault(self, members: Sequence[int]) -> float:
        """Return what counts against a region: weight, shape, commuting, mixture."""
        weight = sum(self.weight[k] for k in members)
        count = float(len(members))
        x = sum(self.x[k] for k in members)
        y = sum(self.y[k] for k in members)
        square = sum(self.square[k] for k in members)
        beyond = max(0.0, abs(weight - 1) - self.limit)
        return (
            ((weight - self.target) / _FINE_GAP) ** 2
            + (beyond / _FAR_GAP) ** 2
            + roundness(count, x, y, square)
            + self.mixture(members, weight)
        )

    def mixture(self, members: Sequence[int], weight: float) -> float:
        """Return what commuting apart and parts of other municipalities cost."""
        cost = 0.0
        if self.centre:
            tally: dict[int, float] = {}
            for k in members:
                name = self.centre[k]
                tally[name] = tally.get(name, 0.0) + self.weight[k]
            if weight > 0:
                cost += _COMMUTING * (1 - max(tally.values()) / weight)
        if self.municipality:
            names = {self.municipality[k] for k in members}
            cost += _MIXED * (len(names) - 1)
        return cost


def roundness(count: float, x: float, y: float, square: float) -> float:
    """Return the cost of a shape from its points' moments: least for a circle."""
    return _ROUND * (square - (x * x + y * y) / count) / count


@dataclass(frozen=True)
class Share:
    """What a set of municipalities gets.

    Attributes:
        units: Their places in the country.
        regions: How many regions.
    """

    units: tuple[int, ...]
    regions: int


@dataclass(frozen=True)
class Measure:
    """What regions are measured by: the average weight, and how far off is too far.

    Two of `cores` never come into one region.
    """

    average: float
    limit: float
    cores: frozenset[int] = frozenset()


def build_part(country: Country, edges: Edges, share: Share, measure: Measure) -> Part:
    """Return the part of a country that is cut into so many regions.

    Args:
        country: The whole of it.
        edges: Neighbours among the part's units, with metres of border.
        share: The part.
        measure: What its regions are measured by.
    """
    units, regions = share.units, share.regions
    place = {unit: k for k, unit in enumerate(units)}
    ends = [(place[a], place[b]) for a, b in edges]
    metres = list(edges.values())
    incident: list[list[tuple[int, int]]] = [[] for _ in units]
    for number, (a, b) in enumerate(ends):
        incident[a].append((b, number))
        incident[b].append((a, number))
    x, y = _scaled(country, units, regions)
    municipality = _numbered([country.municipality[unit] for unit in units])
    centre = _numbered([country.centre[unit] for unit in units])
    # A map of n equal cells in q round regions cuts about sqrt(q / n) of its edges.
    weight = [country.weights[unit] / measure.average for unit in units]
    usual = sum(metres) * math.sqrt(regions / len(units)) / regions or 1.0
    return Part(
        units=units,
        regions=regions,
        limit=measure.limit,
        weight=weight,
        target=math.fsum(weight) / regions,
        x=x,
        y=y,
        square=[a * a + b * b for a, b in zip(x, y, strict=True)],
        municipality=municipality,
        centre=centre,
        near=incident,
        ends=ends,
        border=[_BORDER * length / usual for length in metres],
        surcharge=[
            _ACROSS_MUNICIPALITY * _differ(municipality, a, b)
            + _ACROSS_COMMUTING * _differ(centre, a, b)
            for a, b in ends
        ],
        cores=[]
        if measure.cores.isdisjoint(units)
        else [int(unit in measure.cores) for unit in units],
    )


def _differ(numbers: Sequence[int], a: int, b: int) -> bool:
    return bool(numbers) and numbers[a] != numbers[b]


def _numbered(names: Sequence[str]) -> list[int]:
    """Return a number for each name; nothing when all are the same."""
    number = {name: k for k, name in enumerate(sorted(set(names)))}
    return [number[name] for name in names] if len(number) > 1 else []


def _scaled(
    country: Country, units: Sequence[int], regions: int
) -> tuple[list[float], list[float]]:
    count = len(units)
    east = math.fsum(country.x[unit] for unit in units) / count
    north = math.fsum(country.y[unit] for unit in units) / count
    x = [country.x[unit] - east for unit in units]
    y = [country.y[unit] - north for unit in units]
    mean = math.fsum(a * a + b * b for a, b in zip(x, y, strict=True)) / count
    reach = math.sqrt(mean / regions) or 1.0
    return [a / reach for a in x], [b / reach for b in y]
