"""Who may do what to a meeting, and how much time things need."""

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.rules import Person
from communities.models import Community
from communities.rules import answers_for
from groundwork.verdicts import Verdict, allowed_if, denied
from groundwork.workdays import TALLINN
from meetings.models import Meeting, Side

MIN_NOTICE: Final = timedelta(days=2)
"""Between offering a time and the meeting: people have to hear of it and get ready."""
MOST_AHEAD: Final = timedelta(days=366)
"""Later than this nobody knows; it is a slip in the year."""
SHORTEST, USUAL, LONGEST = (
    timedelta(minutes=15),
    timedelta(minutes=90),
    timedelta(hours=8),
)
MOST_TIMES: Final = 3
"""So many times can be offered at once. Source: the mission's meeting request."""
MOST_INVITEES: Final = 20
EXPERT_LONGEST: Final = timedelta(days=366)


def sides_of(person: Person, community: Community, *, at: datetime) -> frozenset[Side]:
    """Return for which sides of the community's meetings `person` speaks at `at`."""
    if not isinstance(person, User):
        return frozenset()
    day = at.astimezone(TALLINN).date()
    sides = set()
    if Community.objects.of(person, day).contains(community):
        sides.add(Side.COMMUNITY)
    if answers_for(person, community.unit, at=at):
        sides.add(Side.POLICE)
    return frozenset(sides)


def may_request(person: Person, community: Community, *, at: datetime) -> Verdict:
    """Allow those who speak for the community."""
    return allowed_if(
        Side.COMMUNITY in sides_of(person, community, at=at),
        _("Only a spokesperson of the community can ask for a meeting."),
    )


def may_propose(person: Person, community: Community, *, at: datetime) -> Verdict:
    """Allow the police of the community's region."""
    return allowed_if(
        Side.POLICE in sides_of(person, community, at=at),
        _("Only the officer of the region can propose a meeting to this community."),
    )


def may_answer(meeting: Meeting, sides: frozenset[Side]) -> Verdict:
    """Allow the side whose turn it is to confirm, decline or offer other times."""
    if not sides:
        return _only_sides()
    return allowed_if(
        meeting.turn in sides,
        _("The other side answers next. We tell you as soon as they do."),
    )


def may_change(sides: frozenset[Side]) -> Verdict:
    """Allow either side to move or cancel, say it was held, or involve an expert."""
    return allowed_if(sides, _only_sides().reason)


def _only_sides() -> Verdict:
    return denied(
        _("Only the community's spokespersons and the region's officer can do this.")
    )


def role_of(sides: frozenset[Side]) -> Role:
    """Return in which role somebody acts who speaks for `sides`."""
    return Role.OFFICER if Side.POLICE in sides else Role.SPOKESPERSON
