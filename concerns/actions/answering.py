"""The life of a concern after it came: what the police and its sender do with it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from concerns import rules
from concerns.actions.steps import (
    Written,
    finish,
    is_known,
    locked,
    move,
    require_seen,
    say,
)
from concerns.models import Concern, Message, MessageKind, Status
from concerns.models.concern import CLOSED
from concerns.notices import tell_officer, tell_sender
from concerns.sentences import acknowledgement
from groundwork.errors import InvalidInputError, WrongStateError

_AFTER_A_REPLY: Final = (Status.READ, Status.IN_WORK)
_NAME_OF_A_BODY: Final = 120


@transaction.atomic
def mark_read(concern: Concern, *, by: User, at: datetime) -> Concern:
    """Tell the sender, without words, that the officer has read it.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: it was read before.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    move(concern, Status.READ, by=by, at=at)
    finish("read", concern, who, by=by, at=at)
    tell_sender(concern, "read", key="", at=at)
    return concern


@transaction.atomic
def acknowledge(concern: Concern, *, by: User, at: datetime) -> Concern:
    """Mark it read and say so in a ready sentence. It does not keep the promise.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: it was read before.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    move(concern, Status.READ, by=by, at=at)
    written = Written(
        acknowledgement(concern),
        form_key=secrets.token_hex(16),
        language=concern.language,
    )
    say(concern, MessageKind.REPLY, written, by=by, at=at)
    finish("acknowledge", concern, who, by=by, at=at)
    tell_sender(concern, "read", key="", at=at)
    return concern


@transaction.atomic
def start_work(concern: Concern, *, by: User, at: datetime) -> Concern:
    """Say that it is being worked on, and tell the sender.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: the state it is in does not lead there.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    if concern.status in CLOSED:
        raise WrongStateError(_("It is closed. Reopen it first, with a few words."))
    move(concern, Status.IN_WORK, by=by, at=at)
    finish("start_work", concern, who, by=by, at=at)
    tell_sender(concern, "in_work", key=str(concern.acts), at=at)
    return concern


@transaction.atomic
def reply(
    concern: Concern,
    written: Written,
    *,
    then: Status | None = None,
    by: User,
    at: datetime,
) -> Concern:
    """Answer the sender, and go on to `then` (read or being worked on) when given.

    What was only received counts as read from then on.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: it is closed, or somebody else was quicker.
        InvalidInputError: there is no text.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    if is_known(concern, written):
        return concern
    require_seen(concern, written)
    _require_open(concern)
    then = then or (Status.READ if concern.status == Status.RECEIVED else None)
    if then in _AFTER_A_REPLY and then != concern.status:
        move(concern, then, by=by, at=at)
    message = _answer(concern, written, by=by, at=at)
    finish("reply", concern, who, by=by, at=at)
    tell_sender(concern, "replied", key=str(message.pk), at=at)
    return concern


@transaction.atomic
def add_note(concern: Concern, written: Written, *, by: User, at: datetime) -> Concern:
    """Keep an internal note that only the police read.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        InvalidInputError: there is no text.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    if is_known(concern, written):
        return concern
    say(concern, MessageKind.NOTE, written, by=by, at=at)
    finish("note", concern, who, by=by, at=at)
    return concern


@transaction.atomic
def ask_sender(
    concern: Concern, written: Written, *, by: User, at: datetime
) -> Concern:
    """Ask the sender something; the clock stands still until they answer.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: we wait already, it is closed, or somebody else was quicker.
        InvalidInputError: there is no text.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    if is_known(concern, written):
        return concern
    require_seen(concern, written)
    move(concern, Status.WAITING, by=by, at=at)
    message = say(concern, MessageKind.REPLY, written, by=by, at=at)
    finish("ask", concern, who, by=by, at=at)
    tell_sender(concern, "question", key=str(message.pk), at=at)
    return concern


@transaction.atomic
def answer_as_sender(
    concern: Concern, written: Written, *, by: User | None, at: datetime
) -> Concern:
    """Add what the sender writes; if we waited for it, the clock goes on.

    Args:
        concern: what they sent.
        written: their words.
        by: the account, or None for whoever proved to hold the receipt code.
        at: when.

    Raises:
        NotAllowedError: `by` did not send it and does not speak for its community.
        WrongStateError: it is closed.
        InvalidInputError: there is no text.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_answer(who).require()
    if is_known(concern, written):
        return concern
    _require_open(concern)
    if concern.status == Status.WAITING:
        move(concern, Status.IN_WORK, by=by, at=at)
    message = say(concern, MessageKind.ANSWER, written, by=by, at=at)
    finish("answer", concern, who, by=by, at=at)
    tell_officer(concern, "sender_answered", key=str(message.pk), at=at)
    return concern


@transaction.atomic
def hand_over(
    concern: Concern, written: Written, *, to: str, by: User, at: datetime
) -> Concern:
    """Hand it over to another body; it stays in the sender's view.

    Args:
        concern: what is handed over.
        written: the words to the sender.
        to: the name of the body; of a threat it is sealed with the words.
        by: the officer.
        at: when.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: it is closed or handed over, or somebody else was quicker.
        InvalidInputError: there is no text, or the body has no name.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    if is_known(concern, written):
        return concern
    require_seen(concern, written)
    to = to.strip()[:_NAME_OF_A_BODY]
    if not to:
        raise InvalidInputError(_("Name the body you hand it over to."), field="to")
    if concern.is_threat:
        written = Written(f"{to}\n\n{written.text}", written.form_key, written.language)
        to = ""
    move(concern, Status.HANDED_OVER, by=by, at=at, reason=to)
    message = _answer(concern, written, by=by, at=at)
    finish("hand_over", concern, who, by=by, at=at)
    tell_sender(concern, "handed_over", key=str(message.pk), at=at)
    return concern


@transaction.atomic
def close(
    concern: Concern, written: Written, *, status: Status, by: User, at: datetime
) -> Concern:
    """End it as done or not possible; both need an answer in words.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: it is closed already, or somebody else was quicker.
        InvalidInputError: there is no text, or `status` is no end.
    """
    if status not in CLOSED:
        raise InvalidInputError(_("Choose how it ended."), field="then")
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    if is_known(concern, written):
        return concern
    require_seen(concern, written)
    move(concern, status, by=by, at=at)
    message = _answer(concern, written, by=by, at=at)
    finish("close", concern, who, by=by, at=at)
    tell_sender(concern, "closed", key=str(message.pk), at=at)
    return concern


@transaction.atomic
def reopen(
    concern: Concern, written: Written, *, by: User | None, at: datetime
) -> Concern:
    """Take it up again, with words; the other side is told.

    Args:
        concern: what was closed.
        written: why it is not over.
        by: the account, or None for whoever proved to hold the receipt code.
        at: when.

    Raises:
        NotAllowedError: `by` is neither the police of the place nor the sender.
        WrongStateError: it is not closed.
        InvalidInputError: there is no text.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_reopen(who).require()
    if is_known(concern, written):
        return concern
    if concern.status not in CLOSED:
        raise WrongStateError(_("It is open already."))
    move(concern, Status.IN_WORK, by=by, at=at)
    by_police = bool(rules.may_handle(who)) and not who.is_sender
    kind = MessageKind.REPLY if by_police else MessageKind.ANSWER
    message = say(concern, kind, written, by=by, at=at)
    finish("reopen", concern, who, by=by, at=at)
    tell = tell_sender if by_police else tell_officer
    tell(concern, "reopened", key=str(message.pk), at=at)
    return concern


def _require_open(concern: Concern) -> None:
    if concern.status in CLOSED:
        raise WrongStateError(_("It is closed. Reopen it first, with a few words."))


def _answer(concern: Concern, written: Written, *, by: User, at: datetime) -> Message:
    """Add an answer in earnest: the first one keeps the promise."""
    concern.first_reply_at = concern.first_reply_at or at
    return say(concern, MessageKind.REPLY, written, by=by, at=at)
