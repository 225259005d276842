"""What the worker does for the workshop."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.timezone import now
from django.utils.translation import override

from groundwork.errors import DomainError
from groundwork.jobs import Policy, job
from planning.actions import drawing, files, frontiers, preparing, telling
from planning.models import DrawingRun, Frontier, PreparedFile
from planning.progress import Throttle

_ONCE_MORE: Final = Policy(
    tries=2, first_wait=timedelta(seconds=5), time_limit=timedelta(minutes=30)
)


@job(_ONCE_MORE)
def draw(run_id: int) -> None:
    """Draw what a planner asked for; a run that is over is left alone."""
    run = DrawingRun.objects.select_related("asked_by").filter(pk=run_id).first()
    begun = drawing.begin(run, at=now()) if run else None
    if run is None or begun is None:
        return
    with override(run.asked_by.language if run.asked_by else None):
        _draw(begun)


def _draw(run: DrawingRun) -> None:
    from planning.drawing import drawn  # noqa: PLC0415 -- heavy: only what needs it loads it

    tell = Throttle(lambda *told: drawing.report_progress(run, *told))
    try:
        outcome = drawn(run, tell)
    except drawing.RunCancelledError:
        drawing.stop(run, at=now())
    except DomainError as error:
        drawing.fail(run, str(error), at=now())
    else:
        drawing.finish(run, outcome.assignment, outcome.report, at=now())
        frontiers.ask_for(run, by=None, at=now())


@job()
def end_lost_drawings() -> int:
    """Fail the drawings whose workers are gone for good; return how many."""
    return drawing.end_lost(at=now())


@job(_ONCE_MORE)
def compute_frontier(frontier_id: int) -> None:
    """Compute what cuts buy; what is there already is left alone."""
    from planning.bounds import points  # noqa: PLC0415 -- heavy: only what needs it loads it

    frontier = Frontier.objects.filter(pk=frontier_id, done_at=None).first()
    if frontier is None:
        return
    try:
        found = points(frontier)
    except DomainError as error:
        frontiers.fail(frontier, str(error), at=now())
    else:
        frontiers.finish(frontier, found, at=now())


@job(_ONCE_MORE)
def prepare_file(file_id: int) -> None:
    """Make a plan's file; what is there already is left alone."""
    from planning.outgoing import written  # noqa: PLC0415 -- heavy: only what needs it loads it

    wanted = PreparedFile.objects.filter(pk=file_id, made_at=None).first()
    if wanted is None:
        return
    try:
        content = written(wanted)
    except DomainError as error:
        files.fail(wanted, str(error), at=now())
    else:
        files.finish(wanted, content, at=now())


@job()
def drop_old_files() -> int:
    """Delete prepared files and unconfirmed imports of the days before."""
    return files.drop_old(at=now())


@job(Policy(tries=3))
def make_ready(draft_pk: int) -> bool:
    """Make a draft ready for adoption; true when it is."""
    return preparing.prepare_asked(draft_pk, at=now())


@job(Policy(first_wait=timedelta(minutes=1), time_limit=timedelta(hours=1)))
def tell() -> int:
    """Tell people of plans that were adopted or withdrawn; return how many."""
    return telling.tell_all(at=now())


@job(Policy(first_wait=timedelta(minutes=1), time_limit=timedelta(hours=1)))
def remind() -> int:
    """Remind people of a plan that begins today; return how many."""
    return telling.remind_all(at=now())
