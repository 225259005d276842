"""Opening a file of units: which file, which layer, whose columns, which system."""

import json
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from regions.geometry.problems import Layout, Problem, WholeFileError
from regions.geometry.projection import DEGREES, METRES, Geometries

OPTIONAL = (
    "parent",
    "prefecture",
    "population",
    "population_method",
    "commuting_centre",
    "lat",
    "lon",
    "area_km2",
)
_LAND_BOARD = {
    "code": "AKOOD",
    "name": "ANIMI",
    "type": "TYYP",
    "municipality_code": "OKOOD",
    "municipality": "ONIMI",
    "county_code": "MKOOD",
    "county": "MNIMI",
}
REQUIRED = tuple(_LAND_BOARD)
COLUMNS = (*REQUIRED, *OPTIONAL)
# Shortened names depend on the order, which is that of our own CSV.
_FILE_ORDER = (
    *("code", "name", "type", "parent", "municipality_code", "municipality"),
    *("county_code", "county", "prefecture", "population", "population_method"),
    *("commuting_centre", "lat", "lon", "area_km2"),
)
_SQLITE = b"SQLite format 3\x00"
_SHP = b"\x00\x00\x27\x0a"
_SHP_NAME = 10  # a Shapefile keeps so many letters of a column's name


@dataclass(frozen=True)
class Table:
    """A file as it was opened.

    Attributes:
        columns: Cells of each column by our name of it.
        spelling: Our name of a column: how the file spells it.
        shapes: Geometries in the file's own system; None for what is broken.
        crs: EPSG:4326 or EPSG:3301.
        layout: Whose columns the file has.
    """

    columns: Mapping[str, Sequence[Any]]
    spelling: Mapping[str, str]
    shapes: Geometries
    crs: str
    layout: Layout


def opened(path: Path) -> Table:
    """Return the table that a file holds.

    Raises:
        WholeFileError: The file cannot be read at all.
    """
    if not path.is_file():
        raise WholeFileError(Problem.NO_SUCH_FILE, path=path.name)
    if path.stat().st_size == 0:
        raise WholeFileError(Problem.EMPTY_FILE, path=path.name)
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name)
    meta, wkb, fields = _read(path, kind(path))
    count = max((len(column) for column in fields), default=0)
    if count == 0 and (wkb is None or len(wkb) == 0):
        raise WholeFileError(Problem.EMPTY_FILE, path=path.name)
    if wkb is None:
        wkb = np.full(count, None, object)
    layout, spelling = _layout(list(meta["fields"]))
    found = dict(zip(meta["fields"], fields, strict=True))
    shapes = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    return Table(
        columns={
            ours: found[theirs].tolist()
            for ours, theirs in spelling.items()
            if theirs in found
        },
        spelling=spelling,
        shapes=shapes,
        crs=_crs(meta["crs"], shapes),
        layout=layout,
    )


def _read(path: Path, how: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    # GDAL is large and only importing needs it.
    import pyogrio  # noqa: PLC0415 -- heavy: only what needs it loads it
    import pyogrio.raw  # noqa: PLC0415 -- heavy: only what needs it loads it

    arguments = dict(how)
    source = arguments.pop("source", path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # our checks say it better
            if "layer" not in arguments:
                arguments["layer"] = _layer(pyogrio.list_layers(path))
            meta, _, wkb, fields = pyogrio.raw.read(source, **arguments)
    except (RuntimeError, ValueError) as error:  # those of pyogrio have no other base
        raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name) from error
    return meta, wkb, fields


def _layer(layers: npt.NDArray[Any]) -> str:
    names = [str(name) for name, kind in layers if kind is not None]
    if "units" in names:
        return "units"
    if not names and len(layers):
        raise WholeFileError(Problem.NOT_A_POLYGON, found="-")
    if len(names) > 1:
        raise WholeFileError(Problem.SEVERAL_LAYERS, layers=", ".join(names))
    return names[0] if names else ""


def _as_geopackage(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name)
    return {}


def _as_geojson(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name)
    if not document.get("features"):
        raise WholeFileError(Problem.EMPTY_FILE, path=path.name)
    return {"layer": 0}


def _as_zipped_shapefile(path: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(".shp")]
            inner = _only_shapefile(names, path)
            with archive.open(inner) as file:
                is_shapefile = file.read(len(_SHP)) == _SHP
            told = inner[: -len(".shp")].lower() + ".cpg"
            has_encoding = told in {n.lower() for n in archive.namelist()}
    except (zipfile.BadZipFile, OSError) as error:
        raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name) from error
    if not is_shapefile:
        raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name)
    how: dict[str, Any] = {
        "source": f"/vsizip/{{{path.resolve()}}}/{inner}",
        "layer": 0,
    }
    if not has_encoding:
        # Old official files say nothing and mean the Baltic code page.
        how["encoding"] = "CP1257"
    return how


def _only_shapefile(names: Sequence[str], path: Path) -> str:
    if not names:
        raise WholeFileError(Problem.NOT_A_GEO_FILE, path=path.name)
    if len(names) > 1:
        raise WholeFileError(Problem.SEVERAL_LAYERS, layers=", ".join(names))
    return names[0]


_KINDS: Mapping[str, Callable[[Path], dict[str, Any]]] = {
    ".gpkg": _as_geopackage,
    ".geojson": _as_geojson,
    ".json": _as_geojson,
    ".zip": _as_zipped_shapefile,
}  # the content is looked at as well: GDAL alone would open what it takes a fancy to


def _crs(name: str | None, shapes: Geometries) -> str:
    if not name:
        raise WholeFileError(Problem.NO_CRS)
    try:
        crs = pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError as error:
        raise WholeFileError(Problem.WRONG_CRS, found=name[:60]) from error
    if crs.to_epsg() == 3301:  # noqa: PLR2004 -- the figure is the rule itself
        return METRES
    if crs.to_epsg() == 4326 or crs.to_authority() == ("OGC", "CRS84"):  # noqa: PLR2004 -- the figure is the rule itself
        _require_degrees(shapes)
        return DEGREES
    raise WholeFileError(Problem.WRONG_CRS, found=crs.name)


def _require_degrees(shapes: Geometries) -> None:
    """Refuse metres in a file that says, or by saying nothing means, degrees."""
    west, south, east, north = shapely.total_bounds(shapes)
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:  # noqa: PLR2004 -- the figure is the rule itself
        raise WholeFileError(Problem.NOT_DEGREES, x=f"{west:.0f}", y=f"{south:.0f}")


def _layout(fields: Sequence[str]) -> tuple[Layout, dict[str, str]]:
    """Return whose columns these are, and how the file spells each of ours."""
    lower = {name.lower(): name for name in fields}
    board = {ours: lower.get(n.lower(), n) for ours, n in _LAND_BOARD.items()}
    short = dict(zip(_FILE_ORDER, _shortened(_FILE_ORDER), strict=True))
    plain = {n: lower.get(n, lower.get(short[n], n)) for n in COLUMNS}
    of_board = sum(name in fields for name in board.values())
    of_ours = sum(plain[name] in fields for name in board)
    if of_board > of_ours:
        return Layout.LAND_BOARD, board
    return Layout.OURS, plain


def _shortened(names: Sequence[str]) -> list[str]:
    """Return column names as GDAL shortens them for a Shapefile."""
    found: list[str] = []
    for name in names:
        short, turn = name[:_SHP_NAME], 1
        while short in found:
            short = f"{name[: _SHP_NAME - 2]}_{turn}"
            turn += 1
        found.append(short)
    return found
