"""What a change would do to the figures, in words, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from districting.tally import Preview
from groundwork.templatetags.portal import grouped, percent, signed_percent
from planning.workbench import Bench

_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One figure before and after; `verdict` is "better", "worse" or "same"."""

    label: str
    before: str
    after: str
    verdict: str

    @property
    def is_better(self) -> bool:
        """Test whether it improves."""
        return self.verdict == "better"

    @property
    def is_worse(self) -> bool:
        """Test whether it gets worse."""
        return self.verdict == "worse"


@dataclass(frozen=True, slots=True)
class RegionChange:
    """What becomes of one region.

    Attributes:
        number: Its number.
        name: Its name.
        units: How many units it gains; below 0 loses.
        weight: The same in inhabitants.
        lines: Its figures.
        breaks: Whether it comes apart.
    """

    number: int
    name: str
    units: int
    weight: float
    lines: Sequence[Line]
    breaks: bool

    @property
    def people(self) -> str:
        """Return the inhabitants gained or lost, without a sign."""
        return grouped(abs(self.weight))

    @property
    def count(self) -> int:
        """Return the units gained or lost, without a sign."""
        return abs(self.units)

    @property
    def gains(self) -> bool:
        """Test whether it gains units."""
        return self.units > 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """What moves would do.

    Attributes:
        units: How many units move.
        names: Some of their names.
        weight: Their inhabitants.
        regions: The regions concerned, who gains first.
        country: The figures of the country.
    """

    units: int
    names: Sequence[str]
    weight: float
    regions: Sequence[RegionChange]
    country: Sequence[Line]

    @property
    def more(self) -> int:
        """Return how many units are not named."""
        return self.units - len(self.names)

    @property
    def people(self) -> str:
        """Return the inhabitants that move."""
        return grouped(self.weight)


def forecast(
    bench: Bench, moves: Mapping[str, int], names: Mapping[int, str]
) -> Forecast:
    """Return what moves would do to a draft; nothing is changed.

    Args:
        bench: The draft.
        moves: The new region of each unit by its code; those that stay are left out.
        names: The name of each region by its number.
    """
    tally = bench.tally
    real = {
        unit: number
        for unit, number in bench.places(moves).items()
        if tally.region_of[unit] != number
    }
    told = tally.preview(real)
    changes = [_region(told, number, names) for number in told.before]
    return Forecast(
        units=len(real),
        names=[bench.terrain.units[unit].name for unit in list(real)[:_NAMED]],
        weight=sum(tally.ground.weights[unit] for unit in real),
        regions=sorted(changes, key=lambda change: (-change.units, change.number)),
        country=list(_country(told)),
    )


def _region(told: Preview, number: int, names: Mapping[int, str]) -> RegionChange:
    before, after = told.before[number], told.after[number]
    return RegionChange(
        number=number,
        name=names.get(number, ""),
        units=after.units - before.units,
        weight=after.weight - before.weight,
        lines=[figure.line(before, after) for figure in _REGION],
        breaks=after.pieces > max(before.pieces, 1),
    )


def _country(told: Preview) -> Iterator[Line]:
    for figure in _COUNTRY:
        yield figure.line(told.country_before, told.country_after)


@dataclass(frozen=True, slots=True)
class _Figure:
    """How one figure is told, and which way is better.

    Attributes:
        label: What it is called.
        name: The attribute.
        told: Makes words of it.
        badness: Makes a number of it; less is better. None: neither is.
    """

    label: str | Promise
    name: str
    told: Callable[[Any], str]
    badness: Callable[[Any], float] | None = None

    def line(self, before: object, after: object) -> Line:
        """Return the figure before and after."""
        was, now = getattr(before, self.name), getattr(after, self.name)
        return Line(
            label=str(self.label),
            before=self.told(was),
            after=self.told(now),
            verdict=self._verdict(was, now),
        )

    def _verdict(self, was: Any, now: Any) -> str:
        if self.badness is None or self.told(was) == self.told(now):
            return "same"
        worse = self.badness(now) > self.badness(was)
        return "worse" if worse else "better"


def _yes_or_no(value: object) -> str:
    return _("yes") if value else _("no")


def _hundredths(value: float | None) -> str:
    return percent(value, 0)


def _lack(value: float | None) -> float:
    return -(value or 0.0)


_REGION: Final = (
    _Figure(gettext_lazy("Inhabitants"), "weight", grouped),
    _Figure(
        gettext_lazy("Deviation from the average"), "deviation", signed_percent, abs
    ),
    _Figure(gettext_lazy("Compactness"), "compactness", _hundredths, _lack),
    _Figure(gettext_lazy("Pieces"), "pieces", str, float),
    _Figure(gettext_lazy("Mixes municipalities"), "straddle", _yes_or_no, float),
)
_COUNTRY: Final = (
    _Figure(gettext_lazy("Mean deviation"), "mean_dev", percent, float),
    _Figure(gettext_lazy("Largest deviation"), "max_dev", percent, float),
    _Figure(gettext_lazy("Mixed regions"), "straddles", str, float),
    _Figure(gettext_lazy("Regions not in one piece"), "loose", str, float),
    _Figure(gettext_lazy("Units without a region"), "uncovered", str, float),
    _Figure(gettext_lazy("Regions across county borders"), "county_cross", str, float),
    _Figure(gettext_lazy("Compactness"), "compactness", _hundredths, _lack),
)
