"""Arcs of units: every polygon can be put together again."""

import gzip
import json
from collections import defaultdict
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from regions.geometry.projection import Geometries, to_metres
from regions.geometry.topology import OUTSIDE, Topology, packed, topology


def rebuilt(drawn: Topology, unit: int) -> Any:
    """Return a unit's polygon from its arcs, in degrees."""
    origin = np.array(drawn.origin)
    lines = [
        shapely.LineString(np.array(arc) * drawn.step + origin)
        for arc, left, right in zip(drawn.arcs, drawn.left, drawn.right, strict=True)
        if unit in {left, right}
    ]
    faces = shapely.get_parts(shapely.polygonize(lines))
    return shapely.union_all(faces)


def square(west: float, south: float, side: float = 0.1) -> Any:
    return shapely.box(west, south, west + side, south + side)


def test_two_squares_share_one_arc() -> None:
    drawn = topology([square(24.0, 59.0), square(24.1, 59.0)])
    sides = sorted(
        tuple(sorted(pair)) for pair in zip(drawn.left, drawn.right, strict=True)
    )
    assert sides == [(OUTSIDE, 0), (OUTSIDE, 1), (0, 1)]


def test_hole_is_the_unit_inside_and_the_one_around_has_two_lines() -> None:
    around = square(24.0, 59.0, 0.3).difference(square(24.1, 59.1))
    drawn = topology([around, square(24.1, 59.1)])
    found = dict(
        zip(
            (frozenset(pair) for pair in zip(drawn.left, drawn.right, strict=True)),
            drawn.arcs,
            strict=True,
        )
    )
    assert found.keys() == {frozenset({OUTSIDE, 0}), frozenset({0, 1})}
    assert abs(rebuilt(drawn, 1).area - 0.01) < 1e-5


def test_island_is_a_ring_without_a_node() -> None:
    drawn = topology([square(24.0, 59.0), square(25.0, 59.0)])
    assert [arc[0] == arc[-1] for arc in drawn.arcs] == [True, True]


def test_left_is_left() -> None:
    drawn = topology([square(24.0, 59.0)])
    (arc,) = drawn.arcs
    turning = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(arc))
    assert (turning > 0) == (drawn.left == [0])


def test_places_name_the_sides() -> None:
    drawn = topology([square(24.0, 59.0), square(24.1, 59.0)], places=[4, 7])
    assert {*drawn.left, *drawn.right} == {OUTSIDE, 4, 7}


def test_all_of_estonia_is_put_together_again(stored_cells: Geometries) -> None:
    drawn = topology(stored_cells)
    met: dict[int, int] = defaultdict(int)
    for left, right in zip(drawn.left, drawn.right, strict=True):
        met[left] += 1
        met[right] += 1
    assert met.keys() == {OUTSIDE, *range(len(stored_cells))}
    sent = gzip.compress(json.dumps(packed(drawn), separators=(",", ":")).encode())
    assert len(sent) < 250_000
    for unit in range(0, len(stored_cells), 97):
        whole = to_metres(stored_cells[unit])
        off = shapely.symmetric_difference(to_metres(rebuilt(drawn, unit)), whole)
        # Rounding moves a border by half a step of the grid at most, 6 m.
        assert off.area < 7 * whole.length, unit


def test_packed_arcs_unpack_to_the_same(stored_cells: Geometries) -> None:
    drawn = topology(stored_cells[:300])
    told = packed(drawn)
    arcs, at, start = [], 0, (0, 0)
    for length in told["lengths"]:
        before, arc = start, []
        for x, y in zip(
            told["points"][at : at + 2 * length : 2],
            told["points"][at + 1 : at + 2 * length : 2],
            strict=True,
        ):
            before = (before[0] + x, before[1] + y)
            arc.append(before)
        start, at = arc[0], at + 2 * length
        arcs.append(arc)
    assert arcs == [list(arc) for arc in drawn.arcs]
    left = np.cumsum(told["left"]).tolist()
    assert left == list(drawn.left)
    assert [a + b for a, b in zip(left, told["right"], strict=True)] == drawn.right
