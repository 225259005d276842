"""What a set of municipalities gets, and the part that is cut for it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from districting.country import Country, Edges
from districting.part import USUAL, Part, Terms

_BORDER = 2.0
# On a tree edge's chance, which is 0 to 1.
_ACROSS_MUNICIPALITY, _ACROSS_COMMUTING, _ACROSS_COMMUNITY = 1.0, 0.3, 0.1


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
    terms: Terms = USUAL


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
    near: list[list[tuple[int, int]]] = [[] for _ in units]
    for number, (a, b) in enumerate(ends):
        near[a].append((b, number))
        near[b].append((a, number))
    x, y = _scaled(country, units, regions)
    names = _Names(country, units)
    terms = measure.terms
    weight = [country.weights[unit] / measure.average for unit in units]
    # A map of n equal cells in q round regions cuts about sqrt(q / n) of its edges.
    usual = sum(metres) * math.sqrt(regions / len(units)) / regions or 1.0
    return Part(
        regions=regions,
        limit=measure.limit,
        weight=weight,
        target=math.fsum(weight) / regions,
        x=x,
        y=y,
        square=[a * a + b * b for a, b in zip(x, y, strict=True)],
        municipality=names.municipality,
        county=names.county,
        centre=names.centre,
        community=names.community,
        near=near,
        ends=ends,
        border=[_BORDER * terms.compactness * length / usual for length in metres],
        surcharge=[names.surcharge(a, b, terms) for a, b in ends],
        cores=[]
        if measure.cores.isdisjoint(units)
        else [int(unit in measure.cores) for unit in units],
        terms=terms,
    )


class _Names:
    """Numbers that stand for what units belong to."""

    def __init__(self, country: Country, units: Sequence[int]) -> None:
        self.municipality = _numbered([country.municipality[unit] for unit in units])
        self.county = _numbered([country.county[unit] for unit in units])
        self.centre = _numbered([country.centre[unit] for unit in units])
        community = country.community
        self.community = _numbered([community[unit] for unit in units if community])

    def surcharge(self, a: int, b: int, terms: Terms) -> float:
        """Return what makes trees cross from one unit to another late."""
        return (
            _ACROSS_MUNICIPALITY * terms.municipality * _differ(self.municipality, a, b)
            + _ACROSS_COMMUTING * terms.commuting * _differ(self.centre, a, b)
            + _ACROSS_COMMUNITY * terms.community * _differ(self.community, a, b)
        )


def _differ(numbers: Sequence[int], a: int, b: int) -> bool:
    return bool(numbers) and numbers[a] != numbers[b]


def _numbered(names: Sequence[str]) -> list[int]:
    """Return a number for each name, -1 for none; nothing when all are the same."""
    number = {name: k for k, name in enumerate(sorted(set(names) - {""}))}
    if len(set(names)) == 1:
        return []
    return [number.get(name, -1) for name in names]


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
