from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from regions import actions
from regions.models import PlanStatus, RegionPlan
from tests.factories.regions import (
    SINCE,
    AbsenceFactory,
    PostingFactory,
    RegionPlanFactory,
    RegionUnitFactory,
    RegionVersionFactory,
    SmallCountry,
    small_country,
)

PAGE = "/en/regions/elva/"


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


def _page(client: Client, address: str = PAGE, **asked: Any) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_names_officer_station_and_places(
    client: Client, country: SmallCountry
) -> None:
    officer = country.officers["elva_region"]
    page = _page(client)
    assert officer.name in page
    assert f'href="mailto:{officer.email}"' in page
    assert "Elva politseijaoskond" in page
    assert "Elva, Hellenurme, Palupera" in page
    assert "1 January 2025" in page
    assert "1,500" in page
    assert "?region=elva" in page


def test_made_up_numbers_are_never_shown(client: Client, country: SmallCountry) -> None:
    page = _page(client, "/en/regions/mustamae-laas/")
    assert "Mustamäe, west" in page
    assert "Mustamäe 1" not in page


def test_the_title_names_the_place_and_no_person(
    client: Client, country: SmallCountry
) -> None:
    title = _page(client).split("<title>")[1].split("</title>")[0]
    assert "Elva" in title
    assert country.officers["elva_region"].name not in title


def test_a_deputy_stands_on_top_while_the_officer_is_away(
    client: Client, country: SmallCountry
) -> None:
    today = timezone.localdate()
    AbsenceFactory.create(
        officer=country.officers["elva_region"],
        deputy=country.officers["spare"],
        starts_on=today,
        ends_on=today + timedelta(days=3),
    )
    page = _page(client)
    assert f"Until then your contact is {country.officers['spare'].name}" in page


def test_a_vacant_region_shows_the_head(client: Client, country: SmallCountry) -> None:
    country.elva_region.postings.all().delete()
    page = _page(client)
    assert country.elva_head.name in page
    assert "has no officer of its own" in page


def test_the_officer_of_an_earlier_day_is_told(
    client: Client, country: SmallCountry
) -> None:
    before = country.officers["elva_region"]
    at = datetime.now(UTC)
    actions.post(
        country.elva_region,
        country.officers["spare"],
        starts_on=timezone.localdate(at),
        reason="More people",
        by=None,
        at=at,
    )
    assert f"3 March 2026: {before.name}, regional police officer" in _page(
        client, on="2026-03-03"
    )


def test_a_day_before_the_first_plan_has_no_officer(
    client: Client, country: SmallCountry
) -> None:
    page = _page(client, on=SINCE - timedelta(days=1))
    assert "no region plan was in force" in page


@pytest.mark.parametrize("day", ["", "yesterday", "0000-00-00", "9999-12-31"])
def test_a_day_that_makes_no_sense_is_told(
    client: Client, country: SmallCountry, day: str
) -> None:
    assert 'aria-invalid="true"' in _page(client, on=day)


def test_the_region_that_held_the_place_before_is_told(
    client: Client, country: SmallCountry
) -> None:
    change = date(2026, 1, 1)
    RegionPlan.objects.filter(pk=country.plan.pk).update(
        status=PlanStatus.SUPERSEDED, valid_to=change
    )
    plan = RegionPlanFactory.create()
    old = country.elva_region.versions.get()
    version = RegionVersionFactory.create(
        plan=plan, min_lon=old.min_lon, min_lat=old.min_lat, number=1
    )
    for unit in country.units.values():
        RegionUnitFactory.create(version=version, plan=plan, unit=unit)
    plan.status, plan.valid_from = PlanStatus.ADOPTED, change
    plan.adopted_at = datetime.now(UTC)
    plan.save()
    PostingFactory.create(region=version.region, starts_on=change)
    address = f"/en/regions/{version.region.slug}/"
    assert "this place lay in the region Elva" in _page(
        client, address, on="2025-06-01"
    )
    assert client.get(PAGE).status_code == 410


def test_an_unknown_region_is_not_found(client: Client, country: SmallCountry) -> None:
    assert client.get("/en/regions/nowhere/").status_code == 404


@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_the_page_is_there_in_every_language(
    client: Client, country: SmallCountry, language: str
) -> None:
    assert 'href="tel:112"' in _page(client, f"/{language}/regions/elva/")


def test_the_page_costs_at_most_eight_queries(
    client: Client,
    country: SmallCountry,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(8):
        client.get(PAGE)
