"""A plan's figures while it is edited: what a move changes is told before it is made.

A tally holds what each region measures, so that moving a unit costs a look at the two
regions it leaves and enters. Loads neither numpy nor shapely, so that a web process
can keep it. The figures are those of `scoring.score`; only the compactness goes by
lengths of common borders instead of joined polygons.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from districting.errors import DistrictingError
from districting.ground import Body, Ground, Holders, altered, measure, pieces_of
from districting.tallied import (
    CountryFigures,
    Offer,
    Preview,
    RegionFigures,
    Split,
    Straddle,
)

__all__ = [
    "CountryFigures",
    "Ground",
    "Offer",
    "Preview",
    "RegionFigures",
    "Split",
    "Straddle",
    "Tally",
]

Name = TypeVar("Name", str, int)

_HIGH = 0.95  # the percentile of deviations that is told
_NAMELESS = frozenset({""})  # units of no community make none together


class Tally:
    """A plan and what its regions measure.

    Args:
        ground: The units; several tallies may share one.
        region_of: The region of each unit, 1 to `regions`, 0 for none.
        regions: How many regions there are, empty ones included.

    Raises:
        DistrictingError: A region has another number, or a unit no entry.
    """

    def __init__(self, ground: Ground, region_of: Sequence[int], regions: int) -> None:
        if len(region_of) != len(ground):
            raise DistrictingError(
                f"region_of has {len(region_of)} values for {len(ground)} units."
            )
        members: list[set[int]] = [set() for _ in range(regions + 1)]
        for unit, number in enumerate(region_of):
            _require_number(number, regions)
            members[number].add(unit)
        self.ground = ground
        self._region_of = list(region_of)
        self._bodies = [measure(ground, units) for units in members[1:]]
        both = sum(_border_at(ground, k, region_of) for k in range(len(ground)))
        self._border = both // 2  # millimetres
        self._towns = Holders.of(ground.municipality, region_of)
        self._communities = Holders.of(ground.community, region_of)

    # --- what stands --------------------------------------------------------------

    @property
    def regions(self) -> int:
        """How many regions there are, empty ones included."""
        return len(self._bodies)

    @property
    def region_of(self) -> Sequence[int]:
        """The region of each unit, 0 for none; not to be changed."""
        return self._region_of

    @property
    def average(self) -> float:
        """The covered weight shared by the regions that hold units."""
        held = [body.weight for body in self._bodies if body.units]
        return math.fsum(held) / len(held) if held else 0.0

    def units(self, number: int) -> list[int]:
        """Return the units of a region in order; those of none for 0."""
        if number == 0:
            return [k for k, found in enumerate(self._region_of) if not found]
        return sorted(self._body(number).units)

    def pieces(self, number: int) -> list[list[int]]:
        """Return the pieces of a region (the gaps for 0), most units first."""
        return pieces_of(self.ground, self.units(number))

    def figures(self) -> CountryFigures:
        """Return the figures of the whole plan."""
        bodies = [body for body in self._bodies if body.units]
        average = self.average
        off = sorted(_gap(body.weight, average) for body in bodies)
        shapes = [body.compactness for body in bodies]
        whole = self.ground.weight or 1.0
        return CountryFigures(
            units=len(self.ground),
            regions=len(bodies),
            uncovered=len(self.ground) - sum(len(body.units) for body in bodies),
            loose=sum(body.pieces > 1 for body in bodies),
            max_dev=round(max(off, default=0.0), 4),
            mean_dev=round(_mean(off), 4),
            p95_dev=round(_percentile(off, _HIGH), 4),
            straddles=sum(self._straddles(body) for body in bodies),
            split_municipalities=len(self._towns.split),
            needless_splits=len(self._needless(average)),
            split_communities=len(self._communities.split - _NAMELESS),
            county_cross=sum(len(body.counties) > 1 for body in bodies),
            prefecture_cross=sum(len(body.prefectures) > 1 for body in bodies),
            border_km=round(self._border / 1_000_000, 1),
            distance_km=round(math.fsum(b.away for b in bodies) / whole / 1000, 3),
            commuting=round(math.fsum(b.agreed for b in bodies) / whole, 4),
            compactness=round(_mean(shapes), 4) if shapes else None,
        )

    def region(self, number: int) -> RegionFigures:
        """Return the figures of one region."""
        body, average = self._body(number), self.average
        weight = body.weight
        return RegionFigures(
            number=number,
            weight=weight,
            deviation=weight / average - 1 if average else 0.0,
            units=len(body.units),
            pieces=body.pieces,
            straddle=self._straddles(body),
            municipalities=_heaviest_first(body.municipalities),
            counties=len(body.counties),
            prefectures=len(body.prefectures),
            centre=next(iter(_heaviest_first(body.centres)), ""),
            commuting=body.agreed / weight if weight else None,
            compactness=body.compactness if body.units else None,
            area_km2=body.area_m2 / 1_000_000,
            distance_km=body.away / weight / 1000 if weight else None,
        )

    # --- moves --------------------------------------------------------------------

    def preview(self, moves: Mapping[int, int]) -> Preview:
        """Return what moves would change; nothing is changed.

        Args:
            moves: The new region of each unit that moves, 0 to leave it without.

        Raises:
            DistrictingError: There is no such unit or region.
        """
        then = self.moved(moves)
        touched = sorted({*(self._region_of[k] for k in moves), *moves.values()} - {0})
        return Preview(
            before={number: self.region(number) for number in touched},
            after={number: then.region(number) for number in touched},
            country_before=self.figures(),
            country_after=then.figures(),
        )

    def apply(self, moves: Mapping[int, int]) -> dict[int, int]:
        """Make moves and return those that undo them.

        Raises:
            DistrictingError: There is no such unit or region; nothing is changed.
        """
        then = self.moved(moves)
        undo = {
            unit: self._region_of[unit]
            for unit, number in moves.items()
            if self._region_of[unit] != number
        }
        vars(self).update(vars(then))
        return undo

    def moved(self, moves: Mapping[int, int]) -> "Tally":
        """Return the tally after moves; this one stays as it is.

        Raises:
            DistrictingError: There is no such unit or region.
        """
        for unit, number in moves.items():
            _require_number(number, self.regions)
            if not 0 <= unit < len(self.ground):
                raise DistrictingError(f"There is no unit number {unit}.")
        real = {k: n for k, n in moves.items() if self._region_of[k] != n}
        then = object.__new__(Tally)
        vars(then).update(vars(self))
        then._take(real)
        return then

    def _take(self, moves: Mapping[int, int]) -> None:
        """Replace what the moves change; shared parts are not touched."""
        gone: dict[int, set[int]] = defaultdict(set)
        come: dict[int, set[int]] = defaultdict(set)
        before, now = self._region_of, list(self._region_of)
        for unit, number in moves.items():
            gone[before[unit]].add(unit)
            come[number].add(unit)
            self._border -= _border_at(self.ground, unit, now)
            now[unit] = number
            self._border += _border_at(self.ground, unit, now)
        self._region_of = now
        self._bodies = list(self._bodies)
        for number in (gone.keys() | come.keys()) - {0}:
            self._bodies[number - 1] = altered(
                self.ground, self._bodies[number - 1], gone[number], come[number]
            )
        steps = [(unit, before[unit], number) for unit, number in moves.items()]
        self._towns = self._towns.moved(self.ground.municipality, steps)
        self._communities = self._communities.moved(self.ground.community, steps)

    # --- what is wrong, and what would mend it --------------------------------------

    def loose(self) -> list[int]:
        """Return the regions of more than one piece."""
        return [n for n, body in enumerate(self._bodies, start=1) if body.pieces > 1]

    def empty(self) -> list[int]:
        """Return the regions without units."""
        return [n for n, body in enumerate(self._bodies, start=1) if not body.units]

    def offers(self, units: Collection[int]) -> list[Offer]:
        """Return the regions that units could be attached to, longest border first.

        Regions that hold one of the units are no offer. Equal borders are ordered
        by what the region would deviate.
        """
        inside = set(units)
        own = {0, *(self._region_of[k] for k in inside)}
        metres: dict[int, int] = defaultdict(int)
        for k in inside:
            for other, mm in self.ground.near[k]:
                if self._region_of[other] not in own:
                    metres[self._region_of[other]] += mm
        added, average = math.fsum(self.ground.weights[k] for k in inside), self.average
        found = [
            Offer(
                region=number,
                border_m=mm / 1000,
                deviation=(self._body(number).weight + added) / average - 1
                if average
                else 0.0,
            )
            for number, mm in metres.items()
        ]
        return sorted(found, key=lambda o: (-o.border_m, abs(o.deviation), o.region))

    def straddles(self) -> list[Straddle]:
        """Return the regions that mix a part of a municipality with another."""
        return [
            Straddle(
                region=number,
                municipalities=tuple(sorted(body.municipalities)),
                cut=tuple(sorted(self._towns.split & body.municipalities.keys())),
            )
            for number, body in enumerate(self._bodies, start=1)
            if self._straddles(body)
        ]

    def splits(self) -> list[Split]:
        """Return the municipalities in several regions, heaviest first."""
        return self._parts(self.ground.municipality, self._towns.split)

    def community_splits(self) -> list[Split]:
        """Return the communities in several regions, heaviest first."""
        return self._parts(self.ground.community, self._communities.split - _NAMELESS)

    def border(self, a: int, b: int) -> tuple[list[int], list[int]]:
        """Return the units of two regions that lie at their common border."""
        return self._facing(a, b), self._facing(b, a)

    def _facing(self, a: int, b: int) -> list[int]:
        self._body(b)
        return sorted(
            k
            for k in self._body(a).units
            if any(self._region_of[other] == b for other, _mm in self.ground.near[k])
        )

    def _parts(self, names: Sequence[str], split: frozenset[str]) -> list[Split]:
        parts: dict[str, dict[int, float]] = {name: {} for name in split}
        heft = dict.fromkeys(split, 0.0)
        for k, name in enumerate(names):
            if name in heft:
                number, weight = self._region_of[k], self.ground.weights[k]
                heft[name] += weight
                if number:
                    parts[name][number] = parts[name].get(number, 0.0) + weight
        found = [
            Split(
                name=name,
                regions=_heaviest_first(parts[name]),
                weight=weight,
                apart=weight - max(parts[name].values()),
                needless=weight < self.average,
            )
            for name, weight in heft.items()
        ]
        return sorted(found, key=lambda split: (-split.weight, split.name))

    def _needless(self, average: float) -> list[str]:
        heft = self.ground.municipality_weight
        return [name for name in self._towns.split if heft[name] < average]

    def _straddles(self, body: Body) -> bool:
        names = body.municipalities
        return len(names) > 1 and not self._towns.split.isdisjoint(names)

    def _body(self, number: int) -> Body:
        if not 1 <= number <= len(self._bodies):
            raise DistrictingError(f"There is no region {number}.")
        return self._bodies[number - 1]


def _require_number(number: int, regions: int) -> None:
    if not 0 <= number <= regions:
        raise DistrictingError(f"There is no region {number}: they are 1 to {regions}.")


def _border_at(ground: Ground, unit: int, region_of: Sequence[int]) -> int:
    """Return the millimetres at which a unit meets other regions."""
    own = region_of[unit]
    if not own:
        return 0
    near = ground.near[unit]
    return sum(mm for other, mm in near if region_of[other] not in {own, 0})


def _gap(weight: float, average: float) -> float:
    return abs(weight / average - 1) if average else 0.0


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _percentile(ordered: Sequence[float], share: float) -> float:
    """Return the value that a share stay below, between two if need be."""
    if not ordered:
        return 0.0
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _heaviest_first(weights: Mapping[Name, float]) -> dict[Name, float]:
    return dict(sorted(weights.items(), key=lambda row: (-row[1], row[0])))
