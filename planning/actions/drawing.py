"""Drawings in the background: asking, running, ending, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.actions import record
from groundwork import jobs
from groundwork.errors import InvalidInputError, WrongStateError
from notifications.actions import Recipient, notify
from planning import rules
from planning.actions.editing import Content, replace
from planning.actions.standing import Act, take
from planning.locking import Locked, locked
from planning.models import (
    MOST_REGIONS,
    RUN_WORKFLOW,
    Draft,
    DrawingRun,
    Edit,
    EditKind,
    Preset,
    RunStatus,
)
from planning.weighing import checked
from planning.workbench import Bench, bench_of

TASK: Final = "planning.tasks.draw"
LONG: Final = timedelta(seconds=30)
"""Who waited longer than this is told by a notice."""
EFFORTS: Final = (0.1, 10.0)
MOST_SEED: Final = 2**31 - 1


class RunCancelledError(Exception):
    """The planner has cancelled the drawing; it ends where it is."""


class ChangedSinceDrawnError(WrongStateError):
    """The draft has changed since it was drawn from; `steps` says how often."""

    def __init__(self, message: str, steps: int) -> None:
        super().__init__(message)
        self.steps = steps


@dataclass(frozen=True, slots=True)
class Wish:
    """What a planner asks to be drawn.

    Attributes:
        region_count: How many regions the whole plan then has.
        redrawn: The regions to draw again, the others stay; empty for all.
        weights: What regions are balanced on; see `weighing`.
    """

    region_count: int
    preset: Preset = Preset.BALANCED
    seed: int = 1
    effort: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    redrawn: Sequence[int] = ()
    keeps_locks: bool = True


@transaction.atomic
def ask(draft: Draft, wish: Wish, *, by: User | None, at: datetime) -> DrawingRun:
    """Ask for a drawing and return it; a worker draws it. The draft keeps the weights.

    Raises:
        InvalidInputError: something wished for is out of range or cannot be drawn.
        NotAllowedError: `by` may not change the draft.
        WrongStateError: a drawing of this draft is under way.
    """
    act = Act(by, at)
    draft = take(draft, act)
    end_lost(draft, at=at)
    if draft.runs.under_way().exists():
        raise WrongStateError(
            _("A drawing of this plan is under way. Wait for it or cancel it.")
        )
    weights = checked(wish.weights)
    _require_possible(draft, wish)
    draft.weights = weights
    draft.save(update_fields=["weights"])
    run = DrawingRun.objects.create(
        draft=draft,
        preset=wish.preset,
        region_count=wish.region_count,
        seed=wish.seed,
        effort=wish.effort,
        weights=weights,
        redrawn=sorted(set(wish.redrawn)),
        keeps_locks=wish.keeps_locks,
        revision=draft.revision,
        asked_at=at,
        asked_by=by,
    )
    _record("planning.ask_drawing", run, act)
    jobs.enqueue(TASK, run.pk)
    return run


# --- what can be drawn -------------------------------------------------------------


def _require_possible(draft: Draft, wish: Wish) -> None:
    _require_in_range(draft, wish)
    bench = bench_of(draft)
    held = locked(bench, draft.locks.holding())
    labels = {row.number: row.label for row in draft.regions.all()}
    if wish.keeps_locks:
        _require_locks_fit(bench, held, wish, labels)
    if wish.redrawn:
        _require_part(bench, wish)


def _require_in_range(draft: Draft, wish: Wish) -> None:
    if not 1 <= wish.region_count <= MOST_REGIONS:
        raise InvalidInputError(
            _("The number of regions must lie between 1 and %(most)d.")
            % {"most": MOST_REGIONS},
            field="region_count",
        )
    if not 0 <= wish.seed <= MOST_SEED:
        raise InvalidInputError(_("Write a whole number, as in 1."), field="seed")
    low, high = EFFORTS
    if not low <= wish.effort <= high:
        raise InvalidInputError(_("Choose one of the efforts."), field="effort")
    if not all(1 <= number <= draft.region_count for number in wish.redrawn):
        raise InvalidInputError(_("The plan has no such region."), field="redrawn")


def _require_locks_fit(
    bench: Bench, held: Locked, wish: Wish, labels: Mapping[int, str]
) -> None:
    fast = {*held.regions, *(bench.tally.region_of[unit] for unit in held.units)}
    if beyond := [number for number in sorted(fast) if number > wish.region_count]:
        raise InvalidInputError(
            _(
                "%(region)s is locked under number %(number)d, so the plan cannot have"
                " fewer regions than that. Unlock it first."
            )
            % {"region": labels.get(beyond[0], ""), "number": beyond[0]},
            field="region_count",
        )
    if both := sorted(set(wish.redrawn) & set(held.regions)):
        raise InvalidInputError(
            _("%(region)s is locked. Unlock it, or leave it out.")
            % {"region": labels.get(both[0], "")},
            field="redrawn",
        )


def _require_part(bench: Bench, wish: Wish) -> None:
    kept = set(range(1, bench.tally.regions + 1)) - set(wish.redrawn)
    kept -= set(bench.tally.empty())
    if wish.region_count <= len(kept):
        raise InvalidInputError(
            _("The part needs at least one region."), field="region_count"
        )


# --- while it is drawn ---------------------------------------------------------------


@transaction.atomic
def begin(run: DrawingRun, *, at: datetime) -> DrawingRun | None:
    """Note that a worker draws it now; None when there is nothing to draw any more.

    A run that a lost worker left behind begins anew, from the draft as it stands.
    """
    run = _taken(run)
    if run.status not in (RunStatus.QUEUED, RunStatus.RUNNING):
        return None
    if run.cancel_asked_at is not None or not run.draft.is_open:
        _end(run, RunStatus.CANCELLED, Act(None, at))
        return None
    run.status = RunStatus.RUNNING
    run.started_at, run.revision = at, run.draft.revision
    run.done = run.total = 0
    run.stage = ""
    run.save()
    return run


def report_progress(run: DrawingRun, done: int, total: int, stage: str) -> None:
    """Note how far a drawing is.

    Raises:
        RunCancelledError: the planner does not want it any more.
    """
    rows = DrawingRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING)
    told = {"done": done, "total": total, "stage": stage[:200]}
    if not rows.filter(cancel_asked_at=None).update(**told):
        raise RunCancelledError


@transaction.atomic
def finish(
    run: DrawingRun,
    result: Mapping[str, int],
    report: Mapping[str, Any],
    *,
    at: datetime,
) -> None:
    """Keep what came out; whoever waited long is told."""
    run = _taken(run)
    if run.status != RunStatus.RUNNING:
        return
    if run.cancel_asked_at is not None:
        _end(run, RunStatus.CANCELLED, Act(None, at))
        return
    run.result, run.report = dict(result), dict(report)
    _end(run, RunStatus.READY, Act(None, at))
    _tell(run, at)


@transaction.atomic
def fail(run: DrawingRun, problem: str, *, at: datetime) -> None:
    """Note that it cannot be drawn, and why."""
    run = _taken(run)
    if run.status not in (RunStatus.QUEUED, RunStatus.RUNNING):
        return
    run.problem = problem
    _end(run, RunStatus.FAILED, Act(None, at))
    _tell(run, at)


@transaction.atomic
def stop(run: DrawingRun, *, at: datetime) -> None:
    """Note that the worker has stopped drawing because it was asked to."""
    run = _taken(run)
    if run.status == RunStatus.RUNNING and run.cancel_asked_at is not None:
        _end(run, RunStatus.CANCELLED, Act(None, at))


def end_lost(draft: Draft | None = None, *, at: datetime) -> int:
    """Fail the drawings whose workers are gone for good; return how many there were.

    Those are under way, and yet no task in the queue stands for them.
    """
    runs = DrawingRun.objects.under_way()
    if draft is not None:
        runs = runs.filter(draft=draft)
    lost = [run for run in runs.defer("result") if not jobs.is_pending(TASK, run.pk)]
    for run in lost:
        fail(run, _("The worker that drew it was lost. Draw it again."), at=at)
    return len(lost)


# --- what becomes of it --------------------------------------------------------------


@transaction.atomic
def cancel(run: DrawingRun, *, by: User | None, at: datetime) -> DrawingRun:
    """Cancel a drawing: at once while nobody draws it, else at its next step.

    Raises:
        NotAllowedError: `by` may not change the draft.
        WrongStateError: it has ended already.
    """
    act = Act(by, at)
    run = _taken(run)
    rules.may_change(by, run.draft, at=at).require()
    RUN_WORKFLOW.require(RunStatus(run.status), RunStatus.CANCELLED)
    run.cancel_asked_at = run.cancel_asked_at or at
    if jobs.is_held(TASK, run.pk, at=at):
        run.save(update_fields=["cancel_asked_at"])
        return run
    _end(run, RunStatus.CANCELLED, act)
    return run


@transaction.atomic
def take_over(
    run: DrawingRun, *, overwrite: int | None = None, by: User | None, at: datetime
) -> Edit:
    """Make a drawing the draft's content, as a step that can be undone.

    Args:
        run: The drawing.
        overwrite: The revision up to which the planner agrees to lose what came in
            since the drawing began; None when nothing may have.
        by: The planner.
        at: When.

    Raises:
        ChangedSinceDrawnError: the draft has changed further than `overwrite`.
        NotAllowedError: `by` may not change the draft.
        ThingIsLockedError: it would change something that is locked.
        WrongStateError: it is not ready, or was taken over or put aside.
    """
    act = Act(by, at)
    draft = take(run.draft, act)
    run = _taken(run)
    RUN_WORKFLOW.require(RunStatus(run.status), RunStatus.TAKEN)
    agreed = run.revision if overwrite is None else overwrite
    if draft.revision != agreed:
        raise ChangedSinceDrawnError(
            _changed(draft.revision - run.revision), draft.revision - run.revision
        )
    content = Content(run.result, run.report["regions"])
    edit = replace(draft, content, kind=EditKind.DRAW, by=by, at=at)
    _end(run, RunStatus.TAKEN, act)
    return edit


def _changed(steps: int) -> str:
    return ngettext(
        "The plan has changed by %(count)d step since this was drawn.",
        "The plan has changed by %(count)d steps since this was drawn.",
        steps,
    ) % {"count": steps}


@transaction.atomic
def put_aside(run: DrawingRun, *, by: User | None, at: datetime) -> None:
    """Put a drawing aside; the draft stays as it is.

    Raises:
        NotAllowedError: `by` may not change the draft.
        WrongStateError: it is not ready, or was taken over or put aside.
    """
    run = _taken(run)
    rules.may_change(by, run.draft, at=at).require()
    RUN_WORKFLOW.require(RunStatus(run.status), RunStatus.DISCARDED)
    _end(run, RunStatus.DISCARDED, Act(by, at))


def _taken(run: DrawingRun) -> DrawingRun:
    """Lock a drawing and return it as it stands."""
    rows = DrawingRun.objects.select_for_update(of=("self",))
    return rows.select_related("draft__plan", "asked_by").get(pk=run.pk)


def _end(run: DrawingRun, status: RunStatus, act: Act) -> None:
    RUN_WORKFLOW.require(RunStatus(run.status), status)
    run.status = status
    if run.ended_at is None:
        run.ended_at = act.at
    run.save()
    _record("planning.drawing", run, act)


def _record(verb: str, run: DrawingRun, act: Act) -> None:
    details = {"drawing": run.public_id, "state": run.status}
    record(verb, run.draft.plan, by=act.by, role=act.role, at=act.at, details=details)


def _tell(run: DrawingRun, at: datetime) -> None:
    if run.asked_by is None or at - run.asked_at < LONG:
        return
    path = reverse("planning:run", args=[run.draft.plan.public_id, run.public_id])
    notify(
        "planning.drawn",
        to=Recipient.account(run.asked_by),
        dedupe_key=f"planning.drawn:{run.public_id}",
        at=at,
        path=path,
        facts={"is_ready": run.status == RunStatus.READY},
    )
