"""A few hundred invented communities and the people who speak for them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import User
from communities.actions import Newcomer, add_spokesperson, found
from communities.models import CommunityKind
from demo.accounts import HOME, Addresses, invented, keep
from demo.names import address_of, people
from demo.officers import administrator
from demo.progress import Report
from groundwork.workdays import TALLINN
from notifications.models import Notice
from regions.models import RegionUnit, SettlementUnit, UnitType
from regions.models.plans import RegionPlan

STREETS: Final = (
    "Kuldnoka", "Pärnalehe", "Rändrahnu", "Tähesära", "Vesiroosi", "Linnumarja",
    "Kastepiisa", "Ristikheina", "Koidutähe", "Sambliku",
)  # fmt: skip
TOPICS: Final = {
    "et": ("liiklus", "noored", "eakad", "maja ja trepikojad", "pood ja sadam", "kõik"),
    "ru": ("движение", "молодёжь", "пожилые", "дом и подъезды", "всё"),
}
RUSSIAN: Final = {
    "Narva linn",
    "Sillamäe linn",
    "Kohtla-Järve linn",
    "Narva-Jõesuu linn",
}
RUSSIAN_QUARTERS: Final = {"Lasnamäe", "Põhja-Tallinn"}


@dataclass(frozen=True, slots=True)
class Seed:
    """What one community is to be."""

    unit: SettlementUnit
    kind: CommunityKind
    name: str
    address: str
    adults: int
    language: str


@transaction.atomic
def found_all(*, seed: int, at: datetime, report: Report) -> None:
    """Found two or three communities in each region, with one to four spokespersons."""
    chance = random.Random(seed)
    by = administrator()
    began = at - timedelta(days=415)
    seeds = list(_seeds(chance, at))
    addresses = Addresses(HOME)
    names = {tag: people(chance, tag) for tag in ("et", "ru")}
    for done, row in enumerate(seeds):
        report(done, len(seeds))
        then = began + timedelta(
            days=chance.randrange(30), minutes=chance.randrange(600)
        )
        community = found(
            name=row.name,
            kind=row.kind,
            unit=row.unit,
            language=row.language,
            address=row.address,
            adults=row.adults,
            by=by,
            at=then,
        )
        count = chance.choices((1, 2, 3, 4), (4, 5, 2, 1))[0]
        speakers = _speakers(
            chance, names[row.language], addresses, row.language, count
        )
        for order, user in enumerate(speakers, 1):
            add_spokesperson(
                community,
                Newcomer(
                    email=user.email,
                    full_name=user.full_name,
                    topics=chance.choice(TOPICS[row.language]),
                    order=order,
                    is_public=chance.random() < 0.8,
                ),
                by=by,
                at=then + timedelta(days=1),
            )
    Notice.objects.filter(kind__startswith="communities.").delete()


def _speakers(
    chance: random.Random,
    names: Iterator[str],
    addresses: Addresses,
    language: str,
    count: int,
) -> list[User]:
    made = []
    for _ in range(count):
        name = next(names)
        phone = f"+3725{chance.randrange(10**6, 10**7)}"
        email = addresses.of(address_of(name))
        made.append(invented(email, name, language, phone))
    return keep(made)


def _seeds(chance: random.Random, at: datetime) -> Iterator[Seed]:
    plan = RegionPlan.objects.in_force(at.astimezone(TALLINN).date()).get()
    regions: dict[int, list[SettlementUnit]] = {}
    taken: set[tuple[str, str]] = set()
    rows = RegionUnit.objects.filter(plan=plan).select_related("unit__municipality")
    for row in rows.order_by("version__number", "unit__code"):
        regions.setdefault(row.version_id, []).append(row.unit)
    for units in regions.values():
        for unit in _chosen(chance, units):
            seed = _seed(chance, unit)
            while (unit.public_name, seed.name) in taken:
                seed = _seed(chance, unit)
            taken.add((unit.public_name, seed.name))
            yield seed


def _chosen(chance: random.Random, units: list[SettlementUnit]) -> list[SettlementUnit]:
    """Return two or three units of a region, the larger the likelier."""
    people_live = [unit for unit in units if unit.population > 30] or units
    wanted = min(len(people_live), chance.choice((2, 2, 3)))
    weights = [unit.population**0.5 for unit in people_live]
    chosen: list[SettlementUnit] = []
    while len(chosen) < wanted:
        unit = chance.choices(people_live, weights)[0]
        if unit not in chosen:
            chosen.append(unit)
    return chosen


def _seed(chance: random.Random, unit: SettlementUnit) -> Seed:
    urban = unit.type not in (UnitType.VILLAGE, UnitType.SMALL_TOWN)
    russian = unit.municipality.name in RUSSIAN or unit.public_name in RUSSIAN_QUARTERS
    language = "ru" if russian and chance.random() < 0.8 else "et"
    address = f"{chance.choice(STREETS)} {chance.randrange(1, 60)}"
    if urban and chance.random() < 0.6:
        name = f"Korteriühistu {address}"
        return Seed(
            unit,
            CommunityKind.BUILDING,
            name,
            address,
            chance.randrange(30, 180),
            language,
        )
    adults = max(12, int(unit.population * chance.uniform(0.5, 0.8)))
    if urban:
        name = f"{unit.public_name}: {chance.choice(STREETS)} asumi selts"
        return Seed(unit, CommunityKind.URBAN, name, "", adults, language)
    name = (
        f"{unit.public_name} {chance.choice(('külaselts', 'kogukond', 'külakogukond'))}"
    )
    return Seed(unit, CommunityKind.VILLAGE, name, "", adults, language)
