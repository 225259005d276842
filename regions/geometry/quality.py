"""How well approximate cells stand for the real polygons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from districting.graph import neighbours
from regions.geometry.projection import Geometries


@dataclass(frozen=True)
class Quality:
    """Two shares between 0 and 1.

    Attributes:
        neighbours_kept: Of the real pairs of neighbours, how many the cells have.
        area_in_municipality: Of the real area, how much lies in a cell of the
            municipality that it belongs to.
    """

    neighbours_kept: float
    area_in_municipality: float


def quality(
    cells: Sequence[Any] | Geometries,
    real_polygons: Sequence[Any] | Geometries,
    municipality: Sequence[str],
) -> Quality:
    """Compare cells with the real polygons of the same units, both in metres."""
    drawn = np.asarray(cells, object)
    real = shapely.make_valid(np.asarray(real_polygons, object))
    true_pairs = {(a, b) for a, b, _ in neighbours(real)}
    found_pairs = {(a, b) for a, b, _ in neighbours(drawn)}
    names = np.asarray(municipality)
    right = sum(
        shapely.area(
            shapely.intersection(
                shapely.union_all(drawn[names == name]),
                shapely.union_all(real[names == name]),
            )
        )
        for name in np.unique(names)
    )
    return Quality(
        neighbours_kept=len(true_pairs & found_pairs) / max(len(true_pairs), 1),
        area_in_municipality=float(right / shapely.area(real).sum()),
    )
