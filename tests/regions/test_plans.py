"""Adopted plans do not change."""

import pytest
from django.db import IntegrityError, transaction

from regions.models import (
    PlanIsFixedError,
    PlanStatus,
    RegionPlan,
    RegionUnit,
    RegionVersion,
)
from tests.factories.regions import (
    RegionFactory,
    RegionPlanFactory,
    RegionVersionFactory,
    SettlementUnitFactory,
    SmallCountry,
    small_country,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def test_adopted_plan_refuses_to_be_changed_or_deleted(country: SmallCountry) -> None:
    country.plan.seed = 7
    with pytest.raises(PlanIsFixedError):
        country.plan.save()
    with pytest.raises(PlanIsFixedError):
        country.plan.delete()
    with pytest.raises(PlanIsFixedError):
        RegionPlan.objects.all().delete()
    with pytest.raises(PlanIsFixedError):
        RegionPlan.objects.update(seed=7)
    assert RegionPlan.objects.get().seed is None


def test_adopted_plan_keeps_its_versions(country: SmallCountry) -> None:
    version = country.plan.versions.order_by("number")[0]
    with pytest.raises(PlanIsFixedError):
        version.save()
    with pytest.raises(PlanIsFixedError):
        version.delete()
    with pytest.raises(PlanIsFixedError):
        RegionVersion.objects.update(population=1)
    with pytest.raises(PlanIsFixedError):
        RegionVersion.objects.all().delete()
    assert country.plan.versions.count() == 4


def test_adopted_plan_keeps_its_units(country: SmallCountry) -> None:
    member = RegionUnit.objects.order_by("pk")[0]
    with pytest.raises(PlanIsFixedError):
        member.save()
    with pytest.raises(PlanIsFixedError):
        member.delete()
    with pytest.raises(PlanIsFixedError):
        RegionUnit.objects.all().delete()
    stray = RegionUnit(
        plan=country.plan, version=member.version, unit=SettlementUnitFactory.create()
    )
    with pytest.raises(PlanIsFixedError):
        stray.save()
    with pytest.raises(PlanIsFixedError):
        RegionUnit.objects.bulk_create([stray])
    assert RegionUnit.objects.filter(plan=country.plan).count() == 9


def test_adopted_plan_may_be_drawn_anew(country: SmallCountry) -> None:
    version = country.plan.versions.order_by("number")[0]
    version.colour = 5
    version.save(update_fields=["colour"])
    RegionVersion.objects.filter(pk=version.pk).update(is_approximate=False)
    version.refresh_from_db()
    assert (version.colour, version.is_approximate) == (5, False)


def test_draft_may_be_changed_and_deleted() -> None:
    plan = RegionPlanFactory.create()
    version = RegionVersionFactory.create(plan=plan, region=RegionFactory.create())
    member = RegionUnit(plan=plan, version=version, unit=SettlementUnitFactory.create())
    member.save()
    version.save()
    plan.note = "Better"
    plan.save()
    plan.delete()
    assert not RegionVersion.objects.exists()


def test_only_one_plan_is_adopted_at_a_time(country: SmallCountry) -> None:
    assert country.plan.status == PlanStatus.ADOPTED
    with pytest.raises(IntegrityError), transaction.atomic():
        RegionPlanFactory.create(adopted=True)
