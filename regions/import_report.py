"""What an import did or would do, or what is wrong with its file, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from audit.actions import record
from groundwork.errors import InvalidInputError
from regions.geometry.problems import Problem, ReadError
from regions.models import SettlementUnit


class FileRefusedError(InvalidInputError):
    """The file has errors, one sentence each; nothing was changed."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(
            ngettext(
                "The file has %(count)d error. Nothing was changed.",
                "The file has %(count)d errors. Nothing was changed.",
                len(problems),
            )
            % {"count": len(problems)},
            field="file",
        )
        self.problems = problems


@dataclass(frozen=True, slots=True)
class WholeNote:
    """An official unit that is known in parts: name, number of parts, inhabitants."""

    name: str
    parts: int
    people: int


@dataclass(frozen=True)
class Report:
    """What an import changed, or would change.

    Attributes:
        added: Codes of new units.
        changed: Codes of units that something changed in.
        vanished: Codes of units that end.
        split: Names of wholes whose figure was shared out, with the number of parts.
        staying: Official units whose parts stay, cut to their outlines.
        replaced: Official units that take the place of their parts.
        half_a_region: Inhabitants above which parts stay.
        vanished_in_plan: How many vanished units the plan in force is made of.
        added_without_region: How many new units no region has until the next plan.
        untouched: How many units the file does not speak of (figures only).
    """

    added: Sequence[str] = ()
    changed: Sequence[str] = ()
    vanished: Sequence[str] = ()
    split: Mapping[str, int] = field(default_factory=dict)
    staying: Sequence[WholeNote] = ()
    replaced: Sequence[WholeNote] = ()
    half_a_region: int = 0
    vanished_in_plan: int = 0
    added_without_region: int = 0
    untouched: int = 0

    @property
    def is_empty(self) -> bool:
        """Test whether nothing changes."""
        return not (self.added or self.changed or self.vanished)


def record_import(
    verb: str,
    living: Mapping[str, SettlementUnit],
    report: Report,
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Add an import that changed something to the history."""
    first = next(iter([*report.changed, *report.added, *report.vanished]))
    record(
        f"regions.{verb}",
        living[first],
        by=by,
        role=Role.ADMINISTRATOR if by else Role.SYSTEM,
        at=at,
        details={
            "added": len(report.added),
            "changed": len(report.changed),
            "vanished": len(report.vanished),
        },
    )


def worded(error: ReadError) -> str:
    """Return an error of a file as a sentence, with its row where it has one."""
    words = _WORDS[error.problem]() % {**error.params, "column": error.column or ""}
    if error.row is None:
        return words
    return _("Row %(row)d: %(problem)s") % {"row": error.row, "problem": words}


_WORDS: Final[Mapping[Problem, Callable[[], str]]] = {
    Problem.NO_SUCH_FILE: lambda: _("There is no such file."),
    Problem.NOT_A_GEO_FILE: lambda: _(
        "This is not a GeoPackage, a zipped Shapefile or a GeoJSON file."
    ),
    Problem.EMPTY_FILE: lambda: _("The file is empty."),
    Problem.SEVERAL_LAYERS: lambda: _(
        "The file has several layers (%(layers)s). Name one of them “units”."
    ),
    Problem.NO_CRS: lambda: _("The file does not name its coordinate system."),
    Problem.WRONG_CRS: lambda: _(
        "The coordinate system is %(found)s. Use EPSG:3301 or EPSG:4326."
    ),
    Problem.NOT_DEGREES: lambda: _(
        "The file should be in degrees, but has numbers like %(x)s and %(y)s."
    ),
    Problem.MISSING_COLUMN: lambda: _("The column “%(column)s” is missing."),
    Problem.EMPTY_VALUE: lambda: _("“%(column)s” is empty."),
    Problem.DUPLICATE_CODE: lambda: _(
        "Code %(code)s stands in row %(first_row)s already."
    ),
    Problem.UNKNOWN_TYPE: lambda: _("“%(value)s” is not a known kind of settlement."),
    Problem.NOT_A_NUMBER: lambda: _("“%(column)s” is not a number: %(value)s."),
    Problem.NOT_WHOLE: lambda: _("“%(column)s” is not a whole number: %(value)s."),
    Problem.NEGATIVE_NUMBER: lambda: _("“%(column)s” is less than zero: %(value)s."),
    Problem.EMPTY_GEOMETRY: lambda: _("There is no polygon."),
    Problem.NOT_A_POLYGON: lambda: _("The shape is not a polygon."),
    Problem.SELF_CROSSING: lambda: _(
        "The polygon crosses itself near %(lat)s, %(lon)s."
    ),
    Problem.INVALID_GEOMETRY: lambda: _("The polygon is broken near %(lat)s, %(lon)s."),
    Problem.OUTSIDE_ESTONIA: lambda: _(
        "The polygon lies outside Estonia (%(lat)s, %(lon)s)."
    ),
}


def told(report: Report) -> list[str]:
    """Return a report in sentences."""
    sentences = [_counted(report)]
    sentences += [
        ngettext(
            "“%(name)s” is known here in %(count)d part, which gets its figure.",
            "“%(name)s” is known here in %(count)d parts, which share its figure.",
            count,
        )
        % {"name": name, "count": count}
        for name, count in report.split.items()
    ]
    sentences += _wholes(report)
    if report.vanished:
        sentences.append(
            _("No longer there, kept as history: %(codes)s.")
            % {"codes": ", ".join(report.vanished)}
        )
    sentences += _notes_on_the_plan(report)
    if report.untouched:
        sentences.append(
            ngettext(
                "%(count)d unit is not in the file and keeps its figure.",
                "%(count)d units are not in the file and keep their figures.",
                report.untouched,
            )
            % {"count": report.untouched}
        )
    return sentences


def _wholes(report: Report) -> list[str]:
    if not (report.staying or report.replaced):
        return []
    sentences = [
        _("Half an average region has %(count)d inhabitants.")
        % {"count": report.half_a_region}
    ]
    sentences += [
        ngettext(
            "“%(name)s” (%(people)d inhabitants) is more: its %(count)d part stays,"
            " cut to its outline.",
            "“%(name)s” (%(people)d inhabitants) is more: its %(count)d parts stay,"
            " cut to its outline.",
            note.parts,
        )
        % {"name": note.name, "people": note.people, "count": note.parts}
        for note in report.staying
    ]
    sentences += [
        ngettext(
            "“%(name)s” (%(people)d inhabitants) is not more: it takes the place of"
            " its %(count)d part.",
            "“%(name)s” (%(people)d inhabitants) is not more: it takes the place of"
            " its %(count)d parts.",
            note.parts,
        )
        % {"name": note.name, "people": note.people, "count": note.parts}
        for note in report.replaced
    ]
    return sentences


def _counted(report: Report) -> str:
    return _(
        "Added: %(added)d. Changed: %(changed)d. No longer there: %(vanished)d."
    ) % {
        "added": len(report.added),
        "changed": len(report.changed),
        "vanished": len(report.vanished),
    }


def _notes_on_the_plan(report: Report) -> list[str]:
    found = []
    if report.vanished_in_plan:
        found.append(
            ngettext(
                "%(count)d vanished unit stays in the plan in force. Draw a new plan.",
                "%(count)d vanished units stay in the plan in force. Draw a new plan.",
                report.vanished_in_plan,
            )
            % {"count": report.vanished_in_plan}
        )
    if report.added_without_region:
        found.append(
            ngettext(
                "%(count)d new unit is answered for by the region nearest to it,"
                " until a new plan is drawn.",
                "%(count)d new units are answered for by the region nearest to them,"
                " until a new plan is drawn.",
                report.added_without_region,
            )
            % {"count": report.added_without_region}
        )
    return found
