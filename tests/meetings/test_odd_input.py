"""What people and machines send that nobody meant: refused in words, never an error."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from communities.models import Community
from meetings.invitees import read_invitees
from meetings.models import Meeting, Status
from tests.factories.meetings import MeetingFactory, ProposedTimeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def settled(community: Community) -> Meeting:
    start = datetime.now(UTC) + timedelta(days=10)
    return MeetingFactory.create(
        community=community,
        status=Status.CONFIRMED,
        starts_at=start,
        ends_at=start + timedelta(hours=1),
    )


@pytest.mark.parametrize(
    ("day", "clock"), [("9999-12-31", "23:30"), ("0001-01-01", "00:00")]
)
def test_a_day_at_the_end_of_the_calendar_is_refused_beside_its_field(
    client: Client, settled: Meeting, spokesperson: User, day: str, clock: str
) -> None:
    client.force_login(spokesperson)
    response = client.post(
        f"/en/meetings/{settled.public_id}/move/",
        {"date_1": day, "time_1": clock, "length": "90", "place": "A", "seen": "0"},
    )
    assert "date_1" in response.context["form"].errors


def test_an_expert_cannot_be_let_in_for_ever(
    client: Client, settled: Meeting, spokesperson: User
) -> None:
    client.force_login(spokesperson)
    response = client.post(
        f"/en/meetings/{settled.public_id}/experts/new/",
        {"full_name": "A B", "email": "a@b.ee", "until": "9999-12-31"},
    )
    assert "until" in response.context["form"].errors


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "x", "", "9" * 25])
def test_a_time_that_is_no_number_is_not_there(
    client: Client, community: Community, spokesperson: User, number: str
) -> None:
    meeting = MeetingFactory.create(community=community)
    ProposedTimeFactory.create(meeting=meeting, starts_at=datetime.now(UTC))
    client.force_login(spokesperson)
    path = f"/en/meetings/{meeting.public_id}/confirm/"
    assert client.post(path, {"time": number}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/en/meetings/a%00b/",
        "/en/meetings/a%00b/cancel/",
        "/calendar/meetings/a%00b.ics",
        "/en/communities/a%00b/",
        "/en/communities/a%00b/spokespersons/new/",
    ],
)
def test_an_address_that_the_database_cannot_take_is_not_found(
    client: Client, spokesperson: User, path: str
) -> None:
    client.force_login(spokesperson)
    assert client.get(path).status_code == 404


def test_an_address_longer_than_mail_knows_is_not_understood() -> None:
    long = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 30}.ee"
    assert len(long) > 254
    people, wrong = read_invitees(f"Mari Mets, {long}")
    assert people == []
    assert len(wrong) == 1
