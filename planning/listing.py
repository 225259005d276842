"""The list beside the map: a draft's regions with their figures, and their units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from districting.tally import RegionFigures
from planning.locking import Locked
from planning.models import Draft
from planning.models.drafts import labelled
from planning.terrain import UnitFact
from planning.workbench import Bench
from regions.models import RegionPart

SMALL: Final = 0.1
LARGE: Final = 0.25
"""From these deviations on a region stands out."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region of the list."""

    number: int
    name: str
    figures: RegionFigures
    is_locked: bool
    is_open: bool = False

    @property
    def level(self) -> str:
        """Return how far it is off: "even", "off" or "far"."""
        off = abs(self.figures.deviation)
        return "far" if off >= LARGE else "off" if off >= SMALL else "even"

    @property
    def is_loose(self) -> bool:
        """Test whether it is in several pieces."""
        return self.figures.pieces > 1


@dataclass(frozen=True, slots=True)
class TownRows:
    """The units of one municipality in one region.

    Attributes:
        code: The municipality's.
        name: Its name.
        units: Those in the region.
        outside: How many of its units are in other regions, or in none.
        weight: The inhabitants of `units`.
    """

    code: str
    name: str
    units: Sequence[UnitFact]
    outside: int
    weight: float

    @property
    def told_apart(self) -> list[tuple[UnitFact, bool]]:
        """Return each unit, and whether only its code tells it from another."""
        names = Counter(unit.name for unit in self.units)
        return [(unit, names[unit.name] > 1) for unit in self.units]


def names_of(draft: Draft, numbers: Iterable[int] = ()) -> dict[int, str]:
    """Return the name of each region of a draft by its number, in the reader's words.

    Args:
        draft: The draft.
        numbers: Which regions; all when none are given.
    """
    wanted = list(numbers)
    rows = draft.regions.filter(number__in=wanted) if wanted else draft.regions.all()
    parts: dict[str, str] = {"": ""}
    found = {}
    for number, name, part in rows.values_list("number", "name", "part"):
        if part not in parts:
            parts[part] = str(RegionPart(part).label)
        found[number] = labelled(name, parts[part])
    return found


def rows_of(
    bench: Bench,
    names: Mapping[int, str],
    held: Locked,
    numbers: Iterable[int] = (),
    opened: int | None = None,
) -> list[RegionRow]:
    """Return the rows of some regions, of all when no numbers are given.

    Args:
        bench: The draft.
        names: The name of each region by its number.
        held: What is locked.
        numbers: Which regions.
        opened: The one whose units are shown.
    """
    tally = bench.tally
    wanted = sorted(numbers) or range(1, tally.regions + 1)
    return [
        RegionRow(
            number=number,
            name=names.get(number, ""),
            figures=tally.region(number),
            is_locked=number in held.regions,
            is_open=number == opened,
        )
        for number in wanted
        if 1 <= number <= tally.regions
    ]


def towns_of(bench: Bench, number: int) -> list[TownRows]:
    """Return the units of a region (the gaps for 0) by municipality, by name."""
    found: dict[str, list[UnitFact]] = defaultdict(list)
    for place in bench.tally.units(number):
        unit = bench.terrain.units[place]
        found[unit.municipality_code].append(unit)
    whole: dict[str, int] = defaultdict(int)
    for unit in bench.terrain.units:
        whole[unit.municipality_code] += unit.municipality_code in found
    rows = [
        TownRows(
            code=code,
            name=units[0].municipality,
            units=sorted(units, key=lambda unit: (unit.name, unit.code)),
            outside=whole[code] - len(units),
            weight=sum(unit.population for unit in units),
        )
        for code, units in found.items()
    ]
    return sorted(rows, key=lambda row: (row.name, row.code))
