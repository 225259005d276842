"""The workshop's first pages."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from planning.actions import editing
from planning.models import Draft
from regions.models import RegionPlan
from tests.factories.regions import SmallCountry
from tests.planning.conftest import LAAGRI, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, planner: User) -> Client:
    client.force_login(planner)
    return client


def test_list_is_empty_at_first_and_names_plans_drawn_elsewhere(
    browser: Client, country: SmallCountry
) -> None:
    page = browser.get(reverse("planning:list")).content.decode()
    assert reverse("planning:new") in page
    assert country.plan.name in page


def test_plan_begins_from_the_one_in_force(
    browser: Client, country: SmallCountry
) -> None:
    sent = {"name": "Sügis", "start": country.plan.public_id}
    answer = browser.post(reverse("planning:new"), sent, follow=True)
    assert "Sügis" in answer.content.decode()
    assert Draft.objects.get().region_count == 4


def test_empty_plan_wants_a_number_beside_its_field(
    browser: Client, country: SmallCountry
) -> None:
    sent = {"name": "Tühi", "start": "empty"}
    answer = browser.post(reverse("planning:new"), sent)
    assert answer.context["form"].errors.keys() == {"region_count"}
    assert 'value="Tühi"' in answer.content.decode()


def test_overview_says_what_keeps_a_plan_from_adoption(
    browser: Client, draft: Draft, planner: User
) -> None:
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    overview = browser.get(draft.get_absolute_url()).context["overview"]
    assert (overview.gaps, overview.is_whole) == (1, False)


def test_rename_copy_and_drop(browser: Client, draft: Draft) -> None:
    public_id = draft.plan.public_id
    browser.post(reverse("planning:rename", args=[public_id]), {"name": "Suvi"})
    browser.post(reverse("planning:copy", args=[public_id]), {"name": "Teine"})
    way = reverse("planning:drop", args=[public_id])
    browser.get(way)
    assert RegionPlan.objects.filter(public_id=public_id).exists()
    browser.post(way)
    names = set(
        RegionPlan.objects.filter(status="DRAFT").values_list("name", flat=True)
    )
    assert names == {"Teine"}
