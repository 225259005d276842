"""Who is told of what happens to a meeting, and what goes with the mail."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.models import User
from communities.models import Spokesperson
from groundwork.workdays import TALLINN
from meetings.calendars import CONTENT_TYPE, Party, calendar_file
from meetings.models import Invitation, Meeting, MeetingExpert, StateChange
from notifications.actions import Attachment, Recipient, notify
from regions.models import Officer
from regions.responsibility import responsible_for

_METHODS: Final = {
    "meetings.confirmed": "REQUEST",
    "meetings.moved": "REQUEST",
    "meetings.cancelled": "CANCEL",
}
"""What calendar programs are told by which notice; other notices carry no file."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to tell: an account, or a name with an address."""

    recipient: Recipient
    key: str
    party: Party
    may_open: bool


def tell_sides(kind: str, meeting: Meeting, change: StateChange) -> None:
    """Tell both sides, without whoever acted, who knows.

    Those invited hear of a meeting only once it has a time.
    """
    for user in people_of_both_sides(meeting, change.at):
        if user.pk != change.by_id:
            _tell(kind, meeting, change, _account(user))


def tell_everybody(kind: str, meeting: Meeting, change: StateChange) -> None:
    """Tell both sides, those invited and the experts, each with a calendar file."""
    told: set[str] = set()
    for reader in _everybody(meeting, change.at):
        if reader.key not in told:
            told.add(reader.key)
            _tell(kind, meeting, change, reader)


def tell_invited(
    kind: str, meeting: Meeting, user: User, *, key: str, at: datetime
) -> None:
    """Tell one account that it may open a meeting now."""
    notify(
        kind,
        to=Recipient.account(user),
        dedupe_key=f"{kind}:{key}",
        at=at,
        path=meeting.get_absolute_url(),
        facts=_facts(meeting, may_open=True)
        | {"has_password": user.has_usable_password()},
    )


def people_of_both_sides(meeting: Meeting, at: datetime) -> list[User]:
    """Return the community's spokespersons and whoever answers for its region.

    An officer who is away now may be back on the day of the meeting: both are told.
    """
    day = at.astimezone(TALLINN).date()
    speaking = (
        Spokesperson.objects.on(day)
        .filter(community=meeting.community, user__is_active=True)
        .for_list()
    )
    people = [row.user for row in speaking]
    people += [officer.user for officer in _officers(meeting, at)]
    return list({user.pk: user for user in people}.values())


def _officers(meeting: Meeting, at: datetime) -> list[Officer]:
    unit = meeting.community.unit
    moments = [at]
    if meeting.starts_at is not None and meeting.starts_at > at:
        moments.append(meeting.starts_at)
    return [responsible_for(unit, moment).officer for moment in moments]


def organizer_of(meeting: Meeting, at: datetime) -> Party:
    """Return the officer's service address: who calls the meeting in calendars."""
    officer = responsible_for(meeting.community.unit, meeting.starts_at or at).officer
    return Party(officer.name, officer.email)


def _everybody(meeting: Meeting, at: datetime) -> Iterator[Reader]:
    for user in people_of_both_sides(meeting, at):
        yield _account(user)
    experts = MeetingExpert.objects.in_force(at).filter(meeting=meeting)
    for expert in experts.select_related("expert"):
        yield _account(expert.expert)
    invitations = Invitation.objects.filter(meeting=meeting).order_by("pk")
    for invitation in invitations.select_related("user"):
        yield _invited(invitation, meeting)


def _account(user: User) -> Reader:
    return Reader(
        Recipient.account(user),
        f"user-{user.pk}",
        Party(user.full_name, user.email),
        may_open=True,
    )


def _invited(invitation: Invitation, meeting: Meeting) -> Reader:
    if invitation.user is not None:
        return _account(invitation.user)
    # The key is stored with the notice: a digest, so that it holds no address.
    digest = hashlib.blake2b(invitation.email.encode(), digest_size=10).hexdigest()
    return Reader(
        Recipient.address(invitation.email, invitation.language),
        f"address-{digest}",
        Party(invitation.name, invitation.email),
        may_open=meeting.is_public,
    )


def _tell(kind: str, meeting: Meeting, change: StateChange, reader: Reader) -> None:
    notify(
        kind,
        to=reader.recipient,
        dedupe_key=f"{kind}:{change.pk}:{reader.key}",
        at=change.at,
        path=meeting.get_absolute_url() if reader.may_open else "",
        facts=_facts(meeting, may_open=reader.may_open),
        attachment=_file(kind, meeting, change, reader.party),
    )


def _facts(meeting: Meeting, *, may_open: bool) -> dict[str, str | bool | None]:
    facts: dict[str, str | bool | None] = {"kind": meeting.kind, "may_open": may_open}
    if meeting.starts_at is not None:
        facts["starts_at"] = meeting.starts_at.isoformat()
    return facts


def _file(
    kind: str, meeting: Meeting, change: StateChange, reader: Party
) -> Attachment | None:
    method = _METHODS.get(kind)
    if method is None or meeting.starts_at is None:
        return None
    return Attachment(
        file_name=f"meeting-{meeting.public_id}.ics",
        content_type=CONTENT_TYPE,
        content=calendar_file(
            meeting,
            stamp=change.at,
            organizer=organizer_of(meeting, change.at),
            method=method,
            invited=reader,
        ),
        method=method,
    )
