"""What can be laid over the map of a plan: one figure or one group for each unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concerns.models import Concern
from groundwork.counts import FEWEST, small_count
from groundwork.templatetags.portal import grouped
from planning.bases import base_units
from planning.models import Draft
from planning.ramps import Ramp
from planning.terrain import UnitFact
from planning.workbench import Bench, bench_of
from regions.driving import minutes_from
from regions.loads import loads_on
from regions.models import Measure

_STATED: Final = 3
_CONCERN_CUTS: Final = (1, FEWEST, 10, 20)
_CONCERN_WORDS: Final = ("0", small_count(1), "5\N{EN DASH}9", "10\N{EN DASH}19", "20+")


@dataclass(frozen=True, slots=True)
class Known:
    """How a layer's figures are known.

    Attributes:
        source: Who gives them.
        as_of: The day they speak of; None when there is none.
        method: How they were counted or estimated; may be empty.
        is_invented: Whether some are made up.
    """

    source: str
    as_of: date | None
    method: str = ""
    is_invented: bool = False


@dataclass(frozen=True)
class Layer:
    """One layer, the n-th entry for the n-th unit.

    Attributes:
        key: Its name in addresses.
        title: What it shows.
        known: How it is known.
        values: Figures; None where nothing is known. Empty for groups.
        ramp: The classes of the figures; None for groups.
        told: Makes words of a figure.
        adds_up: Whether a region's figure is the sum of its units' figures; else it
            is their mean, by inhabitants.
        groups: The names of the groups. Empty for figures.
        group_of: The group of each unit; None for none.
        words: What the classes are called, where their reach in figures is no help.
    """

    key: str
    title: str
    known: Known
    values: Sequence[float | None] = ()
    ramp: Ramp | None = None
    told: Callable[[float], str] = grouped
    adds_up: bool = True
    groups: Sequence[str] = ()
    group_of: Sequence[int | None] = ()
    words: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Test whether no unit has a figure or group."""
        return all(value is None for value in self.values or self.group_of)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Return each class with its figures in words; the last one's reach is open."""
        if self.ramp is None:
            return []
        if self.words:
            return list(enumerate(self.words))
        spans = self.ramp.spans
        return [
            (cls, self._span(low, high, is_last=cls == len(spans) - 1))
            for cls, low, high in spans
        ]

    def _span(self, low: float, high: float, *, is_last: bool) -> str:
        if is_last and len(self.ramp.spans if self.ramp else ()) > 1:
            return _("%(low)s or more") % {"low": self.told(low)}
        return _("from %(low)s to under %(high)s") % {
            "low": self.told(low),
            "high": self.told(high),
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    draft: Draft
    bench: Bench

    @property
    def units(self) -> Sequence[UnitFact]:
        return self.bench.terrain.units

    @property
    def on(self) -> date:
        return self.bench.terrain.on


Maker = Callable[[_Asked], Layer]


def _weight(asked: _Asked) -> Layer:
    values = asked.bench.tally.ground.weights
    return Layer(
        "weight",
        _("Inhabitants"),
        Known(_("settlement units of the portal"), asked.on),
        values=values,
        ramp=Ramp.over(values),
    )


def _grouped(
    key: str, title: Promise, name: Callable[[UnitFact], tuple[str, str]]
) -> Maker:
    def make(asked: _Asked) -> Layer:
        entries = [name(unit) for unit in asked.units]
        groups = list(dict.fromkeys(entry for entry in entries if entry[0]))
        place = {entry: k for k, entry in enumerate(groups)}
        return Layer(
            key,
            str(title),
            Known(_("settlement units of the portal"), asked.on),
            groups=[called for _code, called in groups],
            group_of=[place.get(entry) for entry in entries],
        )

    return make


def _load(key: str, measure: Measure) -> Maker:
    def make(asked: _Asked) -> Layer:
        figures = loads_on(asked.on)[measure]
        found = [figures.get(unit.pk) for unit in asked.units]
        there = [figure for figure in found if figure]
        values = [figure.value if figure else None for figure in found]
        return Layer(
            key,
            str(dict(LAYERS)[key]),
            Known(
                ", ".join(sorted({figure.source for figure in there})[:_STATED]),
                max((figure.as_of for figure in there), default=None),
                ", ".join(sorted({figure.method for figure in there})[:_STATED]),
                any(figure.is_invented for figure in there),
            ),
            values=values,
            ramp=Ramp.over(values),
            told=_tenths,
            adds_up=measure != Measure.DRIVING,
        )

    return make


def _concerns(asked: _Asked) -> Layer:
    rows = Concern.objects.open().values_list("unit").annotate(count=Count("pk"))
    counts = dict(rows.order_by())
    return Layer(
        "concerns",
        _("Open concerns"),
        Known(
            _("this portal"), asked.on, _("Counts from one to four are told together.")
        ),
        values=[float(counts.get(unit.pk, 0)) for unit in asked.units],
        ramp=Ramp(_CONCERN_CUTS, 0, max(counts.values(), default=0)),
        told=_small,
        words=_CONCERN_WORDS,
    )


def _driving(asked: _Asked) -> Layer:
    values: list[float | None] = [None] * len(asked.units)
    estimated = False
    for number, base in base_units(asked.draft, asked.bench).items():
        times = minutes_from(base, asked.on)
        for k in asked.bench.tally.units(number):
            time = times.get(asked.units[k].pk)
            if time is not None:
                values[k] = time.value
                estimated = estimated or time.is_estimate
    method = _("Driving times that were imported.")
    if estimated:
        method = _(
            "Where no driving time is known: the straight line times 1.3, at 50 km/h."
        )
    return Layer(
        "driving",
        str(dict(LAYERS)["driving"]),
        Known(_("bases of the officers"), asked.on, method),
        values=values,
        ramp=Ramp.over(values),
        adds_up=False,
    )


def _tenths(value: float) -> str:
    return number_format(value, 1, force_grouping=True)


def _small(value: float) -> str:
    return small_count(round(value))


LAYERS: Final[tuple[tuple[str, Promise], ...]] = (
    ("weight", gettext_lazy("Inhabitants")),
    ("municipality", gettext_lazy("Municipalities")),
    ("county", gettext_lazy("Counties")),
    ("centre", gettext_lazy("Commuting centres")),
    ("order", gettext_lazy("Law-and-order load")),
    ("incidents", gettext_lazy("Incidents a year")),
    ("life", gettext_lazy("Local life")),
    ("concerns", gettext_lazy("Open concerns")),
    ("driving", gettext_lazy("Driving minutes from the officer's base")),
)
"""The layers by their keys, in the order in which they are offered."""

_MAKERS: Final[Mapping[str, Maker]] = {
    "weight": _weight,
    "municipality": _grouped(
        "municipality",
        gettext_lazy("Municipalities"),
        lambda unit: (unit.municipality_code, unit.municipality),
    ),
    "county": _grouped(
        "county",
        gettext_lazy("Counties"),
        lambda unit: (unit.county_code, unit.county),
    ),
    "centre": _grouped(
        "centre",
        gettext_lazy("Commuting centres"),
        lambda unit: (unit.centre, unit.centre),
    ),
    "order": _load("order", Measure.LAW_AND_ORDER),
    "incidents": _load("incidents", Measure.INCIDENTS),
    "life": _load("life", Measure.LOCAL_LIFE),
    "concerns": _concerns,
    "driving": _driving,
}


def layer_of(draft: Draft, key: str) -> Layer | None:
    """Return a layer of a draft by its key; None when there is no such layer."""
    maker = _MAKERS.get(key)
    return maker(_Asked(draft, bench_of(draft))) if maker else None


@dataclass(frozen=True, slots=True)
class LayerRow:
    """What a layer says of one region."""

    number: int
    name: str
    told: str


def table_of(layer: Layer, bench: Bench, names: Mapping[int, str]) -> list[LayerRow]:
    """Return a layer's figure, or its commonest groups, for each region."""
    tell = _groups_in if layer.groups else _figure_in
    return [
        LayerRow(number, names.get(number, ""), tell(layer, bench, number))
        for number in range(1, bench.tally.regions + 1)
    ]


def _figure_in(layer: Layer, bench: Bench, number: int) -> str:
    places = [k for k in bench.tally.units(number) if layer.values[k] is not None]
    values = [layer.values[k] or 0.0 for k in places]
    if not values:
        return "\N{EN DASH}"
    if layer.adds_up:
        return layer.told(sum(values))
    heft = [bench.terrain.units[k].population + 1 for k in places]
    mean = sum(v * w for v, w in zip(values, heft, strict=True)) / sum(heft)
    return layer.told(mean)


def _groups_in(layer: Layer, bench: Bench, number: int) -> str:
    people: dict[int, int] = {}
    for k in bench.tally.units(number):
        group = layer.group_of[k]
        if group is not None:
            people[group] = people.get(group, 0) + bench.terrain.units[k].population
    ordered = sorted(people, key=lambda group: (-people[group], group))
    return ", ".join(layer.groups[group] for group in ordered)
