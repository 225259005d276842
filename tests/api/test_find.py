from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from api import views
from api.limits import MinuteLimit
from regions import actions
from tests.factories.regions import (
    AbsenceFactory,
    PostingFactory,
    SettlementUnitFactory,
    SmallCountry,
    middle_of,
    small_country,
)

FIND = "/api/v1/find-my-officer"
MAP = "/api/v1/regions.geojson"


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "FIND_LIMIT", MinuteLimit(600))


def _find(client: Client, **asked: Any) -> dict[str, Any]:
    response = client.get(FIND, asked)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def test_a_name_leads_to_the_officer(client: Client, country: SmallCountry) -> None:
    officer = country.officers["elva_region"]
    answer = _find(client, q="Elva linn", lang="en")
    (region,) = answer["regions"]
    assert region["id"] == "elva"
    assert region["url"].endswith("/en/regions/elva/")
    assert region["officer"] == {
        "name": officer.name,
        "rank": "senior inspector",
        "languages": ["et", "ru"],
        "telephone": "+3725123456",
        "email": officer.email,
        "role": "officer",
        "until": None,
    }
    assert region["plan"] == {"valid_from": "2025-01-01", "approximate": True}
    assert answer["emergency"] == "112"


def test_a_place_in_several_regions_has_an_officer_each(
    client: Client, country: SmallCountry
) -> None:
    answer = _find(client, q="Мустамяэ")
    assert [region["id"] for region in answer["regions"]] == [
        "mustamae-laas",
        "mustamae-ida",
    ]
    (place,) = answer["places"]
    assert place["regions"] == ["mustamae-laas", "mustamae-ida"]
    assert "Mustamäe 1" not in str(answer)


def test_a_misspelt_name_is_answered_as_a_guess(
    client: Client, country: SmallCountry
) -> None:
    assert _find(client, q="Mustmäe")["exact"] is False
    assert _find(client, q="Mustamäe")["exact"] is True


def test_several_places_are_listed_with_their_municipality(
    client: Client, country: SmallCountry
) -> None:
    SettlementUnitFactory.create(public_name="Laagri", municipality=country.elva)
    places = _find(client, q="Laagri")["places"]
    assert {place["municipality"] for place in places} == {"Saue vald", "Elva vald"}
    chosen = _find(client, place=places[1]["key"])
    assert [place["key"] for place in chosen["places"]] == [places[1]["key"]]


@pytest.mark.parametrize("name", ["lon", "lng"])
def test_a_point_leads_to_the_officer(
    client: Client, country: SmallCountry, name: str
) -> None:
    lat, lon = middle_of(country.units["mustamae_3"])
    answer = _find(client, **{"lat": lat, name: lon})
    assert [region["id"] for region in answer["regions"]] == ["mustamae-ida"]


def test_a_deputy_is_named_with_the_day_of_being_back(
    client: Client, country: SmallCountry
) -> None:
    today = timezone.localdate()
    deputy = country.officers["spare"]
    back = date(today.year + 1, 1, 1)
    AbsenceFactory.create(
        officer=country.officers["elva_region"],
        deputy=deputy,
        starts_on=today,
        ends_on=back,
    )
    officer = _find(client, q="Elva linn")["regions"][0]["officer"]
    assert (officer["name"], officer["role"]) == (deputy.name, "deputy")
    assert officer["until"] == back.isoformat()


def test_a_vacant_region_is_answered_by_the_head(
    client: Client, country: SmallCountry
) -> None:
    country.elva_region.postings.all().delete()
    officer = _find(client, q="Elva linn")["regions"][0]["officer"]
    assert officer["name"] == country.elva_head.name
    assert officer["role"] == "station_head"


def test_a_swap_changes_the_answer_at_once(
    client: Client, country: SmallCountry
) -> None:
    before = _find(client, q="Elva linn")["regions"][0]["officer"]["name"]
    now = datetime.now(UTC)
    actions.swap(
        country.elva_region,
        country.saue_region,
        from_on=timezone.localdate(now),
        reason="Nearer to home",
        by=None,
        at=now,
    )
    after = _find(client, q="Elva linn")["regions"][0]["officer"]["name"]
    assert before != after == country.officers["saue_region"].name


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": ""},
        {"q": " \u0000\u0007 "},
        {"q": "x" * 5000},
        {"lat": "59.0"},
        {"lon": "24.0"},
        {"lat": "nan", "lon": "24"},
        {"lat": "inf", "lon": "24"},
        {"lat": "-1e400", "lon": "24"},
        {"lat": "91", "lon": "24"},
        {"lat": "59", "lon": "-181"},
        {"lat": "north", "lon": "24"},
        {"lat": "59", "lng": "<script>"},
        {"q": "Elva", "lang": "de"},
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    client: Client, country: SmallCountry, asked: dict[str, str]
) -> None:
    response = client.get(FIND, asked)
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["status"] == 400
    assert problem["detail"].endswith(".")
    assert problem["emergency"] == "112"
    assert "<script>" not in problem["detail"]


@pytest.mark.parametrize(
    "asked", [{"q": "Xyzzyxyzzy"}, {"lat": 0, "lon": 0}, {"place": "nowhere"}]
)
def test_what_is_nowhere_is_not_found(
    client: Client, country: SmallCountry, asked: dict[str, Any]
) -> None:
    response = client.get(FIND, asked)
    assert response.status_code == 404
    assert response.json()["title"]


def test_an_operator_gets_a_line_a_region(
    client: Client, country: SmallCountry
) -> None:
    asked = {"q": "Mustamäe", "lang": "en"}
    response = client.get(FIND, asked, headers={"accept": "text/plain"})
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert lines[0] == (
        f"Mustamäe, west: {country.officers['mustamae_west'].name},"
        " regional police officer, tel. +372 512 3456"
    )
    assert len(lines) == 2
    by_name = client.get(FIND, {**asked, "format": "text"})
    assert by_name.content == response.content


@pytest.mark.parametrize(
    ("header", "rank"),
    [("en", "senior inspector"), ("en;q=0.2, et;q=0.1", "senior inspector")],
)
def test_the_answer_is_in_the_language_accepted(
    client: Client, country: SmallCountry, header: str, rank: str
) -> None:
    response = client.get(FIND, {"q": "Elva"}, headers={"accept-language": header})
    assert response.json()["regions"][0]["officer"]["rank"] == rank
    assert response["Content-Language"] == "en"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("address", [f"{FIND}?q=Elva", f"{FIND}?q=", MAP])
def test_other_sites_may_read_the_answers(
    client: Client, country: SmallCountry, address: str
) -> None:
    assert client.get(address)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", [f"{FIND}?q=Elva", MAP])
def test_an_unchanged_answer_is_not_sent_again(
    client: Client, country: SmallCountry, address: str
) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    country.elva_region.postings.all().delete()
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def test_nothing_can_be_written_here(client: Client, country: SmallCountry) -> None:
    assert client.post(FIND, {"q": "Elva"}).status_code == 405
    assert client.delete(MAP).status_code == 405


def test_too_many_questions_in_a_minute_are_refused(
    client: Client, country: SmallCountry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "FIND_LIMIT", MinuteLimit(2))
    monkeypatch.setattr(views, "_minute", lambda: 7)
    answers = [client.get(FIND, {"q": "Elva"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_a_limit_begins_anew_every_minute_and_for_everybody() -> None:
    limit = MinuteLimit(1)
    assert limit.allows("a", minute=1)
    assert not limit.allows("a", minute=1)
    assert limit.allows("b", minute=1)
    assert limit.allows("a", minute=2)


def test_the_map_has_every_region_with_its_officer(
    client: Client, country: SmallCountry
) -> None:
    response = client.get(MAP, {"lang": "en"})
    assert response["Content-Type"].startswith("application/geo+json")
    features = {
        feature["properties"]["slug"]: feature
        for feature in response.json()["features"]
    }
    assert set(features) == {region.slug for region in country.regions}
    properties = features["elva"]["properties"]
    assert properties["name"] == "Elva"
    assert properties["url"] == "/en/regions/elva/"
    assert properties["officer"] == country.officers["elva_region"].name
    assert {"number", "colour", "lat", "lon"} <= set(properties)
    assert features["elva"]["geometry"]["type"] == "Polygon"


def test_without_a_plan_there_is_no_map(client: Client, db: None) -> None:
    assert client.get(MAP).status_code == 404


def test_an_answer_costs_the_same_however_many_regions(
    client: Client,
    country: SmallCountry,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get(FIND, {"q": "Harjumaa"})
    for asked in ("q=Elva", "q=Harjumaa", "lat=59.05&lon=24.1"):
        with django_assert_max_num_queries(6):
            client.get(f"{FIND}?{asked}")
    with django_assert_max_num_queries(6):
        client.get(MAP)


def test_no_session_is_begun(client: Client, country: SmallCountry) -> None:
    assert not client.get(FIND, {"q": "Elva"}).cookies


def test_a_posting_of_the_future_is_not_told_today(
    client: Client, country: SmallCountry
) -> None:
    country.elva_region.postings.all().delete()
    PostingFactory.create(region=country.elva_region, starts_on=date(2100, 1, 1))
    officer = _find(client, q="Elva linn")["regions"][0]["officer"]
    assert officer["role"] == "station_head"
