"""What waits on the desk of somebody who answers for regions."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from communities.models import Community
from concerns.models import Concern, Status
from groundwork.workdays import TALLINN
from meetings.models import Meeting, Side
from regions.models import Region

SHOWN: Final = 15
"""Rows of each part of the desk; the rest is behind a link."""

WEEK: Final = timedelta(days=7)

OURS_TO_DO: Final = (Status.RECEIVED, Status.READ, Status.IN_WORK)
"""States in which the police have the next step."""


class OfficerDesk:
    """The desk of one person at one moment; each part asks the database once."""

    def __init__(self, user: User, regions: QuerySet[Region], at: datetime) -> None:
        self._user, self._regions, self._at = user, regions, at
        self._today = at.astimezone(TALLINN).date()

    @cached_property
    def regions(self) -> list[Region]:
        """Return the regions the person answers for today, by name."""
        return list(Region.objects.filter(pk__in=self._regions).for_list())

    @cached_property
    def concerns(self) -> list[Concern]:
        """Return what the police have to do next, promises still to keep first."""
        waiting = Concern.objects.in_regions(self._regions, self._at).filter(
            status__in=OURS_TO_DO
        )
        return list(waiting.clocked(self._at).owed_first()[: SHOWN + 1])

    @property
    def concerns_shown(self) -> list[Concern]:
        """Return as many as fit on the desk."""
        return self.concerns[:SHOWN]

    @property
    def has_more_concerns(self) -> bool:
        """Test whether some are only on the list page."""
        return len(self.concerns) > SHOWN

    @cached_property
    def requests(self) -> list[Meeting]:
        """Return the meetings that wait for the police to say something."""
        mine = Meeting.objects.in_regions(self._regions, self._at).waiting()
        waiting = mine.filter(turn=Side.POLICE).with_place()
        return list(waiting.order_by("requested_at", "pk")[:SHOWN])

    @cached_property
    def this_week(self) -> list[Meeting]:
        """Return the meetings of the next seven days, soonest first."""
        mine = Meeting.objects.in_regions(self._regions, self._at).upcoming(self._at)
        return list(mine.filter(starts_at__lt=self._at + WEEK).with_place()[:SHOWN])

    @cached_property
    def communities(self) -> list[Community]:
        """Return the communities of these regions, by name."""
        near = Community.objects.public(self._at).in_regions(self._regions, self._today)
        return list(near.for_list()[:SHOWN])
