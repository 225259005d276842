"""A portal in which nothing is entered yet: every open page says so, none breaks."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories.accounts import UserFactory
from tests.html import Page
from tests.test_project import OPEN_PAGES

SIGNED_IN = (
    "desks:desk",
    "concerns:list",
    "meetings:list",
    "meetings:request",
    "feedback:list",
    "notifications:inbox",
    "accounts:me",
)


def _addresses() -> dict[str, str]:
    found = {}
    for name in sorted(OPEN_PAGES):
        try:
            found[name] = reverse(name)
        except NoReverseMatch:
            continue  # the page of one record
    return found


@pytest.mark.django_db
def test_open_pages_stand_without_any_data(client: Client) -> None:
    problems, opened = {}, 0
    for name, path in _addresses().items():
        response = client.get(path)
        assert response.status_code < 500, name
        if response.status_code == 200 and "html" in response.headers["Content-Type"]:
            opened += 1
            found = Page(response.content.decode()).problems("et")
            if found:
                problems[name] = found
    assert opened > 15
    assert problems == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_somebody_new_stand_without_any_data(
    name: str, client: Client
) -> None:
    client.force_login(UserFactory.create())
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert Page(response.content.decode()).problems("et") == []


@pytest.mark.django_db
def test_finding_anything_without_data_says_that_nothing_is_found(
    client: Client,
) -> None:
    page = client.get(reverse("regions:find"), {"q": "Ruhnu"})
    assert page.status_code == 200
    assert Page(page.content.decode()).problems("et") == []
    assert client.get(reverse("api:find"), {"q": "Ruhnu"}).status_code == 404
    assert client.get(reverse("api:regions")).status_code == 404
