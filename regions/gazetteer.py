"""The portal's own list of Estonia's settlement units, and how it is first loaded.

`data/estonia.csv` holds facts and figures only; outlines are drawn from the points.
Sources are named in `data/SOURCES.md`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Role
from audit.actions import record
from groundwork.errors import WrongStateError
from groundwork.names import folded
from regions import unit_maps
from regions.models import (
    CommutingCentre,
    County,
    LinkKind,
    LinkSeason,
    Municipality,
    Prefecture,
    SettlementUnit,
    UnitBorder,
    UnitLink,
    UnitShape,
    UnitType,
    pair_of,
)

DATA: Final = Path(__file__).parent / "data"
DIVISION_DATE: Final = date(2018, 9, 1)
"""The day of the official division that the gazetteer follows."""

POINTS_SOURCE: Final = "points of the gazetteer; coast: Natural Earth 10 m"

Tell = Callable[[str], None]

TYPES: Final = {
    "küla": UnitType.VILLAGE,
    "alevik": UnitType.SMALL_TOWN,
    "alev": UnitType.TOWN,
    "linn": UnitType.CITY,
    "vallasisene linn": UnitType.CITY,
    "linnaosa": UnitType.QUARTER,
    "osa": UnitType.PART,
}
"""The gazetteer's words for the kinds of unit."""

_KIND_WORDS: Final = (
    " (settlement unit)", " vallasisene linn", " linnaosa", " linn", " alevik",
    " alev", " küla", " vald",
)  # fmt: skip
_GENITIVES: Final = {"Kesklinna": "Kesklinn", "Põhja-Tallinna": "Põhja-Tallinn"}
"""What is left of a name when its kind is dropped, and what people say instead."""


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One settlement unit as a source tells of it.

    Attributes:
        population: Inhabitants; None when the source does not say.
        area_km2: Square kilometres, EPSG:3301.
    """

    code: str
    name: str
    type: UnitType
    parent: str
    municipality_code: str
    municipality: str
    county_code: str
    county: str
    prefecture: str
    population: int | None
    population_method: str
    commuting_centre: str
    lat: float
    lon: float
    area_km2: float

    @property
    def public_name(self) -> str:
        """Return the name that people use."""
        return public_name(self.name, self.type, self.parent)


def without_kind(name: str) -> str:
    """Return a place's name without the word for its kind: "Laagri alevik", Laagri."""
    for word in _KIND_WORDS:
        name = name.removesuffix(word)
    return _GENITIVES.get(name, name)


def public_name(name: str, kind: UnitType, parent: str) -> str:
    """Return the name people use: no made-up number, no word for its kind.

    A part of a larger unit goes by its parent's name.
    """
    return without_kind(parent if kind == UnitType.PART and parent else name)


def read_gazetteer(path: Path = DATA / "estonia.csv") -> list[UnitFacts]:
    """Return the units of the gazetteer, in the file's order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_facts(row) for row in csv.DictReader(file)]


def _facts(row: dict[str, str]) -> UnitFacts:
    return UnitFacts(
        code=row["code"],
        name=row["name"],
        type=TYPES[row["type"]],
        parent=row["parent"],
        municipality_code=row["municipality_code"],
        municipality=row["municipality"],
        county_code=row["county_code"],
        county=row["county"],
        prefecture=row["prefecture"],
        population=int(row["population"]),
        population_method=row["population_method"],
        commuting_centre=row["commuting_centre"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        area_km2=float(row["area_km2"]),
    )


@transaction.atomic
def load(facts: Sequence[UnitFacts], *, at: datetime, tell: Tell) -> int:
    """Fill an empty database with units, cells, borders and links; return the count.

    Args:
        facts: The units.
        at: When, for the history.
        tell: Gets a sentence about each step.

    Raises:
        WrongStateError: there are settlement units already.
    """
    if SettlementUnit.objects.exists():
        raise WrongStateError(_("The settlement units are loaded already."))
    tell(_("Writing settlement units"))
    divisions = Divisions()
    units = SettlementUnit.objects.bulk_create(
        [new_unit(each, divisions, valid_from=DIVISION_DATE) for each in facts]
    )
    tell(_("Drawing cells around the points"))
    polygons = _cells(facts)
    _write_cells(units, polygons)
    tell(_("Finding neighbours"))
    write_borders(units, polygons)
    write_links(units)
    tell(_("Drawing the map of all units"))
    unit_maps.redraw(at=at)
    record(
        "regions.load_gazetteer",
        units[0],
        by=None,
        role=Role.SYSTEM,
        at=at,
        details={"units": len(units)},
    )
    return len(units)


class Divisions:
    """Prefectures, counties, municipalities and centres: found by code, or made."""

    def __init__(self) -> None:
        self._prefectures = {row.slug: row for row in Prefecture.objects.all()}
        self._counties = {row.code: row for row in County.objects.all()}
        self._municipalities = {row.code: row for row in Municipality.objects.all()}
        self._centres = {row.name: row for row in CommutingCentre.objects.all()}

    def municipality(self, facts: UnitFacts) -> Municipality:
        """Return the municipality of a unit."""
        found = self._municipalities.get(facts.municipality_code)
        if found is None:
            found = Municipality.objects.create(
                code=facts.municipality_code,
                name=facts.municipality,
                county=self._county(facts),
            )
            self._municipalities[found.code] = found
        return found

    def centre(self, facts: UnitFacts) -> CommutingCentre | None:
        """Return the commuting centre of a unit, None when the source names none."""
        name = facts.commuting_centre
        if not name:
            return None
        if name not in self._centres:
            self._centres[name] = CommutingCentre.objects.create(name=name)
        return self._centres[name]

    def _county(self, facts: UnitFacts) -> County:
        found = self._counties.get(facts.county_code)
        if found is None:
            found = County.objects.create(
                code=facts.county_code,
                name=facts.county,
                prefecture=self._prefecture(facts.prefecture),
            )
            self._counties[found.code] = found
        return found

    def _prefecture(self, name: str) -> Prefecture:
        slug = slugify(folded(name))
        if slug not in self._prefectures:
            self._prefectures[slug] = Prefecture.objects.create(
                slug=slug, name=f"{name} prefektuur"
            )
        return self._prefectures[slug]


def new_unit(
    facts: UnitFacts, divisions: Divisions, *, valid_from: date
) -> SettlementUnit:
    """Return an unsaved unit, its municipality and centre made where missing."""
    unit = SettlementUnit(
        code=facts.code,
        name=facts.name,
        public_name=facts.public_name,
        type=facts.type,
        parent=facts.parent,
        municipality=divisions.municipality(facts),
        commuting_centre=divisions.centre(facts),
        population=facts.population or 0,
        population_method=facts.population_method,
        lat=facts.lat,
        lon=facts.lon,
        area_km2=facts.area_km2,
        valid_from=valid_from,
    )
    unit.fold()
    return unit


def _cells(facts: Sequence[UnitFacts]) -> Any:
    # Geometry takes half a second and 60 MB to import; web processes do without.
    import numpy as np  # noqa: PLC0415 -- heavy: only what needs it loads it

    from regions.geometry.cells import cells  # noqa: PLC0415 -- heavy: only what needs it loads it
    from regions.geometry.coast import read_coast  # noqa: PLC0415 -- heavy: only what needs it loads it

    drawn = cells(
        [(each.lon, each.lat) for each in facts],
        [each.area_km2 for each in facts],
        read_coast(DATA / "coast.geojson"),
    )
    return np.asarray(drawn, object)


def _write_cells(units: Sequence[SettlementUnit], polygons: Any) -> None:
    import shapely  # noqa: PLC0415 -- heavy: only what needs it loads it

    from regions.geometry.projection import as_geojson  # noqa: PLC0415 -- heavy: only what needs it loads it

    rows = zip(units, as_geojson(polygons), shapely.length(polygons), strict=True)
    UnitShape.objects.bulk_create(
        [
            new_shape(unit, geometry, metres, source=POINTS_SOURCE, is_approximate=True)
            for unit, geometry, metres in rows
        ],
        batch_size=1000,
    )


def new_shape(
    unit: SettlementUnit,
    geometry: dict[str, Any],
    perimeter_m: float,
    *,
    source: str,
    is_approximate: bool,
) -> UnitShape:
    """Return an unsaved shape with its bounding box, from GeoJSON in degrees."""
    pairs = list(_pairs(geometry["coordinates"]))
    return UnitShape(
        unit=unit,
        geometry=geometry,
        min_lon=min(lon for lon, _lat in pairs),
        min_lat=min(lat for _lon, lat in pairs),
        max_lon=max(lon for lon, _lat in pairs),
        max_lat=max(lat for _lon, lat in pairs),
        perimeter_m=round(float(perimeter_m), 1),
        is_approximate=is_approximate,
        source=source,
    )


def _pairs(coordinates: Any) -> Iterable[tuple[float, float]]:
    if isinstance(coordinates[0], float | int):
        yield coordinates[0], coordinates[1]
        return
    for inner in coordinates:
        yield from _pairs(inner)


def write_borders(units: Sequence[SettlementUnit], polygons: Any) -> int:
    """Replace all borders by those of `polygons` (metres); return how many changed."""
    from districting.graph import neighbours  # noqa: PLC0415 -- heavy: only what needs it loads it

    found = {
        _ordered(units[i], units[j]): metres for i, j, metres in neighbours(polygons)
    }
    kept = {
        (first, second): metres
        for first, second, metres in UnitBorder.objects.values_list(
            "first", "second", "length_m"
        )
    }
    changed = len(set(found.items()) ^ set(kept.items()))
    if changed:
        UnitBorder.objects.all().delete()
        UnitBorder.objects.bulk_create(
            [
                UnitBorder(first_id=first, second_id=second, length_m=metres)
                for (first, second), metres in found.items()
            ],
            batch_size=2000,
        )
    return changed


def _ordered(one: SettlementUnit, other: SettlementUnit) -> tuple[int, int]:
    return (one.pk, other.pk) if one.pk < other.pk else (other.pk, one.pk)


def write_links(
    units: Sequence[SettlementUnit], path: Path = DATA / "links.csv"
) -> None:
    """Replace the ferries and causeways by those of `path` between known units."""
    known = {unit.code: unit for unit in units}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if {row["a"], row["b"]} <= set(known)
        ]
    UnitLink.objects.all().delete()
    UnitLink.objects.bulk_create(_link(row, known) for row in rows)


def _link(row: dict[str, str], known: dict[str, SettlementUnit]) -> UnitLink:
    first, second = pair_of(known[row["a"]], known[row["b"]])
    return UnitLink(
        first=first,
        second=second,
        kind=LinkKind[_code(row["kind"])],
        season=LinkSeason[_code(row["season"])],
        reason=row["reason"],
        valid_from=DIVISION_DATE,
    )


def _code(words: str) -> str:
    return words.upper().replace(" ", "_")
