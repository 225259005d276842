"""What changes from one plan to another. Pure: nothing here asks the database.

Numbers mean nothing across plans, so regions are matched first: the same region on the
map, in one plan's own versions the same number, and what is left by whom they share
most inhabitants with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from planning.editions import Edition
from planning.terrain import UnitFact


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit that changes region; the numbers are those of either plan, 0 for none."""

    unit: UnitFact
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MovedThere:
    """What moves in one municipality."""

    municipality: str
    moved: Sequence[Moved]

    @property
    def people(self) -> int:
        """Return how many inhabitants move."""
        return sum(row.unit.population for row in self.moved)


@dataclass(frozen=True)
class Comparison:
    """Two editions and what is different.

    Attributes:
        before: The one.
        after: The other.
        same: The number in `before` of each region in `after` that goes on.
        moved: Units of both that are in another region, most inhabitants first.
        only_before: Units that exist only on the day of `before`, by their codes.
        only_after: Units that exist only on the day of `after`.
    """

    before: Edition
    after: Edition
    same: Mapping[int, int]
    moved: Sequence[Moved]
    only_before: Sequence[UnitFact]
    only_after: Sequence[UnitFact]

    @cached_property
    def people_moved(self) -> int:
        """How many inhabitants change region."""
        return sum(row.unit.population for row in self.moved)

    @cached_property
    def new(self) -> Sequence[int]:
        """The regions of `after` that go on from none."""
        return [number for number in self.after.rows if number not in self.same]

    @cached_property
    def gone(self) -> Sequence[int]:
        """The regions of `before` that do not go on."""
        kept = set(self.same.values())
        return [number for number in self.before.rows if number not in kept]

    @cached_property
    def renamed(self) -> Sequence[tuple[int, int]]:
        """The regions that go on under another name: number before, number after."""
        before, after = self.before.rows, self.after.rows
        return [
            (old, number)
            for number, old in self.same.items()
            if (before[old].name, before[old].part)
            != (after[number].name, after[number].part)
        ]

    @cached_property
    def by_municipality(self) -> Sequence[MovedThere]:
        """What moves, by municipality, most inhabitants first."""
        groups: dict[str, list[Moved]] = defaultdict(list)
        for row in self.moved:
            groups[row.unit.municipality].append(row)
        found = [MovedThere(name, rows) for name, rows in groups.items()]
        return sorted(found, key=lambda there: (-there.people, there.municipality))

    @property
    def is_same(self) -> bool:
        """Test whether nothing is different."""
        changed = self.moved, self.new, self.gone, self.renamed
        return not any((*changed, self.only_before, self.only_after))


def compare(before: Edition, after: Edition) -> Comparison:
    """Return what changes from one edition to another."""
    pairs = _shared(before, after)
    same = _matched(before, after, pairs)
    moved = [
        Moved(unit, old, new)
        for unit, old, new in pairs
        if (same.get(new, -1) if new else 0) != old
    ]
    return Comparison(
        before,
        after,
        same,
        sorted(moved, key=lambda row: (-row.unit.population, row.unit.code)),
        _only(before, after),
        _only(after, before),
    )


_Pair = tuple[UnitFact, int, int]


def _shared(before: Edition, after: Edition) -> list[_Pair]:
    """Return the units of both, with their regions before and after."""
    place, region_of = before.terrain.place, before.tally.region_of
    return [
        (unit, region_of[place[unit.code]], number)
        for unit, number in zip(after.terrain.units, after.tally.region_of, strict=True)
        if unit.code in place
    ]


def _only(here: Edition, there: Edition) -> list[UnitFact]:
    return [u for u in here.terrain.units if u.code not in there.terrain.place]


def _matched(before: Edition, after: Edition, pairs: Iterable[_Pair]) -> dict[int, int]:
    same = _same_on_the_map(before, after)
    if before.plan.pk == after.plan.pk:
        taken = set(same.values())
        same |= {
            number: number
            for number in after.rows
            if number in before.rows and number not in same and number not in taken
        }
    _match_by_people(same, before, after, pairs)
    return dict(sorted(same.items()))


def _same_on_the_map(before: Edition, after: Edition) -> dict[int, int]:
    number_of = {row.region: row.number for row in before.rows.values() if row.region}
    return {
        row.number: number_of[row.region]
        for row in after.rows.values()
        if row.region in number_of
    }


def _match_by_people(
    same: dict[int, int], before: Edition, after: Edition, pairs: Iterable[_Pair]
) -> None:
    """Match what is left, those first that share most inhabitants.

    Two that are both on the map, and not the same there, stay two.
    """
    shared: Counter[tuple[int, int]] = Counter()
    for unit, old, new in pairs:
        if old and new:
            shared[new, old] += unit.population + 1  # an empty village counts as well
    taken = set(same.values())
    for new, old in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        are_two = before.rows[old].region and after.rows[new].region
        if new not in same and old not in taken and not are_two:
            same[new] = old
            taken.add(old)


# --- officers ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handover:
    """People whose officer changes from one key to another; None for nobody yet."""

    before: int | None
    after: int | None
    units: Sequence[UnitFact]

    @property
    def people(self) -> int:
        """Return how many inhabitants there are."""
        return sum(unit.population for unit in self.units)


def handovers(comparison: Comparison, officers: Mapping[int, int]) -> list[Handover]:
    """Return whose officer changes, most inhabitants first.

    Args:
        comparison: The two plans.
        officers: The officer's key of each region on the map, by the region's key.
    """
    groups: dict[tuple[int | None, int | None], list[UnitFact]] = defaultdict(list)
    before, after = (
        {row.number: officers.get(row.region or 0) for row in edition.rows.values()}
        for edition in (comparison.before, comparison.after)
    )
    for unit, old, new in _shared(comparison.before, comparison.after):
        if before.get(old) != after.get(new):
            groups[before.get(old), after.get(new)].append(unit)
    found = [Handover(old, new, units) for (old, new), units in groups.items()]
    return sorted(found, key=lambda row: (-row.people, row.units[0].code))
