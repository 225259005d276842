"""Beginning, copying, renaming and dropping plans."""

import pytest

from accounts.models import Role, User
from groundwork.errors import InvalidInputError, NotAllowedError
from planning.actions import editing, making
from planning.models import Draft
from regions.models import PlanStatus, RegionPlan
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry
from tests.planning.conftest import LAAGRI, NOW, SAUE, SOUTH

pytestmark = pytest.mark.django_db


def test_copy_of_the_plan_in_force_has_its_regions(
    draft: Draft, country: SmallCountry
) -> None:
    assert draft.plan.status == PlanStatus.DRAFT
    assert draft.region_count == 4
    assert len(draft.assignment) == 9
    rows = {row.number: row for row in draft.regions.all()}
    assert rows[SAUE].region == country.saue_region
    assert draft.assignment[LAAGRI] == SAUE


def test_copy_of_a_draft_is_its_own(draft: Draft, planner: User) -> None:
    copy = making.begin(name="Koopia", copy=draft.plan, by=planner, at=NOW)
    editing.move(copy, {LAAGRI: SOUTH}, by=planner, at=NOW)
    draft.refresh_from_db()
    assert draft.assignment[LAAGRI] == SAUE
    assert copy.copied_from == draft.plan


def test_empty_plan_has_nothing_but_regions(planner: User, country: object) -> None:
    made = making.begin(name="Tühi", copy=None, region_count=7, by=planner, at=NOW)
    assert (made.region_count, made.assignment) == (7, {})


@pytest.mark.parametrize("count", [0, -1, 5001])
def test_number_of_regions_is_bounded(planner: User, count: int) -> None:
    with pytest.raises(InvalidInputError) as refused:
        making.begin(name="Palju", copy=None, region_count=count, by=planner, at=NOW)
    assert refused.value.field == "region_count"


def test_plan_needs_a_name(planner: User) -> None:
    with pytest.raises(InvalidInputError):
        making.begin(name=" ", copy=None, by=planner, at=NOW)


def test_only_planners_begin_plans(db: None) -> None:
    with pytest.raises(NotAllowedError):
        making.begin(name="X", copy=None, by=with_role(Role.ADMINISTRATOR), at=NOW)


def test_plan_in_force_cannot_be_changed(country: SmallCountry, planner: User) -> None:
    opened = making.open_in_workshop(country.plan, by=planner, at=NOW)
    assert making.open_in_workshop(country.plan, by=planner, at=NOW) == opened
    for act in (
        lambda: editing.move(opened, {LAAGRI: SOUTH}, by=planner, at=NOW),
        lambda: making.rename(opened, "Uus", by=planner, at=NOW),
        lambda: making.drop(opened, by=planner, at=NOW),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_dropped_plan_is_gone(draft: Draft, planner: User) -> None:
    making.drop(draft, by=planner, at=NOW)
    assert not RegionPlan.objects.filter(pk=draft.plan_id).exists()
