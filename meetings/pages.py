"""What a meeting's page shows to the one who looks at it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, DateTimeField, Value
from django.db.models.functions import Cast

from accounts.rules import Person
from communities.models import last_day_before
from groundwork.verdicts import Verdict
from meetings import rules
from meetings.models import (
    WORKFLOW,
    Invitation,
    Meeting,
    MeetingExpert,
    ProposedTime,
    Side,
    StateChange,
    Status,
)
from regions.contacts import Contact
from regions.responsibility import own_officer_of, responsible_for


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody invited; `expert` is an expert's public id, `until` when that ends."""

    name: str
    expert: str
    until: datetime | None

    @property
    def last_day(self) -> date | None:
        """Return the last day on which an expert may see the meeting."""
        return last_day_before(self.until) if self.until else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """One meeting, to one person, at one moment.

    `may_answer` is about confirming, declining and other times; `may_cancel` about
    calling off what is settled, `may_take_back` about a request of one's own side.
    Names stay empty for those whom the meeting does not concern.
    """

    meeting: Meeting
    contact: Contact
    concerns_me: bool
    may_answer: Verdict
    may_move: bool
    may_cancel: bool
    may_take_back: bool
    may_mark_held: bool
    may_invite_expert: bool
    times: list[ProposedTime]
    changes: list[StateChange]
    guests: list[Guest]

    @property
    def invited(self) -> list[Guest]:
        """Return those invited by name."""
        return [guest for guest in self.guests if not guest.expert]

    @property
    def experts(self) -> list[Guest]:
        """Return the experts who may see the meeting now."""
        return [guest for guest in self.guests if guest.expert]

    @property
    def has_ways_on(self) -> bool:
        """Test whether there is anything to do beside answering."""
        return any(
            (self.may_move, self.may_cancel, self.may_take_back, self.may_mark_held)
        )


def find(person: Person, public_id: str, *, at: datetime) -> MeetingPage | None:
    """Return the page of a meeting for `person`; None when they may not see it."""
    rows = Meeting.objects.visible_with_ties(person, at).for_detail()
    row = rows.filter(public_id=public_id).first()
    if row is None:
        return None
    ties: Any = row  # with the annotations, which types do not know of
    spoken_for = (
        (ties.tie_community, Side.COMMUNITY),
        (ties.tie_police, Side.POLICE),
    )
    sides = frozenset(side for is_tied, side in spoken_for if is_tied)
    return _page(row, sides, is_guest=bool(ties.tie_guest), at=at)


def _page(
    meeting: Meeting, sides: frozenset[Side], *, is_guest: bool, at: datetime
) -> MeetingPage:
    concerned = bool(sides) or is_guest
    may_change = bool(rules.may_change(sides))
    may_cancel = may_change and WORKFLOW.allows(
        Status(meeting.status), Status.CANCELLED
    )
    answers = rules.may_answer(meeting, sides)
    unit = meeting.community.unit
    return MeetingPage(
        meeting=meeting,
        contact=Contact(own_officer_of(unit, at) or responsible_for(unit, at)),
        concerns_me=concerned,
        may_answer=answers,
        may_move=may_change and meeting.takes_place and not _began(meeting, at),
        may_cancel=may_cancel and meeting.takes_place,
        may_take_back=may_cancel and meeting.is_waiting and not answers,
        may_mark_held=may_change and meeting.takes_place and _began(meeting, at),
        may_invite_expert=may_change and not meeting.is_called_off,
        times=_times(meeting) if concerned else [],
        changes=_changes(meeting),
        guests=_guests(meeting, at) if concerned else [],
    )


def _began(meeting: Meeting, at: datetime) -> bool:
    return meeting.starts_at is not None and meeting.starts_at <= at


def _guests(meeting: Meeting, at: datetime) -> list[Guest]:
    """Return who is invited and, after them, the experts; one query for both."""
    nothing = Cast(Value(None), DateTimeField())
    invited = Invitation.objects.filter(meeting=meeting).values_list(
        "name", Value("", output_field=CharField()), nothing, "pk"
    )
    experts = MeetingExpert.objects.in_force(at).filter(meeting=meeting)
    known = experts.values_list("expert__full_name", "expert__public_id", "until", "pk")
    rows = sorted(
        invited.union(known, all=True), key=lambda row: (bool(row[1]), row[3])
    )
    return [Guest(name, expert, until) for name, expert, until, _pk in rows]


def _times(meeting: Meeting) -> list[ProposedTime]:
    if not meeting.is_waiting:
        return []
    return list(ProposedTime.objects.on_table(meeting).order_by("starts_at", "pk"))


def _changes(meeting: Meeting) -> list[StateChange]:
    return list(meeting.state_changes.select_related("by").order_by("-at", "-pk"))
