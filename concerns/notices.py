"""Who is told what about a concern. Facts are numbers, days and codes, never words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse

from concerns.contacts import contact_for
from concerns.models import Concern
from notifications.actions import Recipient, notify

if TYPE_CHECKING:
    from accounts.models import User


def tell_sender(concern: Concern, kind: str, *, key: str, at: datetime) -> None:
    """Tell the sender by account, or by the address that was given for answers.

    Args:
        concern: what they sent.
        kind: what happened, as in `concerns.<kind>`.
        key: what makes this occasion one of a kind, so that it is told once.
        at: when.
    """
    recipient, path = _sender(concern)
    if recipient is not None:
        _tell(concern, kind, recipient, path=path, key=f"sender:{key}", at=at)


def tell_officer(concern: Concern, kind: str, *, key: str, at: datetime) -> None:
    """Tell whoever answers for the place now: the officer, a deputy or a head."""
    user = contact_for(concern.unit, at).officer.user
    tell_account(user, concern, kind, key=key, at=at)


def tell_account(
    user: User, concern: Concern, kind: str, *, key: str, at: datetime
) -> None:
    """Tell one account."""
    recipient = Recipient.account(user)
    path = concern.get_absolute_url()
    _tell(concern, kind, recipient, path=path, key=f"{user.pk}:{key}", at=at)


def _sender(concern: Concern) -> tuple[Recipient | None, str]:
    if concern.sender is not None:
        return Recipient.account(concern.sender), concern.get_absolute_url()
    if concern.sender_email:
        recipient = Recipient.address(concern.sender_email, concern.language)
        return recipient, reverse("concerns:follow")
    return None, ""


def _tell(  # noqa: PLR0913 -- one place where all of it meets
    concern: Concern,
    kind: str,
    recipient: Recipient,
    *,
    path: str,
    key: str,
    at: datetime,
) -> None:
    notify(
        f"concerns.{kind}",
        to=recipient,
        dedupe_key=f"concerns.{kind}:{concern.public_id}:{key}",
        at=at,
        path=path,
        facts={
            "number": concern.public_id,
            "kind": concern.kind,
            "due": concern.promised_on.isoformat(),
            "by_code": recipient.user is None,
        },
    )
