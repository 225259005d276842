"""Making accounts, keeping them, and giving roles without a place."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts import rules
from accounts.models import Grant, Role, User
from audit.actions import record
from groundwork import jobs


def record_sign_up(user: User, *, at: datetime) -> None:
    """Note that a person made an account on the sign-up page."""
    record("accounts.sign_up", user, by=user, role=Role.RESIDENT, at=at)


def record_own_change(what: str, user: User, *, at: datetime) -> None:
    """Note that a person changed their password or address; `what` says which."""
    record(f"accounts.{what}", user, by=user, role=Role.RESIDENT, at=at)


@transaction.atomic
def open_account(
    user: User,
    *,
    password: str | None = None,
    by: User | None,
    role: Role | None = None,
    at: datetime,
) -> User:
    """Keep a new account whose address is known to be the person's, and return it.

    Args:
        user: not in the database yet.
        password: None lets the person choose one through "forgotten password".
        by: who opened it; None for the portal itself.
        role: in which role; None finds out whether as an administrator.
        at: when.
    """
    user.email = user.email.strip().lower()
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(
        user=user, email=user.email, verified=True, primary=True
    )
    record("accounts.open", user, by=by, role=role or _role_of(by, at), at=at)
    return user


@transaction.atomic
def keep_account(user: User, *, by: User, at: datetime) -> None:
    """Keep what an administrator changed; a new address is taken as confirmed."""
    user.email = user.email.strip().lower()
    before = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.save()
    if user.email != before.email:
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(
            user=user, email=user.email, verified=True, primary=True
        )
    fields = [
        field.name
        for field in User._meta.concrete_fields
        if getattr(before, field.attname) != getattr(user, field.attname)
    ]
    details = {"fields": ",".join(fields)}
    role = _role_of(by, at)
    record("accounts.change", user, by=by, role=role, at=at, details=details)


@transaction.atomic
def change_own_details(
    user: User, details: Mapping[str, str], *, by: User, at: datetime
) -> User:
    """Keep a person's own name, telephone and language, and return the account.

    Raises:
        NotAllowedError: `by` is somebody else.
    """
    rules.may_change_details(by, user).require()
    kept = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    changed = [
        name
        for name in ("full_name", "phone", "language")
        if getattr(kept, name) != details[name]
    ]
    for name in changed:
        setattr(kept, name, details[name])
    if changed:
        kept.save(update_fields=changed)
        record(
            "accounts.change",
            kept,
            by=by,
            role=Role.RESIDENT,
            at=at,
            details={"fields": ",".join(changed)},
        )
    return kept


def send_welcome(user: User, *, by: User, at: datetime) -> None:
    """Send a person the letter that says how to choose a password."""
    record("accounts.welcome", user, by=by, role=_role_of(by, at), at=at)
    transaction.on_commit(partial(jobs.enqueue, "accounts.tasks.send_welcome", user.pk))


@transaction.atomic
def keep_grant(grant: Grant, *, by: User | None, at: datetime) -> Grant:
    """Give a role, or change until when and why it is given, and return the row."""
    verb = "accounts.change_role" if grant.pk else "accounts.give_role"
    grant.save()
    details: dict[str, str | bool] = {
        "role": grant.role,
        "ends": grant.ends_at is not None,
    }
    record(verb, grant.user, by=by, role=_role_of(by, at), at=at, details=details)
    return grant


def _role_of(by: User | None, at: datetime) -> Role:
    if by is None:
        return Role.SYSTEM
    return Role.ADMINISTRATOR if rules.is_administrator(by, at=at) else Role.RESIDENT
