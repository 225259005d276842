"""Ferries, bridges and causeways: added, changed, ended; the past is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError

from accounts.models import Role, User
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from regions.division import division_on
from regions.links import add_link, change_link, remove_link
from regions.models import LinkKind, LinkSeason, SettlementUnit, UnitLink
from tests.factories.accounts import with_role
from tests.factories.regions import (
    SettlementUnitFactory,
    SmallCountry,
    link,
    small_country,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


@pytest.fixture
def planner() -> User:
    return with_role(Role.PLANNER)


def added(
    one: SettlementUnit, other: SettlementUnit, by: User | None, at: datetime = NOW
) -> UnitLink:
    return add_link(
        one,
        other,
        kind=LinkKind.BRIDGE,
        season=LinkSeason.ALL_YEAR,
        reason=" A new  bridge ",
        by=by,
        at=at,
    )


def test_a_link_joins_from_today_on(country: SmallCountry, planner: User) -> None:
    elva, mustamae = country.units["elva"], country.units["mustamae_1"]
    made = added(elva, mustamae, planner)
    assert (made.first, made.second) == (mustamae, elva)
    assert (made.kind, made.reason, made.valid_from) == (
        LinkKind.BRIDGE,
        "A new bridge",
        TODAY,
    )
    event = Event.objects.get()
    assert (event.verb, event.actor_role) == ("regions.add_link", Role.PLANNER)
    before = division_on(TODAY - timedelta(days=1)).country.links
    assert len(division_on(TODAY).country.links) == len(before) + 1


def test_a_removed_link_is_kept_and_joins_no_longer(
    country: SmallCountry, planner: User
) -> None:
    old = link(country.units["elva"], country.units["mustamae_1"])
    remove_link(old, reason="The ferry was sold", by=planner, at=NOW)
    kept = UnitLink.objects.get()
    assert (kept.valid_to, kept.end_reason) == (TODAY, "The ferry was sold")
    assert not division_on(TODAY).country.links
    assert len(division_on(TODAY - timedelta(days=1)).country.links) == 1
    with pytest.raises(WrongStateError):
        remove_link(old, reason="Again", by=planner, at=NOW)
    with pytest.raises(WrongStateError):
        change_link(
            old,
            kind=LinkKind.BOAT,
            season=LinkSeason.SUMMER,
            reason="Again",
            by=planner,
            at=NOW,
        )
    again = added(country.units["elva"], country.units["mustamae_1"], planner)
    assert again.pk != old.pk


def test_a_link_of_today_leaves_no_trace(country: SmallCountry, planner: User) -> None:
    made = added(country.units["elva"], country.units["mustamae_1"], planner)
    remove_link(made, reason="A mistake", by=planner, at=NOW)
    assert not UnitLink.objects.exists()
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["regions.add_link", "regions.remove_link"]


def test_a_changed_link_keeps_what_it_was(country: SmallCountry, planner: User) -> None:
    old = link(country.units["elva"], country.units["mustamae_1"])
    new = change_link(
        old,
        kind=LinkKind.BOAT,
        season=LinkSeason.SUMMER,
        reason="Smaller now",
        by=planner,
        at=NOW,
    )
    old.refresh_from_db()
    assert (old.kind, old.valid_to) == (LinkKind.FERRY, TODAY)
    assert (new.kind, new.season, new.valid_from) == (
        LinkKind.BOAT,
        LinkSeason.SUMMER,
        TODAY,
    )
    same = change_link(
        new,
        kind=LinkKind.BOAT,
        season=LinkSeason.SUMMER,
        reason="Smaller now",
        by=planner,
        at=NOW,
    )
    assert same == new
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("one", "other", "field"),
    [
        ("elva", "elva", "other"),
        ("elva", "palupera", "other"),
        ("elva", "mustamae_2", "other"),
        ("elva", "gone", "other"),
        ("gone", "elva", "one"),
    ],
)
def test_what_cannot_be_joined_is_refused_beside_its_field(
    country: SmallCountry, planner: User, one: str, other: str, field: str
) -> None:
    link(country.units["elva"], country.units["mustamae_2"])
    units = country.units | {"gone": SettlementUnitFactory.create(valid_to=TODAY)}
    with pytest.raises(InvalidInputError) as refusal:
        added(units[one], units[other], planner)
    assert refusal.value.field == field
    assert UnitLink.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 121])
def test_a_reason_is_needed(country: SmallCountry, planner: User, reason: str) -> None:
    old = link(country.units["elva"], country.units["mustamae_1"])
    with pytest.raises(InvalidInputError) as refusal:
        remove_link(old, reason=reason, by=planner, at=NOW)
    assert refusal.value.field == "reason"
    old.refresh_from_db()
    assert old.valid_to is None


def test_only_planners_join_units(country: SmallCountry) -> None:
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotAllowedError):
            added(country.units["elva"], country.units["mustamae_1"], with_role(role))


def test_the_database_refuses_a_pair_the_other_way_round(country: SmallCountry) -> None:
    made = link(country.units["elva"], country.units["mustamae_1"])
    made.first, made.second = made.second, made.first
    with pytest.raises(IntegrityError):
        made.save()
