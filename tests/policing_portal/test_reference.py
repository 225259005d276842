import pytest
from django.test import Client

from accounts.models import User

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
