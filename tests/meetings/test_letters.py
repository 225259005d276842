"""The mails that go out: in the reader's language, with the file calendars want."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.utils import translation
from icalendar import Calendar

from accounts.models import Language, User
from communities.actions import Newcomer, add_spokesperson, end_spokesperson
from communities.models import Community
from meetings import actions
from meetings.models import Meeting, MeetingKind, ProposedTime
from notifications.letters import letter_for
from notifications.models import Notice
from notifications.wording import subject_of

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 3, 12, 16, 0, tzinfo=UTC)
LONG = timedelta(minutes=90)
TOPIC = "Salajane teema"


@pytest.fixture
def told(community: Community, spokesperson: User, officer: User) -> Meeting:
    """Return a meeting that went through everything that people are told of."""
    wish: dict[str, Any] = {
        "kind": MeetingKind.MEETING,
        "topic": TOPIC,
        "language": "et",
        "place": "Rahvamaja",
        "times": [(EVENING, EVENING + LONG)],
        "invitees": [("Jüri Õunapuu", "jyri@example.ee")],
    }
    declined = actions.request(
        community, form_key="d" * 32, by=spokesperson, at=NOW, **wish
    )
    actions.decline(declined, reason="Ei sobi", by=officer, at=NOW)
    meeting = actions.request(
        community, form_key="a" * 32, by=spokesperson, at=NOW, **wish
    )
    later = NOW + timedelta(hours=1)
    day = timedelta(days=1)
    other = [(EVENING + day, EVENING + day + LONG)]
    actions.answer_with_other_times(meeting, times=other, by=officer, at=later)
    time = ProposedTime.objects.on_table(meeting).get()
    actions.confirm(meeting, time=time, by=spokesperson, at=later)
    actions.move(meeting, to=(EVENING, EVENING + LONG), by=officer, at=later)
    actions.invite_expert(
        meeting,
        email="ekspert@example.ee",
        full_name="Ekspert Eksler",
        until=EVENING,
        by=officer,
        at=later,
    )
    actions.cancel(meeting, reason="Haigus", by=officer, at=later)
    newcomer = Newcomer(email="uus@example.ee", full_name="Uus Inimene")
    term = add_spokesperson(community, newcomer, by=officer, at=NOW)
    end_spokesperson(term, by=officer, at=NOW)
    return meeting


def opened(notice: Notice) -> EmailMessage:
    raw = letter_for(notice).message().as_bytes()
    return message_from_bytes(raw, policy=default)


def test_every_kind_of_notice_has_words(told: Meeting) -> None:
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds == {
        "meetings.requested",
        "meetings.declined",
        "meetings.other_times",
        "meetings.confirmed",
        "meetings.moved",
        "meetings.cancelled",
        "meetings.expert_invited",
        "communities.spokesperson_added",
        "communities.spokesperson_ended",
    }


@pytest.mark.parametrize("language", Language.values)
def test_letters_speak_the_readers_language_and_keep_secrets(
    told: Meeting, language: str
) -> None:
    english = {}
    for notice in Notice.objects.all():
        with translation.override("en"):
            english[notice.pk] = subject_of(notice)
    Notice.objects.update(language=language)
    for notice in Notice.objects.all():
        letter = letter_for(notice)
        assert (letter.subject == english[notice.pk]) is (language == "en")
        for private in (TOPIC, "Haigus", "Ei sobi", "Jüri", "Laagri", "Eksler"):
            assert private not in letter.subject
        assert TOPIC not in letter.body
        assert "Haigus" not in letter.body
        if notice.path:
            assert f"/{language}/" in letter.body


def test_dates_in_subjects_are_by_the_wall_clock_of_tallinn(told: Meeting) -> None:
    notice = Notice.objects.filter(kind="meetings.moved").first()
    assert notice is not None
    assert "12.03.2026 18:00" in letter_for(notice).subject


@pytest.mark.parametrize(
    ("kind", "method", "status", "sequence"),
    [
        ("confirmed", "REQUEST", "CONFIRMED", 0),
        ("moved", "REQUEST", "CONFIRMED", 1),
        ("cancelled", "CANCEL", "CANCELLED", 2),
    ],
)
def test_mail_carries_the_calendar_file_as_calendars_want_it(
    told: Meeting, kind: str, method: str, status: str, sequence: int
) -> None:
    notice = Notice.objects.get(kind=f"meetings.{kind}", address="jyri@example.ee")
    parts = list(opened(notice).walk())
    invitation = next(p for p in parts if p.get_content_type() == "text/calendar")
    assert invitation.get_param("method") == method
    assert invitation.get_param("charset") == "utf-8"
    calendar: Any = Calendar.from_ical(invitation.get_content())
    event = calendar.walk("VEVENT")[0]
    assert calendar["METHOD"] == method
    assert (event["STATUS"], event["SEQUENCE"]) == (status, sequence)
    assert event["ATTENDEE"] == "mailto:jyri@example.ee"
    assert event["UID"].startswith(f"meeting-{told.public_id}@")
    file = next(p for p in parts if p.get_filename())
    assert file.get_filename() == f"meeting-{told.public_id}.ics"


def test_address_without_an_account_gets_no_link_to_a_closed_page(
    told: Meeting,
) -> None:
    notice = Notice.objects.get(kind="meetings.confirmed", address="jyri@example.ee")
    assert notice.path == ""
    assert "/meetings/" not in letter_for(notice).body


def test_stored_notices_hold_no_words_and_no_address_in_their_keys(
    told: Meeting,
) -> None:
    for notice in Notice.objects.all():
        stored = f"{notice.facts} {notice.dedupe_key}"
        for private in (TOPIC, "Haigus", "example.ee", "Jüri"):
            assert private not in stored
