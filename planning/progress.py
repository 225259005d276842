"""How far a drawing is: told now and then, in the reader's language."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundwork import jobs
from planning.models import DrawingRun, RunStatus

Tell = Callable[[int, int, str], None]

PAUSE: Final = 0.5
"""Seconds between two tellings: a reader sees no more, and a write costs something."""

STAGES: Final[dict[str, Promise]] = {
    "Reading settlement units": _("Reading settlement units"),
    "Joining islands": _("Joining islands"),
    "Sharing out regions among municipalities": _(
        "Sharing out regions among municipalities"
    ),
    "Cutting municipalities into regions": _("Cutting municipalities into regions"),
    "Measuring the plan": _("Measuring the plan"),
    "Comparing with the plan as it stands": _("Comparing with the plan as it stands"),
}
"""What `districting` and the worker say, for pages to say in the reader's language."""

_DRAWING: Final = _("Drawing")
_PATIENCE: Final = timedelta(seconds=5)
"""So long an idle worker may take to see what is new."""


class Throttle:
    """Passes on what is told, at most twice a second; a new stage at once."""

    def __init__(self, tell: Tell, clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._clock = clock
        self._told_at = -PAUSE
        self._stage = ""

    def __call__(self, done: int, total: int, stage: str) -> None:
        """Tell it, or not."""
        at = self._clock()
        if stage == self._stage and at - self._told_at < PAUSE:
            return
        self._told_at, self._stage = at, stage
        self._tell(done, total, stage)


def percent(run: DrawingRun) -> int:
    """Return how much of a drawing is done, 0 to 100."""
    if run.status == RunStatus.READY:
        return 100
    return min(99, 100 * run.done // run.total) if run.total else 0


def stage(run: DrawingRun) -> str:
    """Return what is being done, in the reader's language."""
    return str(STAGES.get(run.stage, _DRAWING))


def elapsed(run: DrawingRun, at: datetime) -> int:
    """Return whole seconds since the drawing began, or since it was asked for."""
    end = run.ended_at or at
    return max(0, int((end - (run.started_at or run.asked_at)).total_seconds()))


def waits_in_vain(run: DrawingRun, at: datetime) -> bool:
    """Test whether nobody seems to be there to draw it."""
    if run.status not in (RunStatus.QUEUED, RunStatus.RUNNING):
        return False
    waited = at - run.asked_at > _PATIENCE
    return waited and not jobs.somebody_works(at=at)
