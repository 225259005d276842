import pytest
from django.test import Client

from accounts.models import Role
from tests.factories.accounts import UserFactory, with_role

pytestmark = pytest.mark.django_db


def test_an_address_that_is_taken_is_refused_in_capitals_too(client: Client) -> None:
    administrator = with_role(Role.ADMINISTRATOR)
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    UserFactory.create(email="mari@example.ee")
    response = client.post(
        "/en/reference/accounts/user/add/",
        {"full_name": "M", "email": "Mari@Example.ee", "language": "et"},
    )
    assert response.status_code == 200
    assert "email" in response.context["adminform"].form.errors
