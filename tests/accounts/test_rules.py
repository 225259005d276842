from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from accounts.rules import is_administrator, is_planner, roles_granted
from tests.factories.accounts import LONG_AGO, GrantFactory, UserFactory

pytestmark = pytest.mark.django_db

LATER = LONG_AGO + timedelta(days=30)
QueryCount = Callable[[int], object]


@pytest.fixture
def administrator() -> User:
    return GrantFactory.create(ends_at=LATER).user


def test_a_role_holds_from_its_start_up_to_its_end(administrator: User) -> None:
    assert is_administrator(administrator, at=LONG_AGO)
    assert not is_administrator(administrator, at=LONG_AGO - timedelta(seconds=1))
    assert not is_administrator(administrator, at=LATER)


def test_a_refusal_says_why(administrator: User) -> None:
    verdict = is_planner(administrator, at=LONG_AGO)
    assert not verdict
    assert verdict.reason


def test_roles_are_asked_for_once_whatever_the_moment(
    administrator: User,
    django_assert_num_queries: Callable[..., object],
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a fixture that is typed as a value
        assert roles_granted(administrator, at=LONG_AGO) == {Role.ADMINISTRATOR}
        assert roles_granted(administrator, at=LATER) == frozenset()


def test_what_is_remembered_belongs_to_one_object_only(administrator: User) -> None:
    roles_granted(administrator, at=LONG_AGO)
    GrantFactory.create(user=administrator, role=Role.PLANNER)
    again = User.objects.get(pk=administrator.pk)
    assert Role.PLANNER in roles_granted(again, at=LONG_AGO)


def test_a_closed_account_holds_no_role(administrator: User) -> None:
    administrator.is_active = False
    assert roles_granted(administrator, at=LONG_AGO) == frozenset()


def test_visitors_hold_no_role() -> None:
    assert roles_granted(AnonymousUser(), at=LONG_AGO) == frozenset()
    assert roles_granted(UserFactory.create(), at=LONG_AGO) == frozenset()
