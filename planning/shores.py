"""How far units are from each other, shore to shore, without the heavy libraries.

For the few pieces of municipalities that lie apart: the worker measures all units with
shapely, a web process only these.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from regions.models import UnitShape

_DEGREE_M: Final = 111_320.0

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class Shores:
    """The outlines of some units; those that are never asked for are never read.

    Args:
        keys: The key of each unit, in the order in which units are named by places.
        points: Longitude and latitude of a point in each, for units without a polygon.
    """

    def __init__(self, keys: Sequence[int], points: Sequence[Point]) -> None:
        self._keys, self._points = keys, points
        rows = UnitShape.objects.values_list(
            "pk", "min_lon", "min_lat", "max_lon", "max_lat"
        )
        boxes: dict[int, Box] = {row[0]: row[1:] for row in rows}
        self._boxes = [
            boxes.get(key) or (*point, *point)
            for key, point in zip(keys, points, strict=True)
        ]
        self._rings: dict[int, list[list[Point]]] = {}

    def nearest(self, some: Iterable[int], others: Iterable[int]) -> tuple[int, int]:
        """Return the pair, one of each, with the least metres between its shores."""
        pairs = [(self._least(a, b), a, b) for a in some for b in others]
        best, found = math.inf, (-1, -1)
        for least, a, b in sorted(pairs):
            if least >= best:
                break
            metres = self._metres(a, b)
            if metres < best:
                best, found = metres, (a, b)
        return found

    def _least(self, a: int, b: int) -> float:
        """Return metres between two boxes, which no shores are nearer than."""
        west, south, east, north = self._boxes[a]
        west_b, south_b, east_b, north_b = self._boxes[b]
        across = max(west_b - east, west - east_b, 0.0)
        up = max(south_b - north, south - north_b, 0.0)
        # The narrowest degree of both, so that it is never too much.
        return math.hypot(across * _narrow(max(north, north_b)), up) * _DEGREE_M

    def _metres(self, a: int, b: int) -> float:
        narrow = _narrow((self._boxes[a][1] + self._boxes[b][3]) / 2)
        one, other = self._flat(a, narrow), self._flat(b, narrow)
        return math.sqrt(
            min(
                _squared(point, start, end)
                for rings, against in ((one, other), (other, one))
                for ring in rings
                for point in ring
                for line in against
                for start, end in zip(line, line[1:] or line, strict=False)
            )
        )

    def _flat(self, unit: int, narrow: float) -> list[list[Point]]:
        """Return a unit's rings in metres."""
        return [
            [(lon * narrow * _DEGREE_M, lat * _DEGREE_M) for lon, lat in ring]
            for ring in self._outline(unit)
        ]

    def _outline(self, unit: int) -> list[list[Point]]:
        if unit not in self._rings:
            shape = UnitShape.objects.filter(pk=self._keys[unit]).first()
            self._rings[unit] = (
                [[self._points[unit]]] if shape is None else _rings(shape.geometry)
            )
        return self._rings[unit]


def _narrow(lat: float) -> float:
    """Return what a degree east is to one north."""
    return math.cos(math.radians(lat))


def _rings(geometry: dict[str, Any]) -> list[list[Point]]:
    """Return the outer rings of a polygon or of several."""
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [[(lon, lat) for lon, lat, *_z in polygon[0]] for polygon in polygons]


def _squared(point: Point, start: Point, end: Point) -> float:
    """Return square metres from a point to a stretch."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = dx * dx + dy * dy
    share = 0.0
    if long:
        along = (point[0] - start[0]) * dx + (point[1] - start[1]) * dy
        share = max(0.0, min(1.0, along / long))
    off_x = point[0] - start[0] - share * dx
    off_y = point[1] - start[1] - share * dy
    return off_x * off_x + off_y * off_y
