"""All of Estonia: loaded, drawn, put in force, and given its official polygons."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from django.core.management import call_command

from districting.graph import neighbours
from groundwork.errors import WrongStateError
from regions.division import division_on, require_sound
from regions.gazetteer import load, read_gazetteer
from regions.geometry.projection import to_metres
from regions.importing import import_units
from regions.models import (
    CommutingCentre,
    County,
    Municipality,
    Prefecture,
    Region,
    RegionPlan,
    RegionVersion,
    SettlementUnit,
    Station,
    UnitBorder,
    UnitLink,
    UnitShape,
)
from tests.factories.regions import StationFactory

pytestmark = pytest.mark.django_db

UNITS, INHABITANTS = 5312, 1_365_884
RUHNU = "7105"


def nothing(_message: str) -> None:
    """Say nothing."""


@pytest.fixture
def estonia() -> datetime:
    """Load the gazetteer and return when that was."""
    at = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    load(read_gazetteer(), at=at, tell=nothing)
    return at


def test_gazetteer_is_loaded_whole_and_once(estonia: datetime) -> None:
    models = (Prefecture, County, Municipality, CommutingCentre, UnitLink)
    counts = [model.objects.count() for model in models]
    assert counts == [4, 15, 79, 21, 17]
    people = SettlementUnit.objects.values_list("population", flat=True)
    assert (len(people), sum(people)) == (UNITS, INHABITANTS)
    assert UnitShape.objects.filter(is_approximate=True).count() == UNITS
    mustamae = SettlementUnit.objects.filter(folded_name="mustamae")
    assert {unit.public_name for unit in mustamae} == {"Mustamäe"}
    assert len(mustamae) > 5
    with pytest.raises(WrongStateError):
        load(read_gazetteer(), at=estonia, tell=nothing)
    assert SettlementUnit.objects.count() == UNITS


def border_pairs() -> set[frozenset[str]]:
    rows = UnitBorder.objects.values_list("first__code", "second__code")
    return {frozenset(pair) for pair in rows}


def test_cells_hold_their_points_and_know_their_neighbours(estonia: datetime) -> None:
    division = division_on(estonia.date())
    points = np.array([(unit.lon, unit.lat) for unit in division.units])
    assert shapely.contains_xy(division.polygons, points).all()
    pairs = border_pairs()
    beside = {code for pair in pairs for code in pair}
    lonely = {unit.code for unit in division.units} - beside
    assert RUHNU in lonely, "far out at sea"
    assert len(lonely) < 60


def test_125_regions_are_drawn_and_adopted(estonia: datetime) -> None:
    for prefecture in Prefecture.objects.all():
        StationFactory.create(prefecture=prefecture)
    call_command("draw_regions", "--adopt-from", "2026-01-01", verbosity=0)
    plan = RegionPlan.objects.in_force(date(2026, 1, 1)).get()
    require_sound(plan, estonia.date())
    regions = Region.objects.filter(versions__plan=plan)
    assert len({(region.name, region.part) for region in regions}) == 125
    assert len({region.slug for region in regions}) == 125
    assert not any(c.isdecimal() for region in regions for c in region.name)
    assert {"Ruhnu", "Viljandi vald", "Mustamäe"} <= {r.name for r in regions}
    assert sum(plan.versions.values_list("population", flat=True)) == INHABITANTS
    assert not plan.versions.filter(population=0).exists()
    figures = plan.figures
    assert (figures["uncovered"], figures["loose"], figures["straddles"]) == (0, 0, 0)
    assert Station.objects.count() == 4


def test_official_polygons_of_all_units_are_imported(
    estonia: datetime, shared: Path
) -> None:
    approximate = border_pairs()
    path = shared / "data" / "estonia" / "units.gpkg"
    report = import_units(path, dry_run=False, by=None, at=estonia, tell=nothing)
    assert (len(report.changed), report.added, report.vanished) == (UNITS, [], [])
    assert not UnitShape.objects.filter(is_approximate=True).exists()
    assert sum(SettlementUnit.objects.values_list("population", flat=True)) == (
        INHABITANTS
    )
    division = division_on(estonia.date())
    stated = {facts.code: facts.area_km2 for facts in read_gazetteer()}
    for unit in division.units:
        assert unit.area_km2 == pytest.approx(stated[unit.code], rel=0.01, abs=0.01)
    assert shapely.is_valid(division.polygons).mean() > 0.999
    codes = division.country.codes
    expected = neighbours(to_metres(division.polygons))
    assert border_pairs() == {frozenset((codes[a], codes[b])) for a, b, _m in expected}
    kept = len(border_pairs() & approximate) / len(border_pairs())
    assert kept > 0.84
    again = import_units(path, dry_run=False, by=None, at=estonia, tell=nothing)
    assert again.is_empty
    assert RegionVersion.objects.count() == 0
