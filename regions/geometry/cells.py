"""Approximate outlines of units from one point and the area of each.

A plain Voronoi cell takes half of the way to each neighbour however large the two
are. Here each point carries a weight (a power diagram), and the weights are set so
that the cells' areas come close to the units' own.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from regions.geometry.coast import land
from regions.geometry.projection import (
    Geometries,
    Numbers,
    points_in_metres,
    to_metres,
)

_ROUNDS = 4  # more bring the areas closer, but not the borders
_STEP = 0.6  # of the difference in area that one round makes good
_SHARE = 0.9  # of its greatest weight: keeps each point well inside its cell
_NEAR = 25  # points that a point is kept safe from
_GRID = 1.0  # metres between the places that a vertex may stand on
_FAR = 8.0  # where the outermost cells end, in units of _SCALE from the middle
_SCALE = 1e5  # metres; brings the hull's arithmetic near 1


def cells(
    points: Sequence[tuple[float, float]] | Numbers,
    areas_km2: Sequence[float] | Numbers,
    coast: Any,
) -> list[Any]:
    """Return one cell for each unit, in EPSG:3301 metres.

    The cells are a clean coverage: they do not overlap, common borders are the
    same to the last digit, and each holds its own point. The same input gives
    the same cells.

    Args:
        points: Longitude and latitude of a point in each unit.
        areas_km2: Area of each unit.
        coast: Outline of the land, a geometry in EPSG:4326.

    Raises:
        ValueError: Two units share one point, or an area is not positive.
    """
    xy = points_in_metres(points)
    areas = np.asarray(areas_km2, float) * 1e6
    if (areas <= 0).any():
        raise ValueError("Every unit needs an area above zero.")
    if len(np.unique(xy, axis=0)) < len(xy):
        raise ValueError("Two units have the same point.")
    ground = land(xy, areas, to_metres(coast))
    return _coverage(xy, _balanced(xy, areas, ground), ground)


def _balanced(xy: Numbers, areas: Numbers, ground: Any) -> Geometries:
    """Return unclipped cells whose part on land comes close to `areas`."""
    safe = _Safety(xy)
    shapely.prepare(ground)
    weights = safe.limited(0.5 * areas / np.pi)
    whole = _power_cells(xy, weights)
    for _ in range(_ROUNDS):
        missing = areas - shapely.area(_clipped(whole, ground))
        weights = safe.limited(weights + _STEP * missing / np.pi)
        whole = _power_cells(xy, weights)
    dots = shapely.points(xy)
    while not shapely.contains_properly(whole, dots).all():
        # Without any weight each point is in its own cell, so this comes to an end.
        weights = np.where(np.abs(weights) < 1.0, 0.0, 0.8 * weights)
        whole = _power_cells(xy, weights)
    return whole


class _Safety:
    """Limits weights so that no point falls into another's cell."""

    def __init__(self, xy: Numbers) -> None:
        from scipy.spatial import KDTree  # noqa: PLC0415 - heavy, only for building

        count = min(_NEAR, len(xy))
        distance, other = KDTree(xy).query(xy, k=count)
        self._one = np.repeat(np.arange(len(xy)), count)
        self._other = np.asarray(other).reshape(-1)
        self._room = _SHARE * np.asarray(distance).reshape(-1) ** 2

    def limited(self, weights: Numbers) -> Numbers:
        """Return weights lowered until each point stays inside its own cell."""
        while True:
            lower = weights.copy()
            np.minimum.at(lower, self._other, weights[self._one] + self._room)
            if np.array_equal(lower, weights):
                return weights
            weights = lower


def _power_cells(xy: Numbers, weights: Numbers) -> Geometries:
    """Return the power diagram: lift the points, take the hull's lower faces."""
    from scipy.spatial import ConvexHull  # noqa: PLC0415 - heavy, only for building

    middle = xy.mean(axis=0)
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    rim = _FAR * np.column_stack([np.cos(turn), np.sin(turn)])
    flat = np.vstack([(xy - middle) / _SCALE, rim])
    height = (flat**2).sum(axis=1)
    height[: len(xy)] -= weights / _SCALE**2
    hull = ConvexHull(np.column_stack([flat, height]))
    below = hull.equations[:, 2] < -1e-12  # noqa: PLR2004 - faces that look down
    plane = hull.equations[below]
    corner = plane[:, :2] / (-2 * plane[:, 2:3]) * _SCALE + middle
    owner = hull.simplices[below].ravel()
    return _rings(owner, corner, len(xy))


def _rings(owner: npt.NDArray[Any], corner: Numbers, count: int) -> Geometries:
    """Return a convex polygon for each owner from its corners, three to a face."""
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(count + 1))
    face = order // 3
    found = np.empty(count, object)
    for unit in range(count):
        own = corner[face[bounds[unit] : bounds[unit + 1]]]
        found[unit] = _convex(own)
    return found


def _convex(corners: Numbers) -> Any:
    if len(corners) < 3:  # noqa: PLR2004 - a hidden point has no cell
        return shapely.Polygon()
    away = corners - corners.mean(axis=0)
    return shapely.Polygon(corners[np.argsort(np.arctan2(away[:, 1], away[:, 0]))])


def _clipped(whole: Geometries, ground: Any) -> Geometries:
    parts = whole.copy()
    cut = ~shapely.contains_properly(ground, whole)
    parts[cut] = shapely.intersection(whole[cut], ground)
    return parts


def _coverage(xy: Numbers, whole: Geometries, ground: Any) -> list[Any]:
    """Return the cells on land, cut at common vertices on a grid."""
    lines = [*shapely.boundary(whole), shapely.boundary(ground)]
    network = shapely.union_all(lines, grid_size=_GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    inner = shapely.point_on_surface(faces)
    faces = faces[shapely.contains_properly(ground, inner)]
    owner = _owners(faces, whole, xy)
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(len(xy) + 1))
    return [
        shapely.union_all(faces[order[bounds[unit] : bounds[unit + 1]]])
        for unit in range(len(xy))
    ]


def _owners(faces: Geometries, whole: Geometries, xy: Numbers) -> npt.NDArray[Any]:
    """Return the unit of each face.

    A piece that water parts from its unit's point goes to the unit whose land
    it borders longest.
    """
    inner = shapely.point_on_surface(faces)
    face, unit = shapely.STRtree(whole).query(inner, predicate="intersects")
    owner = np.full(len(faces), len(xy))
    np.minimum.at(owner, face, unit)
    tree = shapely.STRtree(faces)
    dot, home = tree.query(shapely.points(xy), predicate="within")
    owner[home] = dot
    settled = np.zeros(len(faces), bool)
    settled[home] = True
    while _settle(tree, faces, owner, settled):
        pass
    return owner


def _settle(
    tree: Any, faces: Geometries, owner: npt.NDArray[Any], settled: npt.NDArray[Any]
) -> bool:
    """Join loose faces to settled neighbours; tell whether there were any."""
    loose = np.flatnonzero(~settled)
    one, other = tree.query(faces[loose], predicate="touches")
    known = settled[other]
    one, other = loose[one[known]], other[known]
    metres = shapely.length(shapely.intersection(faces[one], faces[other]))
    best: dict[int, tuple[float, int]] = {}
    for face, near, length in zip(one, other, metres, strict=True):
        if length > best.get(face, (0.0, 0))[0]:
            best[face] = (length, near)
    for face, (_, near) in best.items():
        owner[face] = owner[near]
        settled[face] = True
    return bool(best)
