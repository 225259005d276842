"""All of Estonia, computed once for these tests."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import regions
from regions.geometry.cells import cells
from regions.geometry.coast import read_coast
from regions.geometry.projection import Geometries, Numbers, as_geojson

DATA = Path(regions.__file__).parent / "data"
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Estonia:
    rows: list[dict[str, str]]
    points: Numbers
    areas_km2: Numbers
    coast: Any
    cells: Geometries

    def column(self, name: str) -> list[str]:
        return [row[name] for row in self.rows]


@pytest.fixture(scope="session")
def estonia() -> Estonia:
    with (DATA / "estonia.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = np.array([(float(row["lon"]), float(row["lat"])) for row in rows])
    areas = np.array([float(row["area_km2"]) for row in rows])
    coast = read_coast(DATA / "coast.geojson")
    drawn = np.array(cells(points, areas, coast), object)
    return Estonia(rows, points, areas, coast, drawn)


@pytest.fixture(scope="session")
def stored_cells(estonia: Estonia) -> Geometries:
    """Return the cells as they come back from storage: rounded, in degrees."""
    return np.array(
        [shapely.geometry.shape(each) for each in as_geojson(estonia.cells)], object
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what lies here run once: no database is asked."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.no_database)
