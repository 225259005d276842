"""CSV files as offices write them: which columns, which rows, and what is wrong.

UTF-8 with or without a byte order mark; columns parted by commas, semicolons or tabs;
numbers with a point or a decimal comma. Everything else is refused in a sentence.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from regions.import_report import FileRefusedError

_NUMBER: Final = re.compile(r"-?\d{1,12}(?:[.,]\d{1,9})?", re.ASCII)
_DATE_FORMATS: Final = ("%Y-%m-%d", "%d.%m.%Y")
_CODE_DIGITS: Final = 4
_EXTRA: Final = ""  # whatever stands beyond the last column


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it ends in, and its values by column, stripped."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


class RowError(Exception):
    """What is wrong with a row, as a sentence."""


def content_of(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        FileRefusedError: there is none, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileRefusedError([_("There is no such file.")]) from error
    except OSError as error:
        raise FileRefusedError([_not_csv()]) from error


def read_table(
    content: bytes,
    *,
    columns: Mapping[str, Sequence[str]],
    needed: Sequence[str],
) -> list[Row]:
    """Return the rows of a CSV file.

    Args:
        content: The file.
        columns: The names a column may have in the file, in lower case, by what it is
            called in the rows that are returned. Other columns are not read.
        needed: Columns that must be there.

    Raises:
        FileRefusedError: it is no such file, or a needed column is missing.
    """
    text = _text(content)
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        raise FileRefusedError([_not_csv()]) from error
    if not lines:
        raise FileRefusedError([_("The file is empty.")])
    (_line, header), *body = lines
    names = _names(header, columns)
    _require_columns(names, columns, needed)
    if not body:
        raise FileRefusedError([_("The file has no rows.")])
    return [_row(line, cells, names) for line, cells in body]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefusedError([_not_csv()]) from error
    if "\0" in text:
        raise FileRefusedError([_not_csv()])
    return text


def _not_csv() -> str:
    return _("This is not a CSV file in the UTF-8 encoding.")


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return rows that are not blank, with the number of the line they end in."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(reader.line_num, row) for row in reader if any(map(str.strip, row))]


def _names(header: Sequence[str], columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what each column is called here; an unknown one has its own name."""
    known = {name: column for column, names in columns.items() for name in names}
    plain = [name.strip().lower() for name in header]
    return [known.get(name, f"?{name}") for name in plain]


def _require_columns(
    names: Sequence[str], columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> None:
    problems = [
        _("The column “%(column)s” is missing.") % {"column": columns[column][0]}
        for column in needed
        if column not in names
    ]
    problems += [
        _("The column “%(column)s” stands twice.") % {"column": columns[column][0]}
        for column in columns
        if names.count(column) > 1
    ]
    if problems:
        raise FileRefusedError(problems)


def _row(line: int, cells: Sequence[str], names: Sequence[str]) -> Row:
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    return Row(line, values | {_EXTRA: "".join(cells[len(names) :]).strip()})


def at_line(line: int, problem: str) -> str:
    """Return a problem with the line it is in."""
    return _("Line %(line)d: %(problem)s") % {"line": line, "problem": problem}


def code_in(row: Row, column: str) -> str:
    """Return a unit's code; one of digits alone gets back the zeros it lost.

    Raises:
        RowError: there is none, or the row has more values than columns.
    """
    if row[_EXTRA]:
        raise RowError(
            _(
                "There are more values than columns. Part columns with semicolons"
                " when numbers have a decimal comma."
            )
        )
    code = row[column]
    if not code:
        raise RowError(_("The code is missing."))
    return code.zfill(_CODE_DIGITS) if code.isdecimal() else code


def number_in(row: Row, column: str) -> float:
    """Return a number of zero or more; a comma in it is a decimal comma.

    Raises:
        RowError: it is no such number.
    """
    text = row[column]
    if not text:
        raise RowError(_("The number is missing."))
    if not _NUMBER.fullmatch(text):
        raise RowError(
            _("“%(value)s” is not a number. Write it like 1234.5.") % {"value": text}
        )
    value = float(text.replace(",", "."))
    if value < 0:
        raise RowError(_("“%(value)s” is less than zero.") % {"value": text})
    return value


def date_in(text: str, *, until: date) -> date:
    """Return a date written as 2026-12-31 or 31.12.2026.

    Raises:
        RowError: it is no date, or lies after `until`.
    """
    for form in _DATE_FORMATS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day alone
        except ValueError:
            continue
        if found > until:
            raise RowError(_("“%(value)s” lies in the future.") % {"value": text})
        return found
    raise RowError(
        _("“%(value)s” is not a date. Write it like 2026-12-31.") % {"value": text}
    )
