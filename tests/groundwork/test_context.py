import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from groundwork.context import language_links, main_links


def test_language_links_lead_to_the_same_page(rf: RequestFactory) -> None:
    with override("en"):
        address = reverse("regions:find")
        request = rf.get(address, {"q": "Mustamäe"})
        links = language_links(request)

    with override("ru"):
        expected = reverse("regions:find")
    assert [link.code for link in links] == ["et", "en", "ru"]
    assert links[2].url == f"{expected}?q=Mustam%C3%A4e"
    assert [link.is_current for link in links] == [False, True, False]


def test_language_links_of_an_unknown_address_lead_home(rf: RequestFactory) -> None:
    with override("en"):
        links = language_links(rf.get("/en/nothing/here/"))

    with override("et"):
        assert links[0].url == reverse("home")
    assert links[1].url == "/en/nothing/here/"


def test_main_links_mark_the_open_page_and_its_section(rf: RequestFactory) -> None:
    with override("et"):
        request = rf.get(reverse("regions:list") + "ruhnu/")
        inside = {link.url: link.current for link in main_links(request)}
        find = reverse("regions:find")
        at = {link.url: link.current for link in main_links(rf.get(find))}

    assert inside[find] == "true"
    assert at[find] == "page"
    assert sum(bool(current) for current in inside.values()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_unknown_address_gets_the_page_with_a_way_on(
    client: Client, language: str
) -> None:
    answer = client.get(f"/{language}/nothing-of-the-kind/")

    page = answer.content.decode()
    with override(language):
        assert answer.status_code == 404
        assert reverse("regions:find") in page
    assert 'href="tel:112"' in page
    assert f'<html lang="{language}">' in page
