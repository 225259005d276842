"""Outlines of groups of units, drawn to be looked at.

Units are dissolved, and each stretch of border between two nodes (an arc) is
simplified and smoothed once, so that both sides get the very same line: no gap, no
overlap, no edge of a cell to be seen. A group may be a region, a municipality, a
county or a prefecture.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from districting.graph import neighbours
from regions.geometry.projection import (
    Geometries,
    Json,
    Numbers,
    points_in_metres,
    rounded,
    to_degrees,
    to_metres,
)


@dataclass(frozen=True)
class Detail:
    """How closely lines are drawn.

    Attributes:
        decimals: Decimal places of a degree; 4 are 11 m, 5 are 1 m.
        border: Greatest departure of a border before smoothing, metres.
        coast: The same for a coast.
        share: The same as a share of the smaller group's width, so that small
            groups in towns keep their shape.
        fine: Departure allowed after smoothing, metres.
        relax: How often a border is drawn through the middles of its edges.
        least: Islets and ponds up to this size are left out, square metres.
    """

    decimals: int
    border: float
    coast: float
    share: float
    fine: float
    relax: int
    least: float


OVERVIEW = Detail(
    decimals=4, border=300, coast=150, share=0.03, fine=30, relax=2, least=8e4
)
CLOSE = Detail(decimals=5, border=60, coast=40, share=0.01, fine=8, relax=2, least=1e4)


@dataclass(frozen=True)
class Outline:
    """One group as it is drawn.

    Attributes:
        geometry: GeoJSON polygon or multipolygon, longitude and latitude.
        label_at: Longitude and latitude of the middle of its roomiest part.
        label_room: Metres from there to the nearest border.
        bbox: West, south, east, north in degrees.
        area_km2: Area of its units, before smoothing.
    """

    geometry: Json
    label_at: tuple[float, float]
    label_room: float
    bbox: tuple[float, float, float, float]
    area_km2: float


@dataclass(frozen=True)
class Drawing:
    """All groups of one map.

    Attributes:
        outlines: By the group's label, in the order of the labels.
        borders: (label, label, metres) of groups that share a border.
    """

    outlines: Mapping[str, Outline]
    borders: Sequence[tuple[str, str, float]]


def outlines(
    polygons: Sequence[Any] | Geometries,
    labels: Sequence[str],
    detail: Detail = OVERVIEW,
    points: Sequence[tuple[float, float]] | Numbers | None = None,
) -> Drawing:
    """Return the dissolved, smoothed outline of each group of units.

    No line is smoothed so far that a unit's point comes to lie beyond it: who looks
    a place up finds it in the colour of its own group.

    Args:
        polygons: Polygon of each unit in EPSG:4326, exact or approximate. Gaps and
            overlaps between them are closed where they are narrower than 100 m.
        labels: The group of each unit.
        detail: How closely lines are drawn.
        points: Longitude and latitude of a point inside each unit; without them a
            point in the middle of each polygon is taken.
    """
    names, group = np.unique(np.asarray(labels, str), return_inverse=True)
    units = to_metres(np.asarray(polygons, object))
    bodies = _dissolved(units, group, len(names))
    dots = (
        shapely.point_on_surface(units)
        if points is None
        else shapely.points(points_in_metres(points))
    )
    drawn = _drawn(bodies, dots, detail)
    return Drawing(
        outlines={
            str(name): _outline(body, shape, detail.decimals)
            for name, body, shape in zip(names, bodies, drawn, strict=True)
        },
        borders=[
            (str(names[a]), str(names[b]), metres)
            for a, b, metres in neighbours(bodies)
        ],
    )


_GAP = 100.0  # metres; official polygons cover rivers, so a narrow gap is a mistake


def _dissolved(units: Geometries, group: npt.NDArray[Any], count: int) -> Geometries:
    """Return one shape for each group; together they are a valid coverage."""
    if not shapely.coverage_is_valid(units):
        units = shapely.coverage_clean(shapely.make_valid(units), gap_width=_GAP)
    found = np.empty(count, object)
    for place in range(count):
        found[place] = shapely.coverage_union_all(units[group == place])
    return found


def _outline(body: Any, shape: Any, decimals: int) -> Outline:
    largest = max(shapely.get_parts(to_metres(shape)), key=shapely.area)
    spoke = shapely.maximum_inscribed_circle(largest, tolerance=50.0)
    lon, lat = shapely.get_coordinates(to_degrees(spoke))[0]
    west, south, east, north = (round(float(x), decimals) for x in shape.bounds)
    return Outline(
        geometry=rounded(shapely.geometry.mapping(shape), decimals),
        label_at=(round(float(lon), 5), round(float(lat), 5)),
        label_room=round(float(spoke.length), 1),
        bbox=(west, south, east, north),
        area_km2=round(float(body.area) / 1e6, 3),
    )


def _drawn(bodies: Geometries, dots: Geometries, detail: Detail) -> Geometries:
    """Return the shapes to draw, in degrees."""
    arcs = _arcs(bodies, detail.least)
    drawn = _settled(arcs, shapely.STRtree(dots), detail)
    lines = to_degrees(drawn)
    network = shapely.union_all(lines, grid_size=10.0**-detail.decimals)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(network)))
    return _gathered(faces, to_degrees(bodies))


def _gathered(faces: Geometries, bodies: Geometries) -> Geometries:
    """Return the faces of each body, joined; a face goes where most of it lies."""
    face, body = shapely.STRtree(bodies).query(faces, predicate="intersects")
    common = shapely.area(shapely.intersection(faces[face], bodies[body]))
    found: dict[int, list[Any]] = defaultdict(list)
    for place in range(len(faces)):
        here = np.flatnonzero(face == place)
        if common[here].sum() > 0.5 * faces[place].area:
            found[int(body[here[common[here].argmax()]])].append(faces[place])
    joined = [
        # A group too small for the grid of coordinates keeps its own shape.
        shapely.union_all(found[place]) if found[place] else bodies[place]
        for place in range(len(bodies))
    ]
    return np.asarray(shapely.orient_polygons(np.array(joined, object)))


@dataclass(frozen=True)
class _Arcs:
    lines: Geometries
    is_coast: npt.NDArray[Any]
    width: Numbers  # of the narrower group beside it, metres


def _arcs(bodies: Geometries, least: float) -> _Arcs:
    edges = shapely.boundary(bodies)
    network = shapely.line_merge(shapely.union_all(edges))
    lines = shapely.get_parts(network)
    middle = shapely.line_interpolate_point(_first_edges(lines), 0.5, normalized=True)
    line, body = shapely.STRtree(edges).query(middle, predicate="dwithin", distance=0.1)
    sides = np.bincount(line, minlength=len(lines))
    width = np.full(len(lines), np.inf)
    np.minimum.at(width, line, np.sqrt(shapely.area(bodies[body])))
    is_coast = sides < 2  # noqa: PLR2004 - land on one side only
    kept = ~(is_coast & shapely.is_closed(lines) & (_enclosed(lines) < least))
    return _Arcs(lines[kept], is_coast[kept], width[kept])


def _enclosed(lines: Geometries) -> Numbers:
    """Return the square metres that each line goes round; 0 for an open one."""
    area = np.zeros(len(lines))
    rings = np.flatnonzero(shapely.is_closed(lines))
    area[rings] = shapely.area(
        [shapely.Polygon(shapely.get_coordinates(lines[ring])) for ring in rings]
    )
    return area


def _first_edges(lines: Geometries) -> Geometries:
    ends = [shapely.get_coordinates(line)[:2] for line in lines]
    return np.asarray(shapely.linestrings(ends))


_TRIES = 4
_DEGREE = 111_200.0  # metres of latitude


def _settled(arcs: _Arcs, dots: Any, detail: Detail) -> Geometries:
    """Return smoothed arcs; those that cross another, or a dot, are smoothed less."""
    margin = _DEGREE * 10.0**-detail.decimals  # what rounding may add
    tries = np.zeros(len(arcs.lines), int)
    drawn = arcs.lines.copy()
    again = np.arange(len(drawn))
    while len(again):
        for place in again:
            drawn[place] = _smoothed(arcs, int(place), detail, int(tries[place]))
        swept = np.array([_swept(arcs.lines[p], drawn[p]) for p in again], object)
        near, _ = dots.query(swept, predicate="dwithin", distance=margin)
        passed = again[np.unique(near)]
        clash = np.union1d(_clashing(drawn), passed)
        again = clash[tries[clash] < _TRIES]
        tries[again] += 1
    return drawn


def _swept(before: Any, after: Any) -> Any:
    """Return the area between a line and what was made of it."""
    if before.is_closed:
        return shapely.Polygon(before).symmetric_difference(
            shapely.make_valid(shapely.Polygon(after))
        )
    lines = shapely.get_parts(shapely.union_all([before, after]))
    return shapely.union_all(shapely.get_parts(shapely.polygonize(lines)))


def _smoothed(arcs: _Arcs, place: int, detail: Detail, tries: int) -> Any:
    line = arcs.lines[place]
    if tries == _TRIES:
        return line
    most = detail.coast if arcs.is_coast[place] else detail.border
    allowed = min(most, detail.share * float(arcs.width[place])) / 2**tries
    relax = 0 if arcs.is_coast[place] else max(detail.relax - tries, 0)
    points = _thinned(line, allowed)
    for _ in range(relax):
        points = _through_middles(points)
    for _ in range(3):
        points = _corners_cut(points)
    curve = shapely.LineString(points)
    return shapely.simplify(curve, min(detail.fine, allowed / 4))


def _thinned(line: Any, allowed: float) -> Numbers:
    """Return the line's vertices without the needless; a ring keeps four at least."""
    points: Numbers = shapely.get_coordinates(shapely.simplify(line, allowed))
    while line.is_closed and len(points) < 5:  # noqa: PLR2004 - the first comes twice
        allowed = allowed / 2
        if allowed < 1.0:
            return np.asarray(shapely.get_coordinates(line))
        points = shapely.get_coordinates(shapely.simplify(line, allowed))
    return points


def _is_ring(points: Numbers) -> bool:
    return bool((points[0] == points[-1]).all())


def _through_middles(points: Numbers) -> Numbers:
    """Draw a line through the middles of its edges; its ends stay."""
    middles = (points[:-1] + points[1:]) / 2
    if _is_ring(points):
        return np.vstack([middles, middles[:1]])
    return np.vstack([points[:1], middles, points[-1:]])


def _corners_cut(points: Numbers) -> Numbers:
    """Cut each corner at a quarter of its edges (Chaikin); the ends stay."""
    first = 0.75 * points[:-1] + 0.25 * points[1:]
    second = 0.25 * points[:-1] + 0.75 * points[1:]
    cut = np.stack([first, second], axis=1).reshape(-1, 2)
    if _is_ring(points):
        return np.vstack([cut, cut[:1]])
    return np.vstack([points[:1], cut[1:-1], points[-1:]])


def _clashing(lines: Geometries) -> npt.NDArray[Any]:
    """Return the arcs that cross themselves, or meet others but at their ends."""
    one, other = shapely.STRtree(lines).query(lines, predicate="intersects")
    pair = one < other
    one, other = one[pair], other[pair]
    meeting = shapely.intersection(lines[one], lines[other])
    ends = shapely.boundary(lines)
    fine = shapely.covered_by(meeting, ends[one]) & shapely.covered_by(
        meeting, ends[other]
    )
    knots = np.flatnonzero(~shapely.is_simple(lines))
    return np.unique(np.concatenate([one[~fine], other[~fine], knots]))
