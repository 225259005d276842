"""The figures of two plans beside each other, with a word for what became of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districting.tally import CountryFigures
from groundwork.templatetags.portal import percent

_Value = float | None


def _whole(value: _Value) -> str:
    return _number(value, 0)


def _share(value: _Value) -> str:
    return percent(value)


def _hundredths(value: _Value) -> str:
    return _number(value, 2)


def _km(value: _Value) -> str:
    return f"{_number(value, 1)}\N{NO-BREAK SPACE}km"


def _number(value: _Value, decimals: int) -> str:
    if value is None:
        return "\N{EN DASH}"
    return str(number_format(value, decimals, force_grouping=True))


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure; `good` is -1 when less is better, 1 when more is, 0 for neither."""

    name: str
    label: Promise
    good: int
    shown: Callable[[_Value], str]


_FIGURES: Final = (
    _Figure("regions", gettext_lazy("Regions"), 0, _whole),
    _Figure("uncovered", gettext_lazy("Units without a region"), -1, _whole),
    _Figure("loose", gettext_lazy("Regions not in one piece"), -1, _whole),
    _Figure("mean_dev", gettext_lazy("Mean deviation from the average"), -1, _share),
    _Figure("max_dev", gettext_lazy("Largest deviation"), -1, _share),
    _Figure(
        "straddles",
        gettext_lazy("Regions that mix a part of a municipality with another"),
        -1,
        _whole,
    ),
    _Figure("split_municipalities", gettext_lazy("Municipalities cut"), -1, _whole),
    _Figure(
        "needless_splits", gettext_lazy("Municipalities cut without need"), -1, _whole
    ),
    _Figure("county_cross", gettext_lazy("Regions across county borders"), -1, _whole),
    _Figure(
        "prefecture_cross",
        gettext_lazy("Regions across prefecture borders"),
        -1,
        _whole,
    ),
    _Figure(
        "commuting",
        gettext_lazy("People who commute to their region's commonest centre"),
        1,
        _share,
    ),
    _Figure("compactness", gettext_lazy("Compactness, 1 for a circle"), 1, _hundredths),
    _Figure(
        "distance_km", gettext_lazy("Mean distance from the region's centre"), -1, _km
    ),
)


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
    return [_line(figure, before, after) for figure in _FIGURES]


def _line(figure: _Figure, before: CountryFigures, after: CountryFigures) -> FigureLine:
    old, new = getattr(before, figure.name), getattr(after, figure.name)
    kind = _kind(figure, old, new)
    return FigureLine(
        str(figure.label), figure.shown(old), figure.shown(new), kind, _verdict(kind)
    )


def _kind(figure: _Figure, old: _Value, new: _Value) -> str:
    """Compare what is shown: a difference that nobody sees is none."""
    if figure.shown(old) == figure.shown(new):
        return "same"
    if old is None or new is None or not figure.good:
        return "changed"
    return "better" if (new - old) * figure.good > 0 else "worse"


def _verdict(kind: str) -> str:
    return {
        "better": _("better"),
        "worse": _("worse"),
        "same": _("the same"),
        "changed": _("different"),
    }[kind]
