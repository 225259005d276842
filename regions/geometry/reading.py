"""Official unit polygons from files: GeoPackage, zipped Shapefile, GeoJSON.

Two sets of columns are known: ours (those of `regions/data/estonia.csv`) and the
Land Board's settlement layer. What is wrong is returned as codes with parameters;
the caller puts them into words.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from regions.geometry.opening import COLUMNS, OPTIONAL, REQUIRED, Table, opened
from regions.geometry.problems import Layout, Problem, ReadError, WholeFileError
from regions.geometry.projection import METRES, Geometries, to_degrees, to_metres


@dataclass(frozen=True)
class UnitRow:
    """One unit as the file has it; None for what the file does not know.

    Attributes:
        row: Number of the feature in the file, from 1.
        polygon: Polygon or multipolygon in EPSG:4326.
        lon: Degrees of a point inside the polygon.
        lat: Degrees of the same point.
        area_km2: Measured in EPSG:3301, whatever the file says.
    """

    row: int
    code: str
    name: str
    type: str
    parent: str | None
    municipality_code: str
    municipality: str
    county_code: str
    county: str
    prefecture: str | None
    population: int | None
    population_method: str | None
    commuting_centre: str | None
    lon: float
    lat: float
    area_km2: float
    polygon: Any


@dataclass(frozen=True)
class UnitFile:
    """Everything that a file says, good rows and errors.

    Attributes:
        rows: The rows without an error, in the order of the file.
        errors: First those of the whole file, then by row.
        layout: Whose columns it has; None when it could not be opened.
        features: How many features the file has.
    """

    rows: Sequence[UnitRow] = ()
    errors: Sequence[ReadError] = ()
    layout: Layout | None = None
    features: int = 0


# EHAK codes of kinds of settlement as the Land Board's page of the settlement layer
# lists them in Estonian (0 county, 1 rural municipality, 2 municipality district, 9
# quarter or other settlement without a municipality are no rows of this layer and
# are refused). The page's English wording mixes up 3, 7 and 8, so Estonian is
# followed. 4 is a town that is a municipality without quarters of its own; that
# it never stands for a quarter is our reading of the layer, not the page's words.
LAND_BOARD_TYPES = {
    "3": "alev",
    "4": "linn",
    "5": "vallasisene linn",
    "6": "linnaosa",
    "7": "alevik",
    "8": "küla",
}
UNIT_TYPES = frozenset({*LAND_BOARD_TYPES.values(), "osa"})

_CODES = ("code", "municipality_code", "county_code")
_CODE_LENGTH = 4  # EHAK: county 0037, municipality 0141, settlement 1064
_WEST, _SOUTH, _EAST, _NORTH = 21.0, 57.3, 28.6, 60.3  # Estonia with its waters


def read_units(path: Path) -> UnitFile:
    """Return the units of a file with every error found in it.

    EPSG:3301 and EPSG:4326 are read, other systems refused. The Land Board's
    columns lack population, commuting centre and prefecture; ours may lack them.
    """
    try:
        table = opened(path)
    except WholeFileError as refusal:
        return UnitFile(errors=[refusal.error])
    missing = [
        ReadError(Problem.MISSING_COLUMN, column=table.spelling[name])
        for name in REQUIRED
        if name not in table.columns
    ]
    count = len(table.shapes)
    if missing:
        return UnitFile(errors=missing, layout=table.layout, features=count)
    return _checked(table)


def _checked(table: Table) -> UnitFile:
    errors = [*_column_errors(table), *_shape_errors(table)]
    errors.sort(key=lambda error: error.row or 0)
    bad = {error.row for error in errors}
    good = [place for place in range(len(table.shapes)) if place + 1 not in bad]
    return UnitFile(_rows(table, good), errors, table.layout, len(table.shapes))


# --- values ----------------------------------------------------------------------


def _text(value: object) -> str | None:
    """Return a cell as text without blanks around; None when there is nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _code(value: object) -> str | None:
    """Return a code; one that was kept as a number gets its zeros back."""
    text = _text(value)
    return text.zfill(_CODE_LENGTH) if text and text.isdecimal() else text


def _type(value: object, layout: Layout) -> str | None:
    text = _text(value)
    if layout is Layout.LAND_BOARD and text:
        return LAND_BOARD_TYPES.get(text)
    return text if text in UNIT_TYPES else None


def _column_errors(table: Table) -> list[ReadError]:
    found = [
        error
        for name in COLUMNS
        if name in table.columns
        for error in _errors_of(table, name)
    ]
    return [*found, *_duplicates(table)]


def _errors_of(table: Table, name: str) -> list[ReadError]:
    check = _CHECKS.get(name)
    found = []
    for place, value in enumerate(table.columns[name]):
        text = _text(value)
        if text is None:
            problem = None if name in OPTIONAL else Problem.EMPTY_VALUE
        elif name == "type":
            known = _type(value, table.layout)
            problem = None if known else Problem.UNKNOWN_TYPE
        else:
            problem = check(text) if check else None
        if problem:
            params = {"value": text} if text else {}
            column = table.spelling[name]
            found.append(ReadError(problem, place + 1, column, params))
    return found


def _number_problem(text: str) -> Problem | None:
    try:
        number = float(text)
    except ValueError:
        return Problem.NOT_A_NUMBER
    return None if math.isfinite(number) else Problem.NOT_A_NUMBER


def _size_problem(text: str) -> Problem | None:
    problem = _number_problem(text)
    return problem or (Problem.NEGATIVE_NUMBER if float(text) < 0 else None)


def _count_problem(text: str) -> Problem | None:
    problem = _size_problem(text)
    return problem or (None if float(text).is_integer() else Problem.NOT_WHOLE)


_CHECKS: Mapping[str, Callable[[str], Problem | None]] = {
    "population": _count_problem,
    "area_km2": _size_problem,
    "lat": _number_problem,
    "lon": _number_problem,
}


def _duplicates(table: Table) -> list[ReadError]:
    first: dict[str, int] = {}
    found = []
    for row, value in enumerate(table.columns["code"], start=1):
        code = _code(value)
        if code is None:
            continue
        if code in first:
            params = {"code": code, "first_row": str(first[code])}
            column = table.spelling["code"]
            found.append(ReadError(Problem.DUPLICATE_CODE, row, column, params))
        first.setdefault(code, row)
    return found


# --- shapes ----------------------------------------------------------------------


def _shape_errors(table: Table) -> list[ReadError]:
    shapes = table.shapes
    kinds = shapely.get_type_id(shapes)
    areal = np.isin(kinds, (shapely.GeometryType.POLYGON, 6))
    sound = areal & ~shapely.is_empty(shapes) & shapely.is_valid(shapes)
    errors = [
        _shape_error(table, int(place), bool(areal[place]))
        for place in np.flatnonzero(~sound)
    ]
    return [*errors, *_strays(table, np.flatnonzero(sound))]


def _shape_error(table: Table, place: int, areal: bool) -> ReadError:  # noqa: FBT001 -- private, one caller
    shape = table.shapes[place]
    if shape is None or shape.is_empty:
        return ReadError(Problem.EMPTY_GEOMETRY, place + 1)
    if not areal:
        params = {"found": shape.geom_type}
        return ReadError(Problem.NOT_A_POLYGON, place + 1, params=params)
    reason = shapely.is_valid_reason(shape)
    where = _where(reason, table.crs)
    if "Self-intersection" in reason:
        return ReadError(Problem.SELF_CROSSING, place + 1, params=where)
    params = {"reason": reason.partition("[")[0].strip(), **where}
    return ReadError(Problem.INVALID_GEOMETRY, place + 1, params=params)


def _where(reason: str, crs: str) -> dict[str, str]:
    """Return the degrees of the place that GEOS names in brackets."""
    match = re.search(r"\[(\S+) (\S+)\]", reason)
    if match is None:
        return {"lon": "?", "lat": "?"}
    point = shapely.Point(float(match[1]), float(match[2]))
    return _lonlat(to_degrees(point) if crs == METRES else point)


def _lonlat(point: Any) -> dict[str, str]:
    return {"lon": f"{point.x:.5f}", "lat": f"{point.y:.5f}"}


def _in_degrees(table: Table, places: Sequence[int] | npt.NDArray[Any]) -> Geometries:
    shapes = table.shapes[np.asarray(places, int)]
    return np.asarray(to_degrees(shapes) if table.crs == METRES else shapes)


def _strays(table: Table, places: npt.NDArray[Any]) -> list[ReadError]:
    shapes = _in_degrees(table, places)
    west, south, east, north = shapely.bounds(shapes).reshape(-1, 4).T
    away = (west < _WEST) | (south < _SOUTH) | (east > _EAST) | (north > _NORTH)
    return [
        ReadError(
            Problem.OUTSIDE_ESTONIA,
            int(places[one]) + 1,
            params=_lonlat(shapely.centroid(shapes[one])),
        )
        for one in np.flatnonzero(away)
    ]


# --- rows ------------------------------------------------------------------------


def _rows(table: Table, places: Sequence[int]) -> list[UnitRow]:
    chosen = np.asarray(places, int)
    shapes = table.shapes[chosen]
    degrees = _in_degrees(table, chosen)
    metres = shapes if table.crs == METRES else to_metres(shapes)
    points = _points(table, degrees, metres, chosen)
    areas = shapely.area(metres) / 1e6
    return [
        _row(table, place, shape, (lon, lat, round(float(area), 6)))
        for place, shape, (lon, lat), area in zip(
            places, degrees, points, areas, strict=True
        )
    ]


def _points(
    table: Table, degrees: Geometries, metres: Geometries, places: npt.NDArray[Any]
) -> list[tuple[float, float]]:
    """Return the file's own points where they lie inside, else points made here."""
    made = shapely.get_coordinates(to_degrees(shapely.point_on_surface(metres)))
    own = made.copy()
    for axis, name in enumerate(("lon", "lat")):
        if name in table.columns:
            cells = [table.columns[name][place] for place in places]
            own[:, axis] = [
                np.nan if _text(cell) is None else float(cell) for cell in cells
            ]
    inside = shapely.contains_xy(degrees, own) if len(own) else np.zeros(0, bool)
    best = np.where(inside[:, None], own, made)
    return [(round(float(x), 6), round(float(y), 6)) for x, y in best]


def _row(
    table: Table, place: int, polygon: Any, measures: tuple[float, float, float]
) -> UnitRow:
    def cell(name: str) -> Any:
        return table.columns[name][place] if name in table.columns else None

    def required(name: str) -> str:
        return (_code if name in _CODES else _text)(cell(name)) or ""

    inhabitants = _text(cell("population"))
    lon, lat, area = measures
    return UnitRow(
        row=place + 1,
        code=required("code"),
        name=required("name"),
        type=_type(cell("type"), table.layout) or "",
        parent=_text(cell("parent")),
        municipality_code=required("municipality_code"),
        municipality=required("municipality"),
        county_code=required("county_code"),
        county=required("county"),
        prefecture=_text(cell("prefecture")),
        population=None if inhabitants is None else int(float(inhabitants)),
        population_method=_text(cell("population_method")),
        commuting_centre=_text(cell("commuting_centre")),
        lon=lon,
        lat=lat,
        area_km2=area,
        polygon=polygon,
    )
