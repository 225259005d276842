"""What happened to a concern, as one list of dated lines, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from concerns import sealed
from concerns.models import (
    Concern,
    ConcernExpert,
    Message,
    MessageKind,
    StateChange,
    Status,
)
from concerns.rules import Standing, sees_message


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened: when, what, by whom, and their words if any."""

    at: datetime
    title: str
    icon: str
    by: str = ""
    text: str = ""
    language: str = ""
    audience: str = ""


def story_of(concern: Concern, who: Standing) -> list[Line]:
    """Return what `who` may know of what happened; two queries."""
    changes = concern.state_changes.select_related("by")
    messages = concern.messages.select_related("by", "sealed_text")
    lines = [_of_change(change, who) for change in changes]
    lines += [
        _of_message(message, who) for message in messages if sees_message(who, message)
    ]
    # A state goes with the words written at the same moment: words first, read upwards.
    return sorted(lines, key=lambda line: (line.at, bool(line.text)), reverse=True)


def experts_of(concern: Concern, *, at: datetime) -> list[ConcernExpert]:
    """Return the experts who can read it at `at`, with their accounts."""
    invited = ConcernExpert.objects.in_force(at).filter(pk__in=concern.experts.all())
    return list(
        ConcernExpert.objects.filter(pk__in=invited)
        .select_related("expert")
        .order_by("invited_at", "pk")
    )


def _of_change(change: StateChange, who: Standing) -> Line:
    return Line(
        at=change.at,
        title=_title(change),
        icon=f"state-{change.after.lower()}",
        by=_name(change, who),
    )


def _title(change: StateChange) -> str:
    if change.after == Status.HANDED_OVER and change.reason:
        return _("It was handed over to: %(body)s.") % {"body": change.reason}
    if change.before in (Status.DONE, Status.NOT_POSSIBLE):
        return _("It was opened again.")
    return {
        Status.RECEIVED: _("It was received."),
        Status.READ: _("The officer has read it."),
        Status.IN_WORK: _("It is being worked on."),
        Status.WAITING: _(
            "The officer asks the sender something. The clock stands still."
        ),
        Status.HANDED_OVER: _("It was handed over."),
        Status.DONE: _("It is done."),
        Status.NOT_POSSIBLE: _("It is not possible."),
    }[Status(change.after)]


def _of_message(message: Message, who: Standing) -> Line:
    title, icon, audience = {
        MessageKind.REPLY: (_("Answer from the police"), "reply", ""),
        MessageKind.ANSWER: (_("Message from the sender"), "chat", ""),
        MessageKind.NOTE: (_("Internal note"), "lock", _("the police")),
    }[MessageKind(message.kind)]
    return Line(
        at=message.at,
        title=title,
        icon=icon,
        by=_name(message, who),
        text=sealed.text_of(message),
        language=message.language,
        audience=audience,
    )


def _name(row: Message | StateChange, who: Standing) -> str:
    """Return who did it: the police by name, the sender only to those who know them."""
    if row.by is None:
        return ""
    by_sender = (
        row.kind == MessageKind.ANSWER
        if isinstance(row, Message)
        else row.after == Status.RECEIVED or row.before == Status.WAITING
    )
    return row.by.full_name if who.knows_sender or not by_sender else ""
