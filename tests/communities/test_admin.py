import pytest
from django.test import Client

from accounts.models import Role, User
from audit.models import Event
from communities.models import Community
from tests.factories.accounts import with_role

pytestmark = pytest.mark.django_db

COMMUNITIES = "/en/reference/communities/community/"


@pytest.fixture
def administrator(client: Client) -> User:
    user = with_role(Role.ADMINISTRATOR)
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return user


def test_a_change_joins_the_history(
    client: Client, administrator: User, community: Community
) -> None:
    response = client.post(
        f"{COMMUNITIES}{community.pk}/change/",
        {
            "name": "Uus nimi",
            "kind": community.kind,
            "unit": community.unit_id,
            "language": community.language,
            "founded_on": f"{community.founded_on:%Y-%m-%d}",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    event = Event.objects.about(community).get()
    assert (event.verb, event.actor_id) == ("communities.change", administrator.pk)
    assert event.details == {"fields": "name"}


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_communities_are_neither_added_nor_deleted_here(
    client: Client, administrator: User, community: Community, page: str
) -> None:
    path = COMMUNITIES + page.format(pk=community.pk)
    assert client.get(path).status_code == 403
