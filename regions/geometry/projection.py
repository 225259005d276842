"""Between degrees (EPSG:4326, longitude first) and metres (EPSG:3301, L-EST97)."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

DEGREES = "EPSG:4326"
METRES = "EPSG:3301"

Geometries = npt.NDArray[Any]
Numbers = npt.NDArray[np.float64]
Json = dict[str, Any]


@cache
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def _move(geometry: Any, source: str, target: str) -> Any:
    change = _transformer(source, target)
    return shapely.transform(
        geometry, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1]))
    )


def to_metres(geometry: Any) -> Any:
    """Return a geometry, or an array of them, in metres instead of degrees."""
    return _move(geometry, DEGREES, METRES)


def to_degrees(geometry: Any) -> Any:
    """Return a geometry, or an array of them, in degrees instead of metres."""
    return _move(geometry, METRES, DEGREES)


def points_in_metres(lonlat: Sequence[tuple[float, float]] | Numbers) -> Numbers:
    """Return longitudes and latitudes as an array of x and y in metres."""
    pairs = np.asarray(lonlat, float).reshape(-1, 2)
    change = _transformer(DEGREES, METRES)
    return np.column_stack(change.transform(pairs[:, 0], pairs[:, 1]))


def as_geojson(geometries: Sequence[Any] | Geometries, decimals: int = 6) -> list[Json]:
    """Return geometries given in metres as GeoJSON geometries in degrees.

    A vertex that several geometries share is rounded alike in all of them, and
    outer rings run anticlockwise, as RFC 7946 asks.

    Args:
        geometries: Shapely geometries in EPSG:3301.
        decimals: Decimal places of a degree; 6 are 0.1 m, 5 are 1 m, 4 are 11 m.
    """
    degrees = to_degrees(np.asarray(geometries, object))
    outward = shapely.orient_polygons(degrees)
    return [rounded(shapely.geometry.mapping(each), decimals) for each in outward]


def rounded(mapping: Json, decimals: int) -> Json:
    """Return a GeoJSON geometry with rounded coordinates, as lists."""

    def thinned(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, decimals)
        return [thinned(each) for each in value]

    return {
        "type": mapping["type"],
        "coordinates": thinned(mapping["coordinates"]),
    }
