"""Places that official files know whole and this database only in parts.

Codes of parts are `<code>-<n>` for a settlement and `<municipality code>-<name>` for
the quarters of a town. Where the whole is more than half an average region the parts
stay, since regions are drawn from pieces: they are cut to its outline, and share its
number of inhabitants. Where it is less, the whole takes the place of its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from regions.models import SettlementUnit, UnitType
from regions.models.plans import RegionVersion

USUAL_REGIONS: Final = 125
"""How many regions there are to be where no plan is in force yet."""


class Wholes:
    """Which official units are known only in parts."""

    def __init__(self, living: Mapping[str, SettlementUnit]) -> None:
        self._living = living
        self.parts: dict[str, list[SettlementUnit]] = defaultdict(list)
        for code, unit in living.items():
            base, dash, _rest = code.partition("-")
            if dash:
                self.parts[base].append(unit)

    def of(self, code: str, municipality: str, kind: UnitType) -> str | None:
        """Return the base of the parts' codes, None when the unit has no parts."""
        if code in self._living:
            return None
        if code in self.parts:
            return code
        is_town = kind in (UnitType.CITY, UnitType.QUARTER)
        return municipality if is_town and municipality in self.parts else None


@dataclass(frozen=True)
class Whole:
    """An official unit and the parts known beneath it.

    Attributes:
        row: The unit as the file has it (`geometry.reading.UnitRow`).
        parts: The known units whose points lie in its outline.
    """

    row: Any
    parts: Sequence[SettlementUnit]

    @property
    def name(self) -> str:
        """Return its official name."""
        return str(self.row.name)

    @property
    def people(self) -> int:
        """Return its inhabitants: those the file tells of, else those of its parts."""
        if self.row.population is not None:
            return int(self.row.population)
        return sum(part.population for part in self.parts)

    def shares(self) -> list[tuple[int, str]]:
        """Return inhabitants of each part and how they are known.

        A file without a figure changes none.
        """
        if self.row.population is None:
            return [(part.population, part.population_method) for part in self.parts]
        method = (self.row.population_method or OFFICIAL).removesuffix(SPLIT) + SPLIT
        people = shared(self.people, [part.population for part in self.parts])
        return [(share, method) for share in people]

    def method(self) -> str:
        """Return how the figure of the whole is known when it replaces its parts."""
        if self.row.population is not None:
            return self.row.population_method or OFFICIAL
        methods = {part.population_method.removesuffix(SPLIT) for part in self.parts}
        return methods.pop() if len(methods) == 1 else "sum_of_parts"

    @property
    def main_part(self) -> SettlementUnit:
        """Return the most populous part."""
        return max(self.parts, key=lambda part: (part.population, -part.pk))


OFFICIAL: Final = "official"
"""How a figure is known that was imported."""
SPLIT: Final = "+split"
"""What is added when a whole was divided among its parts."""


def half_a_region(living: Collection[SettlementUnit], on: date) -> float:
    """Return the inhabitants of half an average region of the plan in force."""
    regions = RegionVersion.objects.in_force(on).count() or USUAL_REGIONS
    return sum(unit.population for unit in living) / regions / 2


def wholes_in(
    rows: Sequence[Any], living: Mapping[str, SettlementUnit], kinds: Mapping[str, str]
) -> list[Whole]:
    """Return the rows of a file that are known here in parts.

    Args:
        rows: All rows of the file (`geometry.reading.UnitRow`).
        living: Units by code.
        kinds: `UnitType` by the file's word for it.
    """
    known = Wholes(living)
    own = {row.code for row in rows}
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        base = known.of(row.code, row.municipality_code, UnitType(kinds[row.type]))
        if base is not None:
            groups[base].append(row)
    found: list[Whole] = []
    for base, members in groups.items():
        # A part that the file names itself is no part to it.
        parts = [part for part in known.parts[base] if part.code not in own]
        found += _matched(members, parts)
    return found


def _matched(rows: Sequence[Any], parts: Sequence[SettlementUnit]) -> list[Whole]:
    """Return the rows with the parts that lie in each; a row without any is left out.

    A part outside of all goes with the nearest.
    """
    beneath: dict[int, list[SettlementUnit]] = defaultdict(list)
    if not parts:
        return []
    for part, place in zip(parts, _places(rows, parts), strict=True):
        beneath[place].append(part)
    return [Whole(rows[place], found) for place, found in sorted(beneath.items())]


def _places(rows: Sequence[Any], parts: Sequence[SettlementUnit]) -> list[int]:
    if len(rows) == 1:
        return [0] * len(parts)
    from regions.geometry.cutting import nearest_outlines  # noqa: PLC0415 -- heavy: only what needs it loads it

    points = [(part.lon, part.lat) for part in parts]
    return nearest_outlines([row.polygon for row in rows], points)


def shared(whole: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers in the proportion of `weights` that sum to `whole`.

    What rounding leaves over goes to the largest remainders (Hamilton's method).
    """
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    shares = [whole * weight // total for weight in weights]
    rest = [whole * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-rest[place], place))
    for place in order[: whole - sum(shares)]:
        shares[place] += 1
    return shares
