"""Two planners who adopt, or withdraw, at the same moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import Role
from planning.actions import adopting, making
from planning.models import Adoption, Draft
from regions.models import PlanStatus, Posting, RegionPlan
from tests.factories.accounts import with_role
from tests.factories.regions import small_country
from tests.planning.adopting import MONDAY, adopted, move_saue_to_elva, ready
from tests.planning.conftest import NOW
from tests.regions.test_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def drafts() -> list[Draft]:
    if connection.vendor == "sqlite":
        pytest.skip("needs a database with several connections: PostgreSQL")
    plan = small_country().plan
    by = with_role(Role.PLANNER)
    made = [
        making.begin(name=name, copy=plan, by=by, at=NOW) for name in ("Üks", "Kaks")
    ]
    return [ready(move_saue_to_elva(made[0], by)), ready(made[1])]


def adopt(draft: Draft, key: str, day: int = 0) -> object:
    when = MONDAY + timedelta(days=day)
    return adopting.adopt(draft, when, form_key=key, by=None, at=NOW)


def test_one_plan_is_adopted_once(drafts: list[Draft]) -> None:
    keys = [uuid4().hex, uuid4().hex]
    ends = together(*(lambda key=key: adopt(drafts[0], key) for key in keys))
    assert ends == ["done", "refused"]
    assert Adoption.objects.count() == 1


def test_one_form_sent_twice_at_once_is_one_decision(drafts: list[Draft]) -> None:
    key = uuid4().hex
    ends = together(*(lambda: adopt(drafts[0], key) for _n in range(2)))
    assert ends == ["done", "done"]
    assert Adoption.objects.count() == 1


def test_of_two_plans_for_one_day_one_is_adopted(drafts: list[Draft]) -> None:
    ends = together(
        lambda: adopt(drafts[0], uuid4().hex), lambda: adopt(drafts[1], uuid4().hex)
    )
    assert ends == ["done", "refused"]
    assert RegionPlan.objects.filter(status=PlanStatus.ADOPTED).count() == 1
    assert RegionPlan.objects.in_force(MONDAY).count() == 1


def test_withdrawn_twice_at_once_moves_nothing_twice(drafts: list[Draft]) -> None:
    before = list(Posting.objects.order_by("pk").values())
    adoption = adopted(drafts[0], None)

    def withdraw() -> object:
        return adopting.withdraw(adoption, reason="Ei", by=None, at=NOW)

    assert together(withdraw, withdraw) == ["done", "refused"]
    assert list(Posting.objects.order_by("pk").values()) == before
