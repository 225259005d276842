from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from groundwork.errors import NotAllowedError
from regions import actions
from tests.factories.accounts import UserFactory, with_role
from tests.factories.regions import SmallCountry, small_country

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def test_the_regions_officer_introduces_it(country: SmallCountry) -> None:
    officer = country.officers["elva_region"].user
    words = {"et": " Tere! ", "en": "Hello!", "ru": ""}
    region = actions.introduce(country.elva_region, words=words, by=officer, at=NOW)
    assert (region.welcome_et, region.welcome_en) == ("Tere!", "Hello!")
    event = Event.objects.get(verb="regions.introduce")
    assert event.actor_role == Role.OFFICER
    assert "Tere" not in str(event.details)


def test_a_content_editor_introduces_any_region(country: SmallCountry) -> None:
    editor = with_role(Role.CONTENT_EDITOR)
    actions.introduce(country.elva_region, words={"et": "Tere"}, by=editor, at=NOW)
    assert Event.objects.get(verb="regions.introduce").actor_role == Role.CONTENT_EDITOR


@pytest.mark.parametrize("who", ["mustamae_west", "spare"])
def test_other_officers_do_not_introduce_it(country: SmallCountry, who: str) -> None:
    by = country.officers[who].user
    with pytest.raises(NotAllowedError):
        actions.introduce(country.elva_region, words={"et": "Tere"}, by=by, at=NOW)


def test_a_reader_gets_their_language_else_one_there_is(country: SmallCountry) -> None:
    region = country.elva_region
    region.welcome_et, region.welcome_ru = "Tere", "Здравствуйте"
    with translation.override("ru"):
        assert region.welcome == ("Здравствуйте", "ru")
    with translation.override("en"):
        assert region.welcome == ("Tere", "et")


def test_the_page_is_for_those_who_may(client: Client, country: SmallCountry) -> None:
    path = "/en/regions/elva/introduce/"
    client.force_login(UserFactory.create())
    assert client.get(path).status_code == 403
    client.force_login(country.officers["elva_region"].user)
    assert client.get(path).status_code == 200
    sent = client.post(path, {"et": "Tere, <b>naabrid</b>", "en": "", "ru": ""})
    assert sent.status_code == 302
    page = client.get("/en/regions/elva/").content.decode()
    assert "Tere, &lt;b&gt;naabrid&lt;/b&gt;" in page


def test_too_long_a_text_is_said_and_kept(
    client: Client, country: SmallCountry
) -> None:
    client.force_login(country.officers["elva_region"].user)
    path = "/en/regions/elva/introduce/"
    page = client.post(path, {"et": "a" * 1001}).content.decode()
    assert "Please keep it under 1,000 letters." in page
    assert "a" * 1001 in page
