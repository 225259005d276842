"""Writing audit rows. Every action calls `record` inside its own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import models

from audit.models import Event


class Actor(Protocol):
    """Whoever acts: an account, or nobody we know (`pk` is None)."""

    @property
    def pk(self) -> int | None:
        """The account's number, None for a visitor."""


def record(  # noqa: PLR0913 -- an act has that many sides
    verb: str,
    target: models.Model,
    *,
    by: Actor | None,
    role: str,
    at: datetime,
    details: Mapping[str, str | int | bool | None] | None = None,
) -> Event:
    """Add one act to the history and return it.

    Args:
        verb: `<app>.<what>`, as in `concerns.reply`.
        target: the record it was done to.
        by: the account, or None for a visitor or the portal itself.
        role: in which role it was done, an `accounts.models.Role` value.
        at: when.
        details: codes, ids and counts; never names, addresses or written words.
    """
    return _add(verb, target, by=by, role=role, at=at, details=details, is_look=False)


def record_look(
    verb: str, target: models.Model, *, by: Actor, role: str, at: datetime
) -> Event:
    """Add one look at personal data to the history and return it."""
    return _add(verb, target, by=by, role=role, at=at, details=None, is_look=True)


def _add(  # noqa: PLR0913 -- the same sides
    verb: str,
    target: models.Model,
    *,
    by: Actor | None,
    role: str,
    at: datetime,
    details: Mapping[str, str | int | bool | None] | None,
    is_look: bool,
) -> Event:
    return Event.objects.create(
        at=at,
        actor_id=by.pk if by is not None else None,
        actor_role=role,
        verb=verb,
        target_kind=target._meta.label_lower,
        target_pk=str(target.pk),
        is_look=is_look,
        details=dict(details or {}),
    )
