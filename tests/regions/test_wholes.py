"""Official units that are known in parts: the parts stay, or the whole replaces them.

An average region of the small country has 1,625 inhabitants, half of one 812.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.utils import translation

from regions import driving, lookup
from regions.belonging import units_in
from regions.driving import minutes_from
from regions.geometry.cutting import cut
from regions.geometry.projection import to_metres
from regions.import_report import WholeNote, told
from regions.models import (
    DrivingTime,
    Measure,
    PlanStatus,
    RegionPlan,
    SettlementUnit,
    UnitBorder,
    UnitLink,
    UnitLoad,
    UnitShape,
    UnitType,
)
from regions.responsibility import region_of
from regions.wholes import half_a_region
from tests.factories.regions import (
    DrivingTimeFactory,
    RegionPlanFactory,
    RegionUnitFactory,
    RegionVersionFactory,
    SettlementUnitFactory,
    SmallCountry,
    UnitLoadFactory,
    UnitShapeFactory,
    link,
    small_country,
)
from tests.regions.test_importing import (
    NOW,
    TODAY,
    Feature,
    feature,
    land_board_feature,
    run,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def country() -> SmallCountry:
    """Return the country, with Palupera and Hellenurme as two parts of one place."""
    found = small_country()
    for number, name in enumerate(("palupera", "hellenurme"), 1):
        unit = found.units[name]
        unit.code = f"2095-{number}"
        unit.save()
    return found


def outline(country: SmallCountry, *names: str) -> dict[str, Any]:
    shapes = [
        shapely.geometry.shape(country.units[name].shape.geometry) for name in names
    ]
    return dict(shapely.geometry.mapping(shapely.union_all(shapes)))


def files(country: SmallCountry, folder: Path, **changes: Any) -> Path:
    """Write all units, Mustamäe and Hellenurme as wholes."""
    features = [
        feature(unit) for unit in country.units.values() if "-" not in unit.code
    ]
    features.append(whole(country, "mustamae", **changes))
    features.append(
        feature(
            country.units["hellenurme"],
            code="2095",
            name="Hellenurme küla",
            population=None,
            geometry=outline(country, "palupera", "hellenurme"),
        )
    )
    return written(folder, features)


def whole(country: SmallCountry, town: str, **changes: Any) -> Feature:
    given = {
        "code": "0482",
        "name": "Mustamäe linnaosa",
        "type": "linnaosa",
        "population": 7000,
        "geometry": outline(country, *(f"{town}_{k}" for k in (1, 2, 3))),
    }
    return feature(country.units[f"{town}_1"], **(given | changes))


def parts() -> list[SettlementUnit]:
    return list(SettlementUnit.objects.filter(code__startswith="0784-").order_by("pk"))


def test_parts_of_a_large_unit_stay_and_share_its_inhabitants(
    country: SmallCountry, tmp_path: Path
) -> None:
    path = files(country, tmp_path)
    report = run(path)
    assert list(report.staying) == [WholeNote("Mustamäe linnaosa", 3, 7000)]
    assert [part.valid_to for part in parts()] == [None] * 3
    assert [part.population for part in parts()] == [2400, 1600, 3000]
    assert {part.population_method for part in parts()} == {"official+split"}
    assert not SettlementUnit.objects.filter(code="0482").exists()
    assert run(path).is_empty


def test_without_a_figure_the_parts_keep_theirs(
    country: SmallCountry, tmp_path: Path
) -> None:
    run(files(country, tmp_path, population=None))
    assert [part.population for part in parts()] == [1200, 800, 1500]


def test_parts_are_cut_to_the_outline_and_fill_it(
    country: SmallCountry, tmp_path: Path
) -> None:
    # A third of the western part lies outside, a strip in the east is new.
    wide = {"type": "Polygon", "coordinates": [_ring(24.07, 59.2, 24.65, 59.3)]}
    run(files(country, tmp_path, geometry=wide))
    boxes = [UnitShape.objects.get(unit=part) for part in parts()]
    assert [box.min_lon for box in boxes] == pytest.approx([24.07, 24.2, 24.4])
    assert [box.max_lon for box in boxes] == pytest.approx([24.2, 24.4, 24.65])
    total = sum(part.area_km2 for part in parts())
    area = shapely.area(to_metres(shapely.geometry.shape(wide))) / 1e6
    assert total == pytest.approx(area, rel=1e-4)
    assert run(files(country, tmp_path, geometry=wide)).is_empty


def _ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_a_part_whose_point_is_cut_off_gets_another_inside(
    country: SmallCountry, tmp_path: Path
) -> None:
    narrow = {"type": "Polygon", "coordinates": [_ring(24.15, 59.2, 24.6, 59.3)]}
    run(files(country, tmp_path, geometry=narrow))
    first = parts()[0]
    shape = shapely.geometry.shape(UnitShape.objects.get(unit=first).geometry)
    assert shape.contains(shapely.Point(first.lon, first.lat))


def test_parts_that_lie_elsewhere_are_drawn_from_their_points() -> None:
    away = [shapely.box(24.0, 59.0, 24.1, 59.1), shapely.box(24.1, 59.0, 24.2, 59.1)]
    goal = shapely.box(24.0, 58.0, 24.2, 58.1)
    pieces = cut(away, [(24.05, 58.05), (24.15, 58.05)], goal)
    assert pieces is not None
    assert all(piece.is_by_point for piece in pieces)
    assert shapely.union_all([p.polygon for p in pieces]).area == pytest.approx(
        goal.area, rel=1e-3
    )


def test_overlapping_parts_share_the_ground_once() -> None:
    known = [shapely.box(24.0, 59.0, 24.12, 59.1), shapely.box(24.1, 59.0, 24.2, 59.1)]
    pieces = cut(
        known, [(24.05, 59.05), (24.15, 59.05)], shapely.box(24, 59, 24.2, 59.1)
    )
    assert pieces is not None
    assert pieces[0].polygon.intersection(pieces[1].polygon).area < 1e-9


def test_a_small_unit_takes_the_place_of_its_parts(
    country: SmallCountry, tmp_path: Path
) -> None:
    report = run(files(country, tmp_path))
    assert list(report.replaced) == [WholeNote("Hellenurme küla", 2, 500)]
    new = SettlementUnit.objects.get(code="2095")
    assert (new.population, new.population_method) == (500, "area_share")
    assert new.commuting_centre == country.units["palupera"].commuting_centre
    for name in ("palupera", "hellenurme"):
        old = SettlementUnit.objects.get(pk=country.units[name].pk)
        assert (old.valid_to, old.successor) == (TODAY, new)
    assert new.predecessor == country.units["palupera"]
    assert new.type == UnitType.VILLAGE
    neighbours = UnitBorder.objects.filter(second=new)
    assert {border.first for border in neighbours} == {
        country.units[name] for name in ("elva", "saue", "aila")
    }
    assert run(files(country, tmp_path), at=NOW + timedelta(days=1)).is_empty


def test_exactly_half_a_region_is_not_more(
    country: SmallCountry, tmp_path: Path
) -> None:
    everybody = list(country.units.values())
    assert half_a_region(everybody, TODAY) == pytest.approx(6500 / 4 / 2)
    assert half_a_region(everybody, date(2020, 1, 1)) == pytest.approx(6500 / 125 / 2)
    palupera = country.units["palupera"]
    palupera.population = 6000
    palupera.save()
    total = 6500 - 300 + 6000
    report = run(files(country, tmp_path, population=total // 8), dry_run=True)
    assert {note.name for note in report.replaced} == {"Mustamäe linnaosa"}
    report = run(files(country, tmp_path, population=total // 8 + 1), dry_run=True)
    assert not report.replaced


def test_a_dry_run_names_both_kinds(country: SmallCountry, tmp_path: Path) -> None:
    report = run(files(country, tmp_path), dry_run=True)
    with translation.override("en"):
        words = "\n".join(told(report))
    assert "Half an average region has 812 inhabitants" in words
    assert "“Mustamäe linnaosa” (7000 inhabitants) is more: its 3 parts stay" in words
    assert "“Hellenurme küla” (500 inhabitants) is not more" in words
    assert all(part.valid_to is None for part in country.units.values())
    assert not SettlementUnit.objects.filter(code="2095").exists()


def test_a_file_with_the_parts_themselves_has_no_wholes(
    country: SmallCountry, tmp_path: Path
) -> None:
    report = run(written(tmp_path, [feature(u) for u in country.units.values()]))
    assert [*report.staying, *report.replaced, *report.vanished] == []


def test_several_wholes_of_one_town_take_the_parts_beneath_each(
    country: SmallCountry, tmp_path: Path
) -> None:
    features = [
        land_board_feature(unit)
        for unit in country.units.values()
        if "-" not in unit.code
    ]
    features += [
        land_board_feature(
            country.units["mustamae_1"],
            AKOOD="0482",
            ANIMI="Lääne linnaosa",
            TYYP="6",
            geometry=outline(country, "mustamae_1", "mustamae_2"),
        ),
        land_board_feature(
            country.units["mustamae_3"],
            AKOOD="0614",
            ANIMI="Ida linnaosa",
            TYYP="6",
            geometry=outline(country, "mustamae_3"),
        ),
        land_board_feature(
            country.units["hellenurme"],
            AKOOD="2095",
            geometry=outline(country, "palupera", "hellenurme"),
        ),
    ]
    report = run(written(tmp_path, features))
    found = {note.name: note.parts for note in report.staying}
    assert found == {"Lääne linnaosa": 2, "Ida linnaosa": 1}
    assert [part.population for part in parts()] == [1200, 800, 1500]


# --- what goes on when units end ---------------------------------------------------


def test_everybody_stays_in_a_region_before_and_after_the_next_plan(
    country: SmallCountry, tmp_path: Path
) -> None:
    run(files(country, tmp_path))
    new = SettlementUnit.objects.get(code="2095")
    old = SettlementUnit.objects.get(pk=country.units["hellenurme"].pk)
    for unit in (new, old):
        assert region_of(unit, TODAY) == country.elva_region
    lookup.forget()
    assert lookup.index(on=TODAY).region_pks[new.pk] == country.elva_region.pk
    assert {new.pk, old.pk} <= _keys_in(country, country.elva_region, TODAY)
    day = TODAY + timedelta(days=10)
    _next_plan(country, day, {country.saue_region: [new]})
    for unit in (new, old):
        assert region_of(unit, day) == country.saue_region
        assert region_of(unit, TODAY) == country.elva_region
    assert {new.pk, old.pk} <= _keys_in(country, country.saue_region, day)
    assert not {new.pk, old.pk} & _keys_in(country, country.elva_region, day)


def _keys_in(country: SmallCountry, region: Any, day: date) -> set[int]:
    regions = type(region).objects.filter(pk=region.pk)
    wanted = SettlementUnit.objects.filter(pk__in=units_in(regions, day))
    return set(wanted.values_list("pk", flat=True))


def _next_plan(
    country: SmallCountry, day: date, regions: dict[Any, list[SettlementUnit]]
) -> RegionPlan:
    RegionPlan.objects.filter(pk=country.plan.pk).update(
        status=PlanStatus.SUPERSEDED, valid_to=day
    )
    plan = RegionPlanFactory.create(
        status=PlanStatus.ADOPTED, adopted_at=NOW, valid_from=day
    )
    for region, units in regions.items():
        version = RegionVersionFactory.create(plan=plan, region=region)
        for unit in units:
            RegionUnitFactory.create(version=version, unit=unit)
    return plan


def test_a_unit_without_kin_goes_with_the_nearest_and_the_look_up_agrees(
    country: SmallCountry, tmp_path: Path
) -> None:
    run(files(country, tmp_path))
    ended = country.units["hellenurme"]
    lone = SettlementUnitFactory.create(lat=ended.lat, lon=ended.lon)
    UnitShapeFactory.create(unit=lone)
    lookup.forget()
    assert region_of(lone, TODAY) == country.elva_region
    assert lookup.index(on=TODAY).region_pks[lone.pk] == country.elva_region.pk


def test_a_unit_in_the_plan_is_never_counted_with_its_successor(
    country: SmallCountry,
) -> None:
    elva, laagri = country.units["elva"], country.units["laagri"]
    SettlementUnit.objects.filter(pk=elva.pk).update(
        valid_to=TODAY, successor=laagri, predecessor=laagri
    )
    elva.refresh_from_db()
    assert region_of(elva, TODAY) == country.elva_region
    assert elva.pk in _keys_in(country, country.elva_region, TODAY)
    assert elva.pk not in _keys_in(country, country.saue_region, TODAY)


def test_links_go_over_to_the_unit_that_follows(
    country: SmallCountry, tmp_path: Path
) -> None:
    link(country.units["mustamae_1"], country.units["hellenurme"])
    link(country.units["palupera"], country.units["hellenurme"])
    run(files(country, tmp_path))
    new = SettlementUnit.objects.get(code="2095")
    living = UnitLink.objects.living().get()
    assert {living.first, living.second} == {country.units["mustamae_1"], new}
    assert living.valid_from == TODAY
    ended = UnitLink.objects.exclude(valid_to=None)
    assert [row.valid_to for row in ended] == [TODAY, TODAY]


def test_loads_of_parts_are_added_up_and_driving_minutes_averaged(
    country: SmallCountry, tmp_path: Path
) -> None:
    for name, value in (("palupera", 10), ("hellenurme", 20)):
        unit = country.units[name]
        UnitLoadFactory.create(unit=unit, value=value, method="counted+split")
        UnitLoadFactory.create(unit=unit, value=value, measure=Measure.DRIVING)
    run(files(country, tmp_path))
    new = SettlementUnit.objects.get(code="2095")
    loads = {load.measure: load for load in UnitLoad.objects.filter(unit=new)}
    assert (loads["INCIDENTS"].value, loads["INCIDENTS"].method) == (30, "counted+sum")
    assert loads["DRIVING"].value == 15
    assert loads["INCIDENTS"].valid_from == TODAY


def test_roads_lead_to_the_unit_that_follows(
    country: SmallCountry, tmp_path: Path
) -> None:
    elva = country.units["elva"]
    ends = country.units["palupera"], country.units["hellenurme"]
    DrivingTimeFactory.create(origin=elva, target=ends[0], minutes=9)
    DrivingTimeFactory.create(origin=elva, target=ends[1], minutes=14)
    DrivingTimeFactory.create(origin=ends[0], target=ends[1], minutes=5)
    run(files(country, tmp_path))
    new = SettlementUnit.objects.get(code="2095")
    row = DrivingTime.objects.get()
    assert (row.origin, row.target, row.minutes) == (elva, new, 9)
    driving.forget()
    assert minutes_from(elva, TODAY)[new.pk] == (9, False)


def test_a_vanished_village_is_followed_by_the_unit_around_it(
    country: SmallCountry, tmp_path: Path
) -> None:
    features = json.loads(files(country, tmp_path).read_text())["features"]
    kept = [
        f for f in features if f["properties"]["code"] != country.units["aila"].code
    ]
    for row in kept:
        if row["properties"]["code"] == country.units["saue"].code:
            row["geometry"] = outline(country, "saue", "aila")
    run(written(tmp_path, kept))
    gone = SettlementUnit.objects.get(pk=country.units["aila"].pk)
    assert (gone.valid_to, gone.successor) == (TODAY, country.units["saue"])


def test_a_new_village_follows_the_unit_it_was_part_of(
    country: SmallCountry, tmp_path: Path
) -> None:
    features = json.loads(files(country, tmp_path).read_text())["features"]
    aila = country.units["aila"]
    quarter = {"type": "Polygon", "coordinates": [_ring(24.5, 59.15, 24.6, 59.2)]}
    features.append(feature(aila, code="9999", name="Uus küla", geometry=quarter))
    run(written(tmp_path, features))
    assert SettlementUnit.objects.get(code="9999").predecessor == aila


def test_successors_are_followed_on(country: SmallCountry, tmp_path: Path) -> None:
    old = SettlementUnitFactory.create(
        valid_to=date(2025, 1, 1), successor=country.units["hellenurme"]
    )
    run(files(country, tmp_path))
    old.refresh_from_db()
    assert old.successor is not None
    assert old.successor.code == "2095"
