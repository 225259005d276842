"""Asking for what cuts buy in balance, and keeping what was computed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Max

from accounts.models import User
from audit.actions import record
from groundwork import jobs
from planning import rules
from planning.actions.standing import Act
from planning.models import Draft, DrawingRun, Frontier
from planning.terrain import terrain
from planning.weighing import checked, is_people_alone
from regions.models import UnitLoad

_METHOD: Final = 2
"""Raised when the bounds come out otherwise, so that old ones are not shown."""
TASK: Final = "planning.tasks.compute_frontier"


def stamp_of(on: date, region_count: int, weights: Mapping[str, float]) -> str:
    """Return what names units, weights and number of regions in a few letters.

    Open concerns change by the hour; with them a frontier is one of its day.
    """
    weights = checked(weights)
    ground = terrain(on)
    loads = {} if is_people_alone(weights) else _loads(on, weights)
    parts = [
        [[u.code, u.population, u.municipality_code, u.centre] for u in ground.units],
        sorted([*pair, round(metres)] for pair, metres in ground.ground.edges.items()),
        weights,
        region_count,
        loads,
        _METHOD,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _loads(on: date, weights: Mapping[str, float]) -> dict[str, Any]:
    newest = UnitLoad.objects.on(on).aggregate(newest=Max("pk"), count=Count("pk"))
    return {**newest, "day": on.isoformat() if weights.get("open_concerns") else ""}


@transaction.atomic
def ask(draft: Draft, *, by: User | None, at: datetime) -> Frontier:
    """Return the frontier of a draft's units, weights and number; computed if new.

    Raises:
        NotAllowedError: `by` is no planner.
    """
    return _asked(draft, draft.region_count, draft.weights, Act(by, at))


@transaction.atomic
def ask_for(run: DrawingRun, *, by: User | None, at: datetime) -> Frontier:
    """Return the frontier that a drawing is to be seen against; computed if new.

    Raises:
        NotAllowedError: `by` is no planner.
    """
    return _asked(run.draft, run.region_count, run.weights, Act(by, at))


def _asked(
    draft: Draft, region_count: int, weights: Mapping[str, float], act: Act
) -> Frontier:
    rules.may_plan(act.by, at=act.at).require()
    found, is_new = Frontier.objects.get_or_create(
        stamp=stamp_of(draft.units_on, region_count, weights),
        defaults={
            "units_on": draft.units_on,
            "region_count": region_count,
            "weights": checked(weights),
            "asked_at": act.at,
            "asked_by": act.by,
        },
    )
    if found.done_at is None or found.problem:
        _compute(found, act.at)
    if is_new:
        record("planning.ask_frontier", draft.plan, by=act.by, role=act.role, at=act.at)
    return found


def _compute(frontier: Frontier, at: datetime) -> None:
    """Queue it, unless it waits already; one that failed is tried anew."""
    if jobs.is_pending(TASK, frontier.pk):
        return
    frontier.asked_at, frontier.done_at, frontier.problem = at, None, ""
    frontier.save(update_fields=["asked_at", "done_at", "problem"])
    jobs.enqueue(TASK, frontier.pk)


def is_waiting(frontier: Frontier | None) -> bool:
    """Test whether it is still to come; false when its worker is gone for good."""
    if frontier is None or frontier.done_at is not None:
        return False
    return jobs.is_pending(TASK, frontier.pk)


def finish(
    frontier: Frontier, points: Sequence[Mapping[str, Any]], *, at: datetime
) -> None:
    """Keep what was computed."""
    rows = Frontier.objects.filter(pk=frontier.pk)
    rows.update(points=[dict(point) for point in points], done_at=at, problem="")


def fail(frontier: Frontier, problem: str, *, at: datetime) -> None:
    """Note that it cannot be computed, and why."""
    Frontier.objects.filter(pk=frontier.pk).update(problem=problem, done_at=at)
