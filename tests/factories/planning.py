"""Drawings, files and weights of a draft, made without a worker."""

import dataclasses
from datetime import datetime
from typing import Any

from accounts.models import User
from planning.actions.frontiers import stamp_of
from planning.actions.standing import regions_of
from planning.models import (
    Draft,
    DrawingRun,
    Frontier,
    PlanImport,
    PreparedFile,
    RunStatus,
    WeightSet,
)
from planning.workbench import bench_of

POINTS = [
    {"zone": "county", "cuts": 0, "mean_dev": 0.137, "max_dev": 0.99},
    {"zone": "county", "cuts": 8, "mean_dev": 0.077, "max_dev": 0.36},
    {"zone": "county", "cuts": 20, "mean_dev": 0.048, "max_dev": 0.23},
    {"zone": "prefecture", "cuts": 0, "mean_dev": 0.137, "max_dev": 0.99},
    {"zone": "prefecture", "cuts": 20, "mean_dev": 0.038, "max_dev": 0.22},
]


def report_of(draft: Draft) -> dict[str, Any]:
    """Return the report of a drawing that came out as the draft is."""
    figures = dataclasses.asdict(bench_of(draft).tally.figures())
    return {
        "now": figures,
        "now_cuts": 0,
        "drawn": figures,
        "drawn_cuts": 2,
        "bound": {"mean_dev": 0.05, "max_dev": figures["max_dev"]},
        "part": None,
        "average": 1625.0,
        "seconds": 2.0,
        "notes": [
            "Every set of municipalities stays inside one county.",
            "A sentence that nobody has translated.",
        ],
        "furthest": {
            "number": 2,
            "name": "Mustamäe",
            "part": "E",
            "deviation": -0.2,
            "municipalities": ["Tallinn"],
            "counties": ["Harju maakond"],
        },
        "moved": {"units": 3, "people": 1200},
        "weighing": {"missing": {}, "left_out": [], "invented": []},
        "regions": regions_of(draft),
    }


def ready_run(draft: Draft, by: User | None, at: datetime, **given: Any) -> DrawingRun:
    """Return a drawing that is ready."""
    fields = {
        "status": RunStatus.READY,
        "region_count": draft.region_count,
        "revision": draft.revision,
        "weights": {"inhabitants": 1.0},
        "asked_at": at,
        "asked_by": by,
        "started_at": at,
        "ended_at": at,
        "result": draft.assignment,
        "report": report_of(draft),
    }
    return DrawingRun.objects.create(draft=draft, **{**fields, **given})


def computed_frontier(draft: Draft, at: datetime) -> Frontier:
    """Return what cuts buy, as if a worker had computed it."""
    return Frontier.objects.create(
        stamp=stamp_of(draft.units_on, draft.region_count, draft.weights),
        units_on=draft.units_on,
        region_count=draft.region_count,
        weights={"inhabitants": 1.0},
        points=POINTS,
        asked_at=at,
        done_at=at,
    )


def brought_plan(draft: Draft, by: User | None, at: datetime) -> PlanImport:
    """Return an import that waits for a yes."""
    rows: dict[str, Any] = {
        name: {"count": 0, "rows": []}
        for name in ("unknown", "doubled", "bad", "missing", "empty", "renamed")
    }
    return PlanImport.objects.create(
        draft=draft,
        file_name="plan.csv",
        revision=draft.revision,
        region_count=draft.region_count,
        assignment=draft.assignment,
        report={"units": 9, "regions": 4, "named": 0, **rows},
        made_at=at,
        made_by=by,
    )


def wanted_file(draft: Draft, by: User | None, at: datetime) -> PreparedFile:
    """Return a file that a worker has still to make."""
    return PreparedFile.objects.create(
        draft=draft, format="gpkg", revision=draft.revision, asked_at=at, asked_by=by
    )


def kept_weights(by: User | None, at: datetime) -> WeightSet:
    """Return weights under a name."""
    return WeightSet.objects.create(
        name="Öine töö",
        weights={"inhabitants": 1.0, "incidents": 0.5},
        made_at=at,
        made_by=by,
    )
