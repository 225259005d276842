"""A country, and the locks on it, from files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from districting.country import Country
from districting.errors import DistrictingError
from districting.graph import neighbours
from districting.locks import Locks
from districting.tables import METRIC, Table, Tell, read_csv, read_polygons

_TEXTS = ("municipality_code", "county_code", "prefecture", "commuting_centre")
_SAID: Final = {
    **dict.fromkeys(("yes", "true", "1"), True),
    **dict.fromkeys(("no", "false", "0"), False),
}


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
    table = read_csv(sources.units) if points else read_polygons(sources.units, tell)
    codes = table.codes("code")
    texts = {name: table.texts(name) for name in _TEXTS}
    weights = _weights(table, sources.weight)
    place = _places(table, codes)
    x, y = _positions(table)
    if sources.neighbours is not None:
        borders = _read_borders(sources.neighbours, place)
    else:
        borders = neighbours(_shapes(table))
    return Country(
        codes=codes,
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
        community=table.texts("community") if table.has("community") else (),
    )


def _shapes(table: Table) -> npt.NDArray[Any]:
    if table.polygons is None:
        raise DistrictingError(f"{table.name} has no polygons.")
    return table.polygons


def _weights(table: Table, name: str) -> list[float]:
    weights = table.numbers(name)
    for row, weight in enumerate(weights):
        if weight < 0:
            raise DistrictingError(
                f"{table.where(row)}: {name} {weight:g} is negative."
            )
    return weights


def _places(table: Table, codes: Sequence[str]) -> dict[str, int]:
    place: dict[str, int] = {}
    for row, code in enumerate(codes):
        if code in place:
            raise DistrictingError(
                f"{table.where(row)}: code {code} stands in row "
                f"{place[code] + table.first_row} already."
            )
        place[code] = row
    return place


def _positions(table: Table) -> tuple[list[float], list[float]]:
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
    table = read_csv(path)
    ends = zip(table.codes("a"), table.codes("b"), strict=True)
    borders: dict[tuple[int, int], float] = {}
    for row, ((a, b), metres) in enumerate(
        zip(ends, table.numbers("border_m"), strict=True)
    ):
        for code in (a, b):
            if code not in place:
                raise DistrictingError(f"{table.where(row)}: there is no unit {code}.")
        if metres < 0:
            raise DistrictingError(f"{table.where(row)}: border_m is negative.")
        if a == b:
            raise DistrictingError(
                f"{table.where(row)}: {a} is named as its own neighbour."
            )
        i, j = sorted((place[a], place[b]))
        borders[i, j] = metres
    return [(i, j, metres) for (i, j), metres in sorted(borders.items())]


def _read_links(
    path: Path, place: Mapping[str, int], tell: Tell
) -> list[tuple[int, int]]:
    """Return links between known units; a link to an unknown unit is left out.

    A list of a whole country's ferries thus serves an extract as well.
    """
    table = read_csv(path)
    links: dict[tuple[int, int], None] = {}
    for row, (a, b) in enumerate(zip(table.codes("a"), table.codes("b"), strict=True)):
        unknown = next((code for code in (a, b) if code not in place), None)
        if unknown is not None:
            tell(f"{table.where(row)}: no unit {unknown}; this link is left out.")
        elif a == b:
            tell(f"{table.where(row)}: {a} is linked to itself; this is left out.")
        else:
            links[min(place[a], place[b]), max(place[a], place[b])] = None
    return list(links)


def read_locks(path: Path) -> Locks:
    """Return the locks of a CSV `code,region` and, if it likes, `complete`.

    Raises:
        DistrictingError: The file cannot be read, or a value in it is wrong.
    """
    table = read_csv(path)
    rows = zip(table.codes("code"), table.codes("region"), strict=True)
    regions: dict[str, int] = {}
    for row, (code, text) in enumerate(rows):
        region = _region(table.where(row), text)
        if regions.setdefault(code, region) != region:
            raise DistrictingError(
                f"{table.where(row)}: unit {code} is locked to region {region}, and to "
                f"region {regions[code]} before."
            )
    return Locks(regions, _complete(table) if table.has("complete") else {})


def _region(where: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise DistrictingError(
            f'{where}: region "{text}" is not a whole number.'
        ) from None


def _complete(table: Table) -> dict[int, bool]:
    """Return which regions are said to be finished, or said not to be."""
    complete: dict[int, bool] = {}
    for row, word in enumerate(table.texts("complete")):
        said = _SAID.get(word.strip().lower())
        if said is None and word.strip():
            raise DistrictingError(
                f'{table.where(row)}: complete is "{word}"; say yes, no or nothing.'
            )
        region = int(table.column("region")[row])
        if said is not None and complete.setdefault(region, said) != said:
            raise DistrictingError(
                f"{table.where(row)}: region {region} is complete here and not "
                "complete before, or the other way round."
            )
    return complete
