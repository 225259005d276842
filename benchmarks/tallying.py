"""How quick a plan is edited: a tally of all units, and units moved one at a time."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from benchmarks.fields import estonia
from benchmarks.report import calibration_ms, median_ms, table
from districting import draw
from districting.country import Country
from districting.graph import connected_edges
from districting.ground import Ground
from districting.tally import Tally

MOVES: Final = 2000


def run() -> None:
    """Print how long it takes to build a tally, tell of a move and make it."""
    field = estonia()
    country = field.country()
    ground = _ground(country)
    plan = draw(country, field.regions, effort=0.1).regions
    region_of = [plan[code] for code in country.codes]
    # A fresh copy has no lists of neighbours yet: a web process makes them as well.
    build = median_ms(lambda: Tally(replace(ground), region_of, field.regions))
    tally = Tally(ground, region_of, field.regions)
    rows = [["build a tally", f"{build:.1f}", "", f"{build / calibration_ms():.2f}"]]
    rows += [
        _timed(name, work, tally)
        for name, work in (
            ("tell what a move changes", tally.preview),
            ("move a unit", tally.apply),
        )
    ]
    table(
        f"Editing {len(country):,} units in {field.regions} regions ({field.name})",
        ["what", "ms, median", "ms, 99th percentile", "ratio to loop"],
        rows,
    )


def _ground(country: Country) -> Ground:
    polygons = country.polygons
    return Ground(
        weights=country.weights,
        municipality=country.municipality,
        county=country.county,
        prefecture=country.prefecture,
        centre=country.centre,
        x=country.x,
        y=country.y,
        area_m2=shapely.area(polygons).tolist(),
        perimeter_m=shapely.length(polygons).tolist(),
        edges=connected_edges(country),
    )


def _timed(
    name: str, work: Callable[[dict[int, int]], object], tally: Tally
) -> list[str]:
    """Time random moves of units at a border into the region beyond it."""
    chance = random.Random(1)  # noqa: S311 -- figures, not secrets
    took: list[float] = []
    while len(took) < MOVES:
        unit = chance.randrange(len(tally.ground))
        other, _ = chance.choice(tally.ground.near[unit])
        number = tally.region_of[other]
        if number != tally.region_of[unit]:
            start = time.perf_counter()
            work({unit: number})
            took.append((time.perf_counter() - start) * 1000)
    middle, late = np.percentile(took, (50, 99))
    return [name, f"{middle:.2f}", f"{late:.2f}", f"{middle / calibration_ms():.3f}"]
