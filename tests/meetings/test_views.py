from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from communities.models import Community
from meetings.models import Meeting, Side, Status
from tests.factories.communities import CommunityFactory
from tests.factories.meetings import (
    InvitationFactory,
    MeetingFactory,
    ProposedTimeFactory,
    StateChangeFactory,
)
from tests.factories.regions import SmallCountry

MOST_QUERIES = 8
MOST_WHILE_WAITING = 9
"""The offered times are one question more; who answers them is one who signed in."""


@pytest.fixture
def ahead() -> datetime:
    """Return a moment ten days from now, at six in the evening by the wall clock."""
    day = timezone.localtime() + timedelta(days=10)
    return day.replace(hour=18, minute=0, second=0, microsecond=0)


@pytest.fixture
def settled(community: Community, ahead: datetime) -> Meeting:
    meeting = MeetingFactory.create(
        community=community,
        status=Status.CONFIRMED,
        starts_at=ahead,
        ends_at=ahead + timedelta(minutes=90),
        is_public=True,
    )
    StateChangeFactory.create(meeting=meeting)
    StateChangeFactory.create(meeting=meeting, after=Status.CONFIRMED)
    return meeting


@pytest.fixture
def asked(community: Community, spokesperson: User, ahead: datetime) -> Meeting:
    meeting = MeetingFactory.create(community=community, requested_by=spokesperson)
    ProposedTimeFactory.create(meeting=meeting, starts_at=ahead)
    StateChangeFactory.create(meeting=meeting, by=spokesperson)
    return meeting


def wish(community: Community, start: datetime, **changes: str) -> dict[str, str]:
    return {
        "community": community.public_id,
        "kind": "ROUND_TABLE",
        "topic": "Kiirus koolitee ääres",
        "date_1": f"{start:%Y-%m-%d}",
        "time_1": f"{start:%H:%M}",
        "length": "90",
        "place": "Rahvamaja",
        "language": "et",
        "form_key": "one",
    } | changes


REQUEST = "/et/meetings/request/"


def test_request_shows_the_summary_before_anything_is_sent(
    client: Client, community: Community, spokesperson: User, ahead: datetime
) -> None:
    client.force_login(spokesperson)
    invitees = "Jüri, jyri@example.ee"
    given = wish(community, ahead, invitees=invitees, is_public="on")
    page = client.post(REQUEST, given).content.decode()
    assert "jyri@example.ee" in page
    assert 'name="send"' in page
    assert not Meeting.objects.exists()


def test_request_is_sent_from_the_summary_with_all_its_hidden_fields(
    client: Client, community: Community, spokesperson: User, ahead: datetime
) -> None:
    client.force_login(spokesperson)
    given = wish(community, ahead, invitees="Jüri, jyri@example.ee", is_public="on")
    form = client.post(REQUEST, given).context["form"]
    hidden = {field.html_name: field.value() or "" for field in form}
    answer = client.post(REQUEST, hidden | {"send": "1"})
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"/et/meetings/{meeting.public_id}/"
    assert meeting.is_public
    assert meeting.invitations.get().name == "Jüri"
    assert meeting.times.get().starts_at == ahead
    client.post(REQUEST, hidden | {"send": "1"})
    assert Meeting.objects.count() == 1


def test_request_can_be_changed_after_the_summary(
    client: Client, community: Community, spokesperson: User, ahead: datetime
) -> None:
    client.force_login(spokesperson)
    page = client.post(REQUEST, wish(community, ahead, change="1")).content.decode()
    assert "Kiirus koolitee" in page
    assert 'name="send"' not in page


@pytest.mark.parametrize("language", ["et", "en", "ru"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": ""}, "topic"),
        ({"kind": ""}, "kind"),
        ({"kind": "PARTY"}, "kind"),
        ({"community": "zzzzzzzzzz"}, "community"),
        ({"date_1": ""}, "date_1"),
        ({"time_1": ""}, "time_1"),
        ({"time_1": "25:00"}, "time_1"),
        ({"date_1": "31.02.2027"}, "date_1"),
        ({"date_1": "2020-01-01"}, "date_1"),
        ({"date_1": "2226-01-01"}, "date_1"),
        ({"date_2": "2027-01-01"}, "time_2"),
        ({"time_3": "18:00"}, "date_3"),
        ({"length": "1"}, "length"),
        ({"place": ""}, "place"),
        ({"link": "not a link"}, "link"),
        ({"invitees": "Jüri\nMari, mari@example.ee"}, "invitees"),
        ({"invitees": "\n".join(f"a{n}@example.ee" for n in range(21))}, "invitees"),
    ],
)
def test_request_puts_what_is_wrong_beside_its_field_and_keeps_the_rest(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    client: Client,
    community: Community,
    spokesperson: User,
    ahead: datetime,
    language: str,
    changes: dict[str, str],
    field: str,
) -> None:
    client.force_login(spokesperson)
    given = wish(community, ahead, send="1") | changes
    answer = client.post(f"/{language}/meetings/request/", given)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert f'href="#id_{field}' in page
    assert "Rahvamaja" in page or "place" in changes
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("month", [3, 10])
def test_request_refuses_the_hour_in_which_the_clocks_change(
    client: Client, community: Community, spokesperson: User, month: int
) -> None:
    client.force_login(spokesperson)
    today = timezone.localdate()
    year = today.year + (today.month >= month)
    day = max(
        datetime(year, month, n, 3, 30, tzinfo=UTC)
        for n in range(25, 32)
        if datetime(year, month, n, tzinfo=UTC).weekday() == 6
    )
    form = client.post(REQUEST, wish(community, day, send="1")).context["form"]
    assert list(form.errors) == ["time_1"]


def test_request_names_the_pair_that_is_not_free(
    client: Client, settled: Meeting, spokesperson: User, ahead: datetime
) -> None:
    client.force_login(spokesperson)
    free = ahead + timedelta(days=1)
    taken = {"date_3": f"{ahead:%Y-%m-%d}", "time_3": "18:30"}
    form = client.post(
        REQUEST, wish(settled.community, free, send="1") | taken
    ).context["form"]
    assert list(form.errors) == ["date_3"]


def test_request_of_a_community_of_others_is_refused(
    client: Client, country: SmallCountry, spokesperson: User, ahead: datetime
) -> None:
    others = CommunityFactory.create(unit=country.units["elva"])
    client.force_login(spokesperson)
    form = client.post(REQUEST, wish(others, ahead, send="1")).context["form"]
    assert "community" in form.errors
    assert not Meeting.objects.exists()


def test_request_by_the_officer_is_a_proposal(
    client: Client, community: Community, officer: User, ahead: datetime
) -> None:
    client.force_login(officer)
    client.post(REQUEST, wish(community, ahead, send="1"))
    assert Meeting.objects.get().turn == Side.COMMUNITY


def test_request_page_shows_a_way_on_to_those_who_speak_for_nobody(
    client: Client, resident: User
) -> None:
    client.force_login(resident)
    page = client.get("/en/meetings/request/").content.decode()
    assert reverse("regions:find") in page
    assert "<textarea" not in page


def test_private_meeting_is_not_there_for_strangers(
    client: Client, asked: Meeting, stranger: User
) -> None:
    client.force_login(stranger)
    assert client.get(asked.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("known", [True, False])
def test_visitors_are_asked_to_sign_in_whether_or_not_there_is_a_meeting(
    client: Client, asked: Meeting, known: bool
) -> None:
    path = f"/et/meetings/{asked.public_id if known else 'zzzzzzzzzz'}/"
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={path}")


def test_public_meeting_shows_visitors_no_names_and_no_buttons(
    client: Client, settled: Meeting, spokesperson: User
) -> None:
    InvitationFactory.create(meeting=settled, name="Jüri Õunapuu")
    page = client.get(settled.get_absolute_url()).content.decode()
    assert settled.topic in page
    assert "Jüri Õunapuu" not in page
    assert spokesperson.full_name not in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_public_meeting_shows_a_resident_no_names(
    client: Client, settled: Meeting, resident: User
) -> None:
    InvitationFactory.create(meeting=settled, name="Jüri Õunapuu")
    client.force_login(resident)
    assert "Jüri Õunapuu" not in client.get(settled.get_absolute_url()).content.decode()


def test_invited_account_sees_who_is_invited_and_cannot_change_anything(
    client: Client, asked: Meeting, resident: User
) -> None:
    InvitationFactory.create(meeting=asked, user=resident, email="", name="Kersti")
    client.force_login(resident)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "Kersti" in page
    assert "/confirm/" not in page
    url = reverse("meetings:cancel", args=[asked.public_id])
    assert client.get(url).status_code == 403


def test_officer_confirms_with_one_button(
    client: Client, asked: Meeting, officer: User
) -> None:
    client.force_login(officer)
    page = client.get(asked.get_absolute_url()).content.decode()
    url = reverse("meetings:confirm", args=[asked.public_id])
    assert f'action="{url}"' in page
    answer = client.post(url, {"time": asked.times.get().pk})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert asked.status == Status.CONFIRMED


@pytest.mark.parametrize("given", ["", "x", "0", "-1", "9" * 40])
def test_confirm_of_nothing_is_not_found(
    client: Client, asked: Meeting, officer: User, given: str
) -> None:
    client.force_login(officer)
    url = reverse("meetings:confirm", args=[asked.public_id])
    assert client.post(url, {"time": given}).status_code == 404


def test_second_officer_hears_what_was_settled(
    client: Client, asked: Meeting, officer: User, country: SmallCountry
) -> None:
    time = asked.times.get()
    url = reverse("meetings:confirm", args=[asked.public_id])
    client.force_login(officer)
    client.post(url, {"time": time.pk})
    client.force_login(country.mustamae_head.user)
    page = client.post(url, {"time": time.pk}, follow=True).content.decode()
    assert "18:00" in page
    assert "box--error" in page


FORMS: list[tuple[str, dict[str, str], Status]] = [
    ("decline", {"reason": "Ei sobi", "seen": "0"}, Status.DECLINED),
    (
        "other-times",
        {"date_1": "+", "time_1": "18:00", "length": "60"},
        Status.PROPOSED,
    ),
]


@pytest.mark.parametrize(("name", "given", "after"), FORMS)
def test_officer_answers_with_a_form_of_its_own(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    client: Client,
    asked: Meeting,
    officer: User,
    ahead: datetime,
    name: str,
    given: dict[str, str],
    after: Status,
) -> None:
    client.force_login(officer)
    url = reverse(f"meetings:{name}", args=[asked.public_id])
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"sent": "1"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors
    later = f"{ahead + timedelta(days=3):%Y-%m-%d}"
    filled = {key: later if value == "+" else value for key, value in given.items()}
    assert client.post(url, filled).status_code == 302
    asked.refresh_from_db()
    assert asked.status == after


def test_moving_from_an_old_page_is_refused_in_the_form(
    client: Client, settled: Meeting, officer: User, ahead: datetime
) -> None:
    client.force_login(officer)
    url = reverse("meetings:move", args=[settled.public_id])
    form = client.get(url).context["form"]
    assert form.initial["date_1"] == ahead.date()
    given = {
        "date_1": f"{ahead + timedelta(days=1):%Y-%m-%d}",
        "time_1": "19:00",
        "length": "60",
        "place": "Kool",
        "seen": "7",
    }
    answer = client.post(url, given)
    assert answer.context["form"].non_field_errors()
    assert client.post(url, given | {"seen": "0"}).status_code == 302
    settled.refresh_from_db()
    assert (settled.status, settled.place) == (Status.MOVED, "Kool")


def test_cancelling_asks_for_the_reason(
    client: Client, settled: Meeting, spokesperson: User
) -> None:
    client.force_login(spokesperson)
    url = reverse("meetings:cancel", args=[settled.public_id])
    assert "reason" in client.post(url, {"seen": "0"}).context["form"].errors
    assert client.post(url, {"seen": "0", "reason": "Haigus"}).status_code == 302
    settled.refresh_from_db()
    assert settled.status == Status.CANCELLED


def test_expert_comes_and_goes_by_form(
    client: Client, settled: Meeting, spokesperson: User
) -> None:
    client.force_login(spokesperson)
    url = reverse("meetings:invite-expert", args=[settled.public_id])
    assert set(client.post(url, {"sent": "1"}).context["form"].errors) == {
        "full_name",
        "email",
        "until",
    }
    until = f"{timezone.localdate() + timedelta(days=5):%d.%m.%Y}"
    given = {"full_name": "Ekspert", "email": "e@example.ee", "until": until}
    assert client.post(url, given).status_code == 302
    row = settled.experts.get()
    assert row.last_day == timezone.localdate() + timedelta(days=5)
    withdraw = reverse(
        "meetings:withdraw-expert", args=[settled.public_id, row.expert.public_id]
    )
    client.post(withdraw)
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_calendar_file_of_an_open_meeting_is_open(
    client: Client, settled: Meeting
) -> None:
    answer = client.get(f"/calendar/meetings/{settled.public_id}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content).walk("VEVENT")


@pytest.mark.parametrize("has_time", [True, False])
def test_calendar_file_of_others_or_without_a_time_is_not_there(
    client: Client, settled: Meeting, asked: Meeting, has_time: bool
) -> None:
    Meeting.objects.filter(pk=settled.pk).update(is_public=False)
    meeting = settled if has_time else asked
    url = reverse("meeting-calendar", args=[meeting.public_id])
    assert client.get(url).status_code == 404


def test_list_shows_what_is_open_and_ahead(
    client: Client, settled: Meeting, asked: Meeting, ahead: datetime
) -> None:
    hidden = MeetingFactory.create(
        community=settled.community,
        settled=True,
        topic="Vana",
        is_public=True,
    )
    assert hidden.ends_at is not None
    assert hidden.ends_at < ahead
    page = client.get("/et/meetings/")
    assert [row.pk for row in page.context["page"]] == [settled.pk]
    past = client.get("/et/meetings/?when=past")
    assert [row.pk for row in past.context["page"]] == [hidden.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("county=0037", True),
        ("county=0079", False),
        ("county=nothing&kind=nothing&when=nothing&page=x", True),
        ("kind=SEMINAR", False),
        ("kind=ROUND_TABLE", True),
        ("when=waiting", True),
    ],
)
def test_list_filters_come_from_the_address(
    client: Client, settled: Meeting, query: str, found: bool
) -> None:
    page = client.get(f"/et/meetings/?{query}").context["page"]
    assert bool(list(page)) is found


def test_list_of_mine_has_waiting_ones(
    client: Client, settled: Meeting, asked: Meeting, spokesperson: User, stranger: User
) -> None:
    query = "/et/meetings/?whose=mine&when=waiting"
    client.force_login(spokesperson)
    assert [row.pk for row in client.get(query).context["page"]] == [asked.pk]
    client.force_login(stranger)
    assert not list(client.get(query).context["page"])


def _people(meeting: Meeting) -> None:
    for _ in range(5):
        InvitationFactory.create(meeting=meeting)
        StateChangeFactory.create(meeting=meeting)
    MeetingFactory.create_batch(
        5,
        community=meeting.community,
        status=Status.CONFIRMED,
        starts_at=timezone.localtime() + timedelta(days=20),
        ends_at=timezone.localtime() + timedelta(days=21),
        is_public=True,
    )


@pytest.mark.parametrize("who", ["visitor", "spokesperson", "officer", "resident"])
@pytest.mark.parametrize("which", ["list", "settled", "asked"])
def test_pages_ask_the_database_as_often_however_much_there_is(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    client: Client,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Callable[[int], Any],
    settled: Meeting,
    asked: Meeting,
    who: str,
    which: str,
) -> None:
    meeting = asked if which == "asked" else settled
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))
    url = reverse("meetings:list") if which == "list" else meeting.get_absolute_url()
    _people(meeting)
    most = MOST_WHILE_WAITING if which == "asked" else MOST_QUERIES
    with django_assert_max_num_queries(most) as captured:
        client.get(url)
    before = len(captured)
    _people(meeting)
    with django_assert_max_num_queries(before):
        client.get(url)


def test_every_word_of_a_form_is_escaped(
    client: Client, settled: Meeting, spokesperson: User
) -> None:
    Meeting.objects.filter(pk=settled.pk).update(topic="<script>alert(1)</script>")
    page = client.get(settled.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
