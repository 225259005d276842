"""Plans as CSV and GeoJSON, in plain Python and piece by piece."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from planning.incoming.rows import guarded
from planning.models import Draft, DraftRegion
from planning.terrain import Terrain, terrain
from regions.models import UnitShape

_AT_ONCE: Final = 500

Ring = Sequence[Sequence[float]]


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield lines of CSV; what a spreadsheet would take for a formula is marked."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    for row in rows:
        writer.writerow(
            [guarded(cell) if isinstance(cell, str) else cell for cell in row]
        )
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def plan_rows(draft: Draft) -> Iterator[tuple[object, ...]]:
    """Yield code and region of each unit; a gap has an empty region."""
    yield "code", "region"
    for code in terrain(draft.units_on).codes:
        yield code, draft.assignment.get(code) or ""


def region_rows(draft: Draft) -> Iterator[tuple[object, ...]]:
    """Yield number, name and part of each region."""
    yield "region", "name", "part", "label"
    for row in draft.regions.order_by("number"):
        yield row.number, row.name, row.part, row.label


def unit_properties(draft: Draft) -> Iterator[dict[str, Any]]:
    """Yield what a file tells of each unit, in the order of the units."""
    rows = {row.number: row for row in draft.regions.all()}
    for unit in terrain(draft.units_on).units:
        number = draft.assignment.get(unit.code)
        yield {
            "code": unit.code,
            "region": number,
            **_of_region(rows.get(number or 0)),
            "unit": unit.name,
            "municipality": unit.municipality,
            "county": unit.county,
            "population": unit.population,
        }


def region_properties(draft: Draft) -> list[dict[str, Any]]:
    """Return what a file tells of each region, in the order of their numbers."""
    return [
        {"region": row.number, **_of_region(row), "label": row.label}
        for row in draft.regions.order_by("number")
    ]


def _of_region(row: DraftRegion | None) -> dict[str, str | None]:
    return {"name": row.name if row else None, "part": row.part if row else None}


def geojson_pieces(draft: Draft) -> Iterator[str]:
    """Yield the units of a plan as GeoJSON (RFC 7946), one feature a line."""
    yield '{"type":"FeatureCollection","features":[\n'
    between = ""
    shapes = _shapes(terrain(draft.units_on))
    for properties, geometry in zip(unit_properties(draft), shapes, strict=True):
        feature = {
            "type": "Feature",
            "properties": properties,
            "geometry": wound(geometry) if geometry else None,
        }
        yield between + as_json(feature)
        between = ",\n"
    yield "\n]}\n"


def as_json(found: object) -> str:
    """Return JSON without spaces, letters as they are."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _shapes(ground: Terrain) -> Iterator[Mapping[str, Any] | None]:
    """Yield the units' polygons in their order; few at a time are in memory."""
    keys = [unit.pk for unit in ground.units]
    for start in range(0, len(keys), _AT_ONCE):
        chunk = keys[start : start + _AT_ONCE]
        rows = UnitShape.objects.filter(unit__in=chunk)
        found = dict(rows.values_list("unit", "geometry"))
        yield from (found.get(key) for key in chunk)


def wound(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a polygon whose outer rings run counterclockwise, as RFC 7946 wants."""
    if geometry["type"] == "Polygon":
        coordinates = _wound(geometry["coordinates"])
    else:
        coordinates = [_wound(polygon) for polygon in geometry["coordinates"]]
    return {"type": geometry["type"], "coordinates": coordinates}


def _wound(polygon: Sequence[Ring]) -> list[Any]:
    return [
        list(ring) if (_area(ring) > 0) == (place == 0) else list(reversed(ring))
        for place, ring in enumerate(polygon)
    ]


def _area(ring: Ring) -> float:
    """Return twice the area of a ring, positive when it runs counterclockwise."""
    return sum(
        (one[0] - ring[0][0]) * (other[1] - ring[0][1])
        - (other[0] - ring[0][0]) * (one[1] - ring[0][1])
        for one, other in itertools.pairwise(ring)
    )
