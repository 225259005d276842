"""Plans as files that take a while: dissolved regions, GeoPackage, TopoJSON.

This module loads shapely and GDAL; import it where it is used.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio.raw
import shapely

from groundwork.errors import WrongStateError
from planning.models import Draft, FileFormat, PreparedFile
from planning.plain_files import (
    as_json,
    geojson_pieces,
    region_properties,
    unit_properties,
)
from planning.terrain import terrain
from planning.topology import topology
from regions.division import division_on

CRS: Final = "EPSG:4326"
_TEXTS: Final = ("code", "name", "part", "label", "unit", "municipality", "county")
Layer = tuple[Sequence[Mapping[str, Any]], Any]
"""What is told of each feature, and their polygons in degrees."""


def written(wanted: PreparedFile) -> bytes:
    """Return the content of a plan's file.

    Raises:
        WrongStateError: a unit has no polygon, or the format needs no worker.
    """
    draft = Draft.objects.select_related("plan").get(pk=wanted.draft_id)
    makers: Mapping[str, Callable[[Draft], bytes]] = {
        FileFormat.GEOJSON: _geojson,
        FileFormat.REGIONS: _regions,
        FileFormat.GEOPACKAGE: _geopackage,
        FileFormat.TOPOJSON: _topojson,
    }
    if wanted.format not in makers:
        raise WrongStateError(wanted.format)
    return makers[wanted.format](draft)


def _geojson(draft: Draft) -> bytes:
    return "".join(geojson_pieces(draft)).encode()


def _regions(draft: Draft) -> bytes:
    about, shapes = _region_layer(draft, _unit_layer(draft)[1])
    features = [
        {"type": "Feature", "properties": dict(row), "geometry": _mapping(shape)}
        for row, shape in zip(about, shapes, strict=True)
    ]
    return as_json({"type": "FeatureCollection", "features": features}).encode()


def _topojson(draft: Draft) -> bytes:
    units = _unit_layer(draft)
    layers = {"units": units, "regions": _region_layer(draft, units[1])}
    return as_json(
        topology(
            {
                name: [
                    (row, _mapping(shape))
                    for row, shape in zip(about, shapes, strict=True)
                ]
                for name, (about, shapes) in layers.items()
            }
        )
    ).encode()


def _geopackage(draft: Draft) -> bytes:
    units = _unit_layer(draft)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.gpkg"
        _write_layer(path, "units", units)
        _write_layer(path, "regions", _region_layer(draft, units[1]))
        return path.read_bytes()


def _unit_layer(draft: Draft) -> Layer:
    return list(unit_properties(draft)), division_on(draft.units_on).polygons


def _region_layer(draft: Draft, polygons: Any) -> Layer:
    codes = terrain(draft.units_on).codes
    number_of = np.array([draft.assignment.get(code, 0) for code in codes])
    about = region_properties(draft)
    shapes = np.empty(len(about), object)
    for k, row in enumerate(about):
        inside = polygons[number_of == row["region"]]
        # Rings that run against each other where polygons overlap a little are mended.
        shapes[k] = shapely.orient_polygons(shapely.union_all(inside))
    return about, shapes


def _mapping(shape: Any) -> dict[str, Any] | None:
    """Return a shape as GeoJSON, its lines and points left out; None for nothing."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    found: dict[str, Any] = shapely.geometry.mapping(shapely.orient_polygons(whole))
    return found


def _write_layer(path: Path, name: str, layer: Layer) -> None:
    about, shapes = layer
    fields = list(about[0]) if about else ["region"]
    whole = [
        shapely.MultiPolygon(
            [p for p in shapely.get_parts(s) if p.geom_type == "Polygon"]
        )
        for s in shapes
    ]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(whole, object)),
        field_data=[_column(about, field) for field in fields],
        fields=np.array(fields, object),
        field_mask=[_blank(about, field) for field in fields],
        layer=name,
        driver="GPKG",
        geometry_type="MultiPolygon",
        crs=CRS,
        append=path.exists(),
    )


def _column(about: Sequence[Mapping[str, Any]], field: str) -> Any:
    if field in _TEXTS:
        return np.array([row[field] for row in about], object)
    return np.array([row[field] or 0 for row in about], np.int64)


def _blank(about: Sequence[Mapping[str, Any]], field: str) -> Any:
    return np.array([row[field] is None for row in about])
