"""Units, neighbours and links from files; plans and reports into files."""

import csv
import json
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from districting.country import Country
from districting.errors import DistrictingError
from districting.graph import neighbours

METRIC = "EPSG:3301"  # L-EST97, metres
_TEXTS = ("code", "municipality_code", "county_code", "prefecture", "commuting_centre")
_SHAPEFILE_NAME = 10  # a Shapefile keeps so many letters of a column's name

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Sources:
    """The files that a country is read from.

    Attributes:
        units: Polygons (GeoPackage, GeoJSON, zipped Shapefile) or a CSV of points.
        weight: Column that regions are balanced on.
        links: CSV `a,b` of ferries and bridges.
        neighbours: CSV `a,b,border_m`; needed with a CSV of points.
    """

    units: Path
    weight: str = "population"
    links: Path | None = None
    neighbours: Path | None = None


@dataclass(frozen=True)
class _Table:
    name: str
    columns: Mapping[str, Sequence[Any]]
    first_row: int
    polygons: npt.NDArray[Any] | None = field(default=None)

    def column(self, name: str) -> Sequence[Any]:
        for spelling in (name, name[:_SHAPEFILE_NAME]):
            if spelling in self.columns:
                return self.columns[spelling]
        raise DistrictingError(f"{self.name}: the column {name} is missing.")

    def texts(self, name: str) -> list[str]:
        cells = ["" if cell is None else str(cell) for cell in self.column(name)]
        for row, cell in enumerate(cells):
            if not cell.strip() and name == "code":
                raise DistrictingError(f"{self.where(row)}: {name} is empty.")
        return cells

    def numbers(self, name: str) -> list[float]:
        return [
            _number(cell, name, self.where(row))
            for row, cell in enumerate(self.column(name))
        ]

    def where(self, row: int) -> str:
        return f"{self.name}, row {row + self.first_row}"


def read_country(sources: Sources, tell: Tell) -> Country:
    """Return the country that the files describe.

    Args:
        sources: The files.
        tell: Gets a sentence about whatever was left out.

    Raises:
        DistrictingError: A file cannot be read, or a value in it is wrong.
    """
    points = sources.units.suffix.lower() == ".csv"
    if points and sources.neighbours is None:
        raise DistrictingError(
            f"{sources.units.name} has no polygons: name its neighbours as well "
            "(--neighbours, columns a,b,border_m)."
        )
    table = _read_csv(sources.units) if points else _read_polygons(sources.units)
    texts = {name: table.texts(name) for name in _TEXTS}
    weights = _weights(table, sources.weight)
    place = _places(table, texts["code"])
    x, y = _positions(table)
    if sources.neighbours is not None:
        borders = _read_borders(sources.neighbours, place)
    else:
        borders = neighbours(_shapes(table))
    return Country(
        codes=texts["code"],
        weights=weights,
        municipality=texts["municipality_code"],
        county=texts["county_code"],
        prefecture=texts["prefecture"],
        centre=texts["commuting_centre"],
        x=x,
        y=y,
        borders=borders,
        links=_read_links(sources.links, place, tell) if sources.links else (),
        polygons=table.polygons,
    )


def _shapes(table: _Table) -> npt.NDArray[Any]:
    if table.polygons is None:
        raise DistrictingError(f"{table.name} has no polygons.")
    return table.polygons


def _number(cell: object, name: str, where: str) -> float:
    if cell is None or not str(cell).strip():
        raise DistrictingError(f"{where}: {name} is missing.")
    try:
        value = float(str(cell))
    except ValueError:
        raise DistrictingError(f'{where}: {name} "{cell}" is not a number.') from None
    if not math.isfinite(value):
        raise DistrictingError(f"{where}: {name} is missing.")
    return value


def _weights(table: _Table, name: str) -> list[float]:
    weights = table.numbers(name)
    for row, weight in enumerate(weights):
        if weight < 0:
            raise DistrictingError(
                f"{table.where(row)}: {name} {weight:g} is negative."
            )
    return weights


def _places(table: _Table, codes: Sequence[str]) -> dict[str, int]:
    place: dict[str, int] = {}
    for row, code in enumerate(codes):
        if code in place:
            raise DistrictingError(
                f"{table.where(row)}: code {code} stands in row "
                f"{place[code] + table.first_row} already."
            )
        place[code] = row
    return place


def _read_csv(path: Path) -> _Table:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            names = list(reader.fieldnames or ())
            rows = list(reader)
    except OSError as problem:
        raise DistrictingError(f"{path}: {problem.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise DistrictingError(f"{path.name} is not a CSV file in UTF-8.") from None
    columns = {name: [row[name] for row in rows] for name in names}
    return _Table(path.name, columns, first_row=2)


def _read_polygons(path: Path) -> _Table:
    import pyogrio  # noqa: PLC0415  (GDAL is slow to load; a CSV does without)
    import pyogrio.raw  # noqa: PLC0415  (the same)

    if not path.is_file():
        raise DistrictingError(f"{path}: no such file.")
    try:
        meta, _, shapes, cells = pyogrio.raw.read(path)
        polygons = shapely.from_wkb(shapes)
    except (pyogrio.errors.DataSourceError, shapely.errors.GEOSException, ValueError):
        raise DistrictingError(
            f"{path.name} cannot be read: give a GeoPackage, GeoJSON or zipped "
            "Shapefile of polygons, or a CSV file."
        ) from None
    columns = dict(zip(meta["fields"], cells, strict=True))
    table = _Table(path.name, columns, first_row=1)
    if polygons is None:
        raise DistrictingError(f"{path.name} has no polygons.")
    metric = _to_metres(table, polygons, meta["crs"])
    return _Table(path.name, columns, first_row=1, polygons=metric)


def _to_metres(
    table: _Table, polygons: npt.NDArray[Any], crs: str | None
) -> npt.NDArray[Any]:
    areal = np.isin(shapely.get_type_id(polygons), (3, 6))
    bad = np.flatnonzero(~areal | shapely.is_empty(polygons))
    if len(bad):
        raise DistrictingError(f"{table.where(int(bad[0]))}: there is no polygon.")
    if crs is None:
        raise DistrictingError(f"{table.name} does not name its coordinate system.")
    if pyproj.CRS.from_user_input(crs).is_projected and _all_like_degrees(polygons):
        raise DistrictingError(
            f"{table.name} says that it is in metres ({crs}), but its numbers look "
            "like degrees."
        )
    change = pyproj.Transformer.from_crs(crs, METRIC, always_xy=True)
    metric = shapely.transform(
        shapely.make_valid(polygons),
        lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])),
    )
    lost = np.flatnonzero(~np.isfinite(shapely.bounds(metric)).all(axis=1))
    if len(lost):
        raise DistrictingError(
            f"{table.where(int(lost[0]))}: the polygon does not lie where its "
            f"coordinate system ({crs}) says."
        )
    return np.asarray(metric)


def _all_like_degrees(polygons: npt.NDArray[Any]) -> bool:
    """Tell whether all lies within 360 by 180 of whatever the numbers count."""
    west, south, east, north = shapely.total_bounds(polygons)
    return bool(max(-west, east) <= 180 and max(-south, north) <= 90)  # noqa: PLR2004 -- the figure is the rule itself


def _positions(table: _Table) -> tuple[list[float], list[float]]:
    """Return metres east and north, rounded so that all machines agree."""
    if table.polygons is not None:
        xy = shapely.get_coordinates(shapely.point_on_surface(table.polygons))
    else:
        change = pyproj.Transformer.from_crs("EPSG:4326", METRIC, always_xy=True)
        xy = np.column_stack(
            change.transform(table.numbers("lon"), table.numbers("lat"))
        )
    for row in np.flatnonzero(~np.isfinite(xy).all(axis=1))[:1]:
        raise DistrictingError(f"{table.where(int(row))}: there is no such position.")
    xy = np.round(xy, 1)
    return xy[:, 0].tolist(), xy[:, 1].tolist()


def _read_borders(path: Path, place: Mapping[str, int]) -> list[tuple[int, int, float]]:
    table = _read_csv(path)
    ends = zip(table.texts("a"), table.texts("b"), strict=True)
    borders: dict[tuple[int, int], float] = {}
    for row, ((a, b), metres) in enumerate(
        zip(ends, table.numbers("border_m"), strict=True)
    ):
        for code in (a, b):
            if code not in place:
                raise DistrictingError(f"{table.where(row)}: there is no unit {code}.")
        if metres < 0:
            raise DistrictingError(f"{table.where(row)}: border_m is negative.")
        i, j = sorted((place[a], place[b]))
        borders[i, j] = metres
    return [(i, j, metres) for (i, j), metres in sorted(borders.items())]


def _read_links(
    path: Path, place: Mapping[str, int], tell: Tell
) -> list[tuple[int, int]]:
    """Return links between known units; a link to an unknown unit is left out.

    A list of a whole country's ferries thus serves an extract as well.
    """
    table = _read_csv(path)
    links = []
    for row, (a, b) in enumerate(zip(table.texts("a"), table.texts("b"), strict=True)):
        if a in place and b in place:
            links.append((place[a], place[b]))
        else:
            unknown = b if a in place else a
            tell(f"{table.where(row)}: no unit {unknown}; this link is left out.")
    return links


def write_plan(path: Path, regions: Mapping[str, int]) -> None:
    """Write `code,region` in UTF-8; the file appears whole or not at all."""
    _write(path, ["code,region\n", *(f"{_cell(c)},{r}\n" for c, r in regions.items())])


def write_report(path: Path, report: Mapping[str, Any]) -> None:
    """Write a report as JSON; the file appears whole or not at all."""
    _write(path, [json.dumps(report, indent=2, ensure_ascii=False), "\n"])


def _cell(code: str) -> str:
    if any(sign in code for sign in ',"\r\n'):
        return '"' + code.replace('"', '""') + '"'
    return code


def _write(path: Path, lines: Iterable[str]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        draft.replace(path)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise DistrictingError(f"{path}: {problem.strerror}.") from None
