"""Meetings in the states that tests start from."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from meetings.models import (
    Invitation,
    Meeting,
    MeetingKind,
    ProposedTime,
    Side,
    StateChange,
    Status,
)
from tests.factories.accounts import UserFactory
from tests.factories.communities import CommunityFactory

ASKED_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
EVENING = datetime(2026, 3, 12, 16, 0, tzinfo=UTC)
"""Six in the evening in Tallinn, ten days later."""
LONG = timedelta(minutes=90)


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A request that waits for the police; `settled=True` for a confirmed meeting."""

    class Meta:
        model = Meeting

    class Params:
        settled = factory.Trait(
            status=Status.CONFIRMED, starts_at=EVENING, ends_at=EVENING + LONG
        )

    form_key = factory.Sequence(lambda n: f"{n:032x}")
    kind = MeetingKind.ROUND_TABLE
    topic = "Kiirus koolitee ääres"
    language = "et"
    community = factory.SubFactory(CommunityFactory)
    turn = Side.POLICE
    place = "Rahvamaja"
    requested_by = factory.SubFactory(UserFactory)
    requested_at = ASKED_AT


class ProposedTimeFactory(DjangoModelFactory[ProposedTime]):
    class Meta:
        model = ProposedTime

    meeting = factory.SubFactory(MeetingFactory)
    starts_at = EVENING
    ends_at = factory.LazyAttribute(lambda time: time.starts_at + LONG)
    offered_by = Side.COMMUNITY
    offered_at = ASKED_AT


class StateChangeFactory(DjangoModelFactory[StateChange]):
    class Meta:
        model = StateChange

    meeting = factory.SubFactory(MeetingFactory)
    after = Status.PROPOSED
    at = ASKED_AT


class InvitationFactory(DjangoModelFactory[Invitation]):
    """Somebody without an account."""

    class Meta:
        model = Invitation

    meeting = factory.SubFactory(MeetingFactory)
    name = "Jüri Õunapuu"
    email = factory.Sequence(lambda n: f"kutsutu{n}@example.ee")
    language = "et"
    invited_at = ASKED_AT
