"""Plans and names of regions from CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from planning.incoming.rows import FileProblemError, Row, require_few, row_of

_DELIMITERS: Final = (",", ";", "\t")


def read_csv(content: bytes) -> list[Row]:
    """Return the rows of a CSV file with the columns code and region.

    Raises:
        FileProblemError: it is no such file.
    """
    return [row_of(number, cells) for number, cells in _cells(content, "code")]


def read_names(content: bytes) -> list[Row]:
    """Return the rows of a CSV file with the columns region and name; no codes.

    Raises:
        FileProblemError: it is no such file.
    """
    return [row_of(number, cells) for number, cells in _cells(content, "name")]


def _cells(content: bytes, needed: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    lines = _text(content)
    first = lines.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        _require({needed, "region"}, names)
        for count, cells in enumerate(reader):
            require_few(count)
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(names, cells, strict=False))
    except csv.Error as error:
        raise FileProblemError(
            _("Row %(row)d cannot be read as CSV.") % {"row": reader.line_num}
        ) from error


def _require(wanted: set[str], names: list[str]) -> None:
    for name in sorted(wanted - set(names)):
        raise FileProblemError(
            _("The first row has no column “%(name)s”.") % {"name": name}
        )


def _text(content: bytes) -> str:
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblemError(
            _("The file is not written in UTF-8. Save it as “CSV UTF-8”.")
        ) from error
    if "\0" in found:
        raise FileProblemError(_("The file is no text."))
    return found.replace("\r\n", "\n").replace("\r", "\n")
