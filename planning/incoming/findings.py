"""What a file says of a plan, held against the units of the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from planning.incoming.rows import Row
from planning.models import MOST_REGIONS
from planning.terrain import Terrain
from regions.models import RegionPart

_DIGITS: Final = 6
"""More digits are no number of a region, and long ones are slow to read."""
SHOWN: Final = 100
"""So many rows of each kind are named; the rest is counted."""


@dataclass
class Findings:
    """A file's plan and what is wrong with it.

    Attributes:
        assignment: The region of each unit by its code; 0 where the file names the
            unit without a region.
        names: `{name, part}` of regions by number; part is None when not given.
        unknown: Rows whose unit does not exist: row, code.
        doubled: Rows whose unit stood before: row, code, first row. The first counts.
        bad: Rows whose region is no number from 1 on: row, code, what stands there.
        missing: Codes of units that the file does not name.
        empty: Codes of units that it names without a region.
        renamed: Rows that give a region another name than a row before.
    """

    assignment: dict[str, int] = field(default_factory=dict)
    names: dict[int, dict[str, str | None]] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    doubled: list[tuple[int, str, int]] = field(default_factory=list)
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    renamed: list[tuple[int, int]] = field(default_factory=list)

    @property
    def region_count(self) -> int:
        """Return the highest number of a region that the file names, 0 for none."""
        return max([0, *self.assignment.values(), *self.names])

    def told(self) -> dict[str, Any]:
        """Return what the page shows, ready for JSON: counts, and the first rows."""
        lists: Mapping[str, Sequence[object]] = {
            "unknown": self.unknown,
            "doubled": self.doubled,
            "bad": self.bad,
            "missing": self.missing,
            "empty": self.empty,
            "renamed": self.renamed,
        }
        return {
            "units": sum(number > 0 for number in self.assignment.values()),
            "regions": len(set(self.assignment.values()) - {0}),
            "named": len(self.names),
            **{
                name: {"count": len(rows), "rows": list(rows[:SHOWN])}
                for name, rows in lists.items()
            },
        }


def findings(ground: Terrain, rows: Sequence[Row], names: Sequence[Row]) -> Findings:
    """Return what the rows of a file say.

    Args:
        ground: The units of the day.
        rows: One a unit.
        names: One a region, from a file of its own.
    """
    found = Findings()
    first: dict[str, int] = {}
    for row in rows:
        if row.code not in ground.place:
            found.unknown.append((row.number, row.code[:40]))
        elif row.code in first:
            found.doubled.append((row.number, row.code, first[row.code]))
        else:
            first[row.code] = row.number
            _assign(found, row)
    for row in names:
        number = region_number(row.region)
        if number:
            _name(found, row, number)
        else:
            found.bad.append((row.number, "", str(row.region)[:40]))
    found.missing = [code for code in ground.codes if code not in first]
    return found


def _assign(found: Findings, row: Row) -> None:
    number = region_number(row.region)
    if number is None:
        found.bad.append((row.number, row.code, str(row.region)[:40]))
        found.assignment[row.code] = 0
        return
    found.assignment[row.code] = number
    if number:
        _name(found, row, number)
    else:
        found.empty.append(row.code)


def _name(found: Findings, row: Row, number: int) -> None:
    if not row.name:
        return
    part = row.part if row.part is None or row.part in RegionPart.values else None
    known = found.names.setdefault(number, {"name": row.name, "part": part})
    if known["name"] != row.name:
        found.renamed.append((row.number, number))


def region_number(cell: object) -> int | None:
    """Return a region's number, 0 for none, None for what is no such number."""
    if cell is None:
        return 0
    if isinstance(cell, bool):
        return None
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() else "?"
    words = str(cell).strip()
    if not words:
        return 0
    if not (words.isascii() and words.isdigit() and len(words) <= _DIGITS):
        return None
    return number if 1 <= (number := int(words)) <= MOST_REGIONS else None
