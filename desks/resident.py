"""What waits on the desk of a spokesperson, an expert or any other resident."""

from datetime import datetime
from functools import cached_property
from typing import Final

from accounts.models import User
from communities.models import Community
from concerns.models import Concern
from groundwork.workdays import TALLINN
from meetings.models import Meeting
from regions.contacts import Contact
from regions.responsibility import responsible_for

SHOWN: Final = 12


class ResidentDesk:
    """The desk of one person at one moment; each part asks the database once."""

    def __init__(self, user: User, at: datetime) -> None:
        self._user, self._at = user, at

    @cached_property
    def communities(self) -> list[Community]:
        """Return the communities the person speaks for."""
        today = self._at.astimezone(TALLINN).date()
        mine = Community.objects.of(self._user, today).for_list()
        return list(mine.select_related("unit__municipality"))

    @cached_property
    def officers(self) -> list[tuple[Community, Contact]]:
        """Return for each community whom to turn to now."""
        return [
            (row, Contact(responsible_for(row.unit, self._at)))
            for row in self.communities
        ]

    @cached_property
    def concerns(self) -> list[Concern]:
        """Return what the person may follow, the latest first."""
        mine = Concern.objects.visible_to(self._user, self._at).clocked(self._at)
        return list(mine.for_list()[:SHOWN])

    @cached_property
    def requests(self) -> list[Meeting]:
        """Return the person's meetings that have no time yet."""
        mine = Meeting.objects.of_person(self._user, self._at).waiting()
        return list(mine.with_place().order_by("requested_at", "pk")[:SHOWN])

    @cached_property
    def upcoming(self) -> list[Meeting]:
        """Return the person's meetings ahead, soonest first."""
        mine = Meeting.objects.of_person(self._user, self._at).upcoming(self._at)
        return list(mine.with_place()[:SHOWN])
