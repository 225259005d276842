"""Polygons as files bring them: in any system, spiky, overlapping, missing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pyproj
import pytest
import shapely

from districting.__main__ import main
from tests.districting.commands import Words, read_plan, refused
from tests.districting.countries import grid, rows_of, write_geojson

Change = Callable[[list[dict[str, Any]]], None]


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    return write_geojson(tmp_path / "units.geojson", rows_of(grid(6, 4)))


@pytest.fixture
def words(tmp_path: Path) -> Words:
    """Give the words of a command that lacks its units."""
    return Words(tmp_path / "out", {})


def change(path: Path, how: Change) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    how(told["features"])
    path.write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize("crs", ["EPSG:3301", "EPSG:3857", "EPSG:4326"])
def test_polygons_in_any_system_draw_the_same(
    words: Words, tmp_path: Path, shapes: Path, crs: str
) -> None:
    assert main(words(units=shapes)) == 0
    wanted = read_plan(words.plan)
    meta, _, bodies, cells = pyogrio.raw.read(shapes)
    ways = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    moved = shapely.transform(
        shapely.from_wkb(bodies),
        lambda xy: np.column_stack(ways.transform(xy[:, 0], xy[:, 1])),
    )
    pyogrio.raw.write(
        tmp_path / "units.gpkg",
        shapely.to_wkb(moved),
        cells,
        fields=meta["fields"],
        geometry_type="Polygon",
        crs=crs,
        encoding="UTF-8",
    )
    assert main(words(units=tmp_path / "units.gpkg")) == 0
    assert read_plan(words.plan) == wanted


def test_polygons_of_several_parts_and_polygons_that_overlap_are_drawn(
    words: Words, shapes: Path
) -> None:
    def widen(features: list[dict[str, Any]]) -> None:
        ring = features[0]["geometry"]["coordinates"][0]
        middle = [sum(axis) / 5 for axis in zip(*ring, strict=True)]
        # A copy twice as large overlaps all the neighbours.
        features[0]["geometry"]["coordinates"] = [
            [[2 * x - middle[0], 2 * y - middle[1]] for x, y in ring]
        ]
        far = [[[x, y + 1] for x, y in ring]]
        features[5]["geometry"] = {
            "type": "MultiPolygon",
            "coordinates": [features[5]["geometry"]["coordinates"], far],
        }

    change(shapes, widen)
    assert main(words(units=shapes)) == 0
    assert len(read_plan(words.plan)) == 24


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [25, 59]},
        {"type": "LineString", "coordinates": [[25, 59], [26, 59]]},
        {"type": "Polygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
    ],
)
def test_a_unit_without_a_polygon_is_named(
    words: Words,
    capsys: pytest.CaptureFixture[str],
    shapes: Path,
    geometry: dict[str, Any] | None,
) -> None:
    change(shapes, lambda features: features[1].update(geometry=geometry))
    told = refused(capsys, words(units=shapes))
    assert "units.geojson, row 2: there is no polygon" in told


def test_a_polygon_with_a_spike_is_drawn_and_one_without_area_is_refused(
    words: Words, capsys: pytest.CaptureFixture[str], shapes: Path
) -> None:
    def spike(features: list[dict[str, Any]]) -> None:
        ring = features[0]["geometry"]["coordinates"][0]
        middle = [(a + b) / 2 for a, b in zip(ring[0], ring[1], strict=True)]
        ring[1:1] = [middle, [middle[0] + 0.01, middle[1] + 0.01], middle]

    change(shapes, spike)
    assert main(words(units=shapes)) == 0

    def flatten(features: list[dict[str, Any]]) -> None:
        line = [[25, 59], [25.1, 59], [25.2, 59], [25, 59]]
        features[2]["geometry"]["coordinates"] = [line]

    change(shapes, flatten)
    told = refused(capsys, words(units=shapes), keep=True)
    assert "units.geojson, row 3: the polygon has no area" in told


def test_a_file_without_rows_is_refused(
    words: Words, capsys: pytest.CaptureFixture[str], shapes: Path
) -> None:
    change(shapes, lambda features: features.clear())
    told = refused(capsys, words(units=shapes))
    assert "units.geojson has no rows" in told


def test_codes_keep_their_zeros_and_numbers_are_told(
    words: Words, capsys: pytest.CaptureFixture[str], shapes: Path
) -> None:
    def number(features: list[dict[str, Any]]) -> None:
        for k, feature in enumerate(features):
            feature["properties"]["code"] = f"{k:04}"

    change(shapes, number)
    assert main(words(units=shapes)) == 0
    assert list(read_plan(words.plan))[:2] == ["0000", "0001"]
    assert "zeros" not in capsys.readouterr().err

    def strip(features: list[dict[str, Any]]) -> None:
        for feature in features:
            feature["properties"]["code"] = int(feature["properties"]["code"])

    change(shapes, strip)
    assert main(words(units=shapes)) == 0
    assert list(read_plan(words.plan))[:2] == ["0", "1"]
    assert "code is a column of numbers" in capsys.readouterr().err
    change(shapes, lambda features: features[3]["properties"].update(code=None))
    told = refused(capsys, words(units=shapes), keep=True)
    assert "units.geojson, row 4: code is empty" in told


def test_one_of_several_layers_must_be_named_units(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str], shapes: Path
) -> None:
    meta, _, bodies, cells = pyogrio.raw.read(shapes)

    def add(layer: str) -> None:
        pyogrio.raw.write(
            tmp_path / "two.gpkg",
            bodies,
            cells,
            fields=meta["fields"],
            geometry_type="Polygon",
            crs=meta["crs"],
            encoding="UTF-8",
            layer=layer,
            append=(tmp_path / "two.gpkg").exists(),
        )

    add("old")
    add("new")
    told = refused(capsys, words(units=tmp_path / "two.gpkg"))
    assert "two.gpkg has several layers (old, new)" in told
    add("units")
    assert main(words(units=tmp_path / "two.gpkg")) == 0
