"""The picture of cuts against balance: lines and dots, reckoned in Python.

Whole units of the drawing's own grid; the style sheet gives colours and widths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planning.models import Zone

WIDTH, HEIGHT = 560, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 16, 48
_STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
_MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the picture, and what it stands for."""

    x: float
    y: float
    cuts: int
    share: float


@dataclass(frozen=True, slots=True)
class Series:
    """The line of one zone."""

    zone: str
    label: str
    dots: Sequence[Dot]

    @property
    def points(self) -> str:
        """Return the line as SVG takes it."""
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


@dataclass(frozen=True, slots=True)
class Mark:
    """A plan in the picture; `kind` is `now` or `drawn`."""

    kind: str
    label: Promise
    dot: Dot


@dataclass(frozen=True, slots=True)
class Tick:
    """A number at an axis."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: a figure (`mean_dev` or `max_dev`) over the number of cuts."""

    figure: str
    title: Promise
    series: Sequence[Series]
    marks: Sequence[Mark]
    across: Sequence[Tick]
    up: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    floor: int = HEIGHT - _BOTTOM


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan to be marked: its figures and its cuts."""

    kind: str
    cuts: int
    figures: Mapping[str, Any]


_TITLES: Final[Mapping[str, Promise]] = {
    "mean_dev": _("Least mean deviation"),
    "max_dev": _("Least largest deviation"),
}
_MARKS: Final[Mapping[str, Promise]] = {
    "now": _("the plan as it stands"),
    "drawn": _("the drawing"),
}


def charts(points: Sequence[Mapping[str, Any]], plans: Sequence[Plan]) -> list[Chart]:
    """Return the pictures of both deviations; none without points."""
    if not points:
        return []
    return [_chart(figure, points, plans) for figure in _TITLES]


def _chart(
    figure: str, points: Sequence[Mapping[str, Any]], plans: Sequence[Plan]
) -> Chart:
    shares = [point[figure] for point in points]
    shares += [plan.figures[figure] for plan in plans]
    cuts = [point["cuts"] for point in points] + [plan.cuts for plan in plans]
    scale = _Scale(max(*cuts, 1), _top(max(shares)))
    return Chart(
        figure=figure,
        title=_TITLES[figure],
        series=[_series(figure, zone, points, scale) for zone in Zone],
        marks=[
            Mark(
                plan.kind,
                _MARKS[plan.kind],
                scale.dot(plan.cuts, plan.figures[figure]),
            )
            for plan in plans
        ],
        across=[
            Tick(scale.x(n), n) for n in sorted({point["cuts"] for point in points})
        ],
        up=[Tick(scale.y(share), share) for share in scale.shares()],
    )


def _series(
    figure: str, zone: Zone, points: Sequence[Mapping[str, Any]], scale: _Scale
) -> Series:
    own = [point for point in points if point["zone"] == zone.value]
    dots = [scale.dot(point["cuts"], point[figure]) for point in own]
    return Series(str(zone.value), str(zone.label), dots)


def _top(share: float) -> float:
    step = _step(share)
    return step * max(1, math.ceil(share / step - 1e-9))


def _step(share: float) -> float:
    return next((s for s in _STEPS if share / s <= _MOST_TICKS), _STEPS[-1])


@dataclass(frozen=True, slots=True)
class _Scale:
    most_cuts: int
    top: float

    def x(self, cuts: float) -> float:
        room = WIDTH - _LEFT - _RIGHT
        return round(_LEFT + room * cuts / self.most_cuts, 1)

    def y(self, share: float) -> float:
        room = HEIGHT - _TOP - _BOTTOM
        return round(HEIGHT - _BOTTOM - room * share / self.top, 1)

    def dot(self, cuts: int, share: float) -> Dot:
        return Dot(self.x(cuts), self.y(share), cuts, share)

    def shares(self) -> list[float]:
        step = _step(self.top)
        return [k * step for k in range(round(self.top / step) + 1)]


@dataclass(frozen=True, slots=True)
class TableRow:
    """The same as numbers: a number of cuts, and the points of each zone."""

    cuts: int
    cells: Sequence[Mapping[str, Any] | None]


def table_rows(points: Sequence[Mapping[str, Any]]) -> list[TableRow]:
    """Return the picture's numbers by cuts, a cell for each zone."""
    found = {(point["cuts"], point["zone"]): point for point in points}
    return [
        TableRow(cuts, [found.get((cuts, zone.value)) for zone in Zone])
        for cuts in sorted({cuts for cuts, _zone in found})
    ]
