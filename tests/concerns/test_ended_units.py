"""Concerns and communities of places whose unit ended, or is younger than the plan."""

from datetime import timedelta

import pytest

from accounts.models import User
from communities.models import Community
from concerns.models import Concern
from regions.models import Region, SettlementUnit
from tests.concerns.conftest import NOW
from tests.factories.communities import CommunityFactory
from tests.factories.concerns import received
from tests.factories.regions import SettlementUnitFactory, SmallCountry

TODAY = NOW.date()


@pytest.fixture
def outside(country: SmallCountry) -> list[SettlementUnit]:
    """Return a unit that ended before the plan, and one that began after it."""
    elva = country.units["elva"]
    before = TODAY - timedelta(days=1)
    return [
        SettlementUnitFactory.create(valid_to=before, successor=elva),
        SettlementUnitFactory.create(valid_from=before, predecessor=elva),
    ]


def standing(person: User, concern: Concern, *marks: str) -> tuple[bool, ...]:
    rows = Concern.objects.with_standing(person, NOW).filter(pk=concern.pk)
    found: tuple[bool, ...] = rows.values_list(*marks).get()
    return found


def test_the_officer_of_the_place_has_its_concerns(
    country: SmallCountry, outside: list[SettlementUnit]
) -> None:
    officer: User = country.officers["elva_region"].user
    stranger: User = country.officers["saue_region"].user
    for unit in outside:
        concern = received(unit, at=NOW).concern
        assert concern in Concern.objects.visible_to(officer, NOW)
        assert concern not in Concern.objects.visible_to(stranger, NOW)
        mine = Region.objects.filter(pk=country.elva_region.pk)
        assert concern in Concern.objects.in_regions(mine, NOW)
        assert standing(officer, concern, "by_police", "by_posted") == (True, True)
        assert standing(stranger, concern, "by_police", "by_posted") == (False, False)
        head: User = country.elva_head.user
        assert standing(head, concern, "by_station_head") == (True,)


def test_the_region_has_its_communities(
    country: SmallCountry, outside: list[SettlementUnit]
) -> None:
    for unit in outside:
        community = CommunityFactory.create(unit=unit)
        assert community in Community.objects.in_region(country.elva_region, TODAY)
        assert community not in Community.objects.in_region(country.saue_region, TODAY)
