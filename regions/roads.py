"""Driving times between settlement units from CSV files.

A file with an error anywhere changes nothing. Pairs that a file names get its minutes,
others keep theirs; a file with real figures drops all invented ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from regions.models import DrivingTime, SettlementUnit
from regions.provenance import COLUMNS, Provenance
from regions.tables import Row, RowError, at_line, code_in, number_in, read_table

_COLUMNS: Final = {
    "a": ("a", "from", "alates"),
    "b": ("b", "to", "kuni"),
    "minutes": ("minutes", "minutid"),
    **COLUMNS,
}
_BATCH: Final = 5000
_DELETED_AT_ONCE: Final = 500

Pair = tuple[int, int]
Wanted = tuple[float, Provenance]


@dataclass(frozen=True)
class RoadReport:
    """What an import of driving times changed, or would change.

    Attributes:
        added: How many pairs had no minutes.
        changed: How many pairs get other minutes, or know them otherwise.
        same: How many pairs keep exactly what they had.
        unreached: How many units no pair names, here or in the file.
        invented_dropped: How many invented pairs go because real ones came.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    unreached: int = 0
    invented_dropped: int = 0

    @property
    def is_empty(self) -> bool:
        """Test whether nothing changes."""
        return not (self.added or self.changed or self.invented_dropped)


@transaction.atomic
def import_driving_times(
    content: bytes,
    *,
    known: Provenance,
    dry_run: bool,
    by: User | None,
    at: datetime,
) -> RoadReport:
    """Take minutes between units from a CSV file; return what changed or would change.

    Args:
        content: The file, with the columns `a`, `b` and `minutes`, and if wished
            `source`, `as_of` and `method` for each row. A pair counts both ways
            unless the file gives both.
        known: Where they come from, for rows that do not tell.
        dry_run: Look only, change nothing.
        by: An administrator or planner, or None for a command.
        at: When.

    Raises:
        FileRefusedError: something is wrong with the file.
        InvalidInputError: something is wrong with `known`.
        NotAllowedError: `by` may not do this.
    """
    rules.may_import_loads(by, at=at).require()
    today = at.astimezone(TALLINN).date()
    known.require_sound(until=today)
    rows = read_table(content, columns=_COLUMNS, needed=("a", "b", "minutes"))
    # Others wait with their imports until this one is done.
    units = SettlementUnit.objects.select_for_update(of=("self",)).filter(valid_to=None)
    pk_of = dict(units.order_by("code").values_list("code", "pk"))
    wanted = _wanted(rows, pk_of, known, until=today)
    had = _had()
    dropped = _dropped(had, wanted) if not known.is_invented else []
    changed = [p for p in wanted if p in had and had[p][1] != wanted[p]]
    added = [pair for pair in wanted if pair not in had]
    report = RoadReport(
        added=len(added),
        changed=len(changed),
        same=len(wanted) - len(added) - len(changed),
        unreached=_unreached(pk_of.values(), {*wanted, *had} - {*dropped}),
        invented_dropped=len(dropped),
    )
    if not dry_run and not report.is_empty:
        _delete([had[pair][0] for pair in [*changed, *dropped]])
        _add({pair: wanted[pair] for pair in [*added, *changed]})
        _record(report, by=by, at=at)
    return report


def _wanted(
    rows: Iterable[Row], pk_of: Mapping[str, int], known: Provenance, *, until: date
) -> dict[Pair, Wanted]:
    found: dict[Pair, Wanted] = {}
    lines: dict[Pair, int] = {}
    problems = []
    for row in rows:
        try:
            pair = _pair(row, pk_of)
            _require_new(pair, lines)
            lines[pair] = row.line
            found[pair] = number_in(row, "minutes"), known.of(row, until=until)
        except RowError as error:
            problems.append(at_line(row.line, str(error)))
    if problems:
        raise FileRefusedError(problems)
    return found


def _pair(row: Row, pk_of: Mapping[str, int]) -> Pair:
    codes = code_in(row, "a"), code_in(row, "b")
    for code in codes:
        if code not in pk_of:
            raise RowError(_("There is no settlement unit %(code)s.") % {"code": code})
    if codes[0] == codes[1]:
        raise RowError(_("This leads from a unit to itself."))
    return pk_of[codes[0]], pk_of[codes[1]]


def _require_new(pair: Pair, lines: Mapping[Pair, int]) -> None:
    if pair in lines:
        raise RowError(
            _("This pair stands in line %(line)d already.") % {"line": lines[pair]}
        )


def _had() -> dict[Pair, tuple[int, Wanted]]:
    """Return key, minutes and provenance of every pair there is."""
    rows = DrivingTime.objects.values_list(
        "origin", "target", "pk", "minutes", "source", "as_of", "method", "is_invented"
    )
    return {
        (a, b): (pk, (minutes, Provenance(source, as_of, method, invented)))
        for a, b, pk, minutes, source, as_of, method, invented in rows.iterator(_BATCH)
    }


def _dropped(
    had: Mapping[Pair, tuple[int, Wanted]], wanted: Mapping[Pair, Wanted]
) -> list[Pair]:
    return [
        pair
        for pair, (_pk, (_minutes, known)) in had.items()
        if known.is_invented and pair not in wanted
    ]


def _unreached(units: Iterable[int], pairs: Iterable[Pair]) -> int:
    return len(set(units) - {unit for pair in pairs for unit in pair})


def _delete(pks: Sequence[int]) -> None:
    for start in range(0, len(pks), _DELETED_AT_ONCE):
        some = pks[start : start + _DELETED_AT_ONCE]
        DrivingTime.objects.filter(pk__in=some).delete()


def _add(wanted: Mapping[Pair, Wanted]) -> None:
    DrivingTime.objects.bulk_create(
        [
            DrivingTime(
                origin_id=origin, target_id=target, minutes=minutes, **known.fields()
            )
            for (origin, target), (minutes, known) in wanted.items()
        ],
        batch_size=_BATCH,
    )


def _record(report: RoadReport, *, by: User | None, at: datetime) -> None:
    newest = DrivingTime.objects.order_by("-pk").first() or DrivingTime()
    record(
        "regions.import_driving_times",
        newest,
        by=by,
        role=rules.role_for_loads(by, at=at),
        at=at,
        details={
            "added": report.added,
            "changed": report.changed,
            "invented_dropped": report.invented_dropped,
        },
    )


def told(report: RoadReport) -> list[str]:
    """Return a report in sentences."""
    sentences = [
        _("Driving times. Added: %(added)d. Changed: %(changed)d. Unchanged: %(same)d.")
        % {"added": report.added, "changed": report.changed, "same": report.same}
    ]
    if report.invented_dropped:
        sentences.append(
            ngettext(
                "%(count)d invented driving time goes.",
                "%(count)d invented driving times go.",
                report.invented_dropped,
            )
            % {"count": report.invented_dropped}
        )
    if report.unreached:
        sentences.append(
            ngettext(
                "No road reaches %(count)d unit; its minutes are estimated from the"
                " straight line.",
                "No road reaches %(count)d units; their minutes are estimated from the"
                " straight line.",
                report.unreached,
            )
            % {"count": report.unreached}
        )
    return sentences
