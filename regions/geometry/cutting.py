"""Parts of a place cut to its official outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from regions.geometry.projection import (
    Geometries,
    Numbers,
    points_in_metres,
    to_degrees,
    to_metres,
)

_GRID = 0.1  # metres; a finer line would not outlive the rounding of coordinates
_SAME = 0.3  # metres; coordinates are kept on a grid of 0.1 m
_LEAST = 1e3  # square metres; a part with less lies elsewhere than the outline says
_AREAL = 2


@dataclass(frozen=True)
class Piece:
    """What is inside the outline of one part.

    Attributes:
        polygon: In degrees.
        lon: Degrees of a point inside it: the part's own where that is inside.
        lat: The same.
        area_km2: Measured in EPSG:3301.
        is_by_point: Whether it was drawn from the part's point and not its polygon.
    """

    polygon: Any
    lon: float
    lat: float
    area_km2: float
    is_by_point: bool


def nearest_outlines(
    outlines: Sequence[Any], points: Sequence[tuple[float, float]]
) -> list[int]:
    """Return for each point (degrees) which outline (degrees) it lies in or nearest to.

    Args:
        outlines: One at least.
        points: Longitude and latitude.
    """
    tree = shapely.STRtree(to_metres(np.array(list(outlines), object)))
    found = tree.nearest(shapely.points(points_in_metres(points)))
    return [int(place) for place in np.atleast_1d(found)]


def cut(
    known: Sequence[Any], points: Sequence[tuple[float, float]], outline: Any
) -> list[Piece] | None:
    """Return each part's share of an outline, or None when the parts fill it already.

    A part keeps what is inside of its known polygon; what no part knows goes to the
    nearest. When a part knows nothing of the inside, all are drawn from their points.

    Args:
        known: The parts' polygons, degrees.
        points: A point of each part, degrees.
        outline: Of the whole, degrees.
    """
    whole = to_metres(outline)
    shapes = shapely.make_valid(to_metres(np.array(list(known), object)))
    if _is_filled(shapes, whole):
        return None
    spots = points_in_metres(points)
    inside = _inside(shapes, whole)
    by_point = bool((shapely.area(inside) < _LEAST).any())
    inside = _cells(spots, whole) if by_point else _with_rest(inside, spots, whole)
    return [
        _piece(shape, spot, own, by_point=by_point)
        for shape, spot, own in zip(inside, spots, points, strict=True)
    ]


def _is_filled(shapes: Geometries, whole: Any) -> bool:
    """Test whether the parts fill the whole, but for what rounding does."""
    apart = shapely.symmetric_difference(shapely.union_all(shapes), whole)
    overlap = shapely.area(shapes).sum() - shapely.union_all(shapes).area
    slack = _SAME * shapely.length(shapes).sum()
    return bool(apart.area <= slack and overlap <= slack)


def _inside(shapes: Geometries, whole: Any) -> Geometries:
    """Return what of each shape is inside; what two claim stays with the first."""
    found = np.array(
        [_areal(each) for each in shapely.intersection(shapes, whole, grid_size=_GRID)]
    )
    taken = shapely.union_all(found)
    if shapely.area(found).sum() - taken.area <= _SAME * shapely.length(found).sum():
        return found
    taken = shapely.Polygon()
    for place, shape in enumerate(found):
        found[place] = _areal(shapely.difference(shape, taken, grid_size=_GRID))
        taken = shapely.union(taken, shape)
    return found


def _cells(spots: Numbers, whole: Any) -> Geometries:
    """Return the part of the whole that is nearest to each point."""
    if len(spots) == 1:
        return np.array([whole], object)
    cells = shapely.voronoi_polygons(
        shapely.multipoints(spots), extend_to=whole, ordered=True
    )
    shares = shapely.intersection(shapely.get_parts(cells), whole, grid_size=_GRID)
    return np.array([_areal(share) for share in shares], object)


def _with_rest(inside: Geometries, spots: Numbers, whole: Any) -> Geometries:
    """Add what no part knows to the parts, each stretch to the nearest."""
    rest = _areal(shapely.difference(whole, shapely.union_all(inside), grid_size=_GRID))
    if rest.is_empty:
        return inside
    fragments = shapely.get_parts(
        np.array([_areal(each) for each in _cells_of(rest, spots, whole)], object)
    )
    nearest = shapely.STRtree(inside).nearest(shapely.point_on_surface(fragments))
    return np.array(
        [
            _areal(
                shapely.union_all(
                    [shape, *fragments[nearest == place]], grid_size=_GRID
                )
            )
            for place, shape in enumerate(inside)
        ],
        object,
    )


def _cells_of(rest: Any, spots: Numbers, whole: Any) -> Geometries:
    return np.asarray(shapely.intersection(_cells(spots, whole), rest, grid_size=_GRID))


def _areal(shape: Any) -> Any:
    """Return a shape without the stray points and lines that cutting leaves."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == _AREAL])


def _piece(
    shape: Any, spot: Numbers, own: tuple[float, float], *, by_point: bool
) -> Piece:
    lon, lat = own
    if not shapely.contains_xy(shape, spot[0], spot[1]):
        moved = to_degrees(shapely.point_on_surface(shape))
        lon, lat = round(float(moved.x), 6), round(float(moved.y), 6)
    return Piece(
        polygon=to_degrees(shape),
        lon=lon,
        lat=lat,
        area_km2=round(float(shape.area) / 1e6, 6),
        is_by_point=by_point,
    )
