"""Who may do what with a concern. Questions only: nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.rules import Person
from concerns.models import (
    WORKFLOW,
    Audience,
    Concern,
    Message,
    MessageKind,
    Status,
)
from concerns.models.concern import SHOWN
from groundwork.verdicts import Verdict, allowed_if, denied
from regions.responsibility import responsible_for


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to one concern at one moment; `role` is for the history."""

    role: Role
    is_police: bool = False
    is_sender: bool = False
    speaks_for_it: bool = False
    is_neighbour: bool = False
    is_expert: bool = False
    reads_words: bool = True
    """False when they may know that there is a threat but not what it says."""

    @property
    def sees_contact(self) -> bool:
        """Test whether they see who sent it and how to reach them."""
        return self.is_sender or (self.is_police and self.reads_words)

    @property
    def knows_sender(self) -> bool:
        """Test whether they see the sender's name."""
        return self.sees_contact or self.speaks_for_it


CODE_HOLDER = Standing(role=Role.VISITOR, is_sender=True)
"""Whoever has the receipt code stands where the sender stands."""

NOBODY = Standing(role=Role.RESIDENT, reads_words=False)


def standing(person: Person | None, concern: Concern, *, at: datetime) -> Standing:
    """Return how `person` stands to `concern`; None is whoever proved to hold its code.

    Asks the database once; of a threat, some times more for a deputy.
    """
    if person is None:
        return CODE_HOLDER
    if not isinstance(person, User):
        return NOBODY
    marked = Concern.objects.with_standing(person, at).filter(pk=concern.pk)
    return standing_of(person, marked.get(), at=at)


def standing_of(person: User, marked: Concern, *, at: datetime) -> Standing:
    """Return how `person` stands to a concern that `with_standing` has marked."""
    flags = vars(marked)
    is_sender = marked.sender_id == person.pk
    is_police = flags["by_police"]
    private = marked.is_threat
    return Standing(
        role=_role(flags),
        is_police=is_police,
        is_sender=is_sender,
        speaks_for_it=flags["by_speaker"] and not private,
        is_neighbour=flags["by_neighbour"] and not private and marked.audience in SHOWN,
        is_expert=flags["by_expert"] and not private,
        reads_words=is_sender or not private or _answers_for(person, marked, at=at),
    )


def _role(flags: dict[str, bool]) -> Role:
    order = (
        ("by_station_head", Role.STATION_HEAD),
        ("by_prefecture_head", Role.PREFECTURE_HEAD),
        ("by_police", Role.OFFICER),
        ("by_speaker", Role.SPOKESPERSON),
        ("by_expert", Role.EXPERT),
        ("by_neighbour", Role.SPOKESPERSON),
    )
    return next((role for flag, role in order if flags[flag]), Role.RESIDENT)


def _answers_for(person: User, marked: Concern, *, at: datetime) -> bool:
    """Test whether `person` is near enough to a threat to read it.

    The region's officer and the head of the station are; others of the police only
    while they are the one who answers: a deputy, or whoever is left.
    """
    flags = vars(marked)
    if flags["by_posted"] or flags["by_station_head"] or not flags["by_police"]:
        return bool(flags["by_police"])
    return responsible_for(marked.unit, at).officer.user_id == person.pk


def may_handle(who: Standing) -> Verdict:
    """Allow the police who answer for the place: officer, deputy, head."""
    return allowed_if(
        who.is_police and who.reads_words,
        _("Only the officer of this region, a deputy or the head may do this."),
    )


def may_read_words(who: Standing) -> Verdict:
    """Allow everybody who may open it; of a threat only those nearest to it."""
    return allowed_if(
        who.reads_words,
        _("Only the officer of this region, a deputy and the station head read it."),
    )


def may_answer(who: Standing) -> Verdict:
    """Allow the sender, and those who speak for the community it was sent for."""
    return allowed_if(
        who.is_sender or who.speaks_for_it,
        _("Only the one who sent it may answer here."),
    )


def may_reopen(who: Standing) -> Verdict:
    """Allow the police of the place and the sender's side."""
    if may_handle(who):
        return may_handle(who)
    return may_answer(who)


def may_publish(who: Standing, concern: Concern) -> Verdict:
    """Allow the police of the place, once the sender let everybody read it."""
    if concern.is_threat or concern.audience != Audience.PUBLIC:
        return denied(_("The one who sent it did not agree to show it to everybody."))
    return may_handle(who)


def may_invite(who: Standing, concern: Concern) -> Verdict:
    """Allow the officer and the spokespersons of its community; never for a threat.

    Source: Good Practice, first page: a spokesperson may involve experts.
    """
    if concern.is_threat:
        return denied(_("Nobody else is let into a threat."))
    return allowed_if(
        may_handle(who) or who.speaks_for_it,
        _("Only the officer or a spokesperson of the community may invite an expert."),
    )


def sees_message(who: Standing, message: Message) -> bool:
    """Test whether a message of the thread is for these eyes."""
    if who.is_police:
        return who.reads_words
    if message.kind == MessageKind.NOTE:
        return False
    if who.is_sender or who.speaks_for_it or who.is_expert:
        return True
    return who.is_neighbour and message.audience in SHOWN


@dataclass(frozen=True, slots=True)
class Offers:
    """What the page of a concern offers to one person now."""

    acknowledge: bool
    start_work: bool
    reply: bool
    ask: bool
    hand_over: bool
    close: bool
    reopen: bool
    note: bool
    publish: bool
    unpublish: bool
    invite: bool
    answer: bool

    @property
    def handles(self) -> bool:
        """Test whether there is anything here for the police to do."""
        return self.note


def offers(who: Standing, concern: Concern) -> Offers:
    """Return what `who` may do with `concern` in the state it is in."""
    handles = bool(may_handle(who))
    status = Status(concern.status)

    def can_become(target: Status) -> bool:
        return handles and WORKFLOW.allows(status, target)

    publishes = bool(may_publish(who, concern))
    return Offers(
        acknowledge=can_become(Status.READ),
        start_work=can_become(Status.IN_WORK) and concern.is_open,
        reply=handles and concern.is_open,
        ask=can_become(Status.WAITING),
        hand_over=can_become(Status.HANDED_OVER),
        close=can_become(Status.DONE),
        reopen=bool(may_reopen(who)) and not concern.is_open,
        note=handles,
        publish=publishes and concern.published_at is None,
        unpublish=publishes and concern.published_at is not None,
        invite=bool(may_invite(who, concern)) and concern.is_open,
        answer=bool(may_answer(who)) and concern.is_open,
    )
