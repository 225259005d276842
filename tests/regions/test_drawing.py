"""Drafts drawn from the units in the database."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Role
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from regions import actions
from regions.division import require_sound
from regions.drawing import redraw_outlines
from regions.models import (
    PlanStatus,
    Region,
    RegionPlan,
    RegionUnit,
    SettlementUnit,
    Station,
    UnitShape,
)
from tests.factories.accounts import UserFactory, with_role
from tests.factories.regions import SmallCountry, box, small_country

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def drawn(regions: int = 4, seed: int = 1) -> RegionPlan:
    return actions.draw_plan(regions=regions, seed=seed, name="New", by=None, at=NOW)


def test_draft_divides_the_whole_country(country: SmallCountry) -> None:
    plan = drawn()
    assert plan.status == PlanStatus.DRAFT
    assert plan.versions.count() == 4
    assert RegionUnit.objects.filter(plan=plan).count() == 9
    require_sound(plan, TODAY)
    for version in plan.versions.all():
        units = SettlementUnit.objects.filter(memberships__version=version)
        assert version.unit_count == len(units)
        assert version.population == sum(unit.population for unit in units)
        assert version.area_km2 == pytest.approx(127 * len(units), rel=0.02)
        assert version.min_lon < version.label_lon < version.max_lon
        assert version.min_lat < version.label_lat < version.max_lat
        assert version.is_approximate
    assert plan.figures["loose"] == 0
    assert Event.objects.get(verb="regions.draw").target_pk == str(plan.pk)


def test_neighbouring_regions_have_different_colours(country: SmallCountry) -> None:
    colours = list(drawn().versions.values_list("colour", flat=True))
    assert len(set(colours)) >= 3


def test_same_seed_draws_the_same(country: SmallCountry) -> None:
    plans = [drawn(), drawn()]
    first, second = (
        dict(
            RegionUnit.objects.filter(plan=plan).values_list("unit", "version__number")
        )
        for plan in plans
    )
    assert first == second


def test_region_of_mostly_the_same_people_stays_itself(country: SmallCountry) -> None:
    plan = drawn()
    region_of = dict(
        RegionUnit.objects.filter(plan=plan).values_list(
            "unit__code", "version__region__slug"
        )
    )
    assert region_of["2024"] == "elva"
    assert region_of["7390"] == "saue"
    assert region_of["0784-mustamae-1"].startswith("mustamae")
    assert Region.objects.count() == 4


def test_more_regions_get_names_slugs_and_stations(country: SmallCountry) -> None:
    plan = drawn(regions=6)
    regions = Region.objects.filter(versions__plan=plan)
    assert len({(r.name, r.part) for r in regions}) == 6
    assert {"elva", "saue"} <= {r.slug for r in regions}
    assert not any(char.isdecimal() for r in regions for char in r.name)
    for version in plan.versions.select_related("region__station__prefecture"):
        unit = SettlementUnit.objects.filter(memberships__version=version)[0]
        home = unit.municipality.county.prefecture
        assert version.region.station.prefecture == home


def test_new_region_belongs_to_the_nearest_station_of_its_prefecture(
    country: SmallCountry,
) -> None:
    Station.objects.filter(slug="mustamae").update(lat=59.25, lon=24.1)
    far = Station.objects.create(
        slug="saue", name="Saue jaoskond", prefecture=country.north, lat=59.15, lon=24.5
    )
    plan = drawn(regions=9)
    new = Region.objects.filter(versions__plan=plan, name="Aila").get()
    assert new.station == far


def test_draft_drawn_twice_makes_no_more_regions(country: SmallCountry) -> None:
    drawn(regions=6)
    count = Region.objects.count()
    drawn(regions=6)
    assert Region.objects.count() == count


def test_prefecture_without_a_station_is_named(country: SmallCountry) -> None:
    Region.objects.filter(station=country.elva_station).update(
        station=country.mustamae_station
    )
    Station.objects.filter(pk=country.elva_station.pk).update(prefecture=country.north)
    with pytest.raises(WrongStateError, match="Lõuna prefektuur"):
        drawn(regions=9)
    assert RegionPlan.objects.count() == 1


def test_more_regions_than_units_are_refused(country: SmallCountry) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        drawn(regions=10)
    assert refusal.value.field == "regions"


def test_unit_without_a_polygon_is_named(country: SmallCountry) -> None:
    UnitShape.objects.filter(unit=country.units["aila"]).delete()
    with pytest.raises(WrongStateError, match="1024"):
        drawn()


def test_only_planners_draw(country: SmallCountry) -> None:
    def attempt(role: Role | None) -> RegionPlan:
        user = with_role(role) if role else UserFactory.create()
        return actions.draw_plan(regions=4, seed=1, name="New", by=user, at=NOW)

    for role in (None, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowedError):
            attempt(role)
    assert attempt(Role.PLANNER).created_by is not None


def test_redrawn_outlines_follow_the_polygons(country: SmallCountry) -> None:
    shape = country.units["elva"].shape
    shape.geometry = box(23.7, 59.0, 24.2, 59.1)
    shape.is_approximate = False
    shape.save()
    before = country.plan.versions.get(region=country.elva_region)
    redraw_outlines(country.plan)
    after = country.plan.versions.get(region=country.elva_region)
    assert before.min_lon == 24.0
    assert after.min_lon == pytest.approx(23.7, abs=0.01)
    assert after.number == before.number
    UnitShape.objects.update(is_approximate=False)
    redraw_outlines(country.plan)
    assert not country.plan.versions.filter(is_approximate=True).exists()
