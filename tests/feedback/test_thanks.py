from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from audit.models import Event
from feedback import actions
from feedback.models import Thanks
from groundwork.errors import InvalidInputError
from notifications.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.regions import AbsenceFactory, SmallCountry, small_country

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def thank(
    country: SmallCountry,
    text: str = "Aitäh!",
    key: str = "k1",
    by: User | None = None,
) -> Thanks:
    return actions.thank(
        country.elva_region,
        actions.Words(text, "et"),
        form_key=key,
        by=by,
        at=NOW,
    )


def test_thanks_reach_the_regions_officer_and_nobody_else(
    country: SmallCountry,
) -> None:
    thanks = thank(country)
    assert thanks.officer == country.officers["elva_region"]
    assert [n.recipient for n in Notice.objects.all()] == [thanks.officer.user]
    assert list(Thanks.objects.visible_to(thanks.officer.user, NOW)) == [thanks]
    assert not Thanks.objects.visible_to(country.elva_head.user, NOW).exists()


def test_thanks_reach_the_officer_even_while_away(country: SmallCountry) -> None:
    officer = country.officers["elva_region"]
    AbsenceFactory.create(officer=officer, deputy=country.officers["spare"])
    assert thank(country).officer == officer


def test_sending_twice_makes_one(country: SmallCountry) -> None:
    assert thank(country) == thank(country, text="Aitäh veel kord!")
    assert Notice.objects.count() == 1


def test_blank_thanks_are_refused(country: SmallCountry) -> None:
    with pytest.raises(InvalidInputError):
        thank(country, text="  \n ")


def test_the_audit_row_holds_no_words(country: SmallCountry) -> None:
    thank(country, text="Salajane sõna")
    event = Event.objects.get(verb="feedback.thank")
    assert "Salajane" not in str(event.details)


def test_a_visitor_sends_thanks_through_the_page(
    client: Client, country: SmallCountry
) -> None:
    page = client.get("/en/thanks/new/?region=elva").content.decode()
    assert 'value="elva" selected' in page
    answer = client.post(
        "/en/thanks/new/",
        {
            "region": "elva",
            "text": "Thank you!",
            "giver_name": "",
            "form_key": "a" * 32,
        },
    )
    assert answer.status_code == 302
    assert Thanks.objects.get().giver is None


def test_wrong_input_is_said_and_nothing_typed_is_lost(
    client: Client, country: SmallCountry
) -> None:
    answer = client.post(
        "/en/thanks/new/", {"region": "nowhere", "text": "Kept words", "form_key": "b"}
    )
    page = answer.content.decode()
    assert "Choose a region from the list." in page
    assert "Kept words" in page
    assert not Thanks.objects.exists()


def test_a_flood_of_thanks_is_stopped(client: Client, country: SmallCountry) -> None:
    codes = [
        client.post(
            "/en/thanks/new/",
            {"region": "elva", "text": "Hi", "giver_name": "", "form_key": str(n)},
        ).status_code
        for n in range(7)
    ]
    assert codes == [302] * 6 + [429]
    assert Thanks.objects.count() == 6


def test_the_list_shows_only_ones_own(client: Client, country: SmallCountry) -> None:
    thank(country, text="For the officer's eyes")
    client.force_login(UserFactory.create())
    assert "officer's eyes" not in client.get("/en/thanks/").content.decode()
    client.force_login(country.officers["elva_region"].user)
    assert "officer&#x27;s eyes" in client.get("/en/thanks/").content.decode()
