from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from regions.models import Absence, Officer, Posting, Region
from regions.responsibility import responsible_for_region
from tests.factories.accounts import UserFactory, with_role
from tests.factories.regions import (
    AbsenceFactory,
    SettlementUnitFactory,
    SmallCountry,
    small_country,
)

FIND = "/en/find-my-officer/"
LIST = "/en/regions/"
TABLE = "/en/regions/assignments/"
SWAP = "/en/regions/assignments/swap/"
ABSENCES = "/en/regions/absences/"
NEW_ABSENCE = "/en/regions/absences/new/"
POST = "/en/regions/elva/post/"
END = "/en/regions/elva/end-posting/"


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def administrator(client: Client, country: SmallCountry) -> User:
    user = with_role(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def _page(client: Client, address: str, **asked: Any) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    return response.content.decode()


def _officer(region: Region) -> Officer:
    return responsible_for_region(region, timezone.localdate()).officer


# Find my officer


def test_the_search_page_offers_the_list_and_the_map(
    client: Client, country: SmallCountry
) -> None:
    page = _page(client, FIND)
    assert f'href="{LIST}"' in page
    assert 'name="q"' in page
    assert "/api/v1/regions.geojson?lang=en" in page


def test_a_name_in_one_region_is_answered(
    client: Client, country: SmallCountry
) -> None:
    officer = country.officers["elva_region"]
    page = _page(client, FIND, q="Эльва")
    assert officer.name in page
    assert 'href="tel:+3725123456"' in page
    assert f'href="mailto:{officer.email}"' in page
    assert 'href="/en/regions/elva/"' in page
    assert "senior inspector" in page


def test_names_that_all_lead_to_one_region_need_no_choice(
    client: Client, country: SmallCountry
) -> None:
    assert country.officers["saue_region"].name in _page(client, FIND, q="Saue")


def test_a_name_in_several_regions_lists_their_officers(
    client: Client, country: SmallCountry
) -> None:
    page = _page(client, FIND, q="Mustamae")
    for key in ("mustamae_west", "mustamae_east"):
        assert country.officers[key].name in page
        assert f'href="/en/regions/{getattr(country, key).slug}/"' in page
    assert 'data-chosen="mustamae-laas mustamae-ida"' in page
    assert "data-locate" in page
    assert "Mustamäe 1" not in page


def test_places_of_one_name_are_told_apart(
    client: Client, country: SmallCountry
) -> None:
    twin = SettlementUnitFactory.create(
        public_name="Laagri", municipality=country.elva, lat=58.9
    )
    page = _page(client, FIND, q="Laagri")
    assert "2 places are called “Laagri”" in page
    assert "Saue vald, Harju maakond" in page
    assert f'href="{FIND}?place={twin.code}"' in page
    assert country.officers["elva_region"].name in _page(client, FIND, place=twin.code)


def test_a_misspelt_name_is_answered_with_the_guess_named(
    client: Client, country: SmallCountry
) -> None:
    page = _page(client, FIND, q="Hellenurmme")
    assert country.officers["elva_region"].name in page
    assert "Nothing is called “Hellenurmme” exactly" in page


def test_a_point_is_answered(client: Client, country: SmallCountry) -> None:
    unit = country.units["mustamae_3"]
    page = _page(client, FIND, lat=unit.lat, lon=unit.lon)
    assert country.officers["mustamae_east"].name in page
    assert country.officers["mustamae_west"].name not in page


def test_a_point_at_sea_gets_a_way_on(client: Client, country: SmallCountry) -> None:
    page = _page(client, FIND, lat=58.0, lon=20.0)
    assert "outside Estonia" in page
    assert 'name="q"' in page


def test_an_unknown_name_gets_a_way_on(client: Client, country: SmallCountry) -> None:
    page = _page(client, FIND, q="Xyzzyxyzzy <b>")
    assert "We found no place called “Xyzzyxyzzy &lt;b&gt;”" in page
    assert f'href="{LIST}"' in page


@pytest.mark.parametrize(
    "asked",
    [
        {"lat": "nan", "lon": "24"},
        {"lat": "59", "lon": "inf"},
        {"lat": "999", "lon": "24"},
        {"lat": "59"},
        {"q": "x" * 20_000},
    ],
)
def test_what_makes_no_sense_is_told_on_the_page(
    client: Client, country: SmallCountry, asked: dict[str, str]
) -> None:
    response = client.get(FIND, asked)
    assert response.status_code == 400
    page = response.content.decode()
    assert "box--warn" in page
    assert 'name="q"' in page


def test_control_characters_are_ignored(client: Client, country: SmallCountry) -> None:
    page = _page(client, FIND, q="\u0000Elva\u0007 linn\n")
    assert country.officers["elva_region"].name in page


def test_a_deputy_is_named_with_the_reason_and_the_day(
    client: Client, country: SmallCountry, today: date
) -> None:
    AbsenceFactory.create(
        officer=country.officers["elva_region"],
        deputy=country.officers["spare"],
        starts_on=today,
        ends_on=date(today.year + 1, 8, 12),
    )
    page = _page(client, FIND, q="Elva")
    assert country.officers["spare"].name in page
    assert f"is away and back on 12 August {today.year + 1}" in page
    assert "LEAVE" not in page
    assert "leave" not in page.casefold().replace("leaves", "")


@pytest.mark.parametrize("language", ["et", "en", "ru"])
@pytest.mark.parametrize("query", ["?q=Elva", "?q=Mustam%C3%A4e", "?q=zzzz", ""])
def test_every_language_has_every_answer(
    client: Client, country: SmallCountry, language: str, query: str
) -> None:
    response = client.get(f"/{language}/find-my-officer/{query}")
    assert response.status_code == 200
    assert 'href="tel:112"' in response.content.decode()


# The list


def test_the_list_has_every_region_with_its_officer(
    client: Client, country: SmallCountry
) -> None:
    page = _page(client, LIST)
    for key in ("mustamae_west", "mustamae_east", "saue_region", "elva_region"):
        assert country.officers[key].name in page
        assert getattr(country, key).label in page


@pytest.mark.parametrize(
    "asked",
    [
        {"area": "county-0079"},
        {"area": "prefecture-louna"},
        {"q": "Hellenurme"},
        {"q": "elva"},
    ],
)
def test_the_list_is_narrowed(
    client: Client, country: SmallCountry, asked: dict[str, str]
) -> None:
    page = _page(client, LIST, **asked)
    assert country.officers["elva_region"].name in page
    assert country.officers["saue_region"].name not in page


def test_the_list_is_narrowed_by_an_officer(
    client: Client, country: SmallCountry
) -> None:
    page = _page(client, LIST, q=country.officers["saue_region"].name)
    assert country.elva_region.get_absolute_url() not in page
    assert country.saue_region.get_absolute_url() in page


def test_a_list_without_rows_says_what_to_do(
    client: Client, country: SmallCountry
) -> None:
    assert "No region fits" in _page(client, LIST, q="Xyzzyxyzzy")


def test_the_list_costs_the_same_however_long(
    client: Client,
    country: SmallCountry,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with CaptureQueriesContext(connection) as with_officers:
        client.get(LIST)
    Posting.objects.all().delete()
    with django_assert_max_num_queries(8):
        client.get(LIST)
    assert len(with_officers) <= 6
    client.get(FIND, {"q": "Harjumaa"})
    with django_assert_max_num_queries(8):
        client.get(FIND, {"q": "Harjumaa"})


# The poster


def test_the_poster_has_the_officer_and_a_code(
    client: Client, country: SmallCountry
) -> None:
    page = _page(client, "/en/regions/elva/poster/")
    assert country.officers["elva_region"].name in page
    assert "<svg" in page
    assert "/en/regions/elva/" in page


def test_there_is_no_poster_of_nowhere(client: Client, country: SmallCountry) -> None:
    assert client.get("/en/regions/nowhere/poster/").status_code == 404


# Assignments

People = Callable[[SmallCountry], User | None]
PEOPLE: dict[str, People] = {
    "visitor": lambda _country: None,
    "resident": lambda _country: UserFactory.create(),
    "officer": lambda country: country.officers["elva_region"].user,
    "station head": lambda country: country.elva_head.user,
    "prefecture head": lambda country: country.south_head.user,
    "planner": lambda _country: with_role(Role.PLANNER),
    "auditor": lambda _country: with_role(Role.AUDITOR),
    "administrator": lambda _country: with_role(Role.ADMINISTRATOR),
}
POLICE = {"officer", "station head", "prefecture head", "administrator"}


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("address", [TABLE, SWAP, POST, END, ABSENCES, NEW_ABSENCE])
def test_only_those_who_may_open_a_page_can(
    client: Client, country: SmallCountry, person: str, address: str
) -> None:
    user = PEOPLE[person](country)
    if user is not None:
        client.force_login(user)
    may = {"administrator"} if "absences" not in address else POLICE
    expected = 200 if person in may else 302 if user is None else 403
    assert client.get(address).status_code == expected


@pytest.mark.parametrize("person", set(PEOPLE) - {"administrator", "visitor"})
def test_nobody_else_changes_a_posting(
    client: Client, country: SmallCountry, person: str, today: date
) -> None:
    user = PEOPLE[person](country)
    assert user is not None
    client.force_login(user)
    before = list(Posting.objects.order_by("pk").values())
    spare = country.officers["spare"].public_id
    data = {"officer": spare, "starts_on": today, "ends_on": today, "reason": "x"}
    for address in (POST, END, SWAP):
        assert client.post(address, data).status_code == 403
    assert list(Posting.objects.order_by("pk").values()) == before


def test_vacant_regions_come_first(
    client: Client, country: SmallCountry, administrator: User
) -> None:
    country.saue_region.postings.all().delete()
    page = _page(client, TABLE)
    assert page.index(country.saue_region.get_absolute_url()) < page.index(
        country.elva_region.get_absolute_url()
    )
    assert "1 region has no officer" in page
    only = _page(client, TABLE, which="vacant")
    assert country.elva_region.get_absolute_url() not in only


def _seen(client: Client, address: str) -> str:
    value: str = client.get(address).context["form"]["seen"].value()
    return value


def test_an_administrator_posts_an_officer(
    client: Client, country: SmallCountry, administrator: User, today: date
) -> None:
    spare = country.officers["spare"]
    response = client.post(
        POST,
        {
            "officer": spare.public_id,
            "starts_on": today,
            "reason": "More people",
            "seen": _seen(client, POST),
        },
    )
    assert response.status_code == 302
    assert _officer(country.elva_region) == spare


def test_free_officers_come_first(
    client: Client, country: SmallCountry, administrator: User
) -> None:
    page = _page(client, POST)
    spare, busy = country.officers["spare"], country.officers["elva_region"]
    assert page.index(spare.public_id) < page.index(busy.public_id)
    assert "(serves a region)" in page


def test_an_officer_of_another_region_is_refused_in_a_sentence(
    client: Client, country: SmallCountry, administrator: User, today: date
) -> None:
    busy = country.officers["saue_region"]
    response = client.post(
        POST,
        {
            "officer": busy.public_id,
            "starts_on": today,
            "reason": "x",
            "seen": _seen(client, POST),
        },
    )
    assert response.status_code == 200
    assert "already serves Saue" in response.content.decode()
    assert _officer(country.elva_region) == country.officers["elva_region"]


def test_a_reason_is_asked_for(
    client: Client, country: SmallCountry, administrator: User, today: date
) -> None:
    spare = country.officers["spare"].public_id
    response = client.post(POST, {"officer": spare, "starts_on": today})
    assert "Write the reason." in response.content.decode()


def test_the_second_of_two_people_is_told(
    client: Client, country: SmallCountry, administrator: User, today: date
) -> None:
    seen = _seen(client, POST)
    first = country.officers["spare"]
    data = {"starts_on": today, "reason": "x", "seen": seen}
    client.post(POST, {**data, "officer": first.public_id})
    second = country.mustamae_head
    response = client.post(POST, {**data, "officer": second.public_id})
    assert "Somebody else has changed this posting" in response.content.decode()
    assert _officer(country.elva_region) == first


def test_an_administrator_ends_a_posting(
    client: Client, country: SmallCountry, administrator: User, today: date
) -> None:
    data = {"ends_on": today, "reason": "Retires", "seen": _seen(client, END)}
    assert client.post(END, data).status_code == 302
    assert _officer(country.elva_region) == country.elva_head
    assert client.get(END).status_code == 302


def _swap(country: SmallCountry, today: date) -> dict[str, object]:
    return {
        "region_a": country.elva_region.slug,
        "region_b": country.saue_region.slug,
        "from_on": today,
        "reason": "Nearer to home",
    }


def test_a_swap_is_shown_before_it_is_made(
    client: Client, country: SmallCountry, administrator: User, today: date
) -> None:
    summary = client.post(SWAP, _swap(country, today))
    page = summary.content.decode()
    assert "Before and after" in page
    assert _officer(country.elva_region) == country.officers["elva_region"]
    confirmed = {
        **_swap(country, today),
        "confirmed": "1",
        "seen": summary.context["seen"],
    }
    assert client.post(SWAP, confirmed).status_code == 302
    assert _officer(country.elva_region) == country.officers["saue_region"]
    assert _officer(country.saue_region) == country.officers["elva_region"]
    again = client.post(SWAP, confirmed)
    assert "Somebody else has changed this posting" in again.content.decode()


def test_a_swap_needs_two_regions_with_officers(
    client: Client, country: SmallCountry, administrator: User, today: date
) -> None:
    same = {**_swap(country, today), "region_b": country.elva_region.slug}
    page = client.post(SWAP, same).content.decode()
    assert "Choose two different regions." in page
    country.saue_region.postings.all().delete()
    page = client.post(SWAP, _swap(country, today)).content.decode()
    assert "One of the regions has no officer on that day." in page


# Absences


def test_an_officer_enters_an_absence(
    client: Client, country: SmallCountry, today: date
) -> None:
    officer, deputy = country.officers["elva_region"], country.officers["spare"]
    client.force_login(officer.user)
    data = {
        "officer": officer.public_id,
        "starts_on": today,
        "ends_on": today + timedelta(days=7),
        "deputy": deputy.public_id,
        "reason": "LEAVE",
    }
    assert client.post(NEW_ABSENCE, data).status_code == 302
    assert _officer(country.elva_region) == deputy
    assert deputy.name in _page(client, ABSENCES)
    overlapping = client.post(NEW_ABSENCE, data).content.decode()
    assert "is entered already" in overlapping


def test_an_officer_enters_nobody_elses_absence(
    client: Client, country: SmallCountry, today: date
) -> None:
    client.force_login(country.officers["elva_region"].user)
    data = {
        "officer": country.officers["saue_region"].public_id,
        "starts_on": today,
        "ends_on": today + timedelta(days=7),
        "reason": "LEAVE",
    }
    assert client.post(NEW_ABSENCE, data).status_code == 200
    assert not Absence.objects.exists()


def test_a_head_enters_absences_of_the_station(
    client: Client, country: SmallCountry
) -> None:
    client.force_login(country.elva_head.user)
    page = _page(client, NEW_ABSENCE)
    offered = page.split('id="id_officer"')[1].split("</select>")[0]
    assert country.officers["elva_region"].public_id in offered
    assert country.officers["saue_region"].public_id not in offered


def test_an_absence_is_taken_back_only_by_those_who_may(
    client: Client, country: SmallCountry, today: date
) -> None:
    absence = AbsenceFactory.create(
        officer=country.officers["elva_region"],
        starts_on=today + timedelta(days=1),
        ends_on=today + timedelta(days=3),
    )
    address = f"/en/regions/absences/{absence.pk}/cancel/"
    client.force_login(country.officers["saue_region"].user)
    assert client.post(address).status_code == 404
    client.force_login(absence.officer.user)
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    assert not Absence.objects.exists()
