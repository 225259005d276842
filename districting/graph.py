"""Who borders whom: neighbours from polygons, and islands joined to the rest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from districting.country import Country, Edges

_AT_ONCE = 500  # polygons at a time: keeps memory low, costs no time
_THREADS = 2  # GEOS works outside the interpreter's lock


def neighbours(
    polygons: npt.NDArray[Any], gap: float = 2.0, shortest: float = 15.0
) -> list[tuple[int, int, float]]:
    """Return pairs of polygons that share a border, with its length.

    Args:
        polygons: Shapely polygons in a metric system.
        gap: Metres between two polygons that still count as touching.
        shortest: Metres of border that must be exceeded; meeting at a corner
            makes no neighbours.

    Returns:
        (i, j, metres) with i < j, in order.
    """
    tree, edges = shapely.STRtree(polygons), shapely.boundary(polygons)
    tree.query(shapely.Point(0, 0))  # the tree is built by its first query

    def along(start: int) -> list[tuple[int, int, float]]:
        wide = shapely.buffer(polygons[start : start + _AT_ONCE], gap)
        left, right = tree.query(wide, predicate="intersects")
        left, right = left[left + start < right], right[left + start < right]
        # The band overlaps the border's line by the gap at both of its ends.
        metres = (
            shapely.length(shapely.intersection(wide[left], edges[right])) - 2 * gap
        )
        return [
            (int(a) + start, int(b), round(float(m), 2))
            for a, b, m in zip(left, right, metres, strict=True)
            if m > shortest
        ]

    with ThreadPoolExecutor(_THREADS) as pool:
        found = list(pool.map(along, range(0, len(polygons), _AT_ONCE)))
    return sorted(pair for pairs in found for pair in pairs)


class Forest:
    """Which nodes hang together (union-find with path halving)."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, i: int) -> int:
        """Return the node that stands for the piece of `i`."""
        parent = self.parent
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    def join(self, i: int, j: int) -> bool:
        """Join two pieces; False when they were one already."""
        a, b = self.root(i), self.root(j)
        self.parent[a] = b
        return a != b


def pieces(members: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected pieces of `members`, each sorted, in order."""
    place = {unit: k for k, unit in enumerate(sorted(members))}
    forest = Forest(len(place))
    for a, b in pairs:
        if a in place and b in place:
            forest.join(place[a], place[b])
    found: dict[int, list[int]] = defaultdict(list)
    for unit, k in place.items():
        found[forest.root(k)].append(unit)
    return sorted(found.values())


def linked_edges(country: Country) -> Edges:
    """Return the neighbour pairs of a country, which may be in several pieces.

    Borders and links first; then the pieces of each municipality (islands,
    exclaves) are joined by their shortest links.
    Links and joins have 0 metres of border.
    """
    edges: Edges = {(min(a, b), max(a, b)): m for a, b, m in country.borders if a != b}
    for a, b in country.links:
        if a != b:
            edges.setdefault((min(a, b), max(a, b)), 0.0)
    shapes = _shapes(country)
    for body in municipality_pieces(country, edges, frozenset()).values():
        _join_nearest(edges, shapes, body)
    return edges


def connected_edges(country: Country) -> Edges:
    """Return all neighbour pairs of a country made one piece.

    What `linked_edges` leaves apart is joined by the shortest links.
    """
    edges = linked_edges(country)
    _join_nearest(edges, _shapes(country), pieces(range(len(country)), edges))
    return edges


def _shapes(country: Country) -> npt.NDArray[Any]:
    if country.polygons is not None:
        return country.polygons
    return np.asarray(shapely.points(country.x, country.y))


def municipality_pieces(
    country: Country, edges: Edges, left_out: frozenset[int]
) -> dict[str, list[list[int]]]:
    """Return the connected pieces of each municipality without some units."""
    units_of: dict[str, list[int]] = defaultdict(list)
    for unit, name in enumerate(country.municipality):
        if unit not in left_out:
            units_of[name].append(unit)
    inside: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for a, b in edges:
        if country.municipality[a] == country.municipality[b]:
            inside[country.municipality[a]].append((a, b))
    return {name: pieces(units_of[name], inside[name]) for name in sorted(units_of)}


def _join_nearest(
    edges: Edges, shapes: npt.NDArray[Any], apart: list[list[int]]
) -> None:
    """Add the shortest links that make one piece of many, smallest piece first."""
    while len(apart) > 1:
        apart.sort(key=lambda piece: (len(piece), piece[0]))
        smallest = apart.pop(0)
        others = np.array(sorted(unit for piece in apart for unit in piece))
        near, metres = shapely.STRtree(shapes[others]).query_nearest(
            shapes[smallest], return_distance=True, all_matches=False
        )
        best = int(metres.argmin())
        a, b = smallest[int(near[0][best])], int(others[near[1][best]])
        edges[min(a, b), max(a, b)] = 0.0
        host = next(piece for piece in apart if b in piece)
        host += smallest
        host.sort()


def adjacency(size: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the sorted neighbours of each node."""
    near: list[list[int]] = [[] for _ in range(size)]
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    return [sorted(row) for row in near]


def is_connected(members: Sequence[int], near: Sequence[Sequence[int]]) -> bool:
    """Tell whether `members` are one piece."""
    left = set(members)
    if not left:
        return True
    first = members[0]
    left.discard(first)
    front = [first]
    while front and left:
        for neighbour in near[front.pop()]:
            if neighbour in left:
                left.discard(neighbour)
                front.append(neighbour)
    return not left
