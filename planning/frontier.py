"""What cuts buy in balance, for pages: the picture, its table, and whether it is there.

Loads no heavy library; the points come from the worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planning.actions.frontiers import stamp_of
from planning.cuts import cuts_of
from planning.models import Draft, DrawingRun, Frontier
from planning.picture import Plan, charts, table_rows
from planning.workbench import bench_of


def frontier_of(draft: Draft) -> Frontier | None:
    """Return what was computed for a draft's units, weights and number, if anything."""
    stamp = stamp_of(draft.units_on, draft.region_count, draft.weights)
    return Frontier.objects.filter(stamp=stamp).first()


def shown(frontier: Frontier | None, plans: Sequence[Plan]) -> dict[str, Any]:
    """Return what the picture's template draws."""
    points = frontier.points or [] if frontier else []
    return {
        "frontier": frontier,
        "charts": charts(points, plans),
        "frontier_rows": table_rows(points),
    }


def plan_of(draft: Draft) -> list[Plan]:
    """Return a draft as it stands, to be marked; nothing when it has no regions yet."""
    bench = bench_of(draft)
    figures = bench.tally.figures()
    if not figures.regions:
        return []
    ground = bench.terrain.ground
    cuts = cuts_of(ground.municipality, bench.tally.region_of)
    marked = {"mean_dev": figures.mean_dev, "max_dev": figures.max_dev}
    return [Plan("now", cuts, marked)]


def picture_for(run: DrawingRun) -> dict[str, Any]:
    """Return the picture in which a drawing and the plan before it are marked."""
    draft = run.draft
    stamp = stamp_of(draft.units_on, run.region_count, run.weights)
    plans = [
        Plan(kind, run.report[f"{kind}_cuts"], run.report[kind])
        for kind in ("now", "drawn")
        if run.report.get(kind)
    ]
    return shown(Frontier.objects.filter(stamp=stamp).first(), plans)
