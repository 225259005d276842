"""Loads of settlement units from CSV files, and what of them holds on a day.

A file with an error anywhere changes nothing. The newest value of a unit holds; the
ones before stay as history. A file with real figures ends all invented ones of its
measure, so that the two are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.actions import record
from groundwork.workdays import TALLINN
from regions import rules
from regions.import_report import FileRefusedError
from regions.models import Measure, SettlementUnit, UnitLoad
from regions.provenance import COLUMNS, Provenance
from regions.tables import Row, RowError, at_line, code_in, number_in, read_table
from regions.wholes import SPLIT, Wholes

_COLUMNS: Final = {
    "code": ("code", "kood"),
    "value": ("value", "väärtus", "vaartus"),
    **COLUMNS,
}
_NAMED: Final = 20  # missing units that a report names
_BATCH: Final = 1000


@dataclass(frozen=True)
class LoadReport:
    """What an import of loads changed, or would change.

    Attributes:
        measure: Which measure.
        added: Codes of units that had no value.
        changed: Codes of units whose value, or how it is known, is another.
        same: How many units keep exactly what they had.
        missing: Codes of units that the file does not name.
        split: Wholes that are known in parts here, with the number of parts.
        invented_ended: How many invented values end because real ones came.
    """

    measure: Measure
    added: Sequence[str] = ()
    changed: Sequence[str] = ()
    same: int = 0
    missing: Sequence[str] = ()
    split: Mapping[str, int] = field(default_factory=dict)
    invented_ended: int = 0

    @property
    def is_empty(self) -> bool:
        """Test whether nothing changes."""
        return not (self.added or self.changed or self.invented_ended)


@transaction.atomic
def import_loads(  # noqa: PLR0913 -- what, of which kind, known how, by whom, when
    content: bytes,
    *,
    measure: Measure,
    known: Provenance,
    dry_run: bool,
    by: User | None,
    at: datetime,
) -> LoadReport:
    """Take one measure of units from a CSV file; return what changed or would change.

    Args:
        content: The file, with the columns `code` and `value`, and if wished
            `source`, `as_of` and `method` for each row. The value of a unit that is
            known here in parts is shared out by their inhabitants; driving minutes
            are the same for each part.
        measure: Of what the values are.
        known: Where they come from, for rows that do not tell.
        dry_run: Look only, change nothing.
        by: An administrator or planner, or None for a command.
        at: When; the values hold from this day.

    Raises:
        FileRefusedError: something is wrong with the file.
        InvalidInputError: something is wrong with `known`.
        NotAllowedError: `by` may not do this.
    """
    rules.may_import_loads(by, at=at).require()
    today = at.astimezone(TALLINN).date()
    known.require_sound(until=today)
    rows = read_table(content, columns=_COLUMNS, needed=("code", "value"))
    units = SettlementUnit.objects.select_for_update(of=("self",)).filter(valid_to=None)
    work = _Work(measure, {unit.code: unit for unit in units.order_by("code")})
    work.read(rows, known, until=today)
    report = work.report(ends_invented=not known.is_invented)
    if not dry_run and not report.is_empty:
        work.write(report, by=by, at=at, today=today)
    return report


Wanted = tuple[float, Provenance]


class _Work:
    """One import: the comparison, and carrying it out."""

    def __init__(self, measure: Measure, units: Mapping[str, SettlementUnit]) -> None:
        self._measure = measure
        self._units = units
        self._wholes = Wholes(units)
        self._split: dict[str, int] = {}
        self._wanted: dict[str, Wanted] = {}
        living = UnitLoad.objects.living().filter(measure=measure)
        rows = living.filter(unit__in=[u.pk for u in units.values()])
        self._living = {row.unit.code: row for row in rows.select_related("unit")}

    # --- reading

    def read(self, rows: Sequence[Row], known: Provenance, *, until: date) -> None:
        lines: dict[str, int] = {}
        problems = []
        for row in rows:
            try:
                code = code_in(row, "code")
                self._require_new(code, lines)
                lines[code] = row.line
                self._want(code, number_in(row, "value"), known.of(row, until=until))
            except RowError as error:
                problems.append(at_line(row.line, str(error)))
        if problems:
            raise FileRefusedError(problems)

    def _require_new(self, code: str, lines: Mapping[str, int]) -> None:
        if code in lines:
            raise RowError(
                _("Code %(code)s stands in line %(line)d already.")
                % {"code": code, "line": lines[code]}
            )
        if code not in self._units and code not in self._wholes.parts:
            raise RowError(_("There is no settlement unit %(code)s.") % {"code": code})

    def _want(self, code: str, value: float, known: Provenance) -> None:
        if code in self._units:
            self._wanted[code] = (value, known)
            return
        parts = self._wholes.parts[code]
        shares = [value] * len(parts)
        if self._measure != Measure.DRIVING:
            shares = shared_out(value, [part.population for part in parts])
            known = replace(known, method=(known.method + SPLIT)[:120])
        for part, share in zip(parts, shares, strict=True):
            self._wanted.setdefault(part.code, (share, known))
        self._split[code] = len(parts)

    # --- comparing and writing

    def report(self, *, ends_invented: bool) -> LoadReport:
        had, wanted = self._living, self._wanted
        changed = [
            code for code in wanted if code in had and not _is_same(had[code], wanted)
        ]
        missing = [code for code in self._units if code not in wanted]
        self._ending = [
            had[code]
            for code in missing
            if ends_invented and code in had and had[code].is_invented
        ]
        return LoadReport(
            measure=self._measure,
            added=[code for code in wanted if code not in had],
            changed=changed,
            same=sum(code in had for code in wanted) - len(changed),
            missing=missing,
            split=self._split,
            invented_ended=len(self._ending),
        )

    def write(
        self, report: LoadReport, *, by: User | None, at: datetime, today: date
    ) -> None:
        ending = [self._living[code] for code in report.changed] + self._ending
        _end(ending, today)
        made = UnitLoad.objects.bulk_create(
            [
                UnitLoad(
                    unit=self._units[code],
                    measure=self._measure,
                    value=self._wanted[code][0],
                    imported_at=at,
                    imported_by=by,
                    valid_from=today,
                    **self._wanted[code][1].fields(),
                )
                for code in [*report.added, *report.changed]
            ],
            batch_size=_BATCH,
        )
        record(
            "regions.import_loads",
            (made or ending)[0],
            by=by,
            role=rules.role_for_loads(by, at=at),
            at=at,
            details={
                "measure": self._measure,
                "added": len(report.added),
                "changed": len(report.changed),
                "invented_ended": report.invented_ended,
            },
        )


def _is_same(load: UnitLoad, wanted: Mapping[str, Wanted]) -> bool:
    value, known = wanted[load.unit.code]
    was = Provenance(load.source, load.as_of, load.method, load.is_invented)
    return load.value == value and was == known


def _end(loads: Sequence[UnitLoad], on: date) -> None:
    """End values on a day; one that would not last a day never was."""
    past = [load.pk for load in loads if load.valid_from < on]
    young = [load.pk for load in loads if load.valid_from >= on]
    for start in range(0, max(len(past), len(young)), _BATCH):
        some = slice(start, start + _BATCH)
        UnitLoad.objects.filter(pk__in=past[some]).update(valid_to=on)
        UnitLoad.objects.filter(pk__in=young[some]).delete()


def shared_out(value: float, weights: Sequence[int]) -> list[float]:
    """Return a value in the proportion of `weights`, evenly when all are zero."""
    total = sum(weights)
    if not total:
        return [value / len(weights)] * len(weights)
    return [value * weight / total for weight in weights]


# --- reading what holds ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with how it is known."""

    value: float
    source: str
    as_of: date
    method: str
    is_invented: bool


def loads_on(day: date) -> dict[Measure, dict[int, Figure]]:
    """Return every load that holds on a day, by measure and the unit's key."""
    found: dict[Measure, dict[int, Figure]] = {measure: {} for measure in Measure}
    rows = UnitLoad.objects.on(day).values_list(
        "measure", "unit", "value", "source", "as_of", "method", "is_invented"
    )
    for measure, unit, *figure in rows:
        found[Measure(measure)][unit] = Figure(*figure)
    return found


# --- telling -----------------------------------------------------------------------


def told(report: LoadReport) -> list[str]:
    """Return a report in sentences."""
    sentences = [
        _("%(measure)s. Added: %(added)d. Changed: %(changed)d. Unchanged: %(same)d.")
        % {
            "measure": report.measure.label,
            "added": len(report.added),
            "changed": len(report.changed),
            "same": report.same,
        }
    ]
    sentences += [
        ngettext(
            "%(code)s is known here in %(count)d part, which gets its value.",
            "%(code)s is known here in %(count)d parts, which share its value.",
            count,
        )
        % {"code": code, "count": count}
        for code, count in report.split.items()
    ]
    if report.missing:
        sentences.append(_missing(report.missing))
    if report.invented_ended:
        sentences.append(
            ngettext(
                "%(count)d invented value of units that the file does not name ends.",
                "%(count)d invented values of units that the file does not name end.",
                report.invented_ended,
            )
            % {"count": report.invented_ended}
        )
    return sentences


def _missing(codes: Sequence[str]) -> str:
    named = ", ".join(codes[:_NAMED]) + (" …" if len(codes) > _NAMED else "")
    return ngettext(
        "%(count)d unit is not in the file: %(codes)s.",
        "%(count)d units are not in the file: %(codes)s.",
        len(codes),
    ) % {"count": len(codes), "codes": named}
