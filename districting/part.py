"""One set of municipalities that is divided into several regions, ready to be cut.

Loads no numpy: processes that only cut parts start at once and stay small.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# What counts against a region (see `Part.fault`) and against a border.
_FINE_GAP = 0.03  # a deviation of three per cent counts 1
_FAR_GAP = 0.01  # one per cent beyond the furthest of the country counts as much
_ROUND, _COMMUTING, _MIXED, _COMMUNITY = 2.0, 0.5, 3.0, 0.3


@dataclass(frozen=True)
class Terms:
    """How much each measure of the second level weighs.

    1 is usual, 0 leaves a measure out, 2 doubles it.

    Attributes:
        balance: Regions of the same weight.
        compactness: Round regions with short borders.
        commuting: Inhabitants of a region who share its commonest commuting centre.
        municipality: Regions in few municipalities and counties.
        community: Communities that lie in one region.
    """

    balance: float = 1.0
    compactness: float = 1.0
    commuting: float = 1.0
    municipality: float = 1.0
    community: float = 1.0


USUAL = Terms()


class Sums(NamedTuple):
    """Of some units: how many they are, their weight and moments."""

    units: float
    weight: float
    x: float
    y: float
    square: float


@dataclass(frozen=True)
class Part:
    """Units of one set, numbered from 0, with lengths scaled to one region.

    Attributes:
        regions: How many regions they are divided into.
        limit: How far from the average a region should be at most.
        weight: In averages of a region.
        target: The weight that each region should have.
        x: East of the set's middle; 1 is the usual reach of a region.
        y: North of it.
        square: x squared plus y squared.
        municipality: Numbers that stand for municipalities; like `county`, `centre`
            and `community` empty when all units are of the same.
        county: Numbers that stand for counties.
        centre: Numbers that stand for commuting centres.
        community: Numbers that stand for communities, -1 for none.
        near: For each unit its neighbours and the number of the edge to each.
        ends: The two units of each edge.
        border: What each edge costs when regions meet there.
        surcharge: Added to each edge's chance, so that trees cross it late.
        cores: 1 for each unit that must come into a region of its own, else 0;
            empty when there is none.
        terms: How much each measure weighs.
    """

    regions: int
    limit: float
    weight: list[float]
    target: float
    x: list[float]
    y: list[float]
    square: list[float]
    municipality: list[int]
    county: list[int]
    centre: list[int]
    community: list[int]
    near: list[list[tuple[int, int]]]
    ends: list[tuple[int, int]]
    border: list[float]
    surcharge: list[float]
    cores: list[int]
    terms: Terms

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.weight)

    def balance(self, weight: float, regions: int = 1) -> float:
        """Return what being off the target costs."""
        off = (weight - regions * self.target) / _FINE_GAP
        return self.terms.balance * off * off

    def sums(self, members: Sequence[int]) -> Sums:
        """Return the sums over some units."""
        weight, x, y, square = self.weight, self.x, self.y, self.square
        return Sums(
            float(len(members)),
            sum([weight[k] for k in members]),
            sum([x[k] for k in members]),
            sum([y[k] for k in members]),
            sum([square[k] for k in members]),
        )

    def bare_fault(self, sums: Sums) -> float:
        """Return what counts against a region's weight and shape."""
        beyond = abs(sums.weight - 1) - self.limit
        far = (beyond / _FAR_GAP) ** 2 if beyond > 0 else 0.0
        balance = self.balance(sums.weight) + self.terms.balance * far
        return balance + self.roundness(*sums)

    def roundness(
        self, units: float, _weight: float, x: float, y: float, square: float
    ) -> float:
        """Return the cost of a shape from its units' moments: least for a circle."""
        spread = square - (x * x + y * y) / units
        return _ROUND * self.terms.compactness * spread / units

    def fault(self, members: Sequence[int]) -> float:
        """Return what counts against a region: weight, shape, commuting, mixture."""
        sums = self.sums(members)
        return self.bare_fault(sums) + self.mixture(members, sums.weight)

    def mixture(self, members: Sequence[int], weight: float) -> float:
        """Return what commuting apart and parts of municipalities and such cost."""
        cost = 0.0
        if self.centre and weight > 0:
            cost += self.terms.commuting * _COMMUTING * self._apart(members) / weight
        for names in (self.municipality, self.county):
            if names:
                many = len({names[k] for k in members}) - 1
                cost += self.terms.municipality * _MIXED * many
        if self.community:
            many = len({self.community[k] for k in members} - {-1})
            cost += self.terms.community * _COMMUNITY * many
        return cost

    def _apart(self, members: Sequence[int]) -> float:
        """Return the weight of units of another commuting centre than the commonest."""
        tally: dict[int, float] = {}
        for k in members:
            name = self.centre[k]
            tally[name] = tally.get(name, 0.0) + self.weight[k]
        return sum(tally.values()) - max(tally.values())
