"""Who holds which role that has no place."""

from datetime import datetime
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import Grant, Role, User
from groundwork.verdicts import Verdict, allowed_if

Person = User | AnonymousUser
"""Whoever looks at a page, signed in or not."""

_Granted = tuple[str, datetime, datetime | None]
_KNOWN: Final = "_grants_known"


def roles_granted(person: Person, *, at: datetime) -> frozenset[Role]:
    """Return the placeless roles `person` holds at `at`.

    The rows are asked for once for each object of a person, that is, once a request;
    which of them hold is worked out for each moment.
    """
    if not isinstance(person, User) or not person.is_active:
        return frozenset()
    return frozenset(
        Role(role)
        for role, starts_at, ends_at in _grants_of(person)
        if starts_at <= at and (ends_at is None or at < ends_at)
    )


def _grants_of(user: User) -> list[_Granted]:
    known: list[_Granted] | None = getattr(user, _KNOWN, None)
    if known is None:
        rows = Grant.objects.filter(user=user)
        known = list(rows.values_list("role", "starts_at", "ends_at"))
        setattr(user, _KNOWN, known)
    return known


def may_change_details(by: User, user: User) -> Verdict:
    """Allow everybody their own data."""
    return allowed_if(by == user, _("You can change only your own data."))


def is_administrator(person: Person, *, at: datetime) -> Verdict:
    """Allow administrators."""
    return allowed_if(
        Role.ADMINISTRATOR in roles_granted(person, at=at),
        _("Only an administrator may do this."),
    )


def is_auditor(person: Person, *, at: datetime) -> Verdict:
    """Allow auditors."""
    return allowed_if(
        Role.AUDITOR in roles_granted(person, at=at),
        _("Only an auditor may do this."),
    )


def is_planner(person: Person, *, at: datetime) -> Verdict:
    """Allow planners."""
    return allowed_if(
        Role.PLANNER in roles_granted(person, at=at),
        _("Only a planner may do this."),
    )
