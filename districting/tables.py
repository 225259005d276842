"""Tables from files: CSV in UTF-8, and polygons with their columns."""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from districting.errors import DistrictingError

METRIC = "EPSG:3301"  # L-EST97, metres
_SHAPEFILE_NAME = 10  # a Shapefile keeps so many letters of a column's name
_AREAL = (3, 6)  # how shapely numbers polygons and multipolygons
_LAYER = "units"  # the layer that is read when a file has several

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Table:
    """Rows of a file by column.

    Attributes:
        name: The file's name.
        columns: Cells by the column's name.
        first_row: The number that people give to the first row.
        polygons: One shapely polygon a row in EPSG:3301; None for a CSV file.
    """

    name: str
    columns: Mapping[str, Sequence[Any]]
    first_row: int
    polygons: npt.NDArray[Any] | None = field(default=None)

    def has(self, name: str) -> bool:
        """Tell whether there is such a column."""
        return name in self.columns or name[:_SHAPEFILE_NAME] in self.columns

    def column(self, name: str) -> Sequence[Any]:
        """Return a column's cells.

        Raises:
            DistrictingError: There is no such column.
        """
        for spelling in (name, name[:_SHAPEFILE_NAME]):
            if spelling in self.columns:
                return self.columns[spelling]
        raise DistrictingError(f"{self.name}: the column {name} is missing.")

    def texts(self, name: str) -> list[str]:
        """Return a column as texts, empty where there is nothing."""
        return [_text(cell) for cell in self.column(name)]

    def codes(self, name: str) -> list[str]:
        """Return a column of codes.

        Raises:
            DistrictingError: There is no such column, or a cell is empty.
        """
        codes = self.texts(name)
        for row, code in enumerate(codes):
            if not code.strip():
                raise DistrictingError(f"{self.where(row)}: {name} is empty.")
        return codes

    def numbers(self, name: str) -> list[float]:
        """Return a column as numbers.

        Raises:
            DistrictingError: There is no such column, or a cell is no number.
        """
        return [
            _number(cell, name, self.where(row))
            for row, cell in enumerate(self.column(name))
        ]

    def where(self, row: int) -> str:
        """Return how to find a row: the file and the row's number in it."""
        return f"{self.name}, row {row + self.first_row}"


def _text(cell: object) -> str:
    """Return a cell as text; a file may give codes as numbers (120 or 120.0)."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        if math.isnan(cell):
            return ""
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell)


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


def read_csv(path: Path) -> Table:
    """Return the rows of a CSV file in UTF-8, with or without a byte order mark.

    Raises:
        DistrictingError: It cannot be read.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            names = list(reader.fieldnames or ())
            rows = list(reader)
    except OSError as problem:
        raise DistrictingError(f"{path}: {problem.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise DistrictingError(f"{path.name} is not a CSV file in UTF-8.") from None
    if not names:
        raise DistrictingError(f"{path.name} is empty.")
    columns = {name: [row[name] for row in rows] for name in names}
    return Table(path.name, columns, first_row=2)


def read_polygons(path: Path, tell: Tell) -> Table:
    """Return the rows of a file of polygons, with these in metres.

    Args:
        path: GeoPackage, GeoJSON or zipped Shapefile.
        tell: Gets a sentence about what may have been lost.

    Raises:
        DistrictingError: It cannot be read, or has a row without a polygon.
    """
    meta, shapes, cells = _read_layer(path)
    columns = dict(zip(meta["fields"], cells, strict=True))
    if shapes is None:
        raise DistrictingError(f"{path.name} has no polygons.")
    if not len(shapes):
        raise DistrictingError(f"{path.name} has no rows.")
    table = Table(path.name, columns, first_row=1)
    if np.issubdtype(np.asarray(columns.get("code", [""])).dtype, np.number):
        tell(
            f"{path.name}: code is a column of numbers, so that zeros at the front "
            "of a code are lost."
        )
    return Table(
        path.name, columns, first_row=1, polygons=_to_metres(table, shapes, meta["crs"])
    )


def _read_layer(
    path: Path,
) -> tuple[Mapping[str, Any], npt.NDArray[Any] | None, Sequence[Any]]:
    import pyogrio  # noqa: PLC0415  (GDAL is slow to load; a CSV does without)
    import pyogrio.raw  # noqa: PLC0415  (the same)

    if not path.is_file():
        raise DistrictingError(f"{path}: no such file.")
    try:
        layer = _layer(path.name, pyogrio.list_layers(path))
        meta, _, shapes, cells = pyogrio.raw.read(path, layer=layer)
        return meta, shapely.from_wkb(shapes), cells
    except DistrictingError:
        raise
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        shapely.errors.GEOSException,
        ValueError,
    ):
        raise DistrictingError(
            f"{path.name} cannot be read: give a GeoPackage, GeoJSON or zipped "
            "Shapefile of polygons, or a CSV file."
        ) from None


def _layer(file: str, layers: Sequence[tuple[str, str | None]]) -> str | None:
    """Return the layer to read: the only one with geometry, or the one named so."""
    names = [name for name, kind in layers if kind]
    if len(names) > 1 and _LAYER not in names:
        raise DistrictingError(
            f"{file} has several layers ({', '.join(names)}): name the one to read "
            f'"{_LAYER}".'
        )
    if len(names) > 1:
        return _LAYER
    return names[0] if names else None


def _to_metres(
    table: Table, polygons: npt.NDArray[Any], crs: str | None
) -> npt.NDArray[Any]:
    areal = np.isin(shapely.get_type_id(polygons), _AREAL)
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
        _valid(table, polygons),
        lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])),
    )
    lost = np.flatnonzero(~np.isfinite(shapely.bounds(metric)).all(axis=1))
    if len(lost):
        raise DistrictingError(
            f"{table.where(int(lost[0]))}: the polygon does not lie where its "
            f"coordinate system ({crs}) says."
        )
    return np.asarray(metric)


def _valid(table: Table, polygons: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return valid polygons; lines that a repair leaves over are dropped."""
    valid = shapely.make_valid(polygons)
    for row in np.flatnonzero(~np.isin(shapely.get_type_id(valid), _AREAL)):
        parts = shapely.get_parts(valid[row])
        valid[row] = shapely.union_all(
            parts[np.isin(shapely.get_type_id(parts), _AREAL)]
        )
        if shapely.is_empty(valid[row]):
            raise DistrictingError(f"{table.where(int(row))}: the polygon has no area.")
    return np.asarray(valid)


def _all_like_degrees(polygons: npt.NDArray[Any]) -> bool:
    """Tell whether all lies within 360 by 180 of whatever the numbers count."""
    west, south, east, north = shapely.total_bounds(polygons)
    return bool(max(-west, east) <= 180 and max(-south, north) <= 90)  # noqa: PLR2004 -- the figure is the rule itself
