"""Polygons that share borders as arcs: each stretch of border stands once.

An arc knows the polygon on its left and on its right, so whoever has the arcs can put
any group of polygons together: a line between two groups is an arc whose sides belong
to different ones. Source of the idea: TopoJSON, with sides instead of rings.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely

from regions.geometry.projection import Geometries, to_degrees, to_metres

OUTSIDE: Final = -1
"""The side of an arc where there is no polygon: sea, lake or abroad."""
STEP: Final = 1e-4
"""Degrees from one place of the grid to the next: 11 m north, 6 m east."""
_TOLERANCES: Final = (0.0, 15.0, 30.0, 60.0, 120.0, 240.0)  # metres
_MOST: Final = 60_000  # vertices; more would not load fast
_GAP: Final = 100.0  # metres; narrower gaps between official polygons are mistakes

Place = tuple[int, int]


@dataclass(frozen=True)
class Topology:
    """Arcs on a grid.

    Attributes:
        origin: Longitude and latitude of the grid's corner.
        step: Degrees between two places of the grid.
        arcs: The places each arc passes, as whole steps from the corner.
        left: The place of the polygon on the left of each arc, or `OUTSIDE`.
        right: The same on the right.
    """

    origin: tuple[float, float]
    step: float
    arcs: Sequence[Sequence[Place]]
    left: Sequence[int]
    right: Sequence[int]


def packed(drawn: Topology) -> dict[str, Any]:
    """Return a topology as small JSON.

    `points` are steps east and north, all arcs behind each other, each point told
    from the one before it and an arc's first from the first of the arc before.
    `lengths` are points an arc; `left` is told from the left of the arc before, and
    `right` from the left of the same arc.
    """
    return {
        "origin": [round(each, 6) for each in drawn.origin],
        "step": drawn.step,
        "lengths": [len(arc) for arc in drawn.arcs],
        "points": _deltas(drawn.arcs),
        "left": [b - a for a, b in pairwise([0, *drawn.left])],
        "right": [b - a for a, b in zip(drawn.left, drawn.right, strict=True)],
    }


def _deltas(arcs: Sequence[Sequence[Place]]) -> list[int]:
    found: list[int] = []
    start = (0, 0)
    for arc in arcs:
        before = start
        for place in arc:
            found += (place[0] - before[0], place[1] - before[1])
            before = place
        start = arc[0]
    return found


def topology(
    polygons: Sequence[Any] | Geometries,
    step: float = STEP,
    places: Sequence[int] | None = None,
) -> Topology:
    """Return the arcs of polygons that cover a land.

    Lines are simplified as little as keeps the whole at 60,000 vertices, all at once,
    so that no gap opens between neighbours.

    Args:
        polygons: In degrees (EPSG:4326), longitude first.
        step: The grid's, degrees.
        places: What each polygon is called in the sides; its place if not given.
    """
    degrees = to_degrees(_simple(to_metres(np.asarray(polygons, object))))
    west, south, _east, _north = shapely.total_bounds(degrees)
    corner = np.floor(np.array([west, south]) / step)
    sides = _sides(degrees, corner, step)
    arcs, left, right = _walked(sides)
    called = dict(enumerate(places or range(len(degrees)))) | {OUTSIDE: OUTSIDE}
    # Numbers that grow slowly pack well.
    order = sorted(range(len(arcs)), key=lambda k: (left[k], right[k], arcs[k]))
    return Topology(
        origin=(float(corner[0] * step), float(corner[1] * step)),
        step=step,
        arcs=[arcs[k] for k in order],
        left=[called[left[k]] for k in order],
        right=[called[right[k]] for k in order],
    )


def _simple(units: Geometries) -> Geometries:
    if not shapely.coverage_is_valid(units):
        units = shapely.coverage_clean(shapely.make_valid(units), gap_width=_GAP)
    simple = units
    for tolerance in _TOLERANCES:
        simple = shapely.coverage_simplify(units, tolerance)
        if shapely.get_num_coordinates(simple).sum() <= _MOST:
            break
    return np.asarray(shapely.orient_polygons(simple))


def _sides(
    units: Geometries, corner: Any, step: float
) -> dict[tuple[Place, Place], int]:
    """Return the polygon on the left of each directed edge of the grid."""
    parts, unit_of = shapely.get_parts(units, return_index=True)
    found: dict[tuple[Place, Place], int] = {}
    for part, unit in zip(parts, unit_of, strict=True):
        for ring in (part.exterior, *part.interiors):
            for edge in _edges(ring, corner, step):
                # An edge walked both ways by one polygon is a spike of the grid.
                if found.get((edge[1], edge[0])) == unit:
                    del found[edge[1], edge[0]]
                else:
                    found[edge] = int(unit)
    return found


def _edges(ring: Any, corner: Any, step: float) -> list[tuple[Place, Place]]:
    steps = np.rint(shapely.get_coordinates(ring) / step - corner).astype(int)
    places = [(int(x), int(y)) for x, y in steps]
    return [(a, b) for a, b in pairwise(places) if a != b]


def _walked(
    sides: dict[tuple[Place, Place], int],
) -> tuple[list[list[Place]], list[int], list[int]]:
    pairs = {
        (a, b): (unit, sides.get((b, a), OUTSIDE))
        for (a, b), unit in sides.items()
        if (b, a) not in sides or a < b
    }
    near: dict[Place, list[tuple[Place, Place]]] = defaultdict(list)
    for edge in pairs:
        near[edge[0]].append(edge)
        near[edge[1]].append(edge)
    nodes = {place for place, edges in near.items() if _is_node(place, edges, pairs)}
    walker = _Walker(pairs, near, nodes)
    for place in sorted(nodes):
        for edge in near[place]:
            walker.walk(place, edge)
    for edge in sorted(pairs):  # what is left are rings without a node
        walker.walk(edge[0], edge)
    return walker.arcs, walker.left, walker.right


def _is_node(
    place: Place,
    edges: Sequence[tuple[Place, Place]],
    pairs: dict[tuple[Place, Place], tuple[int, int]],
) -> bool:
    """Test whether lines end or part here, or what lies beside them changes."""
    if len(edges) != 2:  # noqa: PLR2004 - a line comes and goes
        return True
    one, other = (
        pairs[edge] if edge[0] == place else pairs[edge][::-1] for edge in edges
    )
    return one != other[::-1]


class _Walker:
    """Joins edges to arcs from node to node."""

    def __init__(
        self,
        pairs: dict[tuple[Place, Place], tuple[int, int]],
        near: dict[Place, list[tuple[Place, Place]]],
        nodes: set[Place],
    ) -> None:
        self._pairs = pairs
        self._near = near
        self._nodes = nodes
        self._done: set[tuple[Place, Place]] = set()
        self.arcs: list[list[Place]] = []
        self.left: list[int] = []
        self.right: list[int] = []

    def walk(self, start: Place, edge: tuple[Place, Place]) -> None:
        """Follow a line from a place until a node, or round to the start."""
        if edge in self._done:
            return
        left, right = self._pairs[edge]
        if edge[0] != start:
            left, right = right, left
        line = [start]
        while edge not in self._done:
            self._done.add(edge)
            here = edge[1] if edge[0] == line[-1] else edge[0]
            line.append(here)
            if here in self._nodes or here == start:
                break
            edge = next(e for e in self._near[here] if e not in self._done)
        self.arcs.append(line)
        self.left.append(left)
        self.right.append(right)
