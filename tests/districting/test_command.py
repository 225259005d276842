import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from districting.__main__ import main
from districting.writing import plan_text
from tests.districting.commands import Words, read_plan, refused
from tests.districting.countries import (
    grid,
    rows_of,
    write_borders,
    write_geojson,
    write_rows,
)

COUNTRY = grid(6, 4)


@pytest.fixture
def words(tmp_path: Path) -> Words:
    """Give the words of a command that works, with some of them changed."""
    units = write_rows(tmp_path / "units.csv", rows_of(COUNTRY))
    borders = write_borders(tmp_path / "neighbours.csv", COUNTRY)
    return Words(tmp_path / "out", {"units": units, "neighbours": borders})


def test_points_with_neighbours_are_drawn(words: Words, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert main(words(report=report, seed=4)) == 0
    plan = read_plan(tmp_path / "out" / "plan.csv")
    assert list(plan) == list(COUNTRY.codes)
    assert set(plan.values()) == {"1", "2", "3"}
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["seed"] == 4
    assert told["figures"]["loose"] == 0
    assert set(told) >= {"bound", "seconds", "notes", "furthest"}


def test_polygons_from_geojson_need_no_neighbours(words: Words, tmp_path: Path) -> None:
    shapes = write_geojson(tmp_path / "units.geojson", rows_of(COUNTRY))
    assert main(words(units=shapes, neighbours=None)) == 0
    assert len(read_plan(tmp_path / "out" / "plan.csv")) == 24


def test_polygons_from_a_zipped_shapefile_are_drawn_the_same(
    words: Words, tmp_path: Path
) -> None:
    import pyogrio.raw  # noqa: PLC0415  (slow to load)

    shapes = write_geojson(tmp_path / "units.geojson", rows_of(COUNTRY))
    assert main(words(units=shapes, neighbours=None)) == 0
    wanted = read_plan(tmp_path / "out" / "plan.csv")
    meta, _, bodies, cells = pyogrio.raw.read(shapes)
    folder = tmp_path / "shape"
    folder.mkdir()
    short = [name[:10] for name in meta["fields"]]
    pyogrio.raw.write(
        folder / "units.shp",
        bodies,
        cells,
        fields=short,
        geometry_type="Polygon",
        crs=meta["crs"],
        encoding="UTF-8",
    )
    packed = shutil.make_archive(str(tmp_path / "units"), "zip", folder)
    assert main(words(units=packed, neighbours=None)) == 0
    assert read_plan(tmp_path / "out" / "plan.csv") == wanted


def test_another_process_draws_the_same_plan(words: Words, tmp_path: Path) -> None:
    lock = write_rows(tmp_path / "lock.csv", [{"code": "u001", "region": 2}])
    plans = set()
    for number in ("0", "1"):
        subprocess.run(  # noqa: S603  (our own words)
            [sys.executable, "-m", "districting", *words(lock=lock, regions=6)],
            env={**os.environ, "PYTHONHASHSEED": number},
            check=True,
            capture_output=True,
        )
        plans.add(words.plan.read_bytes())
    assert main(words(lock=lock, regions=6)) == 0
    assert plans == {words.plan.read_bytes()}


def test_another_weight_column_is_balanced(words: Words, tmp_path: Path) -> None:
    rows = [{**row, "calls": k * k} for k, row in enumerate(rows_of(COUNTRY))]
    units = write_rows(tmp_path / "calls.csv", rows)
    assert main(words(units=units, weight="calls", regions=4)) == 0


def test_a_link_to_an_unknown_unit_is_left_out_and_named(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    links = write_rows(
        tmp_path / "links.csv",
        [{"a": "u000", "b": "nowhere"}, {"a": "u000", "b": "u023"}],
    )
    assert main(words(links=links)) == 0
    assert "links.csv, row 2: no unit nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("population", "-3", "units.csv, row 4: population -3 is negative"),
        ("population", "", "units.csv, row 4: population is missing"),
        ("population", "nan", "units.csv, row 4: population is missing"),
        ("population", "12 a", 'units.csv, row 4: population "12 a" is not a number'),
        ("code", "u000", "units.csv, row 4: code u000 stands in row 2 already"),
        ("code", "", "units.csv, row 4: code is empty"),
        ("lat", "north", 'units.csv, row 4: lat "north" is not a number'),
        ("lat", "900", "units.csv, row 4: there is no such position"),
    ],
)
def test_a_wrong_cell_is_named(  # noqa: PLR0913, PLR0917  (fixtures)
    words: Words,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    column: str,
    value: str,
    message: str,
) -> None:
    rows = rows_of(COUNTRY)
    rows[2][column] = value
    write_rows(tmp_path / "units.csv", rows)
    assert message in refused(capsys, words())


@pytest.mark.parametrize("column", list(rows_of(COUNTRY)[0]))
def test_a_missing_column_is_named(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str
) -> None:
    rows: list[dict[str, Any]] = [
        {k: v for k, v in row.items() if k != column} for row in rows_of(COUNTRY)
    ]
    write_rows(tmp_path / "units.csv", rows)
    assert f"the column {column} is missing" in refused(capsys, words())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"a": "u000", "b": "nowhere", "border_m": 5}, "there is no unit nowhere"),
        ({"a": "u000", "b": "u001", "border_m": "wide"}, "is not a number"),
        ({"a": "u000", "b": "u001", "border_m": -5}, "border_m is negative"),
    ],
)
def test_wrong_neighbours_are_named(
    words: Words,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    row: dict[str, Any],
    message: str,
) -> None:
    write_rows(tmp_path / "neighbours.csv", [row])
    assert message in refused(capsys, words())


def test_points_without_neighbours_are_refused(
    words: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--neighbours" in refused(capsys, words(neighbours=None))


def test_a_weight_of_zero_everywhere_is_refused(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "population": 0} for row in rows_of(COUNTRY)]
    write_rows(tmp_path / "units.csv", rows)
    assert "nothing to share out" in refused(capsys, words())


@pytest.mark.parametrize("name", ["units.gpkg", "units.geojson", "units.zip"])
@pytest.mark.parametrize("content", [b"", b"no map at all", b"\xff\xfe\x00PK"])
def test_a_file_that_is_no_map_is_refused(
    words: Words,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes,
) -> None:
    (tmp_path / name).write_bytes(content)
    message = refused(capsys, words(units=tmp_path / name, neighbours=None))
    assert f"{name} cannot be read" in message


def test_a_csv_in_another_encoding_is_refused(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "units.csv").write_bytes("code\nPõlva".encode("latin-1"))
    assert "not a CSV file in UTF-8" in refused(capsys, words())


@pytest.mark.parametrize("option", ["units", "neighbours", "links"])
def test_a_file_that_is_not_there_is_named(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    message = refused(capsys, words(**{option: tmp_path / "gone.csv"}))
    assert "gone.csv" in message


def test_degrees_in_a_file_that_says_metres_are_refused(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = write_geojson(tmp_path / "units.geojson", rows_of(COUNTRY))
    told = json.loads(shapes.read_text(encoding="utf-8"))
    told["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3301"}}
    shapes.write_text(json.dumps(told), encoding="utf-8")
    message = refused(capsys, words(units=shapes, neighbours=None))
    assert "says that it is in metres (EPSG:3301)" in message


def test_an_empty_list_of_units_is_refused(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ",".join(rows_of(COUNTRY)[0])
    (tmp_path / "units.csv").write_text(header + "\n", encoding="utf-8")
    assert "error: " in refused(capsys, words())


def test_a_folder_that_is_not_there_is_named(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(out=tmp_path / "gone" / "plan.csv")) == 2
    assert "error: " in capsys.readouterr().err


@settings(max_examples=20, deadline=None)
@given(st.dictionaries(st.text(min_size=1), st.integers(1, 200), max_size=5))
def test_any_code_survives_the_plan_file(
    tmp_path_factory: pytest.TempPathFactory, regions: dict[str, int]
) -> None:
    path = tmp_path_factory.mktemp("plan") / "plan.csv"
    path.write_text(plan_text(regions), encoding="utf-8", newline="")
    assert read_plan(path) == {code: str(r) for code, r in regions.items()}
