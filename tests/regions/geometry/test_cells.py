from pathlib import Path

import numpy as np
import pytest
import shapely

from regions.geometry.cells import cells
from regions.geometry.projection import (
    Geometries,
    as_geojson,
    points_in_metres,
    to_metres,
)
from regions.geometry.quality import quality
from regions.geometry.reading import read_units
from tests.regions.geometry.conftest import Estonia

INLAND = shapely.box(25.0, 58.0, 26.0, 58.5)


def test_cells_are_a_coverage_without_overlaps(estonia: Estonia) -> None:
    assert len(estonia.cells) == 5312
    assert shapely.is_valid(estonia.cells).all()
    assert not shapely.is_empty(estonia.cells).any()
    assert shapely.coverage_is_valid(estonia.cells)


def test_cells_stay_a_coverage_when_rounded(stored_cells: Geometries) -> None:
    assert shapely.is_valid(stored_cells).all()
    assert shapely.coverage_is_valid(stored_cells)


def test_every_point_lies_in_its_own_cell(
    estonia: Estonia, stored_cells: Geometries
) -> None:
    dots = shapely.points(points_in_metres(estonia.points))
    assert shapely.contains_properly(estonia.cells, dots).all()
    assert shapely.contains_xy(stored_cells, estonia.points).all()


def test_cells_come_out_the_same_again(estonia: Estonia) -> None:
    again = cells(estonia.points, estonia.areas_km2, estonia.coast)
    assert shapely.equals_exact(estonia.cells, again).all()


def test_cells_come_close_to_the_units_own_areas(estonia: Estonia) -> None:
    drawn = shapely.area(estonia.cells) / 1e6
    off = np.abs(drawn - estonia.areas_km2).sum() / estonia.areas_km2.sum()
    assert off < 0.12


def test_no_cell_stretches_far_over_water(estonia: Estonia) -> None:
    xy = points_in_metres(estonia.points)
    reach = shapely.hausdorff_distance(estonia.cells, shapely.points(xy))
    assert reach.max() < 10_000
    # With the lakes as land the cells would cover 5 % too much.
    covered = shapely.area(estonia.cells).sum() / 1e6
    assert covered == pytest.approx(estonia.areas_km2.sum(), rel=0.015)


@pytest.mark.parametrize(
    ("lake", "lon", "lat"), [("Peipsi", 27.35, 58.75), ("Võrtsjärv", 26.05, 58.28)]
)
def test_great_lake_belongs_to_no_cell(
    estonia: Estonia, lake: str, lon: float, lat: float
) -> None:
    middle = shapely.points(points_in_metres([(lon, lat)]))
    assert shapely.intersects_xy(estonia.coast, lon, lat)
    assert not shapely.contains(estonia.cells, middle).any()


@pytest.mark.parametrize("code", ["0784-aegna", "1064", "9357", "7037", "5743"])
def test_islet_that_the_coast_lacks_gets_a_disc(estonia: Estonia, code: str) -> None:
    place = estonia.column("code").index(code)
    cell = estonia.cells[place]
    assert cell.distance(to_metres(estonia.coast)) > 0
    least = np.pi * 0.2**2  # km2: an islet that can be seen and clicked
    expected = max(estonia.areas_km2[place], least)
    assert cell.area / 1e6 == pytest.approx(expected, rel=0.1)
    others = np.delete(estonia.cells, place)
    assert shapely.distance(cell, others).min() > 500


def test_cells_keep_more_of_reality_than_plain_voronoi(
    estonia: Estonia, shared: Path
) -> None:
    real = read_units(shared / "data" / "estonia" / "units.gpkg").rows
    assert [row.code for row in real] == estonia.column("code")
    found = quality(
        estonia.cells,
        to_metres(np.array([row.polygon for row in real], object)),
        estonia.column("municipality_code"),
    )
    assert found.neighbours_kept > 0.88
    assert found.area_in_municipality > 0.948


def test_one_unit_alone_gets_a_cell() -> None:
    (only,) = cells([(25.5, 58.2)], [40.0], INLAND)
    assert only.contains(shapely.Point(points_in_metres([(25.5, 58.2)])[0]))


def test_larger_unit_gets_the_larger_cell() -> None:
    small, large = cells([(25.4, 58.2), (25.6, 58.2)], [60.0, 200.0], INLAND)
    assert large.area > 1.5 * small.area


def test_unit_beyond_the_coast_gets_land_of_its_own() -> None:
    shore, islet = cells([(25.1, 58.2), (24.8, 58.2)], [50.0, 0.02], INLAND)
    assert islet.disjoint(shore)
    assert islet.area == pytest.approx(np.pi * 200**2, rel=0.1)


def test_two_units_in_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="same point"):
        cells([(25.4, 58.2), (25.4, 58.2)], [1.0, 1.0], INLAND)


def test_unit_without_area_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        cells([(25.4, 58.2)], [0.0], INLAND)


def test_quality_of_the_real_polygons_themselves_is_full() -> None:
    squares = [shapely.box(x, 0, x + 1000, 1000) for x in (0, 1000, 2000)]
    found = quality(squares, squares, ["a", "a", "b"])
    assert (found.neighbours_kept, found.area_in_municipality) == (1.0, 1.0)


def test_quality_counts_what_is_lost() -> None:
    real = [shapely.box(x, 0, x + 1000, 1000) for x in (0, 1000, 2000)]
    drawn = [real[0], shapely.box(1000, 0, 1500, 1000), shapely.box(1600, 0, 3000, 900)]
    found = quality(drawn, real, ["a", "a", "b"])
    assert found.neighbours_kept == 0.5
    assert found.area_in_municipality == pytest.approx((1.0 + 0.5 + 0.9) / 3)


def test_geojson_runs_anticlockwise_and_has_few_decimals() -> None:
    square = shapely.box(500_000, 6_500_000, 501_000, 6_501_000).reverse()
    (made,) = as_geojson([square], decimals=5)
    ring = made["coordinates"][0]
    assert shapely.LinearRing(ring).is_ccw
    assert all(value == round(value, 5) for pair in ring for value in pair)
