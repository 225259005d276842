"""What regions are balanced on: inhabitants alone, or a workload of several measures.

Loads no heavy library; the workload itself is `regions.workload`'s affair.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concerns.models import Concern
from groundwork.errors import InvalidInputError
from regions.models import SettlementUnit
from regions.workload import PRESETS, Weights, Workload, measured

PEOPLE: Final[Mapping[str, float]] = {"inhabitants": 1.0}
"""Inhabitants alone: the usual."""

MOST: Final = 100.0
"""The largest weight; what counts is how weights compare."""

FACTORS: Final[Mapping[str, Promise]] = {
    "inhabitants": gettext_lazy("Inhabitants"),
    "law_and_order": gettext_lazy("Law and order"),
    "incidents": gettext_lazy("Incidents"),
    "open_concerns": gettext_lazy("Open concerns"),
    "driving": gettext_lazy("Driving minutes"),
    "local_life": gettext_lazy("Local life"),
}
"""What is weighed, as `regions.workload.Weights` names it."""


USUAL: Final[Mapping[str, Promise]] = {
    "people": gettext_lazy("Inhabitants alone"),
    "workload": gettext_lazy("Workload: a first guess"),
}
"""Sets of weights that are always there, as `regions.workload.PRESETS` names them."""


def usual_weights() -> dict[str, dict[str, float]]:
    """Return the weights of each usual set."""
    return {name: PRESETS[name].factors() for name in USUAL}


def checked(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights without zeros; inhabitants alone when none is given at all.

    Raises:
        InvalidInputError: one is unknown, out of range, or all are zero.
    """
    for name, weight in weights.items():
        if name not in FACTORS:
            raise InvalidInputError(_("There is no such weight."))
        if not (math.isfinite(weight) and 0 <= weight <= MOST):
            raise InvalidInputError(
                _("A weight lies between 0 and %(most)d.") % {"most": MOST}, field=name
            )
    kept = {name: float(weights[name]) for name in FACTORS if weights.get(name)}
    if weights and not kept:
        raise InvalidInputError(
            _("At least one weight must be more than 0."), field="inhabitants"
        )
    return kept or dict(PEOPLE)


def is_people_alone(weights: Mapping[str, float]) -> bool:
    """Test whether regions are balanced on inhabitants and nothing else."""
    return set(checked(weights)) == set(PEOPLE)


def weighed(
    units: Sequence[SettlementUnit], weights: Mapping[str, float], *, on: date
) -> Workload:
    """Return the work that each unit is, in inhabitants; see `regions.workload`.

    Args:
        units: All units of the country.
        weights: As `checked` returns them.
        on: The day whose loads count.
    """
    concerns = open_concerns() if weights.get("open_concerns") else {}
    return measured(units, Weights(**_all(weights)), on=on, open_concerns=concerns)


def _all(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: weights.get(name, 0.0) for name in FACTORS}


def open_concerns() -> dict[int, float]:
    """Return how many concerns are open, by the unit's key; counts, not contents."""
    rows = Concern.objects.open().values("unit").annotate(count=Count("pk"))
    return dict(rows.values_list("unit", "count"))
