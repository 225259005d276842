"""What every format boils down to: rows of a code, a region and perhaps a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from groundwork.errors import InvalidInputError

MOST_ROWS: Final = 200_000
MOST_BYTES: Final = 64 * 1024 * 1024
_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Attributes:
        number: Where it stands, as a person counts.
        code: The unit's code.
        region: What stands for the region.
        name: The region's name, empty when the file gives none.
        part: The part of a town, a value of `RegionPart`; None when it is not given.
    """

    number: int
    code: str
    region: object
    name: str = ""
    part: str | None = None


class FileProblemError(InvalidInputError):
    """The file cannot be read; the message stands beside the field."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


def row_of(number: int, cells: Mapping[str, Any]) -> Row:
    """Return a row from named cells; names are in small letters."""
    part = cells.get("part")
    return Row(
        number=number,
        code=text(cells.get("code")),
        region=cells.get("region"),
        name=text(cells.get("name"))[:120],
        part=None if part is None else text(part).upper()[:2],
    )


def text(cell: object) -> str:
    """Return a cell as text, without the sign that guards against formulas."""
    found = "" if cell is None else str(cell).strip()
    guarded = found.startswith("'") and found[1:].startswith(_SIGNS)
    return found[1:] if guarded else found


def guarded(cell: str) -> str:
    """Return text that no spreadsheet takes for a formula; `text` undoes it."""
    return f"'{cell}" if cell.startswith(_SIGNS) else cell


def require_columns(names: Sequence[str]) -> None:
    """Do nothing when there are a code and a region.

    Raises:
        FileProblemError: a column is missing.
    """
    for name in ("code", "region"):
        if name not in names:
            raise FileProblemError(
                _("The file has no column “%(name)s”. It needs code and region.")
                % {"name": name}
            )


def require_few(count: int) -> None:
    """Do nothing when there are not too many rows.

    Raises:
        FileProblemError: there are more than `MOST_ROWS`.
    """
    if count > MOST_ROWS:
        raise FileProblemError(
            _("The file has more than %(most)d rows.") % {"most": MOST_ROWS}
        )
