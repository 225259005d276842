"""Two people at the same moment, on a database that lets them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import User
from communities.models import Community
from groundwork.errors import DomainError, InvalidInputError, WrongStateError
from meetings import actions
from meetings.models import Meeting, MeetingKind, ProposedTime, Status
from notifications.models import Notice
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.regions import SmallCountry, small_country

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 3, 12, 16, 0, tzinfo=UTC)
LONG = timedelta(minutes=90)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql",
        reason="SQLite lets one writer in at a time; run with -p tests.postgres",
    ),
]


@pytest.fixture
def country(transactional_db: None) -> SmallCountry:
    return small_country()


def at_once(*acts: Callable[[], object]) -> list[DomainError]:
    """Run the acts at the same moment; return what was refused."""
    start = Barrier(len(acts))
    refusals: list[DomainError] = []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except DomainError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals


def ask(community: Community, by: User, key: str, *starts: datetime) -> Meeting:
    return actions.request(
        community,
        kind=MeetingKind.MEETING,
        topic="Kiirus",
        times=[(start, start + LONG) for start in starts],
        language="et",
        place="Rahvamaja",
        form_key=key * 32,
        by=by,
        at=NOW,
    )


def time_of(meeting: Meeting, number: int = 0) -> ProposedTime:
    return list(ProposedTime.objects.on_table(meeting).order_by("starts_at"))[number]


def test_two_officers_confirm_one_meeting(
    country: SmallCountry, community: Community, spokesperson: User, officer: User
) -> None:
    head = country.mustamae_head.user
    meeting = ask(community, spokesperson, "a", EVENING, EVENING + timedelta(days=1))
    times = [time_of(meeting, 0), time_of(meeting, 1)]
    refusals = at_once(
        lambda: actions.confirm(meeting, time=times[0], by=officer, at=NOW),
        lambda: actions.confirm(meeting, time=times[1], by=head, at=NOW),
    )
    assert [type(refusal) for refusal in refusals] == [WrongStateError]
    meeting.refresh_from_db()
    assert meeting.status == Status.CONFIRMED
    assert meeting.state_changes.count() == 2
    told = Notice.objects.filter(kind="meetings.confirmed", recipient=spokesperson)
    assert told.count() == 1


def test_one_officer_is_not_booked_twice(
    country: SmallCountry, community: Community, spokesperson: User, officer: User
) -> None:
    neighbours = CommunityFactory.create(unit=country.units["saue"])
    theirs = SpokespersonFactory.create(community=neighbours).user
    first = ask(community, spokesperson, "a", EVENING)
    second = ask(neighbours, theirs, "b", EVENING + timedelta(hours=1))
    times = time_of(first), time_of(second)
    refusals = at_once(
        lambda: actions.confirm(first, time=times[0], by=officer, at=NOW),
        lambda: actions.confirm(second, time=times[1], by=officer, at=NOW),
    )
    assert [type(refusal).__mro__[1] for refusal in refusals] == [InvalidInputError]
    assert Meeting.objects.filter(status=Status.CONFIRMED).count() == 1


def test_one_form_sent_twice_makes_one_meeting(
    community: Community, spokesperson: User
) -> None:
    refusals = at_once(
        lambda: ask(community, spokesperson, "a", EVENING),
        lambda: ask(community, spokesperson, "a", EVENING),
    )
    assert not refusals
    assert Meeting.objects.count() == 1


def test_moving_and_cancelling_leaves_one_of_them_with_a_sentence(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson, "a", EVENING)
    actions.confirm(meeting, time=time_of(meeting), by=officer, at=NOW)
    later = EVENING + timedelta(days=2)
    refusals = at_once(
        lambda: actions.move(
            meeting, to=(later, later + LONG), by=officer, at=NOW, seen_sequence=0
        ),
        lambda: actions.cancel(
            meeting, reason="Haigus", by=spokesperson, at=NOW, seen_sequence=0
        ),
    )
    assert [type(refusal) for refusal in refusals] == [WrongStateError]
    meeting.refresh_from_db()
    assert meeting.sequence == 1
