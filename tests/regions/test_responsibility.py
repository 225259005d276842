"""Who answers, day by day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role
from regions.models import Leadership, Posting, Region, RegionPlan, SettlementUnit
from regions.responsibility import (
    NobodyResponsibleError,
    history_of,
    officer_of,
    postings_of,
    region_of,
    regions_answered_by,
    responsible_for,
    responsible_for_region,
    responsible_for_regions,
)
from tests.factories.regions import (
    SINCE,
    AbsenceFactory,
    OfficerFactory,
    PostingFactory,
    RegionFactory,
    RegionPlanFactory,
    RegionUnitFactory,
    RegionVersionFactory,
    SettlementUnitFactory,
    SmallCountry,
    small_country,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
BACK = date(2026, 3, 9)


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def test_own_officer_answers(country: SmallCountry) -> None:
    found = responsible_for(country.units["elva"], NOW)
    assert found.officer == country.officers["elva_region"]
    assert found.region == country.elva_region
    assert (found.role, found.is_deputy) == (Role.OFFICER, False)


def test_deputy_answers_while_the_officer_is_away(country: SmallCountry) -> None:
    own, spare = country.officers["saue_region"], country.officers["spare"]
    AbsenceFactory.create(officer=own, deputy=spare)
    found = responsible_for(country.units["laagri"], NOW)
    assert (found.officer, found.stands_in_for, found.until) == (spare, own, BACK)
    after = responsible_for(country.units["laagri"], NOW + timedelta(days=6))
    assert after.officer == own


def test_day_begins_at_midnight_in_estonia(country: SmallCountry) -> None:
    own, spare = country.officers["saue_region"], country.officers["spare"]
    AbsenceFactory.create(officer=own, deputy=spare)
    evening = datetime(2026, 3, 8, 22, 30, tzinfo=UTC)
    assert responsible_for(country.units["saue"], evening).officer == own
    assert (
        responsible_for(country.units["saue"], evening - timedelta(hours=1)).officer
        == spare
    )


def test_chain_of_deputies_is_followed(country: SmallCountry) -> None:
    own, first = country.officers["saue_region"], country.officers["mustamae_west"]
    last = country.officers["spare"]
    AbsenceFactory.create(officer=own, deputy=first)
    AbsenceFactory.create(officer=first, deputy=last, ends_on=date(2026, 3, 5))
    found = responsible_for(country.units["saue"], NOW)
    assert (found.officer, found.stands_in_for, found.until) == (last, own, BACK)


@pytest.mark.parametrize("case", ["nobody", "circle", "closed"])
def test_station_head_answers_when_no_deputy_does(
    country: SmallCountry, case: str
) -> None:
    own, other = country.officers["saue_region"], country.officers["mustamae_west"]
    if case == "nobody":
        AbsenceFactory.create(officer=own)
    elif case == "circle":
        AbsenceFactory.create(officer=own, deputy=other)
        AbsenceFactory.create(officer=other, deputy=own)
    else:
        other.user.is_active = False
        other.user.save()
        AbsenceFactory.create(officer=own, deputy=other)
    found = responsible_for(country.units["saue"], NOW)
    assert found.officer == country.mustamae_head
    assert (found.role, found.stands_in_for) == (Role.STATION_HEAD, own)
    assert found.until == BACK


def test_station_head_answers_for_a_vacant_region(country: SmallCountry) -> None:
    Posting.objects.filter(region=country.saue_region).delete()
    found = responsible_for(country.units["saue"], NOW)
    assert (found.officer, found.stands_in_for) == (country.mustamae_head, None)


def test_officer_with_a_closed_account_does_not_answer(country: SmallCountry) -> None:
    user = country.officers["saue_region"].user
    user.is_active = False
    user.save()
    assert responsible_for(country.units["saue"], NOW).officer == country.mustamae_head


def test_heads_deputy_answers_while_the_head_is_away(country: SmallCountry) -> None:
    Posting.objects.filter(region=country.saue_region).delete()
    spare = country.officers["spare"]
    AbsenceFactory.create(officer=country.mustamae_head, deputy=spare)
    found = responsible_for(country.units["saue"], NOW)
    assert (found.officer, found.role) == (spare, Role.STATION_HEAD)
    assert country.saue_region in regions_answered_by(spare.user, TODAY)


def test_prefecture_head_answers_when_the_station_head_is_away(
    country: SmallCountry,
) -> None:
    Posting.objects.filter(region=country.saue_region).delete()
    AbsenceFactory.create(officer=country.mustamae_head)
    found = responsible_for(country.units["saue"], NOW)
    assert (found.officer, found.role) == (country.north_head, Role.PREFECTURE_HEAD)


def test_prefecture_head_answers_even_when_everybody_is_away(
    country: SmallCountry,
) -> None:
    for officer in (
        country.officers["saue_region"],
        country.mustamae_head,
        country.north_head,
    ):
        AbsenceFactory.create(officer=officer)
    assert responsible_for(country.units["saue"], NOW).officer == country.north_head


def test_without_heads_or_plan_nobody_is_a_clear_error(country: SmallCountry) -> None:
    Posting.objects.filter(region=country.saue_region).delete()
    Leadership.objects.all().delete()
    with pytest.raises(NobodyResponsibleError):
        responsible_for_region(country.saue_region, TODAY)
    assert responsible_for_regions([country.saue_region], TODAY) == {}
    with pytest.raises(NobodyResponsibleError):
        responsible_for(country.units["saue"], NOW - timedelta(days=900))


def test_unit_younger_than_the_plan_belongs_to_the_nearest_region(
    country: SmallCountry,
) -> None:
    laagri = country.units["laagri"]
    young = SettlementUnitFactory.create(
        lat=laagri.lat + 0.01, lon=laagri.lon, municipality=country.saue
    )
    assert region_of(young, TODAY) == country.saue_region


def test_answers_of_many_regions_are_those_of_each(
    country: SmallCountry, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    AbsenceFactory.create(
        officer=country.officers["saue_region"], deputy=country.officers["spare"]
    )
    AbsenceFactory.create(officer=country.officers["elva_region"])
    Posting.objects.filter(region=country.mustamae_east).delete()
    each = {r.pk: responsible_for_region(r, TODAY) for r in country.regions}
    bare = list(Region.objects.all())
    with django_assert_max_num_queries(4):
        found = responsible_for_regions(bare, TODAY)
        names = [answer.officer.name for answer in found.values()]
    assert found == each
    assert len(names) == 4


def test_one_answer_takes_at_most_four_queries(
    country: SmallCountry, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    AbsenceFactory.create(officer=country.officers["saue_region"])
    unit = SettlementUnit.objects.get(pk=country.units["saue"].pk)
    with django_assert_max_num_queries(4):
        assert responsible_for(unit, NOW).officer.name


def test_regions_answered_by_officer_deputies_and_heads(country: SmallCountry) -> None:
    own, first = country.officers["saue_region"], country.officers["mustamae_west"]
    spare = country.officers["spare"]
    AbsenceFactory.create(officer=own, deputy=first)
    AbsenceFactory.create(officer=first, deputy=spare)
    assert set(regions_answered_by(spare.user, TODAY)) == {
        country.saue_region,
        country.mustamae_west,
    }
    north = {country.saue_region, country.mustamae_west, country.mustamae_east}
    assert set(regions_answered_by(country.mustamae_head.user, TODAY)) == north
    assert set(regions_answered_by(country.north_head.user, TODAY)) == north
    assert set(regions_answered_by(country.elva_head.user, TODAY)) == {
        country.elva_region
    }
    assert not regions_answered_by(OfficerFactory.create().user, TODAY).exists()
    assert not regions_answered_by(AnonymousUser(), TODAY).exists()


def test_deputies_in_a_circle_end(country: SmallCountry) -> None:
    one, other = country.officers["saue_region"], country.officers["mustamae_west"]
    AbsenceFactory.create(officer=one, deputy=other)
    AbsenceFactory.create(officer=other, deputy=one)
    assert country.saue_region in regions_answered_by(other.user, TODAY)


def test_officer_of_a_place_on_a_day_follows_postings_and_plans(
    country: SmallCountry,
) -> None:
    laagri = country.units["laagri"]
    change, redrawn = date(2025, 6, 1), date(2026, 1, 1)
    first = country.officers["saue_region"]
    Posting.objects.filter(officer=first).update(ends_on=change)
    second = country.officers["spare"]
    PostingFactory.create(region=country.saue_region, officer=second, starts_on=change)
    RegionPlan.objects.filter(pk=country.plan.pk).update(
        status="SUPERSEDED", valid_to=redrawn
    )
    new = RegionFactory.create(station=country.mustamae_station)
    plan = RegionPlanFactory.create(adopted=True, valid_from=redrawn)
    version = RegionVersionFactory.create(plan=plan, region=new)
    RegionUnitFactory.create(version=version, unit=laagri)
    third = PostingFactory.create(region=new, starts_on=redrawn).officer

    def who(day: date) -> object:
        posting = officer_of(laagri, day)
        return posting and posting.officer

    assert who(SINCE - timedelta(days=1)) is None
    assert who(SINCE) == first
    assert who(change - timedelta(days=1)) == first
    assert who(change) == second
    assert who(redrawn - timedelta(days=1)) == second
    assert who(redrawn) == third
    assert [
        (service.posting.officer, service.starts_on, service.ends_on)
        for service in history_of(laagri)
    ] == [
        (first, SINCE, change),
        (second, change, redrawn),
        (third, redrawn, None),
    ]
    assert [row.officer for row in postings_of(country.saue_region)] == [second, first]
