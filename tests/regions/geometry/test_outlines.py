import gzip
import json

import numpy as np
import pytest
import shapely

from regions.geometry.outlines import CLOSE, OVERVIEW, Detail, Drawing, outlines
from regions.geometry.projection import Geometries, to_degrees, to_metres
from tests.regions.geometry.conftest import Estonia


def regions_of(estonia: Estonia) -> list[str]:
    """Return 125 labels: a grid of regions, finer where many people live."""
    people = np.array([int(each) for each in estonia.column("population")])
    parts = [np.arange(len(people))]
    while len(parts) < 125:
        heaviest = max(range(len(parts)), key=lambda k: people[parts[k]].sum())
        part = parts.pop(heaviest)
        axis = int(np.ptp(estonia.points[part] * [0.52, 1], axis=0).argmax())
        part = part[np.argsort(estonia.points[part, axis], kind="stable")]
        running = np.cumsum(people[part])
        cut = int(np.clip(np.searchsorted(running, running[-1] / 2), 1, len(part) - 1))
        parts += [part[:cut], part[cut:]]
    labels = np.empty(len(people), object)
    for number, part in enumerate(parts):
        labels[part] = f"{number:03}"
    return [str(label) for label in labels]


@pytest.fixture(scope="module")
def labels(estonia: Estonia) -> list[str]:
    return regions_of(estonia)


@pytest.fixture(scope="module")
def overview(stored_cells: Geometries, labels: list[str]) -> Drawing:
    return outlines(stored_cells, labels)


def shapes_of(drawing: Drawing) -> Geometries:
    return np.array(
        [shapely.geometry.shape(o.geometry) for o in drawing.outlines.values()], object
    )


def grid_of_squares(count: int = 6, side: float = 3000.0) -> Geometries:
    """Return squares in degrees, row by row, in the middle of Estonia."""
    return np.array(
        [
            to_degrees(
                shapely.box(
                    550_000 + column * side,
                    6_500_000 + row * side,
                    550_000 + (column + 1) * side,
                    6_500_000 + (row + 1) * side,
                )
            )
            for row in range(count)
            for column in range(count)
        ],
        object,
    )


@pytest.mark.parametrize("detail", [OVERVIEW, CLOSE])
def test_outlines_have_no_gap_and_no_overlap(
    stored_cells: Geometries, labels: list[str], detail: Detail
) -> None:
    drawn = shapes_of(outlines(stored_cells, labels, detail))
    assert len(drawn) == 125
    assert shapely.is_valid(drawn).all()
    assert shapely.coverage_is_valid(drawn)
    whole = shapely.coverage_union_all(drawn)
    holes = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    assert len(holes) == 1  # Võrtsjärv


def test_overview_of_all_regions_is_light(overview: Drawing) -> None:
    text = json.dumps(
        [outline.geometry for outline in overview.outlines.values()],
        separators=(",", ":"),
    ).encode()
    assert len(text) < 250_000
    assert len(gzip.compress(text)) < 120_000


def test_outlines_keep_to_the_area_of_their_units(
    overview: Drawing, stored_cells: Geometries, labels: list[str]
) -> None:
    areas = shapely.area(to_metres(stored_cells)) / 1e6
    drawn = shapely.area(to_metres(shapes_of(overview))) / 1e6
    for (label, outline), area in zip(overview.outlines.items(), drawn, strict=True):
        own = areas[np.array(labels) == label].sum()
        assert outline.area_km2 == pytest.approx(own, abs=0.001)
        assert area == pytest.approx(own, rel=0.2)


@pytest.mark.parametrize("detail", [OVERVIEW, CLOSE])
def test_every_unit_is_found_in_the_colour_of_its_own_region(
    stored_cells: Geometries, labels: list[str], estonia: Estonia, detail: Detail
) -> None:
    drawing = outlines(stored_cells, labels, detail, estonia.points)
    place = {label: number for number, label in enumerate(drawing.outlines)}
    own = shapes_of(drawing)[[place[label] for label in labels]]
    assert shapely.contains_xy(own, estonia.points).all()


def test_labels_and_boxes_fit_their_outlines(overview: Drawing) -> None:
    for outline in overview.outlines.values():
        shape = shapely.geometry.shape(outline.geometry)
        assert shape.contains(shapely.Point(outline.label_at))
        assert outline.label_room > 100
        assert outline.bbox == pytest.approx(shape.bounds)


def test_islands_of_units_stay_on_the_map(overview: Drawing, estonia: Estonia) -> None:
    whole = shapely.coverage_union_all(shapes_of(overview))
    for code in ("7105", "0784-aegna", "1064", "9357", "4276"):
        place = estonia.column("code").index(code)
        assert shapely.contains_xy(whole, *estonia.points[place]), code


def test_drawing_is_the_same_again(
    overview: Drawing, stored_cells: Geometries, labels: list[str]
) -> None:
    assert outlines(stored_cells, labels) == overview


def test_groups_that_share_a_border_are_named_with_its_length() -> None:
    squares = grid_of_squares()
    halves = ["west" if place % 6 < 3 else "east" for place in range(36)]
    ((a, b, metres),) = outlines(squares, halves).borders
    assert (a, b) == ("east", "west")
    assert metres == pytest.approx(18_000, rel=0.01)


def test_zigzag_border_is_drawn_smooth() -> None:
    squares = grid_of_squares()
    steps = ["a" if place % 6 <= place // 6 else "b" for place in range(36)]
    drawing = outlines(squares, steps)
    a, b = shapes_of(drawing)
    drawn = to_metres(a.intersection(b)).length
    assert drawn < 0.9 * drawing.borders[0][2]


def test_enclave_is_cut_out_of_its_surroundings() -> None:
    squares = grid_of_squares()
    inner = ["town" if place in {14, 15, 20, 21} else "land" for place in range(36)]
    land, town = shapes_of(outlines(squares, inner))
    assert len(land.interiors) == 1
    assert land.intersection(town).area == 0
    assert shapely.Polygon(land.interiors[0]).equals(town)


def test_narrow_gap_between_official_polygons_is_closed() -> None:
    left = shapely.box(550_000, 6_500_000, 556_000, 6_506_000)
    right = shapely.box(556_001, 6_500_000, 562_000, 6_506_000)
    roof = shapely.box(550_000, 6_506_000, 562_000, 6_509_000)
    floor = shapely.box(550_000, 6_497_000, 562_000, 6_500_000)
    units = to_degrees(np.array([left, right, roof, floor], object))
    drawn = shapes_of(outlines(units, ["a", "b", "c", "d"]))
    assert shapely.coverage_is_valid(drawn)
    (body,) = shapely.get_parts(shapely.coverage_union_all(drawn))
    assert not body.interiors


def test_tiny_group_is_drawn_at_any_detail() -> None:
    big = shapely.box(550_000, 6_500_000, 560_000, 6_510_000)
    islet = shapely.box(565_000, 6_500_000, 565_080, 6_500_080)
    units = to_degrees(np.array([big, islet], object))
    drawing = outlines(units, ["big", "islet"])
    assert list(drawing.outlines) == ["big", "islet"]
    shape = shapely.geometry.shape(drawing.outlines["islet"].geometry)
    assert shape.area > 0
