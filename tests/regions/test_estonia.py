"""All of Estonia: loaded, drawn, put in force, and given its official polygons."""

import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.core.management import call_command

from districting.graph import neighbours
from groundwork.errors import WrongStateError
from regions.division import Division, division_on, require_sound
from regions.gazetteer import load, read_gazetteer
from regions.geometry.projection import to_metres
from regions.geometry.reading import read_units
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
    UnitType,
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
    _require_perimeters_without_polygons(division)


def _require_perimeters_without_polygons(division: Division) -> None:
    """Test that a group's perimeter follows from its units' and their borders."""
    towns: dict[str, set[int]] = defaultdict(set)
    for place, unit in enumerate(division.units):
        towns[unit.municipality.code].add(place)
    lengths = dict(UnitShape.objects.values_list("unit__code", "perimeter_m"))
    for town in sorted(towns)[:10]:
        members = towns[town]
        outer = sum(lengths[division.units[k].code] for k in members)
        inner = sum(
            metres for a, b, metres in division.country.borders if {a, b} <= members
        )
        union = shapely.union_all(to_metres(division.polygons[sorted(members)]))
        assert outer - 2 * inner == pytest.approx(union.length, rel=0.02)


def test_125_regions_are_drawn_and_adopted(estonia: datetime) -> None:
    for prefecture in Prefecture.objects.all():
        StationFactory.create(prefecture=prefecture)
    call_command(
        "draw_regions", "--preset", "whole", "--adopt-from", "2026-01-01", verbosity=0
    )
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


@pytest.fixture
def towns(shared: Path, tmp_path: Path) -> Path:
    """Return the units with the parts of each joined, as official files have them."""
    source = shared / "data" / "estonia" / "units.gpkg"
    return joined(source, tmp_path / "towns.geojson")


def joined(source: Path, target: Path) -> Path:
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    rows = read_units(source).rows
    for row in rows:
        whole = row.code.partition("-")[0]
        key = (row.parent or "", whole) if row.type == "osa" else ("", row.code)
        groups[key].append(row)
    features = [
        _whole(parent, code, found) if parent else _plain(found[0])
        for (parent, code), found in groups.items()
    ]
    document = {"type": "FeatureCollection", "features": features}
    target.write_text(json.dumps(document), encoding="utf-8")
    return target


def _plain(row: Any) -> dict[str, Any]:
    names: tuple[str, ...] = ("code", "name", "type", "parent", "municipality_code")
    names += ("municipality",)
    names += ("county_code", "county", "prefecture", "population")
    names += ("population_method", "commuting_centre", "lat", "lon")
    return {
        "type": "Feature",
        "properties": {name: getattr(row, name) for name in names},
        "geometry": shapely.geometry.mapping(row.polygon),
    }


def _whole(parent: str, code: str, rows: list[Any]) -> dict[str, Any]:
    """Return one official unit made of its parts; towns' quarters get a new code."""
    feature = _plain(rows[0])
    own = code != rows[0].municipality_code or parent == rows[0].municipality
    feature["properties"] |= {
        "code": code if own else f"{code}:{parent}",
        "name": parent,
        "type": "vallasisene linn" if own else "linnaosa",
        "parent": None,
        "population": sum(row.population for row in rows),
    }
    outline = shapely.coverage_union_all([row.polygon for row in rows])
    feature["geometry"] = shapely.geometry.mapping(outline)
    return feature


def test_whole_towns_keep_their_parts_and_small_ones_replace_them(
    estonia: datetime, towns: Path
) -> None:
    before = {u.code: u.population for u in SettlementUnit.objects.all()}
    report = import_units(towns, dry_run=False, by=None, at=estonia, tell=nothing)
    half = INHABITANTS / 125 / 2
    assert report.half_a_region == round(half)
    staying = {note.name: note for note in report.staying}
    assert all(note.people > half for note in report.staying)
    assert all(note.people <= half for note in report.replaced)
    assert staying["Mustamäe"].parts == 32
    assert {"Narva linn", "Annelinn", "Elva linn"} <= staying.keys()
    assert {"Jõgeva linn", "Kehra linn"} <= {note.name for note in report.replaced}
    living = SettlementUnit.objects.filter(valid_to=None)
    assert sum(living.values_list("population", flat=True)) == INHABITANTS
    kept = [unit for unit in living if unit.type == UnitType.PART]
    assert len(kept) == sum(note.parts for note in report.staying)
    assert {unit.code: unit.population for unit in kept} == {
        unit.code: before[unit.code] for unit in kept
    }
    assert not SettlementUnit.objects.exclude(valid_to=None).filter(successor=None)
    _require_one_coverage(estonia)
    assert UnitLink.objects.living().count() == 17
    ended = set(SettlementUnit.objects.exclude(valid_to=None).values_list("pk"))
    assert ended
    again = estonia + timedelta(days=1)
    assert import_units(towns, dry_run=False, by=None, at=again, tell=nothing).is_empty


def _require_one_coverage(at: datetime) -> None:
    """Test that living units hold their points, and overlap nowhere to speak of."""
    division = division_on(at.date())
    polygons = division.polygons
    points = np.array([(unit.lon, unit.lat) for unit in division.units])
    assert shapely.contains_xy(polygons, points).mean() > 0.999
    metres = to_metres(shapely.make_valid(polygons))
    overlap = shapely.area(metres).sum() - shapely.union_all(metres).area
    assert overlap / shapely.area(metres).sum() < 1e-4
