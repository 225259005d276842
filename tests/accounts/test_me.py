import pytest
from django.test import Client

from accounts.actions import change_own_details
from accounts.models import User
from audit.models import Event
from groundwork.errors import NotAllowedError
from tests.factories.accounts import LONG_AGO, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/en/account/me/"
DETAILS = {"full_name": "Mari Metsik", "phone": "+3725123456", "language": "en"}


@pytest.fixture
def resident(client: Client) -> User:
    user = UserFactory.create(full_name="Mari Maasikas", language="en")
    client.force_login(user)
    return user


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE).headers["Location"] == f"/en/account/login/?next={PAGE}"


def test_the_page_shows_what_is_kept(client: Client, resident: User) -> None:
    page = client.get(PAGE).content.decode()
    assert "Mari Maasikas" in page
    assert resident.email in page


def test_changes_are_kept_and_noted_without_their_words(
    client: Client, resident: User
) -> None:
    assert client.post(PAGE, DETAILS).status_code == 302
    resident.refresh_from_db()
    assert resident.full_name == "Mari Metsik"
    assert str(resident.phone) == "+372 512 3456"
    event = Event.objects.about(resident).get()
    assert event.details == {"fields": "full_name,phone"}


def test_a_new_language_is_used_at_once(client: Client, resident: User) -> None:
    response = client.post(PAGE, DETAILS | {"language": "ru"})
    assert response.headers["Location"] == "/ru/account/me/"


def test_what_was_typed_stays_when_something_is_amiss(
    client: Client, resident: User
) -> None:
    page = client.post(PAGE, DETAILS | {"phone": "12"}).content.decode()
    assert "Mari Metsik" in page
    resident.refresh_from_db()
    assert resident.full_name == "Mari Maasikas"


def test_nothing_changed_leaves_no_trace(client: Client, resident: User) -> None:
    details = {"full_name": resident.full_name, "phone": "", "language": "en"}
    client.post(PAGE, details)
    assert not Event.objects.exists()


def test_nobody_changes_the_data_of_another(resident: User) -> None:
    with pytest.raises(NotAllowedError):
        change_own_details(resident, DETAILS, by=UserFactory.create(), at=LONG_AGO)
