"""What a planner finds on the desk: drafts in work, drawings, comments that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from accounts.models import User
from planning.models import Comment, Draft, DrawingRun, RunStatus
from regions.models import PlanStatus

_SHOWN: Final = 5


class PlannerDesk:
    """A planner's plans; the work of all planners is everybody's."""

    def __init__(self, user: User, at: datetime) -> None:
        self._user = user
        self._at = at

    @cached_property
    def drafts(self) -> Sequence[Draft]:
        """The drafts that were changed last."""
        rows = Draft.objects.visible_to(self._user, self._at).for_list()
        return list(rows.filter(plan__status=PlanStatus.DRAFT)[:_SHOWN])

    @cached_property
    def runs(self) -> Sequence[DrawingRun]:
        """Drawings under way, and those that are ready and wait for a decision."""
        wanted = (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.READY)
        rows = DrawingRun.objects.visible_to(self._user, self._at)
        found = rows.filter(status__in=wanted).for_list().select_related("draft__plan")
        return list(found.defer("result", "report", "draft__assignment")[:_SHOWN])

    @cached_property
    def comments(self) -> int:
        """How many comments nobody has answered."""
        rows = Comment.objects.visible_to(self._user, self._at)
        return rows.unanswered().count()
