"""The database itself refuses to change a plan that is no draft."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from regions.models import RegionPlan
from tests.factories.regions import SmallCountry

pytestmark = pytest.mark.django_db


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


BREACHES = {
    "rename": "UPDATE regions_regionplan SET name = 'X'",
    "move": "UPDATE regions_regionplan SET valid_from = '2020-01-01'",
    "delete": "DELETE FROM regions_regionplan",
    "recount": "UPDATE regions_regionversion SET population = 1",
    "renumber": "UPDATE regions_regionversion SET number = number + 100",
    "drop": "DELETE FROM regions_regionunit",
    "swap": "UPDATE regions_regionunit SET version_id ="
    " (SELECT min(id) FROM regions_regionversion)",
    "copy": "INSERT INTO regions_regionunit (plan_id, version_id, unit_id)"
    " SELECT plan_id, version_id, unit_id FROM regions_regionunit",
}


@pytest.mark.parametrize("name", BREACHES)
def test_adopted_plan_is_fixed(name: str, country: SmallCountry) -> None:
    with pytest.raises(IntegrityError, match="plan_is_fixed"), transaction.atomic():
        sql(BREACHES[name])


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan.versions.update(colour=3, is_approximate=False),
        lambda plan: RegionPlan.objects.filter(pk=plan.pk).update(note="Better"),
        lambda plan: RegionPlan.objects.filter(pk=plan.pk).back_to_draft(),
        lambda plan: RegionPlan.objects.filter(pk=plan.pk).update(
            status="SUPERSEDED", valid_to="2027-01-01"
        ),
    ],
)
def test_what_may_change_still_does(
    change: Callable[[RegionPlan], object], country: SmallCountry
) -> None:
    assert change(country.plan)


def test_withdrawn_plan_may_be_changed_again(country: SmallCountry) -> None:
    RegionPlan.objects.filter(pk=country.plan.pk).back_to_draft()
    plan = RegionPlan.objects.get(pk=country.plan.pk)
    plan.delete()
    assert not RegionPlan.objects.exists()
