"""Everything that changes a meeting.

Each act locks the row, checks who and in which state, writes, records, and tells. Done
twice by the same person it changes nothing the second time; the second of two people
hears what the first one did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.actions import record
from communities.actions import account_for
from communities.models import Community, Spokesperson
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from meetings import notices, rules
from meetings.models import (
    WORKFLOW,
    Invitation,
    Meeting,
    MeetingExpert,
    MeetingKind,
    ProposedTime,
    Side,
    StateChange,
    Status,
)
from meetings.times import Span, lock_diary, require_free, require_offer, require_span

CHANGED_MEANWHILE: Final = gettext_lazy(
    "Somebody changed this meeting while your page was open. Look at it once more."
)


class WishFacts(TypedDict):
    """What a meeting is asked for with; see `Wish`."""

    kind: MeetingKind
    topic: str
    times: Sequence[Span]
    language: str
    place: NotRequired[str]
    link: NotRequired[str]
    is_public: NotRequired[bool]
    invitees: NotRequired[Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to meet about: one to three times, a place or a link or both.

    `invitees` are names with e-mail addresses; they hear of it once a time is settled.
    """

    kind: MeetingKind
    topic: str
    times: Sequence[Span]
    language: str
    place: str = ""
    link: str = ""
    is_public: bool = False
    invitees: Sequence[tuple[str, str]] = ()


@transaction.atomic
def request(
    community: Community,
    *,
    form_key: str,
    by: User,
    at: datetime,
    **wish: Unpack[WishFacts],
) -> Meeting:
    """Ask the region's officer for a meeting on behalf of `community`; return it.

    The same `form_key` twice makes one meeting.

    Raises:
        NotAllowedError: `by` does not speak for the community.
        InvalidInputError: a time, the place or the invitees cannot be taken.
    """
    community = _lock_community(community)
    rules.may_request(by, community, at=at).require()
    day = at.astimezone(TALLINN).date()
    held = Spokesperson.objects.on(day).filter(community=community, user=by)
    origin = _Origin(Side.COMMUNITY, held.order_by("pk").first(), by, at, form_key)
    return _ask(community, Wish(**wish), origin)


@transaction.atomic
def propose(
    community: Community,
    *,
    form_key: str,
    by: User,
    at: datetime,
    **wish: Unpack[WishFacts],
) -> Meeting:
    """Propose a meeting to a community of one's region; return it.

    The same `form_key` twice makes one meeting.

    Raises:
        NotAllowedError: `by` does not answer for the community's region.
        InvalidInputError: a time, the place or the invitees cannot be taken.
    """
    community = _lock_community(community)
    rules.may_propose(by, community, at=at).require()
    return _ask(community, Wish(**wish), _Origin(Side.POLICE, None, by, at, form_key))


@dataclass(frozen=True, slots=True)
class _Origin:
    side: Side
    mandate: Spokesperson | None
    by: User
    at: datetime
    form_key: str


def _lock_community(community: Community) -> Community:
    rows = Community.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=community.pk)


def _ask(community: Community, wish: Wish, origin: _Origin) -> Meeting:
    known = Meeting.objects.filter(form_key=origin.form_key).first()
    if known is not None:
        return known
    _require_whole(community, wish, origin.at)
    meeting = Meeting.objects.create(
        form_key=origin.form_key,
        kind=wish.kind,
        topic=wish.topic.strip(),
        language=wish.language,
        community=community,
        turn=_other(origin.side),
        is_public=wish.is_public,
        place=wish.place.strip(),
        link=wish.link,
        requested_by=origin.by,
        requested_at=origin.at,
        on_behalf_of=community if origin.mandate else None,
        mandate=origin.mandate,
    )
    _offer(meeting, wish.times, side=origin.side, at=origin.at)
    _invite(meeting, wish.invitees, at=origin.at)
    change = meeting.state_changes.create(
        after=Status.PROPOSED, by=origin.by, at=origin.at
    )
    role = rules.role_of(frozenset({origin.side}))
    record("meetings.request", meeting, by=origin.by, role=role, at=origin.at)
    notices.tell_sides("meetings.requested", meeting, change)
    return meeting


def _require_whole(community: Community, wish: Wish, at: datetime) -> None:
    if not wish.topic.strip():
        raise InvalidInputError(_("Write what the meeting is about."), field="topic")
    if not (wish.place.strip() or wish.link):
        raise InvalidInputError(
            _("Give a place, or a link for joining from afar."), field="place"
        )
    if len(wish.invitees) > rules.MOST_INVITEES:
        raise InvalidInputError(
            _("Invite at most %(most)d people.") % {"most": rules.MOST_INVITEES},
            field="invitees",
        )
    _require_offer(community, wish.times, at)


def _require_offer(community: Community, times: Sequence[Span], at: datetime) -> None:
    require_offer(times, at=at)
    for number, span in enumerate(times, 1):
        require_free(community, span, number=number)


def _other(side: Side) -> Side:
    return Side.POLICE if side == Side.COMMUNITY else Side.COMMUNITY


def _offer(
    meeting: Meeting, times: Sequence[Span], *, side: Side, at: datetime
) -> None:
    for start, end in times:
        ProposedTime.objects.update_or_create(
            meeting=meeting,
            starts_at=start,
            defaults={"ends_at": end, "offered_by": side, "offered_at": at},
        )


def _invite(
    meeting: Meeting, invitees: Sequence[tuple[str, str]], *, at: datetime
) -> None:
    people = {email.strip().lower(): name.strip() for name, email in invitees}
    accounts = {
        user.email: user
        for user in User.objects.filter(email__in=people, is_active=True)
    }
    for email, name in people.items():
        user = accounts.get(email)
        Invitation.objects.create(
            meeting=meeting,
            user=user,
            name=name or email,
            email="" if user else email,
            language=user.language if user else meeting.language,
            invited_at=at,
        )


@transaction.atomic
def confirm(
    meeting: Meeting,
    *,
    time: ProposedTime,
    place: str | None = None,
    by: User,
    at: datetime,
) -> Meeting:
    """Settle on one of the offered times, tell everybody with a calendar file.

    Args:
        meeting: it waits for an answer of the side that `by` is on.
        time: one of the newest offer.
        place: where to meet instead of what was asked for; None leaves it.
        by: the person of the side whose turn it is.
        at: now.

    Raises:
        NotAllowedError: it is not the turn of `by`'s side.
        WrongStateError: somebody settled it already, or the time is off the table.
        InvalidInputError: the time has passed, or somebody has a meeting then.
    """
    meeting, sides = _lock(meeting, by, at)
    if _was_done(meeting, Status.CONFIRMED, by) and meeting.starts_at == time.starts_at:
        return meeting
    _require_step(meeting, Status.CONFIRMED)
    rules.may_answer(meeting, sides).require()
    offered = ProposedTime.objects.on_table(meeting).filter(pk=time.pk).first()
    if offered is None:
        raise WrongStateError(_("This time is not offered any more. Choose another."))
    span = offered.starts_at, offered.ends_at
    lock_diary(meeting.community, span[0])
    require_span(span, at=at)
    require_free(meeting.community, span, but=meeting)
    meeting.starts_at, meeting.ends_at = span
    if place is not None:
        meeting.place = place.strip()
    change = _step(meeting, Status.CONFIRMED, by=by, at=at)
    _record("confirm", meeting, sides, change)
    notices.tell_everybody("meetings.confirmed", meeting, change)
    return meeting


@transaction.atomic
def answer_with_other_times(
    meeting: Meeting, *, times: Sequence[Span], by: User, at: datetime
) -> Meeting:
    """Offer other times instead; from then on it is the other side's turn.

    Raises:
        NotAllowedError: it is not the turn of `by`'s side.
        WrongStateError: the meeting has a time, or was called off.
        InvalidInputError: one of the times cannot be.
    """
    meeting, sides = _lock(meeting, by, at)
    if _is_on_table(meeting, times, sides):
        return meeting
    _require_step(meeting, Status.CONFIRMED)
    rules.may_answer(meeting, sides).require()
    _require_offer(meeting.community, times, at)
    side = Side(meeting.turn)
    _offer(meeting, times, side=side, at=at)
    meeting.turn = _other(side)
    change = _step(meeting, Status.PROPOSED, by=by, at=at)
    _record("offer_times", meeting, sides, change)
    notices.tell_sides("meetings.other_times", meeting, change)
    return meeting


def _is_on_table(
    meeting: Meeting, times: Sequence[Span], sides: frozenset[Side]
) -> bool:
    if not meeting.is_waiting or meeting.turn in sides:
        return False
    offered = ProposedTime.objects.on_table(meeting).filter(offered_by__in=sides)
    return set(offered.values_list("starts_at", "ends_at")) == set(times)


@transaction.atomic
def decline(meeting: Meeting, *, reason: str, by: User, at: datetime) -> Meeting:
    """Say no to a request, with the reason.

    Raises:
        NotAllowedError: it is not the turn of `by`'s side.
        WrongStateError: the meeting has a time, or was called off.
        InvalidInputError: no reason is given.
    """
    meeting, sides = _lock(meeting, by, at)
    if _was_done(meeting, Status.DECLINED, by):
        return meeting
    _require_step(meeting, Status.DECLINED)
    rules.may_answer(meeting, sides).require()
    _require_reason(reason)
    change = _step(meeting, Status.DECLINED, by=by, at=at, reason=reason)
    _record("decline", meeting, sides, change)
    notices.tell_sides("meetings.declined", meeting, change)
    return meeting


@transaction.atomic
def cancel(
    meeting: Meeting,
    *,
    reason: str,
    by: User,
    at: datetime,
    seen_sequence: int | None = None,
) -> Meeting:
    """Call a meeting off, with the reason; calendars take it out.

    A request that has no time yet is taken back, and only the two sides hear of it.

    Args:
        meeting: it has not been held.
        reason: why.
        by: somebody of either side.
        at: now.
        seen_sequence: the `sequence` that `by` saw, when a page shows it.

    Raises:
        NotAllowedError: `by` is of neither side.
        WrongStateError: it was held or called off, or changed since it was seen.
        InvalidInputError: no reason is given.
    """
    meeting, sides = _lock(meeting, by, at)
    if _was_done(meeting, Status.CANCELLED, by):
        return meeting
    rules.may_change(sides).require()
    _require_step(meeting, Status.CANCELLED)
    _require_seen(meeting, seen_sequence)
    _require_reason(reason)
    tell = notices.tell_everybody if meeting.takes_place else notices.tell_sides
    meeting.sequence += 1
    change = _step(meeting, Status.CANCELLED, by=by, at=at, reason=reason)
    _record("cancel", meeting, sides, change)
    tell("meetings.cancelled", meeting, change)
    return meeting


@transaction.atomic
def move(  # noqa: PLR0913 -- when, where, why, who: a move is made of these
    meeting: Meeting,
    *,
    to: Span,
    place: str | None = None,
    reason: str = "",
    by: User,
    at: datetime,
    seen_sequence: int | None = None,
) -> Meeting:
    """Move a meeting to another time; calendars follow (same name, next sequence).

    Args:
        meeting: it is confirmed or was moved before.
        to: from and until, aware.
        place: where to meet now; None leaves it.
        reason: why, for those concerned.
        by: somebody of either side.
        at: now.
        seen_sequence: the `sequence` that `by` saw, when a page shows it.

    Raises:
        NotAllowedError: `by` is of neither side.
        WrongStateError: it has no time yet, is over, or changed since it was seen.
        InvalidInputError: the time cannot be, or somebody has a meeting then.
    """
    meeting, sides = _lock(meeting, by, at)
    span = meeting.starts_at, meeting.ends_at
    if _was_done(meeting, Status.MOVED, by) and span == to:
        return meeting
    rules.may_change(sides).require()
    _require_step(meeting, Status.MOVED)
    _require_seen(meeting, seen_sequence)
    lock_diary(meeting.community, to[0])
    require_span(to, at=at)
    require_free(meeting.community, to, but=meeting)
    meeting.starts_at, meeting.ends_at = to
    if place is not None:
        meeting.place = place.strip()
    meeting.sequence += 1
    change = _step(meeting, Status.MOVED, by=by, at=at, reason=reason)
    _record("move", meeting, sides, change)
    notices.tell_everybody("meetings.moved", meeting, change)
    return meeting


@transaction.atomic
def mark_held(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """Note that a meeting took place.

    Raises:
        NotAllowedError: `by` is of neither side.
        WrongStateError: it has not begun, or was called off.
    """
    meeting, sides = _lock(meeting, by, at)
    if meeting.status == Status.HELD:
        return meeting
    rules.may_change(sides).require()
    _require_step(meeting, Status.HELD)
    if meeting.starts_at is None or meeting.starts_at > at:
        raise WrongStateError(_("This meeting has not begun yet."))
    change = _step(meeting, Status.HELD, by=by, at=at)
    _record("mark_held", meeting, sides, change)
    return meeting


@transaction.atomic
def invite_expert(  # noqa: PLR0913 -- whom, until when, by whom
    meeting: Meeting,
    *,
    email: str,
    full_name: str,
    until: datetime,
    by: User,
    at: datetime,
) -> MeetingExpert:
    """Let a person see this one meeting until a moment, and tell them.

    Who has no account gets one without a password. Invited once more, an expert gets
    the new end.

    Raises:
        NotAllowedError: `by` is of neither side.
        WrongStateError: the meeting was called off.
        InvalidInputError: `until` is not ahead, or more than a year away.
    """
    meeting, sides = _lock(meeting, by, at)
    rules.may_change(sides).require()
    if meeting.is_called_off:
        raise WrongStateError(_("This meeting does not take place."))
    if not at < until <= at + rules.EXPERT_LONGEST:
        raise InvalidInputError(
            _("Choose a day within a year from now."), field="until"
        )
    role = rules.role_of(sides)
    stranger = User(email=email, full_name=full_name, language=meeting.language)
    expert = account_for(stranger, by=by, role=role, at=at)
    row, _created = MeetingExpert.objects.update_or_create(
        meeting=meeting,
        expert=expert,
        withdrawn_at=None,
        defaults={"until": until},
        create_defaults={"until": until, "invited_by": by, "invited_at": at},
    )
    record("meetings.invite_expert", meeting, by=by, role=role, at=at)
    key = f"{row.pk}:{until:%Y%m%d}"
    notices.tell_invited("meetings.expert_invited", meeting, expert, key=key, at=at)
    return row


@transaction.atomic
def withdraw_expert(row: MeetingExpert, *, by: User, at: datetime) -> MeetingExpert:
    """End an expert's access at once.

    Raises:
        NotAllowedError: `by` is of neither side.
    """
    meeting, sides = _lock(row.meeting, by, at)
    rules.may_change(sides).require()
    row = MeetingExpert.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        role = rules.role_of(sides)
        record("meetings.withdraw_expert", meeting, by=by, role=role, at=at)
    return row


def _lock(meeting: Meeting, by: User, at: datetime) -> tuple[Meeting, frozenset[Side]]:
    """Return the meeting as it stands now, held until commit, and `by`'s sides."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("community__unit__municipality")
        .get(pk=meeting.pk)
    )
    return meeting, rules.sides_of(by, meeting.community, at=at)


def _require_step(meeting: Meeting, target: Status) -> None:
    """Check the table of states; say what happened, not which code it has.

    Raises:
        WrongStateError: `target` may not follow.
    """
    current = Status(meeting.status)
    if WORKFLOW.allows(current, target):
        return
    if meeting.takes_place and meeting.starts_at is not None:
        local = meeting.starts_at.astimezone(TALLINN)
        raise WrongStateError(
            _("The time is settled already: %(day)s, %(clock)s.")
            % {"day": date_format(local, "DATE_FORMAT"), "clock": f"{local:%H:%M}"}
        )
    raise WrongStateError(str(_STANDS[current]))


_STANDS: Final = {
    Status.PROPOSED: gettext_lazy("This meeting has no time yet."),
    Status.POLLING: gettext_lazy("This meeting has no time yet."),
    Status.HELD: gettext_lazy("This meeting has been held already."),
    Status.MINUTED: gettext_lazy("This meeting has been held already."),
    Status.DECLINED: gettext_lazy("This request has been declined already."),
    Status.CANCELLED: gettext_lazy("This meeting has been cancelled already."),
}


def _require_seen(meeting: Meeting, seen: int | None) -> None:
    if seen is not None and seen != meeting.sequence:
        raise WrongStateError(str(CHANGED_MEANWHILE))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInputError(_("Write the reason."), field="reason")


def _was_done(meeting: Meeting, status: Status, by: User) -> bool:
    """Test whether `by` brought the meeting into this very state: a second click."""
    if meeting.status != status:
        return False
    newest = meeting.state_changes.order_by("-at", "-pk").first()
    return newest is not None and newest.by_id == by.pk and newest.after == status


def _step(
    meeting: Meeting, status: Status, *, by: User, at: datetime, reason: str = ""
) -> StateChange:
    before, meeting.status = meeting.status, status
    meeting.save()
    return meeting.state_changes.create(
        before=before, after=status, by=by, at=at, reason=reason.strip()[:500]
    )


def _record(
    verb: str, meeting: Meeting, sides: frozenset[Side], change: StateChange
) -> None:
    record(
        f"meetings.{verb}",
        meeting,
        by=change.by,
        role=rules.role_of(sides),
        at=change.at,
        details={"before": change.before, "after": change.after},
    )
