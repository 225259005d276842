"""While a plan is coming, and after its day: old questions still have answers."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from groundwork.workdays import TALLINN
from regions import actions, lookup
from regions.adopting import take_back
from regions.models import RegionPlan
from tests.factories.accounts import with_role
from tests.factories.regions import (
    RegionFactory,
    RegionPlanFactory,
    RegionUnitFactory,
    RegionVersionFactory,
    SettlementUnitFactory,
    SmallCountry,
    small_country,
)

pytestmark = pytest.mark.django_db

FIND = "/en/find-my-officer/"
API, MAP = "/api/v1/find-my-officer", "/api/v1/regions.geojson"
LAST, FIRST = date(2026, 12, 6), date(2026, 12, 7)
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=TALLINN)


@pytest.fixture
def country() -> SmallCountry:
    lookup.forget()
    return small_country()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the pages read another clock; called with a moment it moves."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(NOW)
    return at


@pytest.fixture
def coming(country: SmallCountry, clock: Any) -> RegionPlan:
    """Adopt a plan without Saue: Laagri goes to a new region, the rest to Elva."""
    plan = RegionPlanFactory.create(name="Piirkonnad 2027")
    laagri = RegionFactory.create(
        slug="laagri", name="Laagri", station=country.mustamae_station
    )
    members = {
        country.mustamae_west: ["mustamae_1", "mustamae_2"],
        country.mustamae_east: ["mustamae_3"],
        country.elva_region: ["saue", "aila", "elva", "palupera", "hellenurme"],
        laagri: ["laagri"],
    }
    for number, (region, keys) in enumerate(members.items(), 1):
        version = RegionVersionFactory.create(plan=plan, region=region, number=number)
        for key in keys:
            RegionUnitFactory.create(version=version, unit=country.units[key])
    return actions.adopt(plan, FIRST, by=None, at=NOW)


def page_of(client: Client, path: str, *, status: int = 200, **asked: str) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == status
    return answer.content.decode()


# --- find my officer


def test_place_that_moves_says_until_and_from(
    client: Client, coming: RegionPlan, country: SmallCountry
) -> None:
    page = page_of(client, FIND, q="Aila")
    assert country.officers["saue_region"].name in page
    assert "until 6 December 2026" in page
    assert "From 7 December 2026" in page
    assert country.officers["elva_region"].name in page
    assert 'href="/en/regions/elva/"' in page


def test_place_that_stays_says_nothing_of_it(
    client: Client, coming: RegionPlan
) -> None:
    assert "7 December" not in page_of(client, FIND, q="Elva linn")
    assert "7 December" not in page_of(client, FIND, q="Mustamäe")


def test_point_says_until_and_from(
    client: Client, coming: RegionPlan, country: SmallCountry
) -> None:
    unit = country.units["laagri"]
    page = page_of(client, FIND, lat=str(unit.lat), lon=str(unit.lon))
    assert "From 7 December 2026" in page
    assert country.mustamae_head.name in page  # nobody is posted there yet


def test_place_whose_parts_go_apart_names_both_regions(
    client: Client, coming: RegionPlan
) -> None:
    page = page_of(client, FIND, q="Saue vald")
    assert "divided between 2 regions" in page


def test_kept_region_with_another_officer_says_so(
    client: Client, coming: RegionPlan, country: SmallCountry
) -> None:
    by = with_role(Role.ADMINISTRATOR)
    spare = country.officers["spare"]
    actions.post(
        country.elva_region, spare, starts_on=FIRST, reason="Uus", by=by, at=NOW
    )
    page = page_of(client, FIND, q="Palupera")
    assert "From 7 December 2026 your officer is:" in " ".join(page.split())
    assert spare.name in page


@pytest.mark.parametrize(
    ("moment", "slug"),
    [
        (datetime(2026, 12, 6, 23, 59, tzinfo=TALLINN), "saue"),
        (datetime(2026, 12, 7, 0, 0, tzinfo=TALLINN), "elva"),
    ],
)
def test_look_up_changes_at_midnight_in_tallinn(
    client: Client, coming: RegionPlan, clock: Any, moment: datetime, slug: str
) -> None:
    clock(moment)
    found = client.get(API, {"q": "Aila"}).json()
    assert [region["id"] for region in found["regions"]] == [slug]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
def test_look_up_changes_at_midnight_when_clocks_change(
    client: Client, country: SmallCountry, clock: Any, day: date
) -> None:
    clock(datetime(2026, 10, 1, 12, tzinfo=TALLINN))
    plan = RegionPlanFactory.create()
    everything = list(country.units.values())
    version = RegionVersionFactory.create(plan=plan, region=country.elva_region)
    for unit in everything:
        RegionUnitFactory.create(version=version, unit=unit)
    actions.adopt(plan, day, by=None, at=NOW - timedelta(days=56))
    midnight = datetime(day.year, day.month, day.day, tzinfo=TALLINN)
    slugs = []
    for moment in (
        midnight - timedelta(minutes=1),
        midnight,
        midnight + timedelta(hours=23),
    ):
        clock(moment)
        slugs.append(client.get(API, {"q": "Aila"}).json()["regions"][0]["id"])
    assert slugs == ["saue", "elva", "elva"]


# --- machines


def test_api_tells_until_and_then(client: Client, coming: RegionPlan) -> None:
    region = client.get(API, {"q": "Aila"}).json()["regions"][0]
    assert (region["id"], region["until"]) == ("saue", "2026-12-06")
    assert region["then"]["from"] == "2026-12-07"
    assert [each["id"] for each in region["then"]["regions"]] == ["elva"]
    stays = client.get(API, {"q": "Palupera"}).json()["regions"][0]
    assert (stays["until"], stays["then"]) == (None, None)


def test_api_text_has_a_line_for_then(client: Client, coming: RegionPlan) -> None:
    text = page_of(client, API, q="Aila", format="text", lang="en")
    assert text.splitlines()[1].startswith("From 7 December 2026: Elva: ")


def test_api_answers_for_any_day(client: Client, coming: RegionPlan) -> None:
    then = client.get(API, {"q": "Aila", "on": "2026-12-08"}).json()
    assert (then["on"], then["regions"][0]["id"]) == ("2026-12-08", "elva")
    assert then["regions"][0]["plan"]["valid_from"] == "2026-12-07"
    assert (
        client.get(API, {"q": "Aila", "on": "2025-03-03"}).json()["regions"][0]["id"]
        == "saue"
    )
    assert client.get(API, {"q": "Aila", "on": "2020-01-01"}).status_code == 404
    assert client.get(API, {"q": "Aila", "on": "never"}).status_code == 400
    assert client.get(API, {"q": "Aila", "on": "2099-01-01"}).status_code == 400


def test_map_of_any_day(client: Client, coming: RegionPlan) -> None:
    def slugs(**asked: str) -> set[str]:
        features = client.get(MAP, asked).json()["features"]
        return {feature["properties"]["slug"] for feature in features}

    assert slugs() - slugs(on="2026-12-08") == {"saue"}
    assert slugs(on="2026-12-08") - slugs() == {"laagri"}
    assert client.get(MAP, {"on": "2020-01-01"}).status_code == 404
    assert client.get(MAP, {"on": "x"}).status_code == 400


# --- the past stays askable


def test_officer_of_a_past_day_is_told_for_a_place(
    client: Client, coming: RegionPlan, country: SmallCountry, clock: Any
) -> None:
    clock(datetime(2027, 2, 1, 12, tzinfo=TALLINN))
    page = page_of(client, FIND, q="Aila", on="2026-03-03")
    assert country.officers["saue_region"].name in page
    assert "3 March 2026" in page
    assert "on=2026-03-03" in page  # the map of that day
    today = page_of(client, FIND, q="Aila", on="2027-02-01")
    assert country.officers["elva_region"].name in today


def test_day_before_any_plan_is_said_plainly(client: Client, coming: object) -> None:
    page = page_of(client, FIND, q="Aila", on="2020-01-01")
    assert "We do not know who answered on that day." in page


def test_impossible_day_loses_nothing_typed(client: Client, coming: object) -> None:
    page = page_of(client, FIND, status=400, q="Aila", on="2026-02-31")
    assert 'value="Aila"' in page


# --- a region's page


def test_region_that_leaves_says_where_its_places_go(
    client: Client, coming: RegionPlan
) -> None:
    page = page_of(client, "/en/regions/saue/")
    assert "What changes on 7 December 2026" in page
    assert "The last day of this region: 6 December 2026" in page
    assert 'href="/en/regions/laagri/"' in page
    assert 'href="/en/regions/elva/"' in page


def test_region_that_grows_says_what_comes(client: Client, coming: RegionPlan) -> None:
    page = page_of(client, "/en/regions/elva/")
    assert "Places that come to this region" in page
    assert "Aila, Saue" in page


def test_region_that_stays_says_nothing(client: Client, coming: RegionPlan) -> None:
    assert "7 December" not in page_of(client, "/en/regions/mustamae-laas/")


def test_region_to_come_has_its_page(client: Client, coming: RegionPlan) -> None:
    page = page_of(client, "/en/regions/laagri/")
    assert "on the map from 7 December 2026" in page
    assert 'href="/en/regions/saue/"' in page


def test_region_of_a_draft_is_nobodys_business(
    client: Client, country: SmallCountry
) -> None:
    RegionVersionFactory.create(
        plan=RegionPlanFactory.create(), region=RegionFactory.create(slug="salajane")
    )
    for path in ("", "history/", "poster/"):
        page_of(client, f"/en/regions/salajane/{path}", status=404)


def test_old_address_says_since_when_and_where(
    client: Client, coming: RegionPlan, clock: Any
) -> None:
    clock(datetime(2027, 2, 1, 12, tzinfo=TALLINN))
    page = page_of(client, "/en/regions/saue/", status=410)
    assert "Since 7 December 2026" in page
    assert "/en/regions/laagri/" in page
    assert "/en/regions/elva/" in page
    poster = client.get("/en/regions/saue/poster/")
    assert (poster.status_code, poster.headers["Location"]) == (
        302,
        "/en/regions/saue/",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/en/tell/?region=saue",
        "/en/thanks/new/?region=saue",
        "/en/communities/?region=saue",
    ],
)
def test_old_address_inside_a_link_is_no_dead_end(
    client: Client, coming: RegionPlan, clock: Any, path: str
) -> None:
    clock(datetime(2027, 2, 1, 12, tzinfo=TALLINN))
    assert client.get(path, follow=True).status_code == 200


def test_history_names_officers_and_borders(
    client: Client, coming: RegionPlan, country: SmallCountry, clock: Any
) -> None:
    clock(datetime(2027, 2, 1, 12, tzinfo=TALLINN))
    page = page_of(client, "/en/regions/saue/history/", on="2026-03-03")
    assert country.officers["saue_region"].name in page
    assert "1 January 2025 \N{EN DASH} 6 December 2026" in page
    assert "on=2026-03-03" in page
    later = page_of(client, "/en/regions/saue/history/", on="2027-01-15")
    assert "lay in the region Elva" in later


def test_poster_says_until_and_from(client: Client, coming: RegionPlan) -> None:
    page = page_of(client, "/en/regions/saue/poster/")
    assert "until 6 December 2026" in page
    assert "7 December" not in page_of(client, "/en/regions/mustamae-laas/poster/")


# --- units that are not in a plan, and speed


def test_unit_younger_than_the_coming_plan_goes_with_the_nearest(
    client: Client, coming: RegionPlan, country: SmallCountry
) -> None:
    aila = country.units["aila"]
    SettlementUnitFactory.create(
        code="9001",
        public_name="Uusaila",
        municipality=country.saue,
        lat=aila.lat + 0.001,
        lon=aila.lon,
    )
    region = client.get(API, {"q": "Uusaila"}).json()["regions"][0]
    assert region["id"] == "saue"
    assert region["then"]["regions"][0]["id"] == "elva"


def queries(client: Client, path: str, **asked: str) -> int:
    client.get(path, asked)
    with CaptureQueriesContext(connection) as found:
        client.get(path, asked)
    return len(found)


def test_without_a_coming_plan_nothing_more_is_asked(
    client: Client, country: SmallCountry
) -> None:
    assert queries(client, FIND, q="Palupera") <= 4
    assert queries(client, API, q="Palupera") <= 4


def test_with_a_coming_plan_little_more_is_asked(
    client: Client, coming: RegionPlan
) -> None:
    stays, moves = queries(client, API, q="Palupera"), queries(client, API, q="Aila")
    everywhere = queries(client, API, q="Saue vald")
    assert (stays <= 7, moves <= 8, everywhere <= 9) == (True, True, True), (
        stays,
        moves,
        everywhere,
    )


# --- officers for the day


@pytest.fixture
def administrator(client: Client, clock: Any) -> Client:
    client.force_login(with_role(Role.ADMINISTRATOR))
    return client


def test_officer_is_posted_to_a_region_to_come(
    administrator: Client, coming: RegionPlan, country: SmallCountry
) -> None:
    table = page_of(administrator, "/en/regions/assignments/")
    assert "/en/regions/laagri/post/" in table
    form = administrator.get("/en/regions/laagri/post/").context["form"]
    assert form.initial["starts_on"] == FIRST
    spare = country.officers["spare"]
    sent = {**form.initial, "officer": spare.public_id, "reason": "Uus piirkond"}
    assert administrator.post("/en/regions/laagri/post/", sent).status_code == 302
    found = administrator.get(API, {"q": "Laagri", "on": "2026-12-07"}).json()
    assert found["regions"][0]["officer"]["name"] == spare.name


def test_posting_to_a_region_that_leaves_ends_with_it(
    coming: RegionPlan, country: SmallCountry
) -> None:
    country.saue_region.postings.all().delete()
    by, spare = with_role(Role.ADMINISTRATOR), country.officers["spare"]
    posting = actions.post(
        country.saue_region,
        spare,
        starts_on=NOW.date(),
        reason="Asendus",
        by=by,
        at=NOW,
    )
    assert posting.ends_on == FIRST
    take_back(coming, ended=[], by=None, at=NOW)
    posting.refresh_from_db()
    assert posting.ends_on is None
