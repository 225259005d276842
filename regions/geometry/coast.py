"""Where land ends: the coast outline, corrected by the units that lie on it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from regions.geometry.projection import Numbers

# The outline is drawn for maps of whole continents: it counts the great lakes as
# land, lacks islets, and is up to a kilometre beside the real shore or border. The
# figures below keep the wrongly dry area smallest without losing land.
_REACH = 1.2  # radii (of a disc as large as the unit) that land may go from a point
_BAY = 3000.0  # metres; narrower gaps between the units' discs are land all the same
_STRAIT = 400.0  # metres; twice this parts an islet from the shore
_NECK = 1200.0  # metres
_LAKE = 50e6  # square metres; smaller gaps in the middle of land are no lake
_LEAST = 200.0  # metres of land around each point, at least
_DETAIL = 40.0  # metres; the outline itself is far coarser
_ROUND = 8  # segments to a quarter of a circle


def read_coast(path: Path) -> Any:
    """Return the coast outline of a GeoJSON file, in degrees."""
    document = json.loads(path.read_text(encoding="utf-8"))
    shapes = [
        shapely.geometry.shape(feature["geometry"]) for feature in document["features"]
    ]
    return shapely.union_all(shapes)


def land(points: Numbers, areas: Numbers, coast: Any) -> Any:
    """Return the land that the units cover, in metres.

    The outline is cut where no unit reaches (lakes, foreign land), and a disc as
    large as the unit is added for each unit whose point lies outside it.

    Args:
        points: x and y of a point in each unit, metres.
        areas: Square metres of each unit.
        coast: The outline, in metres.
    """
    dots = shapely.points(points)
    radius = np.sqrt(areas / np.pi)
    shapely.prepare(coast)
    outside = ~shapely.contains(coast, dots)
    reach = shapely.union_all(shapely.buffer(dots, radius * _REACH, quad_segs=_ROUND))
    reach = _without_ponds(_closed(reach, _BAY))
    own = np.where(outside, np.maximum(radius, _LEAST), 0.5 * radius)
    discs = shapely.buffer(dots, own, quad_segs=_ROUND)
    dry = shapely.union_all([shapely.intersection(coast, reach), *discs])
    # A disc that touches the shore would hang on it like a drop: widen its neck.
    hanging = outside & (shapely.distance(coast, dots) < radius + 2 * _STRAIT)
    shore = shapely.buffer(discs[hanging], _NECK, quad_segs=_ROUND)
    necks = shapely.intersection(_closed(dry, _NECK), shapely.union_all(shore))
    whole = shapely.union_all([dry, necks])
    smooth = _opened(_closed(whole, _STRAIT), _STRAIT)
    simple = shapely.simplify(_without_ponds(smooth), _DETAIL)
    least = shapely.buffer(dots, np.minimum(own, _LEAST), quad_segs=_ROUND)
    bare = least[~shapely.contains(simple, least)]
    return shapely.union_all([simple, *bare])


def _closed(shape: Any, metres: float) -> Any:
    wide = shapely.buffer(shape, metres, quad_segs=_ROUND)
    return shapely.buffer(wide, -metres, quad_segs=_ROUND)


def _opened(shape: Any, metres: float) -> Any:
    narrow = shapely.buffer(shape, -metres / 2, quad_segs=_ROUND)
    return shapely.buffer(narrow, metres / 2, quad_segs=_ROUND)


def _without_ponds(shape: Any) -> Any:
    return shapely.union_all(
        [_with_lakes_only(part) for part in shapely.get_parts(shape)]
    )


def _with_lakes_only(part: Any) -> Any:
    lakes = [ring for ring in part.interiors if shapely.Polygon(ring).area > _LAKE]
    return shapely.Polygon(part.exterior, lakes)
