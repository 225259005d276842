"""What a community's page shows to the one who looks at it."""

from datetime import datetime
from functools import cached_property

from accounts.models import User
from accounts.rules import Person
from communities.models import Community, Spokesperson
from communities.rules import holds_an_office, may_manage
from groundwork.verdicts import ALLOWED, Verdict, denied
from groundwork.workdays import TALLINN
from meetings.models import Meeting
from regions.contacts import Contact
from regions.responsibility import Responsible, own_officer_of, responsible_for


class CommunityPage:
    """One community, to one person, at one moment; each part asks the database once."""

    def __init__(self, community: Community, person: Person, at: datetime) -> None:
        self.community = community
        self._person, self._at = person, at

    @cached_property
    def responsible(self) -> Responsible:
        """Return who answers for its place: officer, deputy or head."""
        unit = self.community.unit
        return own_officer_of(unit, self._at) or responsible_for(unit, self._at)

    @property
    def contact(self) -> Contact:
        """Return the same as pages show it."""
        return Contact(self.responsible)

    @cached_property
    def spokespersons(self) -> list[Spokesperson]:
        """Return everybody who speaks for it today, in the order to turn to them."""
        today = self._at.astimezone(TALLINN).date()
        rows = list(self.community.spokespersons.on(today).for_list())
        for row in rows:
            row.is_reader = row.user == self._person  # type: ignore[attr-defined]  # marked for this page only
        return rows

    @property
    def shown(self) -> list[Spokesperson]:
        """Return those whose names the reader may see.

        The officer and the spokespersons see all; everybody else those who agreed.
        """
        if self.may_manage or self.is_mine:
            return self.spokespersons
        return [row for row in self.spokespersons if row.is_public]

    @property
    def hidden(self) -> int:
        """Return how many spokespersons the reader sees no name of."""
        return len(self.spokespersons) - len(self.shown)

    @property
    def is_mine(self) -> bool:
        """Test whether the reader speaks for it."""
        return any(row.user == self._person for row in self.spokespersons)

    @cached_property
    def may_manage(self) -> Verdict:
        """Answer whether the reader may say who speaks for it.

        Whoever answers for the place is known already; the rule is asked only about
        others, and never about visitors.
        """
        if not isinstance(self._person, User) or self.is_mine:
            return denied("")
        if self.responsible.officer.user_id == self._person.pk:
            return ALLOWED
        if not holds_an_office(self._person, at=self._at):
            return denied("")
        return may_manage(self._person, self.community, at=self._at)

    @property
    def may_meet(self) -> bool:
        """Test whether the reader can ask for a meeting with it, or on its behalf."""
        return self.is_mine or self.responsible.officer.user == self._person

    @cached_property
    def next_meeting(self) -> Meeting | None:
        """Return the next open meeting."""
        public = Meeting.objects.public(self._at).filter(community=self.community)
        return public.upcoming(self._at).first()
