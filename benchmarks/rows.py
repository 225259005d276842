"""How outcomes read in a table."""

import statistics
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.methods import Outcome
from districting.scoring import Figures

Told = Callable[[Outcome, Figures], float | None]

COLUMNS: Final[Sequence[tuple[str, str, Told]]] = (
    ("s", "{:.1f}", lambda one, _: one.run.wall_s),
    ("CPU s", "{:.1f}", lambda one, _: one.run.cpu_s),
    ("MB", "{:.0f}", lambda one, _: one.run.memory_mb),
    ("mean dev", "{:.1%}", lambda _, plan: plan.mean_dev),
    ("max dev", "{:.1%}", lambda _, plan: plan.max_dev),
    ("straddles", "{:.0f}", lambda _, plan: plan.straddles),
    ("split municipalities", "{:.0f}", lambda _, plan: plan.split_municipalities),
    ("needless", "{:.0f}", lambda _, plan: plan.needless_splits),
    ("county crossings", "{:.0f}", lambda _, plan: plan.county_cross),
    ("prefecture crossings", "{:.0f}", lambda _, plan: plan.prefecture_cross),
    ("loose", "{:.0f}", lambda _, plan: plan.loose),
    ("compactness", "{:.2f}", lambda _, plan: plan.compactness),
    ("commuting", "{:.3f}", lambda _, plan: plan.commuting),
    ("border km", "{:,.0f}", lambda _, plan: plan.border_km),
    ("distance km", "{:.2f}", lambda _, plan: plan.distance_km),
)

HEAD: Final = ("method", *(name for name, _, _ in COLUMNS))
_NONE: Final = "-"


def row(outcome: Outcome, regions: int) -> list[str]:
    """Return one method's cells; a method without a plan says why instead."""
    figures = outcome.figures
    if figures is None:
        run = outcome.run
        took = [f"{run.wall_s:.1f}", f"{run.cpu_s:.1f}", f"{run.memory_mb:.0f}"]
        rest = [_NONE] * (len(COLUMNS) - len(took))
        return [f"{outcome.name}: {outcome.verdict}", *took, *rest]
    name = outcome.name
    if figures.regions != regions:
        name += f": {figures.regions} regions"
    return [name, *(_cell(form, told(outcome, figures)) for _, form, told in COLUMNS)]


def spread(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the median of several outcomes in each column, and from where to where."""
    name = outcomes[0].name
    drawn = [(one, one.figures) for one in outcomes if one.figures is not None]
    if len(drawn) < len(outcomes):
        name += f": {len(outcomes) - len(drawn)} drew no plan"
    return [
        name,
        *(_middle(form, [told(*pair) for pair in drawn]) for _, form, told in COLUMNS),
    ]


def _cell(form: str, value: float | None) -> str:
    return _NONE if value is None else form.format(value).replace("%", " %")


def _middle(form: str, values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return _NONE
    low, high = _cell(form, min(known)), _cell(form, max(known))
    middle = _cell(form, statistics.median(known))
    return middle if low == high else f"{middle} ({low} to {high})"
