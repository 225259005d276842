"""Invented officers: one a region, a head a station and a prefecture, a few changes."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import Grant, Role, User
from demo.accounts import POLICE, Addresses, invented, keep
from demo.names import address_of, people
from demo.progress import Report
from groundwork.workdays import TALLINN
from regions.actions import enter_absence, post
from regions.models import (
    AbsenceReason,
    Leadership,
    Officer,
    Prefecture,
    Rank,
    Region,
    Station,
)

OFFICES: Final = {
    Role.ADMINISTRATOR: ("administraator", "Haldi Haldusaru"),
    Role.PLANNER: ("planeerija", "Kaarel Kaardiveer"),
    Role.CONTENT_EDITOR: ("toimetaja", "Triin Tekstilaid"),
    Role.AUDITOR: ("audiitor", "Arvo Audiitorpuu"),
}
IN_OFFICE: Final = timedelta(days=450)
CHANGES: Final = 9
"""Regions whose officer changed during the invented year."""


def administrator() -> User:
    """Return the invented administrator, in whose name history is entered."""
    return _holder(Role.ADMINISTRATOR)


def planner() -> User:
    """Return the invented planner, who drew and adopted the regions."""
    return _holder(Role.PLANNER)


def _holder(role: Role) -> User:
    return User.objects.get(email=f"{OFFICES[role][0]}@{POLICE}")


@transaction.atomic
def post_all(*, seed: int, at: datetime, report: Report) -> None:
    """Invent everybody who works here, and give each region its officer."""
    chance = random.Random(seed)
    began = at - timedelta(days=420)
    start = began.astimezone(TALLINN).date()
    by = administrator()
    hire = Hiring(chance)
    for station in Station.objects.order_by("pk"):
        head = next(hire(station, Rank.CHIEF_INSPECTOR))
        Leadership.objects.create(officer=head, station=station, starts_on=start)
    for prefecture in Prefecture.objects.order_by("pk"):
        station = prefecture.stations.order_by("pk")[0]
        head = next(hire(station, Rank.COMMISSIONER))
        Leadership.objects.create(officer=head, prefecture=prefecture, starts_on=start)
    regions = list(Region.objects.select_related("station").order_by("pk"))
    changing = set(chance.sample([region.pk for region in regions], CHANGES))
    for done, region in enumerate(regions):
        report(done, len(regions))
        rank = chance.choice((Rank.INSPECTOR, Rank.SENIOR_INSPECTOR, Rank.CONSTABLE))
        officer = next(hire(region.station, rank))
        post(
            region,
            officer,
            starts_on=start,
            reason="Piirkondade jaotus",
            by=by,
            at=began,
        )
        if region.pk in changing:
            then = began + timedelta(days=chance.randrange(90, 380))
            follower = next(hire(region.station, rank))
            post(
                region,
                follower,
                starts_on=then.astimezone(TALLINN).date(),
                reason="Eelmine politseinik läks teisele tööle",
                by=by,
                at=then - timedelta(days=7),
            )
    Roster(chance, at, by).enter_all()


@transaction.atomic
def fill_offices(*, at: datetime) -> None:
    """Invent the people with the roles that have no place."""
    began = at - IN_OFFICE
    users = keep(
        [invented(f"{local}@{POLICE}", name, "et") for local, name in OFFICES.values()]
    )
    Grant.objects.bulk_create(
        Grant(user=user, role=role, starts_at=began, reason="Ametijuhend")
        for user, role in zip(users, OFFICES, strict=True)
    )
    User.objects.filter(email__startswith=OFFICES[Role.ADMINISTRATOR][0]).update(
        is_staff=True, is_superuser=True
    )


class Hiring:
    """Makes officers one after another."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._addresses = Addresses(POLICE)
        self._names = {tag: people(chance, tag) for tag in ("et", "ru")}

    def __call__(self, station: Station, rank: Rank) -> Iterator[Officer]:
        """Yield officers of a station."""
        east = station.prefecture.slug.startswith("ida")
        while True:
            russian = self._chance.random() < (0.6 if east else 0.15)
            name = next(self._names["ru" if russian else "et"])
            email = self._addresses.of(address_of(name))
            phone = f"+3725{self._chance.randrange(10**6, 10**7)}"
            user = keep([invented(email, name, "et", phone)])[0]
            languages = (
                ["et", "ru"] if russian or self._chance.random() < 0.5 else ["et"]
            )
            languages += ["en"] if self._chance.random() < 0.6 else []
            yield Officer.objects.create(
                user=user,
                station=station,
                rank=rank,
                languages=languages,
                phone=phone,
                email=email,
            )


class Roster:
    """Enters absences in one person's name, each about ten days ahead."""

    def __init__(self, chance: random.Random, at: datetime, by: User) -> None:
        self._chance, self._at, self._by = chance, at, by
        self._today = at.astimezone(TALLINN).date()

    def enter_all(self) -> None:
        """Enter the year's absences, some of them now, each with a deputy nearby."""
        for station in Station.objects.order_by("pk"):
            serving = station.officers.filter(
                postings__ends_on=None, postings__isnull=False
            )
            here = list(serving.order_by("pk"))
            if len(here) > 1:
                self._send_on_leave(here)

    def _send_on_leave(self, here: list[Officer]) -> None:
        for officer in here:
            deputy = self._chance.choice([one for one in here if one != officer])
            days_ago = self._chance.randrange(45, 360)
            self._enter(officer, deputy, days_ago, self._chance.randrange(7, 29))
        if self._chance.random() < 0.3:
            reason = AbsenceReason.TRAINING
            self._enter(here[0], here[1], days_ago=3, days=12, reason=reason)

    def _enter(
        self,
        officer: Officer,
        deputy: Officer,
        days_ago: int,
        days: int,
        reason: AbsenceReason = AbsenceReason.LEAVE,
    ) -> None:
        first = self._today - timedelta(days=days_ago)
        enter_absence(
            officer,
            starts_on=first,
            ends_on=first + timedelta(days=days),
            deputy=deputy,
            reason=reason,
            by=self._by,
            at=self._at - timedelta(days=days_ago + 10),
        )
