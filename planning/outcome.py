"""A drawing's figures beside the plan as it stood and beside the bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planning.models import DraftRegion

SHARE, COUNT, NUMBER, KM = "share", "count", "number", "km"

_DECIMALS: Final[Mapping[str, int]] = {SHARE: 3, COUNT: 0, NUMBER: 2, KM: 1}

_ROWS: Final[Sequence[tuple[str, Promise, str, int]]] = (
    ("mean_dev", _("Mean deviation from the average"), SHARE, -1),
    ("max_dev", _("Largest deviation"), SHARE, -1),
    (
        "straddles",
        _("Regions that mix a part of a municipality with another"),
        COUNT,
        -1,
    ),
    ("split_municipalities", _("Municipalities cut"), COUNT, -1),
    ("needless_splits", _("Of them without need"), COUNT, -1),
    ("county_cross", _("Regions across county borders"), COUNT, -1),
    ("prefecture_cross", _("Regions across prefecture borders"), COUNT, -1),
    (
        "commuting",
        _("People who commute to their region's commonest centre"),
        SHARE,
        1,
    ),
    ("compactness", _("Compactness, 1 for a circle"), NUMBER, 1),
    ("distance_km", _("Mean distance from the region's centre"), KM, -1),
    ("loose", _("Regions that are not in one piece"), COUNT, -1),
    ("uncovered", _("Settlement units without a region"), COUNT, -1),
    ("regions", _("Regions"), COUNT, 0),
)
"""Which figure, how it is called, how it is written, and which way is better."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure before, as drawn, and its bound; None where there is none.

    `verdict` is `better`, `worse` or empty.
    """

    label: Promise
    kind: str
    now: float | None
    drawn: float | None
    bound: float | None
    verdict: str


def figure_rows(report: Mapping[str, Any]) -> list[FigureRow]:
    """Return the rows of the table that stands under a drawing."""
    now, drawn = report.get("now") or {}, report.get("drawn") or {}
    bound = report.get("bound") or {}
    return [
        FigureRow(
            label=label,
            kind=kind,
            now=now.get(key),
            drawn=drawn.get(key),
            bound=bound.get(key),
            verdict=_verdict(now.get(key), drawn.get(key), way, kind),
        )
        for key, label, kind, way in _ROWS
    ]


def _verdict(now: float | None, drawn: float | None, way: int, kind: str) -> str:
    """Return which is better; what reads alike is alike."""
    if now is None or drawn is None or not way:
        return ""
    more = round(drawn, _DECIMALS[kind]) - round(now, _DECIMALS[kind])
    if not more:
        return ""
    return "better" if (more > 0) == (way > 0) else "worse"


NOTES: Final[Mapping[str, Promise]] = {
    "Every set of municipalities stays inside one county.": _(
        "Every set of municipalities stays inside one county."
    ),
    "Every set of municipalities stays inside one prefecture; some cross the borders"
    " of counties.": _(
        "Every set of municipalities stays inside one prefecture; some cross the"
        " borders of counties."
    ),
    "So few regions do not fit into the prefectures: some cross their borders.": _(
        "So few regions do not fit into the prefectures: some cross their borders."
    ),
    "The municipalities allow no regions of about the same weight.": _(
        "The municipalities allow no regions of about the same weight."
    ),
    "The municipalities cannot be kept apart in so many regions: some mix.": _(
        "The municipalities cannot be kept apart in so many regions: some mix."
    ),
}
"""What `districting` notes, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a drawing; `lang` is set when it is not the reader's."""

    text: str
    lang: str


def notes_of(report: Mapping[str, Any]) -> list[Note]:
    """Return what is to be said about a drawing, as far as it can be translated."""
    return [note for words in report.get("notes", ()) for note in _notes(words)]


def _notes(words: str) -> list[Note]:
    """Return the sentences of a note; several known ones may follow each other."""
    for known, sentence in NOTES.items():
        if words.startswith(known):
            return [Note(str(sentence), ""), *_notes(words[len(known) :].strip())]
    return [Note(words, "en")] if words else []


def furthest_label(report: Mapping[str, Any]) -> str:
    """Return the name of the region that is furthest from the average."""
    row = report["furthest"]
    return DraftRegion(name=row["name"], part=row["part"]).label


FORCED: Final = 0.005
"""A largest deviation this near its bound is what the bound forces."""


def is_forced(report: Mapping[str, Any]) -> bool:
    """Test whether the largest deviation is no larger than it has to be."""
    bound, drawn = report.get("bound"), report.get("drawn")
    if not bound or not drawn:
        return False
    return bool(drawn["max_dev"] <= bound["max_dev"] + FORCED)
