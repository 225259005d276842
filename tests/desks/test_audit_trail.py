from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Role, User
from audit.actions import record, record_look
from tests.factories.accounts import UserFactory, with_role

PATH = "/en/audit/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor() -> User:
    user = with_role(Role.AUDITOR)
    morning = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
    # Half past midnight in Tallinn: the next day there, the same day in UTC.
    night = datetime(2026, 3, 4, 22, 30, tzinfo=UTC)
    record("test.act", user, by=user, role=Role.AUDITOR, at=morning)
    record_look("test.look", user, by=user, role=Role.AUDITOR, at=night)
    return user


def shown(client: Client, query: str = "") -> list[str]:
    return [event.verb for event in client.get(PATH + query).context["page"]]


def test_only_auditors_see_the_trail(client: Client) -> None:
    for person in (UserFactory.create(), with_role(Role.ADMINISTRATOR)):
        client.force_login(person)
        assert client.get(PATH).status_code == 403


def test_rows_come_newest_first(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    assert shown(client) == ["test.look", "test.act"]


@pytest.mark.parametrize(
    ("query", "verbs"),
    [
        ("?what=looks", ["test.look"]),
        ("?what=acts", ["test.act"]),
        ("?day=2026-03-05", ["test.look"]),
        ("?day=2026-03-04", ["test.act"]),
        ("?record=999999", []),
        ("?day=yesterday&what=everything", ["test.look", "test.act"]),
    ],
)
def test_filters_narrow_and_nonsense_is_left_out(
    client: Client, auditor: User, query: str, verbs: list[str]
) -> None:
    client.force_login(auditor)
    assert shown(client, query) == verbs
