"""Official numbers of inhabitants from a CSV file.

A file with an error anywhere changes nothing. A plan keeps the figures of the day on
which it was drawn.
"""

from __future__ import annotations

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
from regions.tables import Row, RowError, at_line, code_in, content_of, read_table
from regions.wholes import OFFICIAL, SPLIT, Wholes, shared


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


_COLUMNS: Final = {
    "code": ("code", "kood"),
    "people": ("population", "inhabitants", "elanikke", "elanike arv"),
}
_SEVEN_DIGITS: Final = 10_000_000


def _figures(path: Path) -> dict[str, tuple[int, int]]:
    """Return line and inhabitants by code."""
    rows = read_table(content_of(path), columns=_COLUMNS, needed=("code", "people"))
    figures: dict[str, tuple[int, int]] = {}
    problems: list[str] = []
    for row in rows:
        try:
            code = code_in(row, "code")
            figures[code] = (row.line, _people(row, code, figures))
        except RowError as error:
            problems.append(at_line(row.line, str(error)))
    if problems:
        raise FileRefusedError(problems)
    return figures


def _people(row: Row, code: str, known: Mapping[str, tuple[int, int]]) -> int:
    text = row["people"]
    if code in known:
        raise RowError(
            _("Code %(code)s stands in line %(line)d already.")
            % {"code": code, "line": known[code][0]}
        )
    if not text:
        raise RowError(_("The number of inhabitants is missing."))
    if not (text.isascii() and text.isdecimal()) or int(text) >= _SEVEN_DIGITS:
        raise RowError(
            _("“%(value)s” is not a number of inhabitants.") % {"value": text}
        )
    return int(text)


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
                wanted.setdefault(part.code, (share, OFFICIAL + SPLIT))
            split[_called(parts, code)] = len(parts)
        else:
            problems.append(
                at_line(
                    line,
                    _("There is no settlement unit %(code)s.") % {"code": code},
                )
            )
    if problems:
        raise FileRefusedError(problems)
    return wanted, split


def _called(parts: Sequence[SettlementUnit], code: str) -> str:
    """Return what the whole of some parts is called: the town, or one quarter of it."""
    parents = {part.parent for part in parts}
    whole = parents.pop() if len(parents) == 1 else parts[0].municipality.name
    return whole or code
