"""What a planner has locked: regions that are finished, and regions that are begun.

A finished region stays exactly as it is and leaves the problem with its weight. A
begun one is completed by the drawing: its units stay together in it, and those of no
other begun region come into it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from districting.country import Country, Edges
from districting.errors import DistrictingError
from districting.graph import adjacency, is_connected, pieces
from districting.options import LIGHTEST

_NAMED = 5  # so many units or regions are named in a sentence

Near = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Locks:
    """Units that must come into one certain region.

    Attributes:
        regions: The region by the code of the unit, 1 to the number of regions.
        complete: Of some regions, whether they are finished with their locked units
            or go on. The others are finished when they weigh at least about half an
            average region and are in one piece, or when no free unit is beside them.
    """

    regions: Mapping[str, int] = field(default_factory=dict)
    complete: Mapping[int, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Settled:
    """Locks that can be kept.

    Attributes:
        finished: The units of each finished region, by its number.
        begun: The units of each region to be completed, joined where they lay apart.
        notes: Sentences about what had to be understood differently.
    """

    finished: Mapping[int, Sequence[int]]
    begun: Mapping[int, Sequence[int]]
    notes: tuple[str, ...] = ()


def settle(country: Country, edges: Edges, regions: int, locks: Locks) -> Settled:
    """Return which locked regions are finished and which are begun.

    Raises:
        DistrictingError: The locks cannot be kept; says which and why.
    """
    members = _members(country, regions, locks)
    if not members:
        return Settled({}, {})
    return _Settling(country, edges, regions, members, locks.complete).settled()


def _members(country: Country, regions: int, locks: Locks) -> dict[int, list[int]]:
    place = {code: unit for unit, code in enumerate(country.codes)}
    members: dict[int, list[int]] = {}
    for code, number in locks.regions.items():
        if code not in place:
            raise DistrictingError(
                f"Unit {code} is locked to region {number}, but there is no such unit."
            )
        if not 1 <= number <= regions:
            raise DistrictingError(
                f"Unit {code} is locked to region {number}, but the regions are "
                f"1 to {regions}."
            )
        members.setdefault(number, []).append(place[code])
    return {number: sorted(members[number]) for number in sorted(members)}


class _Settling:
    """Sorts locked regions into finished and begun ones."""

    def __init__(
        self,
        country: Country,
        edges: Edges,
        regions: int,
        members: Mapping[int, Sequence[int]],
        complete: Mapping[int, bool],
    ) -> None:
        self.country, self.edges, self.regions = country, edges, regions
        self.members = members
        self.near = adjacency(len(country), edges)
        locked = {unit for units in members.values() for unit in units}
        self.free = set(range(len(country))) - locked
        lightest = LIGHTEST * sum(country.weights) / regions
        self.finished: set[int] = set()
        self.guessed: set[int] = set()  # finished, and nobody said so
        for number, units in members.items():
            said = complete.get(number)
            if said or not self._touches(units, self.free):
                self._require_one_piece(number)
                self.finished.add(number)
            elif said is None and self._is_finished(number, lightest):
                self.guessed.add(number)
        self.finished |= self.guessed
        self.begun = self._joined([n for n in members if n not in self.finished])

    def settled(self) -> Settled:
        """Return which are finished and which are begun, each in one piece."""
        notes = self._reopened()
        self._require_enough_units()
        return Settled(
            finished={number: self.members[number] for number in sorted(self.finished)},
            begun={number: self.begun[number] for number in sorted(self.begun)},
            notes=tuple(notes),
        )

    def _is_finished(self, number: int, lightest: float) -> bool:
        whole = is_connected(self.members[number], self.near)
        return whole and self._weight(number) >= lightest

    def _weight(self, number: int) -> float:
        return sum(self.country.weights[unit] for unit in self.members[number])

    def _touches(self, units: Collection[int], others: Collection[int]) -> bool:
        return any(other in others for unit in units for other in self.near[unit])

    def _require_one_piece(self, number: int) -> None:
        units = self.members[number]
        if not is_connected(units, self.near):
            parts = pieces(units, self.edges)
            raise DistrictingError(
                f"Region {number} is locked as finished, but it is in {len(parts)} "
                f"pieces: {_sample(self.country, [part[0] for part in parts])}."
            )

    def _open(self) -> set[int]:
        """Return the units that are not in finished regions."""
        return self.free.union(*self.begun.values())

    def _reopened(self) -> list[str]:
        """Reopen regions that look finished while free units have no region else."""
        notes: list[str] = []
        while lacking := self._lacking():
            number = self._reopen(lacking)
            notes.append(
                f"Region {number} is locked in part and takes in free units beside it, "
                "which have no other region."
            )
        return notes

    def _lacking(self) -> list[list[int]]:
        """Return the pieces without a region, if they are more than the free regions.

        Every piece of what is open needs one, and all the begun ones in it.
        """
        sown = {unit for units in self.begun.values() for unit in units}
        bodies = pieces(self._open(), self.edges)
        bare = [body for body in bodies if sown.isdisjoint(body)]
        spare = self.regions - len(self.finished) - len(self.begun)
        return bare if len(bare) > spare else []

    def _reopen(self, lacking: Sequence[Sequence[int]]) -> int:
        """Reopen the lightest region beside units that lack one; return its number."""
        wanting = {unit for body in lacking for unit in body}
        fits = [n for n in self.guessed if self._touches(self.members[n], wanting)]
        if not fits:
            raise DistrictingError(self._too_few_regions(lacking))
        number = min(fits, key=lambda n: (self._weight(n), n))
        self.guessed.discard(number)
        self.finished.discard(number)
        self.begun[number] = list(self.members[number])
        return number

    def _too_few_regions(self, lacking: Sequence[Sequence[int]]) -> str:
        firsts = _sample(self.country, [body[0] for body in lacking])
        if len(self.finished) == self.regions:
            return (
                f"All {self.regions} regions are locked as finished, but units are "
                f"left without a region: {firsts}."
            )
        spare = self.regions - len(self.finished) - len(self.begun)
        return (
            f"The locks leave {len(lacking)} pieces of the country for {spare} free "
            f"regions, the pieces with {firsts}."
        )

    def _require_enough_units(self) -> None:
        joined = sum(len(units) - 1 for units in self.begun.values())
        units, left = len(self._open()) - joined, self.regions - len(self.finished)
        if left <= units:
            return
        if units:
            raise DistrictingError(
                f"The locks leave {units} free units for {left} regions: every region "
                "needs at least one."
            )
        bare = [n for n in range(1, self.regions + 1) if n not in self.members]
        named = ", ".join(str(n) for n in bare[:_NAMED])
        more = ", …" if len(bare) > _NAMED else ""
        raise DistrictingError(
            f"Every unit is locked, but none to region {named}{more}."
        )

    def _joined(self, numbers: Sequence[int]) -> dict[int, list[int]]:
        """Return the units of begun regions, each joined over free units.

        One region's way may bar another's: who finds none goes first the next time.
        """
        order = list(numbers)
        for _ in range(len(order) + 1):
            free, begun = set(self.free), dict[int, list[int]]()
            for number in order:
                found = _grown(self.members[number], self.near, free)
                if found is None:
                    break
                begun[number] = found
                free.difference_update(found)
            else:
                return {number: begun[number] for number in numbers}
            order.remove(number)
            order.insert(0, number)
        parts = pieces(self.members[number], self.edges)
        raise DistrictingError(
            f"The locked units of region {number} cannot be joined: other locked "
            f"units lie between {_sample(self.country, [p[0] for p in parts])}."
        )


def _sample(country: Country, units: Sequence[int]) -> str:
    named = ", ".join(country.codes[unit] for unit in units[:_NAMED])
    return f"{named} and {len(units) - _NAMED} more" if len(units) > _NAMED else named


def _grown(units: Sequence[int], near: Near, free: Collection[int]) -> list[int] | None:
    """Return units in one piece, joined by the fewest free ones; None if impossible."""
    grown, left = _spread(units[0], near, set(units))
    while left:
        way = _way(grown, left, near, free)
        if way is None:
            return None
        body, left = _spread(way[0], near, left | set(way) - {way[0]})
        grown |= body
    return sorted(grown)


def _spread(first: int, near: Near, among: set[int]) -> tuple[set[int], set[int]]:
    """Return the piece around a unit among others, and the rest of them."""
    left, piece = among - {first}, [first]
    for unit in piece:
        for other in near[unit]:
            if other in left:
                left.discard(other)
                piece.append(other)
    return set(piece), left


def _way(
    start: Collection[int], goal: Collection[int], near: Near, free: Collection[int]
) -> list[int] | None:
    """Return the units of the shortest way, from beside the start into the goal."""
    walk = sorted(start)
    before: dict[int, int] = dict.fromkeys(walk, -1)
    for unit in walk:
        for other in near[unit]:
            if other in before:
                continue
            before[other] = unit
            if other in goal:
                return _traced(other, before, start)
            if other in free:
                walk.append(other)
    return None


def _traced(end: int, before: Mapping[int, int], start: Collection[int]) -> list[int]:
    way = [end]
    while before[way[-1]] not in start:
        way.append(before[way[-1]])
    return way[::-1]
