"""Telling people, and what they do with what they were told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from django.db import connection, transaction

from accounts.models import User
from groundwork.jobs import enqueue_once
from notifications.models import AttachedFile, Channel, Delivery, Notice

Fact = str | int | bool | None

_deliver: Final = partial(enqueue_once, "notifications.tasks.deliver_due")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a notice is for: an account, or an e-mail address without one."""

    user: User | None
    email: str
    language: str

    @classmethod
    def account(cls, user: User) -> Recipient:
        """Return an account, told in the language the person chose."""
        return cls(user, "", user.language)

    @classmethod
    def address(cls, email: str, language: str) -> Recipient:
        """Return an e-mail address, told in the language it was given in."""
        return cls(None, email, language)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file for the mail; `method` is what a calendar file asks, such as REQUEST."""

    file_name: str
    content_type: str
    content: str
    method: str = ""


@transaction.atomic
def notify(  # noqa: PLR0913 -- whom, what, when, where to, with what
    kind: str,
    *,
    to: Recipient,
    dedupe_key: str,
    at: datetime,
    path: str = "",
    facts: Mapping[str, Fact] | None = None,
    attachment: Attachment | None = None,
) -> Notice | None:
    """Tell somebody of an act, inside the act's own transaction.

    Args:
        kind: `<app>.<name>`; the words are in `templates/notices/<app>/<name>_*.txt`.
        to: whom. An account finds it in the inbox too.
        dedupe_key: what makes it one notice; telling it twice tells it once.
        at: when.
        path: the page it leads to, without the host.
        facts: codes, ids and ISO dates for the templates; never a person's words.
        attachment: a file for the mail.

    Returns:
        The notice, or None when its key is known and nothing was done.
    """
    notice, is_new = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "recipient": to.user,
            "address": to.email,
            "language": to.language,
            "facts": dict(facts or {}),
            "path": path,
            "created_at": at,
        },
    )
    if not is_new:
        return None
    if attachment is not None:
        AttachedFile.objects.create(
            notice=notice,
            file_name=attachment.file_name,
            content_type=attachment.content_type,
            content=attachment.content,
            method=attachment.method,
        )
    Delivery.objects.create(notice=notice, channel=Channel.EMAIL, next_attempt_at=at)
    _deliver_after_commit()
    return notice


def _deliver_after_commit() -> None:
    """Queue the delivery when the transaction ends, once however many it tells."""
    if not any(call is _deliver for _, call, *_ in connection.run_on_commit):
        transaction.on_commit(_deliver)


def mark_read(notice: Notice, *, by: User, at: datetime) -> None:
    """Note that the recipient opened a notice; the first time counts."""
    Notice.objects.of(by).unread().filter(pk=notice.pk).update(read_at=at)


def mark_all_read(*, by: User, at: datetime) -> int:
    """Note that a person has seen all notices up to `at`; return how many were new."""
    return Notice.objects.of(by).unread().filter(created_at__lte=at).update(read_at=at)
