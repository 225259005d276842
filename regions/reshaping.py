"""Polygons that an import writes: of units, and of parts cut to an outline.

Whatever here works with shapes loads shapely when it is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from regions.gazetteer import new_shape
from regions.models import SettlementUnit, UnitShape
from regions.wholes import Whole

SOURCE: Final = "imported official polygons"
CUT_SOURCE: Final = "imported official outline; its parts cut to it"
PART_FIELDS: Final = ("population", "population_method", "lat", "lon", "area_km2")
"""What changes in a part when it is cut and its inhabitants are rescaled."""
_GRID: Final = 1e-6  # degrees
_DECIMALS: Final = 6


@dataclass(frozen=True)
class Part:
    """A known unit beneath an official one.

    Attributes:
        unit: The unit.
        polygon: Its share of the outline, degrees.
        piece: The share with its measures (`geometry.cutting.Piece`); None when the
            unit fills it already.
        geometry: The share as GeoJSON; None likewise.
        is_approximate: Whether its borders inside the whole were drawn from points.
        people: Its inhabitants from now on, and how they are known.
    """

    unit: SettlementUnit
    polygon: Any
    piece: Any
    geometry: dict[str, Any] | None
    is_approximate: bool
    people: tuple[int, str]

    @property
    def is_changed(self) -> bool:
        """Test whether anything of the unit changes."""
        was = self.unit.population, self.unit.population_method
        return self.piece is not None or was != self.people

    def take(self) -> None:
        """Set the unit's fields, `PART_FIELDS`."""
        if self.piece is not None:
            self.unit.lat, self.unit.lon = self.piece.lat, self.piece.lon
            self.unit.area_km2 = self.piece.area_km2
        self.unit.population, self.unit.population_method = self.people


def parts_of(whole: Whole, shapes: Mapping[int, UnitShape]) -> dict[str, Part]:
    """Return the parts of a whole, cut to its outline, by their codes."""
    from regions.geometry.cutting import cut  # noqa: PLC0415 -- heavy: only what needs it loads it

    known = shapes_of([shapes[unit.pk].geometry for unit in whole.parts])
    points = [(unit.lon, unit.lat) for unit in whole.parts]
    pieces = cut(known, points, whole.row.polygon)
    drawn: dict[int, dict[str, Any]] = {}
    if pieces is not None:
        drawn = geometries({k: piece.polygon for k, piece in enumerate(pieces)})
    return {
        unit.code: Part(
            unit=unit,
            polygon=pieces[k].polygon if pieces else known[k],
            piece=pieces[k] if pieces else None,
            geometry=drawn.get(k),
            is_approximate=shapes[unit.pk].is_approximate
            or (pieces is not None and pieces[k].is_by_point),
            people=people,
        )
        for k, (unit, people) in enumerate(
            zip(whole.parts, whole.shares(), strict=True)
        )
    }


def shapes_of(found: Sequence[dict[str, Any]]) -> list[Any]:
    """Return GeoJSON geometries as shapes."""
    import shapely  # noqa: PLC0415 -- heavy: only what needs it loads it

    return [shapely.geometry.shape(geometry) for geometry in found]


def geometries(polygons: Mapping[Any, Any]) -> dict[Any, dict[str, Any]]:
    """Return GeoJSON geometries by key, on a grid of 0.1 m and still valid."""
    import shapely  # noqa: PLC0415 -- heavy: only what needs it loads it

    from regions.geometry.projection import rounded  # noqa: PLC0415 -- heavy: only what needs it loads it

    exact = shapely.set_precision(list(polygons.values()), _GRID)
    outward = shapely.orient_polygons(exact)
    return {
        key: rounded(shapely.geometry.mapping(polygon), _DECIMALS)
        for key, polygon in zip(polygons, outward, strict=True)
    }


def write_shapes(
    units: Sequence[tuple[SettlementUnit, dict[str, Any]]], parts: Sequence[Part]
) -> None:
    """Replace the polygons of units, and of parts that were cut."""
    rows = [(unit, geometry, SOURCE, False) for unit, geometry in units] + [
        (part.unit, part.geometry or {}, CUT_SOURCE, part.is_approximate)
        for part in parts
    ]
    metres = _perimeters([geometry for _unit, geometry, *_how in rows])
    UnitShape.objects.filter(unit__in=[unit.pk for unit, *_rest in rows]).delete()
    UnitShape.objects.bulk_create(
        [
            new_shape(unit, geometry, length, source=source, is_approximate=rough)
            for (unit, geometry, source, rough), length in zip(
                rows, metres, strict=True
            )
        ],
        batch_size=500,
    )


def _perimeters(found: Sequence[dict[str, Any]]) -> list[float]:
    """Return the lengths of all rings, metres."""
    import shapely  # noqa: PLC0415 -- heavy: only what needs it loads it

    from regions.geometry.projection import to_metres  # noqa: PLC0415 -- heavy: only what needs it loads it

    return [float(metres) for metres in shapely.length(to_metres(shapes_of(found)))]
