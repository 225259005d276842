"""Meetings as calendar files. Source: RFC 5545 (iCalendar), 5546 and 6047 (by mail).

The same meeting gives the same bytes: nothing here reads the clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import (
    Alarm,
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vDatetime,
    vRecur,
    vText,
)

from groundwork.workdays import TALLINN
from meetings.models import Meeting, Status
from meetings.times import exists

REMIND_BEFORE: Final = timedelta(hours=24)
CONTENT_TYPE: Final = "text/calendar"
_PRODUCT: Final = "-//Regional policing portal//Meetings//ET"
_STATES: Final = {
    Status.PROPOSED: "TENTATIVE",
    Status.POLLING: "TENTATIVE",
    Status.CONFIRMED: "CONFIRMED",
    Status.MOVED: "CONFIRMED",
    Status.HELD: "CONFIRMED",
    Status.MINUTED: "CONFIRMED",
    Status.DECLINED: "CANCELLED",
    Status.CANCELLED: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class Party:
    """Who calls a meeting or is invited to it: a name and an e-mail address."""

    name: str
    email: str


def calendar_file(
    meeting: Meeting,
    *,
    stamp: datetime,
    organizer: Party,
    method: str = "",
    invited: Party | None = None,
) -> str:
    """Return `meeting` as an iCalendar file, in the meeting's language.

    Args:
        meeting: with its community and unit; it has a time.
        stamp: when the meeting last changed.
        organizer: the officer's service address.
        method: REQUEST or CANCEL in a mail, empty for a file to download.
        invited: the reader of the mail. Nobody else is named in it, so that no
            address reaches others; a file to download names nobody.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    calendar.add_component(_tallinn())
    with override(meeting.language):
        event = _event(meeting, stamp, organizer)
        if invited is not None:
            event.add("attendee", _attendee(invited), encode=False)
        if method != "CANCEL":
            event.add_component(_reminder())
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written.decode()


def uid_of(meeting: Meeting) -> str:
    """Return the name that calendars know the meeting by, the same for all its life."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"meeting-{meeting.public_id}@{host}"


def _event(meeting: Meeting, stamp: datetime, organizer: Party) -> Event:
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("last-modified", stamp.astimezone(UTC))
    event.add("sequence", meeting.sequence)
    event.add("status", _STATES[Status(meeting.status)])
    _add_moment(event, "dtstart", meeting.starts_at)
    _add_moment(event, "dtend", meeting.ends_at)
    event.add("summary", _title(meeting), parameters={"LANGUAGE": meeting.language})
    event.add("description", _description(meeting))
    if meeting.place:
        event.add("location", f"{meeting.place}, {meeting.community.unit}")
        unit = meeting.community.unit
        event.add("geo", (round(unit.lat, 5), round(unit.lon, 5)))
    event.add("url", _address_of(meeting))
    event.add("organizer", _address(organizer), encode=False)
    event.add("class", "PUBLIC" if meeting.is_public else "PRIVATE")
    return event


def _title(meeting: Meeting) -> str:
    return _("%(kind)s: %(topic)s") % {
        "kind": meeting.get_kind_display().capitalize(),
        "topic": meeting.topic,
    }


def _description(meeting: Meeting) -> str:
    lines = [meeting.community.name]
    if meeting.link:
        lines.append(_("Join from afar: %(link)s") % {"link": meeting.link})
    lines.append(_("More: %(url)s") % {"url": _address_of(meeting)})
    return "\n".join(lines)


def _address_of(meeting: Meeting) -> str:
    with override(meeting.language):
        return (
            f"{settings.SITE_URL}{reverse('meetings:detail', args=[meeting.public_id])}"
        )


def _add_moment(event: Event, name: str, moment: datetime | None) -> None:
    """Add a time by Tallinn's clock; in UTC where that clock shows it twice."""
    assert moment is not None, "a meeting in a calendar has a time"  # noqa: S101 -- for the type checker: rules see to it
    local = moment.astimezone(TALLINN)
    event.add(name, local if exists(local) else moment.astimezone(UTC))


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    # A double quote cannot stand in a parameter (RFC 5545, 3.2).
    address.params["CN"] = vText(party.name.replace('"', "'"))
    return address


def _attendee(party: Party) -> vCalAddress:
    address = _address(party)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("TRUE")
    return address


def _reminder() -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -REMIND_BEFORE)
    alarm.add("description", _("The meeting is in 24 hours."))
    return alarm


def _tallinn() -> Timezone:
    """Return Tallinn's clock since 2002, when summer time came back for good."""
    zone = Timezone()
    zone.add("tzid", TALLINN.key)
    summer, winter = timedelta(hours=3), timedelta(hours=2)
    for part, name, since, before, after in (
        (TimezoneDaylight(), "EEST", datetime(2002, 3, 31, 3), winter, summer),  # noqa: DTZ001 -- wall-clock time by definition
        (TimezoneStandard(), "EET", datetime(2002, 10, 27, 4), summer, winter),  # noqa: DTZ001 -- the same
    ):
        part.add("dtstart", vDatetime(since))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        rule = {"freq": "yearly", "bymonth": since.month, "byday": "-1su"}
        part.add("rrule", vRecur(rule))
        zone.add_component(part)
    return zone
