"""How much work settlement units are, in inhabitants, and how evenly regions share it.

Each measure is set against its own total in the country, so that factors compare: with
value v of unit i, total T, factor w and the country's population P,

    workload(i) = P * sum over measures m of w[m] * v[m, i] / T[m]
                    / sum over measures m of w[m]

Measures whose total is zero are left out of both sums. The sum over all units is P,
whatever the factors are. A unit without a value for a measure counts as zero there;
how many such units there are is told.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from groundwork.errors import InvalidInputError
from regions.loads import Figure, loads_on
from regions.models import Measure, SettlementUnit


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each measure counts; 0 is not at all.

    Raises:
        InvalidInputError: a factor is negative or no number, or all are zero.
    """

    inhabitants: float = 1.0
    law_and_order: float = 0.0
    incidents: float = 0.0
    open_concerns: float = 0.0
    driving: float = 0.0
    local_life: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            factor = getattr(self, field.name)
            if not math.isfinite(factor) or factor < 0:
                raise InvalidInputError(
                    _("A factor is a number of zero or more."), field=field.name
                )
        if not any(self.factors().values()):
            raise InvalidInputError(
                _("One factor at least must be more than zero."), field="inhabitants"
            )

    @classmethod
    def of(cls, given: Mapping[str, float]) -> Weights:
        """Return the weights that `factors` gave; what is not named counts as usual.

        Raises:
            InvalidInputError: a name is not known, or a factor is wrong.
        """
        unknown = given.keys() - {field.name for field in fields(cls)}
        if unknown:
            raise InvalidInputError(
                _("There is no measure “%(name)s”.") % {"name": min(unknown)},
                field="weights",
            )
        return cls(**given)

    def factors(self) -> dict[str, float]:
        """Return the factors by measure, as the fields are called; ready for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


PEOPLE: Final = Weights()
PRESETS: Final[Mapping[str, Weights]] = MappingProxyType(
    {
        "people": PEOPLE,
        "workload": Weights(
            inhabitants=1.0,
            law_and_order=0.3,
            incidents=0.3,
            open_concerns=0.2,
            driving=0.1,
            local_life=0.1,
        ),
    }
)
"""Named sets of factors. Nobody has measured those of `workload`: a first guess."""

MEASURES: Final[Mapping[str, Measure]] = MappingProxyType(
    {
        "law_and_order": Measure.LAW_AND_ORDER,
        "incidents": Measure.INCIDENTS,
        "driving": Measure.DRIVING,
        "local_life": Measure.LOCAL_LIFE,
    }
)
"""The factors that count a load of `UnitLoad`."""


@dataclass(frozen=True)
class Workload:
    """The work that each unit is.

    Attributes:
        of_unit: In inhabitants, by the unit's code; their sum is the population.
        missing: How many units have no value, by factor; only factors that count.
        left_out: Factors that count nothing, because nobody has a value.
        invented: Factors with invented values among them.
    """

    of_unit: Mapping[str, float]
    missing: Mapping[str, int]
    left_out: frozenset[str]
    invented: frozenset[str]


def workload(
    units: Sequence[SettlementUnit],
    weights: Weights,
    *,
    on: date,
    open_concerns: Mapping[int, float] | None = None,
) -> dict[str, float]:
    """Return the work that each unit is, in inhabitants, by its code.

    See `measured`, which also tells what is missing.
    """
    return dict(measured(units, weights, on=on, open_concerns=open_concerns).of_unit)


def measured(
    units: Sequence[SettlementUnit],
    weights: Weights,
    *,
    on: date,
    open_concerns: Mapping[int, float] | None = None,
) -> Workload:
    """Return the work that each unit is, and what is missing.

    Args:
        units: All units of the country.
        weights: How much each measure counts.
        on: The day whose loads count.
        open_concerns: How many concerns are open, by the unit's key; units that are
            not named have none.
    """
    factors = {name: factor for name, factor in weights.factors().items() if factor > 0}
    table = _Table(units, open_concerns, loads_on(on) if _needs_loads(factors) else {})
    values = {name: table.values(name) for name in factors}
    totals = {name: math.fsum(values[name]) for name in factors}
    counted = {name: factors[name] for name in factors if totals[name] > 0}
    whole = math.fsum(counted.values())
    people = math.fsum(unit.population for unit in units)
    scale = {name: people * counted[name] / whole / totals[name] for name in counted}
    return Workload(
        of_unit={
            unit.code: math.fsum(values[name][k] * scale[name] for name in counted)
            for k, unit in enumerate(units)
        },
        missing={name: count for name in factors if (count := table.missing(name))},
        left_out=frozenset(factors.keys() - counted.keys()),
        invented=frozenset(name for name in factors if table.is_invented(name)),
    )


def _needs_loads(factors: Iterable[str]) -> bool:
    return bool(MEASURES.keys() & set(factors))


class _Table:
    """The values of units by factor."""

    def __init__(
        self,
        units: Sequence[SettlementUnit],
        open_concerns: Mapping[int, float] | None,
        loads: Mapping[Measure, Mapping[int, Figure]],
    ) -> None:
        self._units = units
        self._concerns = open_concerns or {}
        self._loads = loads

    def values(self, factor: str) -> list[float]:
        if factor == "inhabitants":
            return [float(unit.population) for unit in self._units]
        if factor == "open_concerns":
            return [float(self._concerns.get(unit.pk, 0)) for unit in self._units]
        return [figure.value if figure else 0.0 for figure in self._figures(factor)]

    def missing(self, factor: str) -> int:
        return sum(figure is None for figure in self._figures(factor))

    def is_invented(self, factor: str) -> bool:
        return any(figure and figure.is_invented for figure in self._figures(factor))

    def _figures(self, factor: str) -> list[Figure | None]:
        if factor not in MEASURES:
            return []
        loads = self._loads.get(MEASURES[factor], {})
        return [loads.get(unit.pk) for unit in self._units]


RegionKey = TypeVar("RegionKey", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Load:
    """The work of one region.

    Attributes:
        total: In inhabitants.
        index: 100 is an average region; 0 when there is no work at all.
    """

    total: float
    index: float


def load_index(
    region_of: Mapping[str, RegionKey], of_unit: Mapping[str, float]
) -> dict[RegionKey, Load]:
    """Return the work of each region beside the average.

    Args:
        region_of: The region of each unit, by the unit's code.
        of_unit: The work that each unit is, by its code (see `workload`).
    """
    totals: dict[RegionKey, list[float]] = defaultdict(list)
    for code, region in region_of.items():
        totals[region].append(of_unit.get(code, 0.0))
    sums = {region: math.fsum(parts) for region, parts in totals.items()}
    average = math.fsum(sums.values()) / len(sums) if sums else 0.0
    return {
        region: Load(total, 100 * total / average if average else 0.0)
        for region, total in sums.items()
    }
