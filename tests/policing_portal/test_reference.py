import pytest
from django.contrib import admin
from django.test import Client
from django.utils import translation

from accounts.models import User

OURS = {
    "accounts",
    "audit",
    "communities",
    "concerns",
    "feedback",
    "meetings",
    "notifications",
    "regions",
}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["et", "en", "ru"])
@pytest.mark.parametrize("page", ["", "regions/station/", "regions/station/add/"])
def test_the_reference_pages_carry_the_strip_too(
    client: Client, language: str, page: str
) -> None:
    boss = User.objects.create_superuser("boss@example.ee", full_name="Haldi Haldus")
    client.force_login(boss)
    answer = client.get(f"/{language}/reference/{page}")
    assert answer.status_code == 200
    assert 'href="tel:112"' in answer.content.decode()


@pytest.mark.parametrize(("language", "word"), [("et", "Maakond"), ("ru", "Уезд")])
def test_names_made_from_fields_speak_the_readers_language(
    client: Client, language: str, word: str
) -> None:
    boss = User.objects.create_superuser("boss@example.ee", full_name="Haldi Haldus")
    client.force_login(boss)
    page = client.get(f"/{language}/reference/regions/municipality/add/")
    assert word in page.content.decode()


def test_every_name_made_from_a_field_of_the_reference_pages_is_translated() -> None:
    missing = {
        str(field.verbose_name)
        for model in admin.site._registry  # noqa: SLF001 -- no public way
        if model.__module__.split(".")[0] in OURS
        for field in model._meta.fields
        if not field.primary_key
        for words in [field.verbose_name]
        if _in("et", words) == _in("en", words)
    }
    assert missing == set()


def _in(language: str, words: object) -> str:
    with translation.override(language):
        return str(words)
