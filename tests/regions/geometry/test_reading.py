import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import shapely

from districting.graph import neighbours
from regions.geometry.problems import Layout, Problem
from regions.geometry.projection import points_in_metres, to_metres
from regions.geometry.reading import UnitFile, read_units
from tests.regions.geometry.conftest import Estonia

Table = dict[str, list[Any]]

SQUARES = [
    shapely.box(25.0, 58.0, 25.1, 58.1),
    shapely.MultiPolygon([shapely.box(25.1, 58.0, 25.2, 58.1)]),
]


def ours(**changes: list[Any]) -> Table:
    table: Table = {
        "code": ["1064", "0784-kesklinn"],
        "name": ["Õru küla", "Žiguli"],
        "type": ["küla", "linnaosa"],
        "parent": [None, "Tallinn"],
        "municipality_code": ["0141", "0784"],
        "municipality": ["Anija vald", "Tallinn"],
        "county_code": ["0037", "0037"],
        "county": ["Harju maakond", "Harju maakond"],
        "prefecture": ["Põhja", "Põhja"],
        "population": [12, 300],
        "population_method": ["area_share", "register_2020"],
        "commuting_centre": ["Tallinn", "Tallinn"],
        "lat": [58.05, 58.06],
        "lon": [25.05, 25.16],
        "area_km2": [65.0, 65.0],
    }
    return table | changes


def land_board(**changes: list[Any]) -> Table:
    table: Table = {
        "AKOOD": ["1064", "0296"],
        "ANIMI": ["Õru küla", "Keila linn"],
        "TYYP": ["8", "4"],
        "OKOOD": ["0141", "0296"],
        "ONIMI": ["Anija vald", "Keila linn"],
        "MKOOD": ["0037", "0037"],
        "MNIMI": ["Harju maakond", "Harju maakond"],
    }
    return table | changes


def without(table: Table, *names: str) -> Table:
    return {name: cells for name, cells in table.items() if name not in names}


def write(
    path: Path, table: Table, shapes: list[Any], crs: str | None = "EPSG:4326"
) -> Path:
    columns = [
        np.array(cells, object if isinstance(cells[0], str | None) else None)
        for cells in table.values()
    ]
    shapefile = path.suffix == ".shp"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Normalized/laundered field name")
        pyogrio.raw.write(
            path,
            geometry=shapely.to_wkb(np.array(shapes, object)),
            field_data=columns,
            fields=list(table),
            geometry_type="Polygon" if shapefile else "Unknown",
            crs=crs,
            driver="ESRI Shapefile" if shapefile else "GPKG",
            encoding="UTF-8",
        )
    return path


def write_geojson(path: Path, table: Table, shapes: list[Any]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {name: cells[row] for name, cells in table.items()},
            "geometry": shapely.geometry.mapping(shape) if shape else None,
        }
        for row, shape in enumerate(shapes)
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}),
        encoding="utf-8",
    )
    return path


def zipped(path: Path, *suffixes: str) -> Path:
    """Return a zip of the Shapefile's parts, in a folder, without what is named."""
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part.suffix not in {".zip", *suffixes}:
                archive.write(part, f"asustus/{part.name}")
    return target


def problems(found: UnitFile) -> list[tuple[Problem, int | None, str | None]]:
    return [(error.problem, error.row, error.column) for error in found.errors]


# --- good files ------------------------------------------------------------------


def check_good(found: UnitFile) -> None:
    assert found.errors == []
    assert found.layout is Layout.OURS
    first, second = found.rows
    assert (first.row, first.code, first.name, first.type) == (
        1,
        "1064",
        "Õru küla",
        "küla",
    )
    assert (first.parent, second.parent) == (None, "Tallinn")
    assert (first.population, second.population) == (12, 300)
    assert second.name == "Žiguli"
    assert (second.municipality_code, second.municipality) == ("0784", "Tallinn")
    assert (second.population_method, second.commuting_centre) == (
        "register_2020",
        "Tallinn",
    )
    assert (second.lon, second.lat) == (25.16, 58.06)
    assert second.area_km2 == pytest.approx(65.6, abs=0.5)
    assert shapely.equals_exact(
        first.polygon.normalize(), SQUARES[0].normalize(), 1e-6
    ) or first.polygon.equals(shapely.MultiPolygon([SQUARES[0]]))


def test_geopackage_is_read(tmp_path: Path) -> None:
    check_good(read_units(write(tmp_path / "u.gpkg", ours(), SQUARES)))


def test_geojson_is_read(tmp_path: Path) -> None:
    check_good(read_units(write_geojson(tmp_path / "u.geojson", ours(), SQUARES)))


def test_zipped_shapefile_is_read_with_shortened_columns(tmp_path: Path) -> None:
    path = write(tmp_path / "u.shp", ours(), SQUARES)
    check_good(read_units(zipped(path)))


def test_metres_are_read(tmp_path: Path) -> None:
    metres = [to_metres(shape) for shape in SQUARES]
    path = write(tmp_path / "u.gpkg", ours(), metres, "EPSG:3301")
    check_good(read_units(path))


def test_land_board_shapefile_in_metres_is_read(tmp_path: Path) -> None:
    metres = [to_metres(shape) for shape in SQUARES]
    path = write(tmp_path / "a.shp", land_board(), metres, "EPSG:3301")
    found = read_units(zipped(path))
    assert found.errors == []
    assert found.layout is Layout.LAND_BOARD
    village, town = found.rows
    assert (village.code, village.name, village.type) == ("1064", "Õru küla", "küla")
    assert (town.code, town.type, town.county) == ("0296", "linn", "Harju maakond")
    assert (town.population, town.commuting_centre, town.prefecture) == (None,) * 3
    assert town.polygon.covers(shapely.Point(town.lon, town.lat))


def test_shapefile_that_names_no_encoding_is_baltic(tmp_path: Path) -> None:
    table = land_board(ANIMI=["Oru", "Oru"])
    path = write(tmp_path / "a.shp", table, SQUARES)
    data = path.with_suffix(".dbf")
    data.write_bytes(data.read_bytes().replace(b"Oru", "Žõš".encode("cp1257"), 1))
    found = read_units(zipped(path, ".cpg"))
    assert [row.name for row in found.rows] == ["Žõš", "Oru"]


def test_land_board_columns_in_small_letters_are_read(tmp_path: Path) -> None:
    small = {name.lower(): cells for name, cells in land_board().items()}
    found = read_units(write(tmp_path / "a.gpkg", small, SQUARES))
    assert found.errors == []
    assert len(found.rows) == 2


def test_code_that_was_kept_as_a_number_gets_its_zeros_back(tmp_path: Path) -> None:
    table = land_board(OKOOD=[141, 296], MKOOD=[37, 37], TYYP=[8, 4])
    first, second = read_units(write(tmp_path / "a.gpkg", table, SQUARES)).rows
    assert (first.municipality_code, second.municipality_code) == ("0141", "0296")
    assert (first.county_code, first.type) == ("0037", "küla")


def test_point_outside_its_polygon_is_replaced(tmp_path: Path) -> None:
    table = ours(lat=[59.0, 58.06])
    first, second = read_units(write(tmp_path / "u.gpkg", table, SQUARES)).rows
    assert SQUARES[0].contains(shapely.Point(first.lon, first.lat))
    assert (second.lon, second.lat) == (25.16, 58.06)


def test_what_may_be_missing_may_be_missing(tmp_path: Path) -> None:
    table = without(ours(), "population", "lat", "lon", "area_km2", "prefecture")
    found = read_units(write(tmp_path / "u.gpkg", table, SQUARES))
    assert found.errors == []
    assert [row.population for row in found.rows] == [None, None]


def test_all_of_estonia_is_read(shared: Path, estonia: Estonia) -> None:
    found = read_units(shared / "data" / "estonia" / "units.gpkg")
    assert found.errors == []
    assert [row.code for row in found.rows] == estonia.column("code")
    assert sum(row.population or 0 for row in found.rows) == 1_365_884
    assert np.allclose(
        [row.area_km2 for row in found.rows], estonia.areas_km2, atol=0.01
    )
    assert np.allclose([(row.lon, row.lat) for row in found.rows], estonia.points)
    polygons = to_metres(np.array([row.polygon for row in found.rows], object))
    assert len(neighbours(polygons)) == 14_843
    dots = shapely.points(points_in_metres(estonia.points))
    assert shapely.contains(polygons, dots).all()


# --- broken files ----------------------------------------------------------------


def test_missing_file_is_named(tmp_path: Path) -> None:
    found = read_units(tmp_path / "nowhere.gpkg")
    assert problems(found) == [(Problem.NO_SUCH_FILE, None, None)]
    assert found.errors[0].params == {"path": "nowhere.gpkg"}


@pytest.mark.parametrize("suffix", [".gpkg", ".zip", ".geojson", ".json", ".csv"])
def test_text_is_no_geo_file_whatever_its_name(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"units{suffix}"
    path.write_text("code,name\n1064,Õru\n", encoding="utf-8")
    assert problems(read_units(path)) == [(Problem.NOT_A_GEO_FILE, None, None)]


def test_cut_off_geopackage_is_no_geo_file(tmp_path: Path) -> None:
    path = write(tmp_path / "u.gpkg", ours(), SQUARES)
    path.write_bytes(path.read_bytes()[:5000])
    assert problems(read_units(path)) == [(Problem.NOT_A_GEO_FILE, None, None)]


def test_json_of_something_else_is_no_geo_file(tmp_path: Path) -> None:
    path = tmp_path / "u.json"
    path.write_text('{"units": []}', encoding="utf-8")
    assert problems(read_units(path)) == [(Problem.NOT_A_GEO_FILE, None, None)]


def test_zip_without_a_shapefile_is_no_geo_file(tmp_path: Path) -> None:
    path = tmp_path / "u.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    assert problems(read_units(path)) == [(Problem.NOT_A_GEO_FILE, None, None)]


def test_zip_of_two_shapefiles_asks_for_one(tmp_path: Path) -> None:
    for name in ("a.shp", "b.shp"):
        write(tmp_path / name, land_board(), SQUARES)
    path = tmp_path / "both.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("[ab].*"):
            archive.write(part, part.name)
    found = read_units(path)
    assert problems(found) == [(Problem.SEVERAL_LAYERS, None, None)]
    assert "a.shp" in found.errors[0].params["layers"]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".zip"])
def test_file_without_a_byte_is_empty(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"u{suffix}"
    path.touch()
    assert problems(read_units(path)) == [(Problem.EMPTY_FILE, None, None)]


def test_file_without_a_feature_is_empty(tmp_path: Path) -> None:
    geojson = write_geojson(tmp_path / "u.geojson", {}, [])
    empty: Table = {name: [] for name in land_board()}
    pyogrio.raw.write(
        tmp_path / "u.gpkg",
        geometry=np.array([], object),
        field_data=[np.array([], object) for _ in empty],
        fields=list(empty),
        geometry_type="Polygon",
        crs="EPSG:3301",
    )
    for path in (geojson, tmp_path / "u.gpkg"):
        assert problems(read_units(path)) == [(Problem.EMPTY_FILE, None, None)]


def test_file_without_a_reference_system_is_refused(tmp_path: Path) -> None:
    path = zipped(write(tmp_path / "u.shp", ours(), SQUARES), ".prj")
    assert problems(read_units(path)) == [(Problem.NO_CRS, None, None)]


def test_other_reference_system_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "u.gpkg", ours(), SQUARES, "EPSG:3857")
    found = read_units(path)
    assert problems(found) == [(Problem.WRONG_CRS, None, None)]
    assert found.errors[0].params == {"found": "WGS 84 / Pseudo-Mercator"}


def test_metres_that_are_said_to_be_degrees_are_refused(tmp_path: Path) -> None:
    metres = [to_metres(shape) for shape in SQUARES]
    found = read_units(write_geojson(tmp_path / "u.geojson", ours(), metres))
    assert problems(found) == [(Problem.NOT_DEGREES, None, None)]


def test_missing_columns_are_named_as_they_should_be(tmp_path: Path) -> None:
    table = without(ours(), "name", "county")
    path = write(tmp_path / "u.gpkg", table, SQUARES)
    assert problems(read_units(path)) == [
        (Problem.MISSING_COLUMN, None, "name"),
        (Problem.MISSING_COLUMN, None, "county"),
    ]


def test_missing_land_board_column_is_named_in_their_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", without(land_board(), "OKOOD"), SQUARES)
    found = read_units(path)
    assert problems(found) == [(Problem.MISSING_COLUMN, None, "OKOOD")]
    assert (found.layout, found.features) == (Layout.LAND_BOARD, 2)


def test_duplicate_code_names_its_first_row(tmp_path: Path) -> None:
    path = write(tmp_path / "u.gpkg", ours(code=["1064", "1064"]), SQUARES)
    found = read_units(path)
    assert problems(found) == [(Problem.DUPLICATE_CODE, 2, "code")]
    assert found.errors[0].params == {"code": "1064", "first_row": "1"}
    assert [row.row for row in found.rows] == [1]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_empty_code_is_found(tmp_path: Path, nothing: str | None) -> None:
    path = write(tmp_path / "u.gpkg", ours(code=["1064", nothing]), SQUARES)
    assert problems(read_units(path)) == [(Problem.EMPTY_VALUE, 2, "code")]


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("population", "twelve", Problem.NOT_A_NUMBER),
        ("population", "nan", Problem.NOT_A_NUMBER),
        ("population", "-3", Problem.NEGATIVE_NUMBER),
        ("population", "2.5", Problem.NOT_WHOLE),
        ("area_km2", "12,5", Problem.NOT_A_NUMBER),
        ("lat", "58°", Problem.NOT_A_NUMBER),
        ("type", "talu", Problem.UNKNOWN_TYPE),
    ],
)
def test_wrong_value_is_found_with_its_row(
    tmp_path: Path, column: str, value: str, problem: Problem
) -> None:
    good = {"population": "12", "area_km2": "1", "lat": "58.05", "type": "küla"}
    table = ours(**{column: [good[column], value]})
    found = read_units(write_geojson(tmp_path / "u.geojson", table, SQUARES))
    assert problems(found) == [(problem, 2, column)]
    assert found.errors[0].params == {"value": value}
    assert [row.row for row in found.rows] == [1]


@pytest.mark.parametrize("kind", ["0", "1", "2", "9", "küla"])
def test_land_board_kind_that_is_no_settlement_is_found(
    tmp_path: Path, kind: str
) -> None:
    path = write(tmp_path / "a.gpkg", land_board(TYYP=["8", kind]), SQUARES)
    assert problems(read_units(path)) == [(Problem.UNKNOWN_TYPE, 2, "TYYP")]


@pytest.mark.parametrize("metric", [False, True])
def test_self_crossing_ring_is_found_with_its_place(
    tmp_path: Path, metric: bool
) -> None:
    bow = shapely.Polygon([(25.1, 58.0), (25.2, 58.1), (25.2, 58.0), (25.1, 58.1)])
    shapes = [to_metres(each) if metric else each for each in (SQUARES[0], bow)]
    crs = "EPSG:3301" if metric else "EPSG:4326"
    found = read_units(write(tmp_path / "u.gpkg", ours(), shapes, crs))
    assert problems(found) == [(Problem.SELF_CROSSING, 2, None)]
    assert float(found.errors[0].params["lon"]) == pytest.approx(25.15, abs=0.001)
    assert float(found.errors[0].params["lat"]) == pytest.approx(58.05, abs=0.001)


def test_hole_outside_its_ring_is_found(tmp_path: Path) -> None:
    hole = [(25.3, 58.3), (25.4, 58.3), (25.4, 58.4)]
    broken = shapely.Polygon(SQUARES[0].exterior.coords, [hole])
    found = read_units(write(tmp_path / "u.gpkg", ours(), [broken, SQUARES[1]]))
    assert problems(found) == [(Problem.INVALID_GEOMETRY, 1, None)]
    assert found.errors[0].params["reason"] == "Hole lies outside shell"


@pytest.mark.parametrize("nothing", [None, shapely.Polygon()])
def test_empty_geometry_is_found(tmp_path: Path, nothing: Any) -> None:
    found = read_units(write(tmp_path / "u.gpkg", ours(), [SQUARES[0], nothing]))
    assert problems(found) == [(Problem.EMPTY_GEOMETRY, 2, None)]


def test_rows_without_any_geometry_are_found_one_by_one(tmp_path: Path) -> None:
    found = read_units(write_geojson(tmp_path / "u.geojson", ours(), [None, None]))
    assert problems(found) == [
        (Problem.EMPTY_GEOMETRY, 1, None),
        (Problem.EMPTY_GEOMETRY, 2, None),
    ]


def test_point_is_no_polygon(tmp_path: Path) -> None:
    shapes = [SQUARES[0], shapely.Point(25.1, 58.1)]
    found = read_units(write_geojson(tmp_path / "u.geojson", ours(), shapes))
    assert problems(found) == [(Problem.NOT_A_POLYGON, 2, None)]
    assert found.errors[0].params == {"found": "Point"}


def test_unit_abroad_is_found_with_its_place(tmp_path: Path) -> None:
    riga = shapely.box(24.0, 56.9, 24.2, 57.0)
    found = read_units(write(tmp_path / "u.gpkg", ours(), [SQUARES[0], riga]))
    assert problems(found) == [(Problem.OUTSIDE_ESTONIA, 2, None)]
    assert found.errors[0].params == {"lon": "24.10000", "lat": "56.95000"}


def test_degrees_in_the_wrong_order_are_abroad(tmp_path: Path) -> None:
    swapped = [shapely.transform(shape, lambda xy: xy[:, ::-1]) for shape in SQUARES]
    found = read_units(write_geojson(tmp_path / "u.geojson", ours(), swapped))
    assert {error.problem for error in found.errors} == {Problem.OUTSIDE_ESTONIA}


def test_errors_come_in_the_order_of_rows(tmp_path: Path) -> None:
    table = ours(code=["", "1064"], population=["12", "many"])
    shapes = [shapely.Point(25.0, 58.0), SQUARES[1]]
    found = read_units(write_geojson(tmp_path / "u.geojson", table, shapes))
    assert problems(found) == [
        (Problem.EMPTY_VALUE, 1, "code"),
        (Problem.NOT_A_POLYGON, 1, None),
        (Problem.NOT_A_NUMBER, 2, "population"),
    ]
    assert found.rows == []
