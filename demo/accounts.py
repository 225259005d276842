"""Accounts of invented people: one password for all, hashed once."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User

PASSWORD: Final = "kodukant-112"  # noqa: S105 -- printed on the screen for everybody
POLICE: Final = "politsei.example"
HOME: Final = "kogukond.example"


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def invented(email: str, name: str, language: str, phone: str = "") -> User:
    """Return an unsaved account that can sign in with `PASSWORD`."""
    return User(
        email=email, full_name=name, language=language, phone=phone, password=_hashed()
    )


def keep(people: Sequence[User]) -> list[User]:
    """Save accounts with their addresses confirmed, and return them."""
    kept = User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in kept
    )
    return kept


class Addresses:
    """Gives every name an e-mail address that nobody else has."""

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._given: dict[str, int] = {}

    def of(self, local: str) -> str:
        """Return an address for the local part, numbered when it is taken."""
        times = self._given[local] = self._given.get(local, 0) + 1
        return f"{local}{times if times > 1 else ''}@{self._domain}"
