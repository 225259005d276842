"""Official polygons from files, on a country of nine squares."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from groundwork.errors import NotAllowedError
from regions.geometry.projection import to_metres
from regions.import_report import FileRefusedError, WholeNote, told
from regions.importing import import_units
from regions.models import (
    RegionUnit,
    SettlementUnit,
    UnitBorder,
    UnitShape,
    UnitType,
)
from regions.responsibility import responsible_for
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry, small_country

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
WORDS = {
    UnitType.VILLAGE: "küla",
    UnitType.SMALL_TOWN: "alevik",
    UnitType.CITY: "vallasisene linn",
    UnitType.PART: "osa",
}
Feature = dict[str, Any]


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def feature(unit: SettlementUnit, **changes: Any) -> Feature:
    """Return a unit as a GeoJSON feature with our columns."""
    county = unit.municipality.county
    properties = {
        "code": unit.code,
        "name": unit.name,
        "type": WORDS[UnitType(unit.type)],
        "parent": unit.parent,
        "municipality_code": unit.municipality.code,
        "municipality": unit.municipality.name,
        "county_code": county.code,
        "county": county.name,
        "prefecture": county.prefecture.name.removesuffix(" prefektuur"),
        "population": unit.population,
    }
    geometry = changes.pop("geometry", unit.shape.geometry)
    return {
        "type": "Feature",
        "properties": properties | changes,
        "geometry": geometry,
    }


def land_board_feature(unit: SettlementUnit, **changes: Any) -> Feature:
    """Return a unit as a GeoJSON feature with the Land Board's columns."""
    numbers = {UnitType.CITY: "5", UnitType.SMALL_TOWN: "7", UnitType.VILLAGE: "8"}
    properties = {
        "AKOOD": unit.code,
        "ANIMI": unit.name,
        "TYYP": numbers.get(UnitType(unit.type), "6"),
        "OKOOD": unit.municipality.code,
        "ONIMI": unit.municipality.name,
        "MKOOD": unit.municipality.county.code,
        "MNIMI": unit.municipality.county.name,
    }
    geometry = changes.pop("geometry", unit.shape.geometry)
    return {
        "type": "Feature",
        "properties": properties | changes,
        "geometry": geometry,
    }


def written(folder: Path, features: list[Feature], **more: Any) -> Path:
    path = folder / "units.geojson"
    document = {"type": "FeatureCollection", "features": features, **more}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def nothing(_message: str) -> None:
    """Say nothing."""


def run(path: Path, *, dry_run: bool = False, at: datetime = NOW) -> Any:
    return import_units(path, dry_run=dry_run, by=None, at=at, tell=nothing)


def all_features(country: SmallCountry) -> list[Feature]:
    return [feature(unit) for unit in country.units.values()]


def test_import_makes_polygons_exact_and_a_second_one_changes_nothing(
    country: SmallCountry, tmp_path: Path
) -> None:
    path = written(tmp_path, all_features(country))
    assert len(run(path).changed) == 9
    assert not UnitShape.objects.filter(is_approximate=True).exists()
    assert UnitBorder.objects.count() == 12
    for shape in UnitShape.objects.all():
        polygon = to_metres(shapely.geometry.shape(shape.geometry))
        assert shape.perimeter_m == pytest.approx(polygon.length, abs=0.1)
    elva = SettlementUnit.objects.get(code="2024")
    assert elva.area_km2 == pytest.approx(127, rel=0.02)
    version = country.plan.versions.get(region=country.elva_region)
    assert not version.is_approximate
    assert Event.objects.get(verb="regions.import_units").details["changed"] == 9
    before = list(UnitShape.objects.values_list("pk", "source").order_by("pk"))
    assert run(path).is_empty
    assert list(UnitShape.objects.values_list("pk", "source").order_by("pk")) == before
    assert Event.objects.filter(verb="regions.import_units").count() == 1


def test_dry_run_tells_and_changes_nothing(
    country: SmallCountry, tmp_path: Path
) -> None:
    path = written(tmp_path, all_features(country)[:-1])
    report = run(path, dry_run=True)
    assert (len(report.changed), report.vanished) == (8, ["2095"])
    assert UnitShape.objects.filter(is_approximate=True).count() == 9
    assert not SettlementUnit.objects.exclude(valid_to=None).exists()


def test_renamed_and_moved_unit_is_changed(
    country: SmallCountry, tmp_path: Path
) -> None:
    features = all_features(country)
    features[5] = feature(
        country.units["aila"],
        name="Ailaküla alevik",
        type="alevik",
        municipality_code="0171",
        municipality="Elva vald",
        county_code="0079",
        county="Tartu maakond",
        prefecture="Lõuna",
        population=12,
    )
    run(written(tmp_path, features))
    aila = SettlementUnit.objects.get(code="1024")
    assert (aila.public_name, aila.folded_name) == ("Ailaküla", "ailakula")
    assert (aila.type, aila.population) == (UnitType.SMALL_TOWN, 12)
    assert aila.municipality == country.elva


def test_vanished_units_stay_as_history_and_new_ones_begin(
    country: SmallCountry, tmp_path: Path
) -> None:
    features = all_features(country)
    features[8] = feature(country.units["hellenurme"], code="9999", name="Uus küla")
    report = run(written(tmp_path, features))
    assert (report.added, report.vanished) == (["9999"], ["2095"])
    assert (report.vanished_in_plan, report.added_without_region) == (1, 1)
    gone = SettlementUnit.objects.get(code="2095")
    new = SettlementUnit.objects.get(code="9999")
    assert (gone.valid_to, new.valid_from, new.valid_to) == (TODAY, TODAY, None)
    assert RegionUnit.objects.filter(unit=gone, plan=country.plan).exists()
    assert not RegionUnit.objects.filter(unit=new).exists()
    assert new.shape.is_approximate is False
    for unit in (gone, new):
        assert responsible_for(unit, NOW).region == country.elva_region
    words = " ".join(told(report))
    assert "2095" in words
    later = run(written(tmp_path, features), at=NOW + timedelta(days=1))
    assert later.is_empty


def test_unit_cannot_vanish_on_the_day_it_began(
    country: SmallCountry, tmp_path: Path
) -> None:
    features = all_features(country)
    extra = feature(country.units["hellenurme"], code="9999", name="Uus küla")
    run(written(tmp_path, [*features, extra]))
    with pytest.raises(FileRefusedError) as refusal:
        run(written(tmp_path, features))
    assert "9999" in refusal.value.problems[0]
    assert run(written(tmp_path, features), at=NOW + timedelta(days=1)).vanished


def test_land_board_columns_keep_figures_and_share_a_whole_among_its_parts(
    country: SmallCountry, tmp_path: Path
) -> None:
    whole = shapely.union_all(
        [
            shapely.geometry.shape(country.units[f"mustamae_{k}"].shape.geometry)
            for k in (1, 2, 3)
        ]
    )
    villages = [u for u in country.units.values() if "-" not in u.code]
    features = [land_board_feature(unit) for unit in villages]
    features.append(
        land_board_feature(
            country.units["mustamae_1"],
            AKOOD="0482",
            ANIMI="Mustamäe linnaosa",
            geometry=shapely.geometry.mapping(whole),
        )
    )
    report = run(written(tmp_path, features))
    assert (report.added, report.vanished) == ([], [])
    assert list(report.staying) == [WholeNote("Mustamäe linnaosa", 3, 3500)]
    assert not report.replaced
    assert sum(SettlementUnit.objects.values_list("population", flat=True)) == 6500
    parts = [country.units[f"mustamae_{k}"] for k in (1, 2, 3)]
    for part in parts:
        shape = UnitShape.objects.get(unit=part)
        assert shape.is_approximate
        assert shape.max_lon - shape.min_lon == pytest.approx(0.2, abs=0.001)
    assert UnitShape.objects.filter(is_approximate=False).count() == 6
    assert UnitBorder.objects.count() == 12
    with translation.override("en"):
        assert any("Mustamäe linnaosa" in sentence for sentence in told(report))
    assert run(written(tmp_path, features)).is_empty


def test_land_board_unit_of_an_unknown_county_is_refused(
    country: SmallCountry, tmp_path: Path
) -> None:
    features = [land_board_feature(country.units["aila"], MKOOD="0999")]
    with pytest.raises(FileRefusedError) as refusal:
        run(written(tmp_path, features))
    assert "0999" in refusal.value.problems[0]


def crossed(feature: Feature) -> Feature:
    ring = feature["geometry"]["coordinates"][0]
    twisted = [ring[0], ring[2], ring[1], ring[3], ring[0]]
    return {**feature, "geometry": {"type": "Polygon", "coordinates": [twisted]}}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("wrong CRS", "EPSG:3301"),
        ("missing column", "municipality_code"),
        ("self-crossing ring", "Row 2: The polygon crosses itself"),
        ("duplicate code", "Row 9: Code 0784-mustamae-1 stands in row 1"),
        ("text in a number", "Row 3: “population” is not a number: many"),
        ("unknown kind", "Row 4: “hamlet” is not a known kind"),
        ("empty", "empty"),
        ("no features", "empty"),
        ("not a geo file", "GeoPackage"),
        ("broken zip", "GeoPackage"),
        ("missing file", "no such file"),
    ],
)
def test_broken_file_is_explained_and_changes_nothing(
    country: SmallCountry, tmp_path: Path, fault: str, words: str
) -> None:
    path = broken(tmp_path, all_features(country), fault)
    units = list(SettlementUnit.objects.order_by("pk").values())
    shapes = list(UnitShape.objects.order_by("pk").values())
    with translation.override("en"), pytest.raises(FileRefusedError) as refusal:
        run(path)
    assert words in "\n".join(refusal.value.problems)
    assert list(SettlementUnit.objects.order_by("pk").values()) == units
    assert list(UnitShape.objects.order_by("pk").values()) == shapes
    assert not Event.objects.exists()


def broken(folder: Path, features: list[Feature], fault: str) -> Path:
    name = "urn:ogc:def:crs:EPSG::3857"
    if fault == "wrong CRS":
        crs = {"type": "name", "properties": {"name": name}}
        return written(folder, features, crs=crs)
    if fault == "missing column":
        for each in features:
            del each["properties"]["municipality_code"]
        return written(folder, features)
    if fault == "self-crossing ring":
        return written(folder, [features[0], crossed(features[1]), *features[2:]])
    if fault in _WRONG_CELLS:
        row, column, value = _WRONG_CELLS[fault]
        features[row - 1]["properties"][column] = value
        return written(folder, features)
    return unreadable(folder, fault)


_WRONG_CELLS = {
    "duplicate code": (9, "code", "0784-mustamae-1"),
    "text in a number": (3, "population", "many"),
    "unknown kind": (4, "type", "hamlet"),
}


def unreadable(folder: Path, fault: str) -> Path:
    path = folder / "units.gpkg"
    if fault == "no features":
        return written(folder, [])
    if fault == "empty":
        path.touch()
    elif fault == "not a geo file":
        path.write_text("code,name\n1,2\n", encoding="utf-8")
    elif fault == "broken zip":
        path = folder / "units.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("read.me", "nothing here")
    return path


def test_command_ends_with_an_error_and_names_each_row(
    country: SmallCountry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = broken(tmp_path, all_features(country), "duplicate code")
    with translation.override("en"), pytest.raises(CommandError):
        call_command("import_units", str(path))
    assert "Row 9" in capsys.readouterr().err


def test_command_says_that_nothing_changed(
    country: SmallCountry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, all_features(country))
    with translation.override("en"):
        call_command("import_units", str(path), "--dry-run")
        assert "trial" in capsys.readouterr().out
        call_command("import_units", str(path))
        assert "Changed: 9." in capsys.readouterr().out
        call_command("import_units", str(path))
        assert "Changed: 0." in capsys.readouterr().out


def test_only_administrators_import(country: SmallCountry, tmp_path: Path) -> None:
    path = written(tmp_path, all_features(country))
    planner, administrator = with_role(Role.PLANNER), with_role(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        import_units(path, dry_run=True, by=planner, at=NOW, tell=nothing)
    import_units(path, dry_run=False, by=administrator, at=NOW, tell=nothing)
    assert Event.objects.get().actor_id == administrator.pk
