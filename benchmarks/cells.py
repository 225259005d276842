"""How near the cells drawn from points come to the real polygons."""

import sys
import time
from typing import Final

import numpy as np
import pyogrio.raw
import shapely

from benchmarks.report import ROOT, table
from regions.gazetteer import DATA, read_gazetteer
from regions.geometry.cells import cells
from regions.geometry.coast import read_coast
from regions.geometry.projection import to_metres
from regions.geometry.quality import quality

POLYGONS: Final = ROOT.parent / "shared" / "data" / "estonia" / "units.gpkg"


def run() -> None:
    """Print the two figures, or say that the real polygons are not here."""
    if not POLYGONS.exists():
        sys.stdout.write(f"\nCells: no {POLYGONS.name} beside the checkout\n")
        return
    facts = {unit.code: unit for unit in read_gazetteer()}
    meta, _, wkb, fields = pyogrio.raw.read(POLYGONS)
    column = dict(zip(meta["fields"], fields, strict=True))
    units = [facts[code] for code in column["code"]]
    start = time.perf_counter()
    drawn = cells(
        np.array([(unit.lon, unit.lat) for unit in units]),
        np.array([unit.area_km2 for unit in units]),
        read_coast(DATA / "coast.geojson"),
    )
    seconds = time.perf_counter() - start
    real = to_metres(shapely.make_valid(shapely.from_wkb(wkb)))
    found = quality(drawn, real, [unit.municipality_code for unit in units])
    table(
        "Cells drawn from points, against the real polygons",
        ["figure", "share"],
        [
            ["real neighbour pairs kept", f"{found.neighbours_kept:.1%}"],
            ["area in the right municipality", f"{found.area_in_municipality:.1%}"],
            ["seconds to draw", f"{seconds:.1f}"],
        ],
    )
