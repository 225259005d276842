"""One invented person for each role, to sign in as."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Role, User
from communities.models import Spokesperson
from concerns.models import ConcernExpert
from demo.accounts import HOME, PASSWORD, POLICE
from demo.officers import OFFICES
from groundwork.workdays import TALLINN
from regions.models import Leadership, Posting

SHOWN_PLACE = "Mustamäe"
"""The officer, the heads and the spokesperson shown are those of this place."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody types to be a certain role."""

    role: str
    email: str
    password: str = PASSWORD


def sign_ins(*, at: datetime) -> list[SignIn]:
    """Return one sign-in a role, those that have somebody at `at`."""
    return [SignIn(role, user.email) for role, user in _people(at) if user is not None]


def _people(at: datetime) -> Iterator[tuple[str, User | None]]:
    today = at.astimezone(TALLINN).date()
    posting = (
        Posting.objects.on(today)
        .filter(region__name=SHOWN_PLACE)
        .select_related("officer__user", "region__station__prefecture")
        .order_by("region__part")
        .first()
    )
    if posting is not None:
        station = posting.region.station
        yield "officer", posting.officer.user
        yield "station head", _head(today, station=station)
        yield "prefecture head", _head(today, prefecture=station.prefecture)
    spokesperson = (
        Spokesperson.objects.on(today)
        .filter(community__unit__public_name=SHOWN_PLACE)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    yield "spokesperson", spokesperson.user if spokesperson else None
    expert = ConcernExpert.objects.in_force(at).order_by("pk").first()
    yield "expert", expert.expert if expert else None
    yield "resident", User.objects.filter(email=f"elanik@{HOME}").first()
    for role, (local, _name) in OFFICES.items():
        user = User.objects.filter(email=f"{local}@{POLICE}").first()
        yield Role(role).name.lower().replace("_", " "), user


def _head(today: date, **of: object) -> User | None:
    row = (
        Leadership.objects.on(today)
        .filter(**of)
        .select_related("officer__user")
        .first()
    )
    return row.officer.user if row else None
