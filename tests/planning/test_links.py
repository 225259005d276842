"""Links over water: listed with their reason, added and ended by planners."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from planning.models import Draft
from planning.terrain import terrain
from regions.models import UnitLink
from tests.factories.regions import (
    SettlementUnitFactory,
    SmallCountry,
    UnitShapeFactory,
    link,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, planner: User) -> Client:
    client.force_login(planner)
    return client


def sent(**more: str) -> dict[str, str]:
    form = {
        "one": "Elva",
        "other": "Naissaar",
        "kind": "FERRY",
        "season": "SUMMER",
        "reason": "Parvlaev suvel",
    }
    return form | more


@pytest.fixture
def island(country: SmallCountry) -> object:
    unit = SettlementUnitFactory.create(
        public_name="Naissaar", municipality=country.saue, code="9999"
    )
    UnitShapeFactory.create(unit=unit, min_lon=25.5, min_lat=59.5)
    return unit


def test_links_are_listed_with_their_reason(
    browser: Client, draft: Draft, country: SmallCountry
) -> None:
    link(country.units["elva"], country.units["mustamae_1"])
    page = browser.get(reverse("planning:links")).content.decode()
    assert "Ferry" in page
    assert f'data-second="{country.units["elva"].code}"' in page


def test_link_makes_neighbours_at_once(
    browser: Client, draft: Draft, island: object
) -> None:
    answer = browser.post(reverse("planning:link-new"), sent())
    assert answer.status_code == 302
    made = UnitLink.objects.get()
    assert (made.season, made.reason) == ("SUMMER", "Parvlaev suvel")
    today = terrain(timezone.localdate())
    pair = sorted((today.place["9999"], today.place["2024"]))
    assert tuple(pair) in today.ground.edges


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"one": "Nowhere"}, "one"),
        ({"one": "Mustamäe"}, "one"),
        ({"one": "Elva, Saue vald"}, "one"),
        ({"other": "Elva"}, "other"),
        ({"other": "Palupera"}, "other"),
        ({"reason": " "}, "reason"),
        ({"kind": "TUNNEL"}, "kind"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    browser: Client,
    draft: Draft,
    island: object,
    wrong: dict[str, str],
    field: str,
) -> None:
    answer = browser.post(reverse("planning:link-new"), sent(**wrong))
    assert answer.context["form"].errors.keys() == {field}
    assert sent(**wrong)["one"] in answer.content.decode()
    assert not UnitLink.objects.exists()


def test_part_of_a_town_is_named_by_its_code(
    browser: Client, draft: Draft, island: object
) -> None:
    browser.post(reverse("planning:link-new"), sent(one="0784-mustamae-2"))
    assert UnitLink.objects.get().first.code == "0784-mustamae-2"


def test_link_ends_with_a_reason(
    browser: Client, draft: Draft, country: SmallCountry
) -> None:
    row = link(country.units["elva"], country.units["mustamae_1"])
    path = reverse("planning:link-end", args=[row.pk])
    assert browser.post(path, {"reason": ""}).context["form"].errors
    browser.post(path, {"reason": "Sild on suletud"})
    row.refresh_from_db()
    assert (row.valid_to, row.end_reason) == (timezone.localdate(), "Sild on suletud")
    assert browser.get(path).status_code == 404
