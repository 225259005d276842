"""What the methods are compared on: Estonia's units, or invented ones."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.countries import make_country
from benchmarks.peers.files import write_rows
from benchmarks.report import ROOT
from districting.country import Country, Edges
from districting.reading import Sources, read_country

OFFICIAL: Final = ROOT.parent / "shared" / "data" / "estonia"
OWN: Final = ROOT / "regions" / "data"
FOLDER: Final = ROOT / "var" / "bench" / "districting"
OFFICERS: Final = 125

QUICK_UNITS: Final = 600
QUICK_REGIONS: Final = 15


@dataclass(frozen=True)
class Field:
    """Units to draw regions in.

    Attributes:
        name: What it is, for people.
        sources: The files.
        regions: How many regions.
    """

    name: str
    sources: Sources
    regions: int

    def words(self) -> list[str]:
        """Return what `python -m districting draw` needs to know of it."""
        sources = self.sources
        words = ["--units", str(sources.units), "--regions", str(self.regions)]
        if sources.links:
            words += ["--links", str(sources.links)]
        if sources.neighbours:
            words += ["--neighbours", str(sources.neighbours)]
        return words

    def country(self) -> Country:
        """Read the units."""
        return read_country(self.sources, lambda _sentence: None)


def estonia() -> Field:
    """Return Estonia: official polygons where they are, else the portal's cells."""
    if (OFFICIAL / "units.gpkg").is_file():
        return Field(
            "Estonia, official polygons",
            Sources(OFFICIAL / "units.gpkg", links=OFFICIAL / "links.csv"),
            OFFICERS,
        )
    path = FOLDER / "cells.gpkg"
    if not path.is_file():
        _write_cells(path)
    return Field(
        "Estonia, cells drawn from the portal's points",
        Sources(path, links=OWN / "links.csv"),
        OFFICERS,
    )


def invented(units: int = QUICK_UNITS, regions: int = QUICK_REGIONS) -> Field:
    """Return an invented country, made when it is not there yet."""
    folder = FOLDER.parent / "countries" / str(units)
    if not (folder / "links.csv").is_file():
        make_country(units).write(folder)
    return Field(
        f"an invented country of {units:,} units",
        Sources(
            folder / "units.csv",
            links=folder / "links.csv",
            neighbours=folder / "neighbours.csv",
        ),
        regions,
    )


def _write_cells(path: Path) -> None:
    import pyogrio.raw
    import shapely

    from regions.geometry.cells import cells
    from regions.geometry.coast import read_coast

    with (OWN / "estonia.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    shapes = cells(
        [(float(row["lon"]), float(row["lat"])) for row in rows],
        [float(row["area_km2"]) for row in rows],
        read_coast(OWN / "coast.geojson"),
    )
    texts = (
        "code",
        "municipality_code",
        "county_code",
        "prefecture",
        "commuting_centre",
    )
    columns = {name: np.array([row[name] for row in rows], object) for name in texts}
    columns["population"] = np.array([int(row["population"]) for row in rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        list(columns.values()),
        list(columns),
        geometry_type="Unknown",
        crs="EPSG:3301",
        driver="GPKG",
    )


def write_for_peers(country: Country, edges: Edges, folder: Path) -> None:
    """Write units.csv and edges.csv: the same graph that plans are scored on."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(
        folder / "units.csv",
        ("code", "weight", "municipality", "county", "x", "y"),
        zip(
            country.codes,
            (round(weight) for weight in country.weights),
            country.municipality,
            country.county,
            country.x,
            country.y,
            strict=True,
        ),
    )
    write_rows(
        folder / "edges.csv",
        ("a", "b", "border_m"),
        ((a, b, metres) for (a, b), metres in sorted(edges.items())),
    )
