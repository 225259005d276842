from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar

from communities.models import Community
from groundwork.workdays import TALLINN
from meetings.calendars import Party, calendar_file, uid_of
from meetings.models import Meeting, Status
from tests.factories.meetings import EVENING, MeetingFactory

STAMP = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
OFFICER = Party('Tõnu "Tom" Tamm; inspektor', "tonu@politsei.example")
READER = Party("Mari, Mets", "mari@example.ee")


@pytest.fixture
def meeting(community: Community) -> Meeting:
    return MeetingFactory.create(community=community, settled=True)


def written(meeting: Meeting, method: str = "", invited: Party | None = None) -> str:
    return calendar_file(
        meeting, stamp=STAMP, organizer=OFFICER, method=method, invited=invited
    )


def parsed(text: str) -> Any:
    return Calendar.from_ical(text)


def event_in(text: str) -> Any:
    events = parsed(text).walk("VEVENT")
    assert len(events) == 1
    return events[0]


def test_file_tells_when_where_and_by_whom(meeting: Meeting) -> None:
    event = event_in(written(meeting))
    assert event["UID"] == uid_of(meeting)
    assert event["UID"].startswith(f"meeting-{meeting.public_id}@")
    assert event["DTSTART"].dt == EVENING
    assert event["DTSTART"].params["TZID"] == "Europe/Tallinn"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert event["DTSTAMP"].dt == STAMP
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"] == "Rahvamaja, Laagri"
    assert event["GEO"].to_ical() == "59.15;24.1"
    assert event["ORGANIZER"] == "mailto:tonu@politsei.example"
    assert event["SUMMARY"].params["LANGUAGE"] == "et"
    assert meeting.topic in event["SUMMARY"]
    assert event["URL"].endswith(f"/et/meetings/{meeting.public_id}/")
    assert event.walk("VALARM")[0]["TRIGGER"].dt == timedelta(hours=-24)


def test_file_is_the_same_every_time(meeting: Meeting) -> None:
    assert written(meeting) == written(meeting)


def test_file_to_download_names_no_attendee_and_no_method(meeting: Meeting) -> None:
    text = written(meeting)
    assert "ATTENDEE" not in text
    assert "METHOD" not in text


def test_invitation_names_its_reader_only(meeting: Meeting) -> None:
    text = written(meeting, "REQUEST", READER)
    event = event_in(text)
    assert text.count("ATTENDEE") == 1
    assert event["ATTENDEE"] == "mailto:mari@example.ee"
    assert event["ATTENDEE"].params["CN"] == "Mari, Mets"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert parsed(text)["METHOD"] == "REQUEST"


def test_cancellation_keeps_the_name_and_has_no_reminder(meeting: Meeting) -> None:
    before = event_in(written(meeting))["UID"]
    meeting.status, meeting.sequence = Status.CANCELLED, 3
    text = written(meeting, "CANCEL", READER)
    event = event_in(text)
    assert event["UID"] == before
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)
    assert not event.walk("VALARM")


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status.PROPOSED, "TENTATIVE"),
        (Status.POLLING, "TENTATIVE"),
        (Status.MOVED, "CONFIRMED"),
        (Status.HELD, "CONFIRMED"),
        (Status.MINUTED, "CONFIRMED"),
        (Status.DECLINED, "CANCELLED"),
    ],
)
def test_every_state_has_a_word_in_calendars(
    meeting: Meeting, status: Status, word: str
) -> None:
    meeting.status = status
    assert event_in(written(meeting))["STATUS"] == word


def test_lines_are_folded_at_75_octets_between_letters(meeting: Meeting) -> None:
    meeting.topic = "Õöäüšž" * 26
    meeting.place = "Ж" * 200
    raw = written(meeting).encode()
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in lines:
        line.decode()
    event = event_in(raw.decode())
    assert meeting.topic in event["SUMMARY"]
    assert event["LOCATION"] == "Ж" * 200 + ", Laagri"


def test_commas_semicolons_backslashes_and_line_ends_are_escaped(
    meeting: Meeting,
) -> None:
    meeting.topic = "Lapsed, kool; tee\\rada\nSTATUS:CANCELLED"
    text = written(meeting)
    assert "Lapsed\\, kool\\; tee\\\\rada\\nSTATUS" in text.replace("\r\n ", "")
    event = event_in(text)
    assert event["STATUS"] == "CONFIRMED"
    assert meeting.topic in event["SUMMARY"]


def test_quotes_in_a_name_cannot_break_out_of_the_parameter(meeting: Meeting) -> None:
    event = event_in(written(meeting, "REQUEST", Party('A";X="b', "a@example.ee")))
    assert event["ATTENDEE"] == "mailto:a@example.ee"
    assert set(event["ATTENDEE"].params) == {"CN", "PARTSTAT", "ROLE", "RSVP"}


@pytest.mark.parametrize(
    "local",
    [
        datetime(2026, 3, 28, 18, 0, tzinfo=TALLINN),
        datetime(2026, 3, 29, 18, 0, tzinfo=TALLINN),
        datetime(2026, 10, 24, 18, 0, tzinfo=TALLINN),
        datetime(2026, 10, 25, 18, 0, tzinfo=TALLINN),
    ],
)
def test_six_in_the_evening_stays_six_around_the_clock_changes(
    meeting: Meeting, local: datetime
) -> None:
    meeting.starts_at = local.astimezone(UTC)
    meeting.ends_at = meeting.starts_at + timedelta(hours=1)
    text = written(meeting)
    assert f"DTSTART;TZID=Europe/Tallinn:{local:%Y%m%dT180000}" in text
    assert event_in(text)["DTSTART"].dt == meeting.starts_at


@pytest.mark.parametrize("hour", [0, 1])
def test_the_hour_that_comes_twice_is_told_apart(meeting: Meeting, hour: int) -> None:
    meeting.starts_at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
    meeting.ends_at = meeting.starts_at + timedelta(hours=3)
    event = event_in(written(meeting))
    assert event["DTSTART"].dt == meeting.starts_at
    assert event["DTEND"].dt == meeting.ends_at


def test_own_timezone_agrees_with_the_worlds_for_twenty_years(meeting: Meeting) -> None:
    calendar = parsed(written(meeting))
    zone = calendar.walk("VTIMEZONE")[0].to_tz()
    for year in range(2026, 2046):
        for month in (1, 3, 4, 7, 10, 11):
            naive = datetime(year, month, 27, 12, 0)  # noqa: DTZ001 -- by the wall clock
            ours = naive.replace(tzinfo=zone).utcoffset()
            assert ours == naive.replace(tzinfo=TALLINN).utcoffset(), naive


def test_other_readers_find_it_on_its_day(meeting: Meeting) -> None:
    calendar = parsed(written(meeting))
    found = recurring_ical_events.of(calendar).at(date(2026, 3, 12))
    assert [event["UID"] for event in found] == [uid_of(meeting)]
    assert not recurring_ical_events.of(calendar).at(date(2026, 3, 13))
