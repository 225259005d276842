"""The figures of two plans beside each other, with a word for what became of each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from districting.tally import CountryFigures
from groundwork.templatetags.portal import percent
from planning.outcome import COUNT, KM, SHARE, FigureRow, figure_rows


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure before and after; `verdict` says what that means, `kind` for marks.

    `kind` is "better", "worse", "same" or "changed" where neither way is better.
    """

    label: str
    before: str
    after: str
    kind: str
    verdict: str


def side_by_side(before: CountryFigures, after: CountryFigures) -> list[FigureLine]:
    """Return the figures of two plans, in the reader's language."""
    sides = {"now": dataclasses.asdict(before), "drawn": dataclasses.asdict(after)}
    return [_line(row) for row in figure_rows(sides)]


def _line(row: FigureRow) -> FigureLine:
    before, after = _shown(row.now, row.kind), _shown(row.drawn, row.kind)
    kind = row.verdict or ("same" if before == after else "changed")
    return FigureLine(str(row.label), before, after, kind, _word(kind))


def _shown(value: float | None, kind: str) -> str:
    if kind == SHARE:
        return percent(value)
    if value is None:
        return "\N{EN DASH}"
    if kind == COUNT:
        return str(number_format(value, 0, force_grouping=True))
    if kind == KM:
        return f"{number_format(value, 1)}\N{NO-BREAK SPACE}km"
    return str(number_format(value, 2))


def _word(kind: str) -> str:
    return {
        "better": _("better"),
        "worse": _("worse"),
        "same": _("the same"),
        "changed": _("different"),
    }[kind]
