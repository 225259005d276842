"""Polygons as TopoJSON: a line that several of them share stands in the file once.

Source: the TopoJSON format specification, 1.0; not quantised, so nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Point = tuple[float, float]
Line = tuple[Point, ...]
Feature = tuple[Mapping[str, Any], Mapping[str, Any] | None]
"""Properties, and a GeoJSON polygon or multipolygon, None for nothing."""


def topology(layers: Mapping[str, Sequence[Feature]]) -> dict[str, Any]:
    """Return a topology of layers of polygons."""
    shapes = [shape for rows in layers.values() for _about, shape in rows if shape]
    arcs = _Arcs(_junctions(ring for shape in shapes for ring in _rings(shape)))
    objects = {
        name: {
            "type": "GeometryCollection",
            "geometries": [_geometry(arcs, about, shape) for about, shape in rows],
        }
        for name, rows in layers.items()
    }
    lines = [[list(point) for point in line] for line in arcs.lines]
    return {"type": "Topology", "objects": objects, "arcs": lines}


def _geometry(
    arcs: _Arcs, about: Mapping[str, Any], shape: Mapping[str, Any] | None
) -> dict[str, Any]:
    if shape is None:
        return {"type": None, "properties": dict(about)}
    parts = [[arcs.of(_line(ring)) for ring in part] for part in _parts(shape)]
    return {
        "type": shape["type"],
        "properties": dict(about),
        "arcs": parts[0] if shape["type"] == "Polygon" else parts,
    }


def _parts(shape: Mapping[str, Any]) -> Sequence[Any]:
    found: Sequence[Any] = shape["coordinates"]
    return [found] if shape["type"] == "Polygon" else found


def _rings(shape: Mapping[str, Any]) -> Iterable[Line]:
    return (_line(ring) for part in _parts(shape) for ring in part)


def _line(ring: Iterable[Sequence[float]]) -> Line:
    return tuple((point[0], point[1]) for point in ring)


def _junctions(rings: Iterable[Line]) -> set[Point]:
    """Return the points at which lines part: not all have the same neighbours there."""
    beside: dict[Point, frozenset[Point]] = {}
    found = set[Point]()
    for ring in rings:
        points = ring[:-1]
        for k, point in enumerate(points):
            pair = frozenset((points[k - 1], points[(k + 1) % len(points)]))
            if beside.setdefault(point, pair) != pair:
                found.add(point)
    return found


class _Arcs:
    """Lines by number; one that runs backwards is its number's complement."""

    def __init__(self, junctions: set[Point]) -> None:
        self._junctions = junctions
        self._number: dict[Line, int] = {}
        self.lines: list[Line] = []

    def of(self, ring: Line) -> list[int]:
        """Return the arcs that make a ring."""
        return [self._arc(line) for line in self._cut(ring)]

    def _cut(self, ring: Line) -> list[Line]:
        points = ring[:-1]
        cuts = [k for k, point in enumerate(points) if point in self._junctions]
        if not cuts:  # alone, or shared as a whole: it begins where all would begin it
            first = points.index(min(points))
            return [(*points[first:], *points[:first], points[first])]
        ends = [*cuts[1:], cuts[0] + len(points)]
        twice = points + points
        return [twice[a : b + 1] for a, b in zip(cuts, ends, strict=True)]

    def _arc(self, line: Line) -> int:
        if line in self._number:
            return self._number[line]
        back = line[::-1]
        if back in self._number:
            return ~self._number[back]
        self._number[line] = len(self.lines)
        self.lines.append(line)
        return self._number[line]
