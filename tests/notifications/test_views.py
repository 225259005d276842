from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Role, User
from notifications.actions import Recipient, notify
from notifications.models import Notice
from tests.factories.accounts import UserFactory, with_role

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
INBOX = "/en/notices/"


@pytest.fixture
def person(client: Client) -> User:
    user = UserFactory.create(language="en")
    client.force_login(user)
    return user


def tell(person: User, number: int = 0, path: str = "/et/good-practice/") -> Notice:
    notice = notify(
        "feedback.thanked",
        to=Recipient.account(person),
        dedupe_key=f"{person.pk}:{number}",
        at=NOON + timedelta(minutes=number),
        path=path,
    )
    assert notice is not None
    return notice


def page(client: Client, query: str = "") -> str:
    response = client.get(INBOX + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(INBOX).headers["Location"].startswith("/en/account/login/")


def test_an_empty_inbox_says_what_will_come(client: Client, person: User) -> None:
    assert "No notices yet" in page(client)


def test_the_inbox_shows_what_is_new(client: Client, person: User) -> None:
    tell(person)
    found = page(client)
    assert "Somebody said thank you to you" in found
    assert "state--received" in found
    assert "(1 unread)" in found


def test_the_inbox_is_in_the_readers_language_of_now(
    client: Client, person: User
) -> None:
    tell(person)
    assert "Somebody said thank you" not in client.get("/et/notices/").content.decode()


def test_the_inbox_shows_only_ones_own(client: Client, person: User) -> None:
    tell(UserFactory.create())
    assert "No notices yet" in page(client)


def test_the_inbox_shows_twenty_five_a_page_newest_first(
    client: Client, person: User
) -> None:
    notices = [tell(person, number) for number in range(26)]
    first = page(client)
    assert first.count("row-item__title") == 25
    assert notices[0].public_id not in first
    assert first.index(notices[25].public_id) < first.index(notices[1].public_id)
    assert notices[0].public_id in page(client, "?page=2")


def test_the_inbox_asks_no_more_when_it_grows(
    client: Client,
    person: User,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    tell(person)
    page(client)
    with django_assert_num_queries(5):
        page(client)
    for number in range(1, 20):
        tell(person, number)
    with django_assert_num_queries(5):
        page(client)


def test_opening_a_notice_marks_it_read_and_leads_on_in_the_pages_language(
    client: Client, person: User
) -> None:
    notice = tell(person)
    response = client.get(f"{INBOX}{notice.public_id}/")
    assert response.headers["Location"] == "/en/good-practice/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "state--received" not in page(client)


@pytest.mark.parametrize("path", ["", "https://evil.example/", "//evil.example/"])
def test_opening_a_notice_never_leads_to_another_site(
    client: Client, person: User, path: str
) -> None:
    notice = tell(person, path=path)
    response = client.get(f"{INBOX}{notice.public_id}/")
    assert response.headers["Location"] == INBOX


def test_another_persons_notice_cannot_be_opened(client: Client, person: User) -> None:
    notice = tell(UserFactory.create())
    assert client.get(f"{INBOX}{notice.public_id}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_read_by_a_post(client: Client, person: User) -> None:
    tell(person)
    assert client.get(f"{INBOX}read-all/").status_code == 405
    assert client.post(f"{INBOX}read-all/").headers["Location"] == INBOX
    assert not Notice.objects.of(person).unread().exists()
    assert "Mark all as read" not in page(client)


@pytest.mark.parametrize("model", ["notice", "delivery"])
def test_the_reference_pages_show_notices_without_addresses(
    client: Client, model: str
) -> None:
    administrator = with_role(Role.ADMINISTRATOR)
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    to = Recipient.address("guest@example.ee", "en")
    notice = notify("feedback.thanked", to=to, dedupe_key="a", at=NOON)
    assert notice is not None
    pk = notice.pk if model == "notice" else notice.deliveries.get().pk
    folder = f"/en/reference/notifications/{model}/"
    for url in (folder, f"{folder}{pk}/change/"):
        response = client.get(url)
        assert response.status_code == 200
        assert "guest@example.ee" not in response.content.decode()
    assert client.get(f"{folder}add/").status_code == 403
    assert client.get(f"{folder}{pk}/delete/").status_code == 403
