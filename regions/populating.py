"""Official numbers of inhabitants from a CSV file.

A file with an error anywhere changes nothing. A plan keeps the figures of the day on
which it was drawn.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from regions import rules
from regions.import_report import FileRefusedError, Report, record_import
from regions.models import SettlementUnit
from regions.wholes import Wholes, shared

OFFICIAL: Final = "official"
"""How a figure is known that was imported; `+split` when a whole was divided."""


def import_population(
    path: Path, *, dry_run: bool, by: User | None, at: datetime
) -> Report:
    """Take numbers of inhabitants from a CSV; return what changed or would change.

    The columns are `code` and `population` (or `kood` and `elanikke`), parted by
    commas or semicolons. A figure for a whole that is known in parts is shared out
    in the proportion of the parts' present figures.

    Raises:
        FileRefusedError: something is wrong with the file.
        NotAllowedError: `by` is no administrator.
    """
    rules.may_import(by, at=at).require()
    figures = _figures(path)
    with transaction.atomic():
        found = (
            SettlementUnit.objects.select_for_update(of=("self",))
            .select_related("municipality")
            .filter(valid_to=None)
        )
        living = {unit.code: unit for unit in found.order_by("code")}
        wanted, split = _shared_out(figures, living)
        changed = [
            code
            for code, (people, method) in wanted.items()
            if (living[code].population, living[code].population_method)
            != (people, method)
        ]
        report = Report(
            changed=changed, split=split, untouched=len(living) - len(wanted)
        )
        if not dry_run and changed:
            for code in changed:
                living[code].population, living[code].population_method = wanted[code]
            SettlementUnit.objects.bulk_update(
                [living[code] for code in changed],
                ["population", "population_method"],
                batch_size=1000,
            )
            record_import("import_population", living, report, by=by, at=at)
    return report


_CODE_COLUMNS: Final = ("code", "kood")
_PEOPLE_COLUMNS: Final = ("population", "inhabitants", "elanikke", "elanike arv")
_SEVEN_DIGITS: Final = 10_000_000


def _figures(path: Path) -> dict[str, tuple[int, int]]:
    """Return line and inhabitants by code."""
    rows, code_column, people_column = _table(path)
    figures: dict[str, tuple[int, int]] = {}
    problems: list[str] = []
    for line, row in rows:
        code = (row[code_column] or "").strip()
        code = code.zfill(4) if code.isdecimal() else code
        problem = _figure_problem(code, row[people_column], figures)
        if problem:
            problems.append(
                _("Line %(line)d: %(problem)s") % {"line": line, "problem": problem}
            )
        else:
            figures[code] = (line, int(row[people_column].strip()))
    if problems:
        raise FileRefusedError(problems)
    return figures


def _table(path: Path) -> tuple[list[tuple[int, dict[str, str]]], str, str]:
    """Return the rows with their line numbers, and what the two columns are called."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise FileRefusedError([_("There is no such file.")]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefusedError(
            [_("This is not a CSV file in the UTF-8 encoding.")]
        ) from error
    lines = text.splitlines()
    if not lines:
        raise FileRefusedError([_("The file is empty.")])
    reader = csv.DictReader(lines, delimiter=";" if ";" in lines[0] else ",")
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    code = _column(reader.fieldnames, _CODE_COLUMNS)
    people = _column(reader.fieldnames, _PEOPLE_COLUMNS)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise FileRefusedError(
            [_("This is not a CSV file in the UTF-8 encoding.")]
        ) from error
    if not rows:
        raise FileRefusedError([_("The file has no rows.")])
    return rows, code, people


def _column(names: Sequence[str], wanted: Sequence[str]) -> str:
    for name in wanted:
        if name in names:
            return name
    raise FileRefusedError(
        [_("The column “%(column)s” is missing.") % {"column": wanted[0]}]
    )


def _figure_problem(
    code: str, people: str | None, known: Mapping[str, tuple[int, int]]
) -> str:
    text = (people or "").strip()
    if not code:
        return _("The code is missing.")
    if code in known:
        return _("Code %(code)s stands in line %(line)d already.") % {
            "code": code,
            "line": known[code][0],
        }
    if not text:
        return _("The number of inhabitants is missing.")
    if not (text.isascii() and text.isdecimal()) or int(text) >= _SEVEN_DIGITS:
        return _("“%(value)s” is not a number of inhabitants.") % {"value": text}
    return ""


def _shared_out(
    figures: Mapping[str, tuple[int, int]], living: Mapping[str, SettlementUnit]
) -> tuple[dict[str, tuple[int, str]], dict[str, int]]:
    """Return inhabitants and method by unit, and the wholes that were shared out."""
    wholes = Wholes(living)
    wanted: dict[str, tuple[int, str]] = {}
    split: dict[str, int] = {}
    problems = []
    for code, (line, people) in figures.items():
        if code in living:
            wanted[code] = (people, OFFICIAL)
        elif code in wholes.parts:
            parts = wholes.parts[code]
            shares = shared(people, [part.population for part in parts])
            for part, share in zip(parts, shares, strict=True):
                wanted.setdefault(part.code, (share, f"{OFFICIAL}+split"))
            split[_called(parts, code)] = len(parts)
        else:
            problems.append(
                _("Line %(line)d: There is no settlement unit %(code)s.")
                % {"line": line, "code": code}
            )
    if problems:
        raise FileRefusedError(problems)
    return wanted, split


def _called(parts: Sequence[SettlementUnit], code: str) -> str:
    """Return what the whole of some parts is called: the town, or one quarter of it."""
    parents = {part.parent for part in parts}
    whole = parents.pop() if len(parents) == 1 else parts[0].municipality.name
    return whole or code
