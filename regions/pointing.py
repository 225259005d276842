"""Which settlement unit lies at a point.

The boxes of all polygons are held as one array; a polygon is read from the database
when a point falls near its box, and the latest are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import isfinite
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from regions.models import SettlementUnit, UnitShape

FAR_KM: Final = 5.0
"""How far from every unit a point may lie and still belong to the nearest."""
KM_NORTH: Final = 111.3
KM_EAST: Final = 58.0
"""A degree of latitude and of longitude in the middle of Estonia, in km (±3 %)."""
_NEAREST_BOXES: Final = 12
_POLYGONS_KEPT: Final = 2048


class UnitsOnMap:
    """The units of the division as it stands on a day, by where they lie."""

    def __init__(self, on: date) -> None:
        rows = (
            UnitShape.objects.filter(unit__in=SettlementUnit.objects.existing(on))
            .order_by("pk")
            .values_list("pk", "min_lon", "min_lat", "max_lon", "max_lat")
        )
        table = np.array(list(rows), dtype=np.float64).reshape(-1, 5)
        self._pks = table[:, 0].astype(np.int64)
        self._west, self._south, self._east, self._north = table[:, 1:].T
        self._polygons: dict[int, shapely.Geometry] = {}

    def unit_at(self, lat: float, lon: float) -> int | None:
        """Return the key of the unit at a point in degrees, or else of the nearest.

        None when the point lies more than `FAR_KM` from all units, or nowhere.
        """
        if not (isfinite(lat) and isfinite(lon)):
            return None
        away = np.hypot(
            np.maximum(np.maximum(self._west - lon, lon - self._east), 0) * KM_EAST,
            np.maximum(np.maximum(self._south - lat, lat - self._north), 0) * KM_NORTH,
        )
        point = shapely.Point(lon * KM_EAST, lat * KM_NORTH)
        around = np.flatnonzero(away <= FAR_KM)
        around = around[np.argsort(away[around], kind="stable")]
        inside = self._nearest(point, around[away[around] == 0], within=0.0)
        if inside is not None:
            return inside
        return self._nearest(point, around[:_NEAREST_BOXES], within=FAR_KM)

    def _nearest(
        self, point: shapely.Point, rows: NDArray[np.intp], within: float
    ) -> int | None:
        polygons = self._polygons_of([int(pk) for pk in self._pks[rows]])
        away = {pk: shapely.distance(point, it) for pk, it in polygons.items()}
        nearest = min(away, key=lambda pk: (away[pk], pk), default=None)
        return nearest if nearest is not None and away[nearest] <= within else None

    def _polygons_of(self, pks: Iterable[int]) -> dict[int, shapely.Geometry]:
        wanted, known = list(pks), self._polygons
        found = {pk: known[pk] for pk in wanted if pk in known}
        missing = [pk for pk in wanted if pk not in known]
        if missing:
            read = UnitShape.objects.filter(pk__in=missing)
            fresh = {
                pk: _in_km(geometry)
                for pk, geometry in read.values_list("pk", "geometry")
            }
            kept = known if len(known) < _POLYGONS_KEPT else {}
            # A new dict, never a changed one: other threads are reading the old.
            self._polygons = {**kept, **fresh}
            found |= fresh
        return found


def _in_km(geometry: dict[str, object]) -> shapely.Geometry:
    scale = np.array([KM_EAST, KM_NORTH])
    return shapely.transform(shape(geometry), lambda degrees: degrees * scale)
