"""What is done around every page."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse  # noqa: TID251 -- what it works on
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django.fixtures import Settings

from policing_portal.middleware import ClientAddress
from tests.world import World


def _seen_address(forwarded: str) -> str:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    request.META["REMOTE_ADDR"] = "10.0.0.1"
    return ClientAddress(answer)(request).content.decode()


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    settings: Settings,
) -> None:
    settings.BEHIND_PROXY = True
    assert _seen_address("198.51.100.7") == "198.51.100.7"
    assert _seen_address("made-up, 198.51.100.7") == "198.51.100.7"
    assert _seen_address("") == "10.0.0.1"


def test_without_a_proxy_nobody_can_choose_an_address(
    settings: Settings,
) -> None:
    settings.BEHIND_PROXY = False
    with pytest.raises(MiddlewareNotUsed):
        ClientAddress(lambda _request: HttpResponse())


@pytest.mark.parametrize("name", ["home", "desks:desk", "notifications:inbox"])
def test_pages_of_somebody_signed_in_are_kept_nowhere(
    name: str, world: World, db: None
) -> None:
    response = world.client("officer").get(reverse(name))
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_pages_with_words_not_sent_yet_are_kept_nowhere(
    client: Client, db: None
) -> None:
    client.post(reverse("concerns:tell"))
    response = client.get(reverse("concerns:tell-step", args=["kind"]))
    assert "no-store" in response.headers["Cache-Control"]


def test_pages_that_are_the_same_for_everybody_may_be_kept(
    client: Client, db: None
) -> None:
    response = client.get(reverse("privacy"))
    assert not response.has_header("Cache-Control")
