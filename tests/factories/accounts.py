"""Accounts and the roles given to them."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from accounts.models import Grant, Role, User

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class UserFactory(DjangoModelFactory[User]):
    """An active account; the password of each is "a-long-enough-word"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.ee")
    full_name = factory.Sequence(lambda n: f"Mari Maasikas {n}")
    language = "et"
    password = factory.django.Password("a-long-enough-word")


class GrantFactory(DjangoModelFactory[Grant]):
    """A role without a place, held since long ago."""

    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = Role.ADMINISTRATOR
    starts_at = LONG_AGO


def with_role(role: Role) -> User:
    """Return a new account that holds a placeless role."""
    return GrantFactory.create(role=role).user
