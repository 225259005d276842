"""The pieces of which every act on a concern is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from concerns import clock, receipts, sealed
from concerns.models import (
    WORKFLOW,
    Audience,
    Concern,
    Message,
    MessageKind,
    StateChange,
    Status,
)
from concerns.models.concern import CLOSED
from concerns.rules import Standing
from groundwork.errors import InvalidInputError, WrongStateError

MOST_LETTERS: Final = 5000


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote in a form.

    `seen` is how many acts the page showed when it was opened: when there are more by
    now, somebody else was quicker. None skips the check.
    """

    text: str
    form_key: str
    language: str = "et"
    seen: int | None = None


def checked_text(text: str) -> str:
    """Return `text` without blanks around it.

    Raises:
        InvalidInputError: nothing is left, or it is longer than 5,000 letters.
    """
    text = text.strip()
    if not text:
        raise InvalidInputError(_("Write a few words to go on."), field="text")
    if len(text) > MOST_LETTERS:
        raise InvalidInputError(
            _("Make it shorter: up to 5,000 letters."), field="text"
        )
    return text


def locked(concern: Concern) -> Concern:
    """Return the concern as it stands now, held until the transaction ends."""
    return Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)


def is_known(concern: Concern, written: Written) -> bool:
    """Test whether this form was taken in before, for this concern."""
    return concern.messages.filter(form_key=_kept_key(concern, written)).exists()


def _kept_key(concern: Concern, written: Written) -> str:
    # A form's key comes from its sender: it counts for the concern it was sent to only.
    return receipts.key_hash(f"{concern.pk}:{written.form_key}")


def require_seen(concern: Concern, written: Written) -> None:
    """Do nothing when the writer saw everything that has happened.

    Raises:
        WrongStateError: somebody else has acted in between.
    """
    if written.seen is not None and written.seen < concern.acts:
        raise WrongStateError(
            _(
                "Somebody else has just written here. Read what is new below; your "
                "text is kept, and you can send it again."
            )
        )


def move(
    concern: Concern, to: Status, *, by: User | None, at: datetime, reason: str = ""
) -> None:
    """Change the state, with its pause of the clock and its end; `finish` saves it.

    Raises:
        WrongStateError: the state it is in does not lead there.
    """
    before = Status(concern.status)
    WORKFLOW.require(before, to)
    StateChange.objects.create(
        concern=concern, before=before, after=to, by=by, at=at, reason=reason
    )
    if before == Status.WAITING:
        _resume(concern, at)
    if to == Status.WAITING:
        concern.pauses.create(starts_at=at)
    concern.status = to
    concern.closed_at = at if to in CLOSED else None


def _resume(concern: Concern, at: datetime) -> None:
    pause = concern.pauses.get(ends_at=None)
    pause.ends_at = at
    pause.save(update_fields=["ends_at"])
    if not concern.is_answered:
        concern.due_at = clock.shifted(
            concern.due_at, paused_at=pause.starts_at, resumed_at=at
        )


def say(
    concern: Concern,
    kind: MessageKind,
    written: Written,
    *,
    by: User | None,
    at: datetime,
) -> Message:
    """Add a message to the thread; of a threat's thread the text is sealed.

    What the police answer is for whoever may read the concern; what the sender adds
    and what is noted stays with the officer.
    """
    text = checked_text(written.text)
    shown = kind == MessageKind.REPLY and concern.audience != Audience.OFFICER
    message = Message.objects.create(
        concern=concern,
        kind=kind,
        text="" if concern.is_threat else text,
        language=written.language,
        audience=Audience.SPOKESPERSONS if shown else Audience.OFFICER,
        by=by,
        at=at,
        form_key=_kept_key(concern, written),
    )
    if concern.is_threat:
        sealed.keep_message(message, text)
    return message


def finish(
    verb: str, concern: Concern, who: Standing, *, by: User | None, at: datetime
) -> None:
    """Save what the act changed, and add it to the history."""
    concern.acts += 1
    concern.save(
        update_fields=[
            "status", "due_at", "first_reply_at", "closed_at", "published_at", "acts",
        ]
    )  # fmt: skip
    record(
        f"concerns.{verb}",
        concern,
        by=by,
        role=who.role,
        at=at,
        details={"state": concern.status},
    )
