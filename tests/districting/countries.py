"""Small countries to draw: grids of square kilometres, and the files they come from."""

import csv
import json
import math
import random
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from hypothesis import strategies as st
from scipy.spatial import Delaunay

from districting import Country, neighbours

_FEW = st.sampled_from([0.0, 0.2, 0.6])
_SOME = st.integers(0, 3)

ESTONIA = Path(__file__).parents[3] / "shared" / "data" / "estonia"


def grid(
    width: int,
    height: int,
    *,
    blocks: int = 2,
    weights: list[float] | None = None,
    holes: frozenset[int] = frozenset(),
) -> Country:
    """Build a country of square units; `blocks` squared units are a municipality."""
    cells = [k for k in range(width * height) if k not in holes]
    columns = [k % width for k in cells]
    rows = [k // width for k in cells]
    polygons = np.array(
        [
            shapely.box(c * 1000, r * 1000, c * 1000 + 1000, r * 1000 + 1000)
            for c, r in zip(columns, rows, strict=True)
        ]
    )
    town = [f"m{c // blocks}-{r // blocks}" for c, r in zip(columns, rows, strict=True)]
    return Country(
        codes=[f"u{k:03}" for k in cells],
        weights=weights or [100.0] * len(cells),
        municipality=town,
        county=[f"c{c // (2 * blocks)}" for c in columns],
        prefecture=["p"] * len(cells),
        centre=[f"t{r // (2 * blocks)}" for r in rows],
        x=[c * 1000 + 500.0 for c in columns],
        y=[r * 1000 + 500.0 for r in rows],
        borders=neighbours(polygons),
        polygons=polygons,
    )


@st.composite
def countries(draw: st.DrawFn) -> Country:
    """Draw a small country with holes, islands, empty and heavy units."""
    width = draw(st.integers(1, 7))
    height = draw(st.integers(1, 6))
    count = width * height
    holes = draw(st.frozensets(st.integers(0, count - 1), max_size=count // 4))
    chance = random.Random(draw(st.integers(0, 10_000)))  # noqa: S311  (a game of chance)
    heaviest = draw(st.sampled_from([10, 1000, 100_000]))
    weights = [float(chance.choice((0, 1, 5, heaviest))) for _ in range(count)]
    weights = weights[: count - len(holes)]
    weights[0] = max(weights[0], 1.0)
    return grid(
        width, height, blocks=draw(st.integers(1, 3)), weights=weights, holes=holes
    )


@st.composite
def webs(draw: st.DrawFn) -> Country:
    """Draw a small country of points that border as triangles do, without polygons.

    Some borders are missing, some ferries are there; municipalities lie around their
    middles, or anywhere at all.
    """
    chance = random.Random(draw(st.integers(0, 100_000)))  # noqa: S311  (a game of chance)
    count = draw(st.integers(4, 28))
    points = [(chance.uniform(0, 5e4), chance.uniform(0, 5e4)) for _ in range(count)]
    pairs = {
        (min(a, b), max(a, b))
        for triangle in Delaunay(points).simplices.tolist()
        for a, b in combinations(triangle, 2)
    }
    missing = draw(_FEW)
    kept = [pair for pair in sorted(pairs) if chance.random() >= missing]
    towns = draw(st.integers(1, min(count, 8)))
    scattered = draw(st.booleans())
    town = [
        chance.randrange(towns)
        if scattered
        else min(range(towns), key=lambda t: math.dist(points[t], point))
        for point in points
    ]
    heaviest = draw(st.sampled_from([1, 50, 5000]))
    weights = [float(chance.choice((0, 1, 7, heaviest))) for _ in range(count)]
    weights[-1] = max(weights[-1], 1.0)
    return Country(
        codes=[f"{k:04}" for k in range(count)],
        weights=weights,
        municipality=[f"m{t}" for t in town],
        county=[f"c{t % 3}" for t in town],
        prefecture=[f"p{t % 3 % 2}" for t in town],
        centre=[f"t{chance.randrange(3)}" for _ in points],
        x=[x for x, _ in points],
        y=[y for _, y in points],
        borders=[(a, b, round(chance.uniform(16, 9000), 2)) for a, b in kept],
        links=[
            (a, b)
            for a, b in (chance.sample(range(count), 2) for _ in range(draw(_SOME)))
        ],
        community=[chance.choice(("", "k1", "k2", "k3")) for _ in points],
    )


def rows_of(country: Country) -> list[dict[str, Any]]:
    """Return the columns of units.csv; positions are near Tallinn."""
    return [
        {
            "code": country.codes[k],
            "municipality_code": country.municipality[k],
            "county_code": country.county[k],
            "prefecture": country.prefecture[k],
            "commuting_centre": country.centre[k],
            "population": int(country.weights[k]),
            "lat": 59.0 + country.y[k] / 100_000,
            "lon": 25.0 + country.x[k] / 100_000,
        }
        for k in range(len(country))
    ]


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_borders(path: Path, country: Country) -> Path:
    """Write neighbours as CSV."""
    rows = [
        {"a": country.codes[a], "b": country.codes[b], "border_m": metres}
        for a, b, metres in country.borders
    ]
    return write_rows(path, rows)


def write_geojson(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as squares in WGS 84 around their positions."""
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": shapely.geometry.mapping(
                shapely.box(
                    row["lon"] - 0.005,
                    row["lat"] - 0.005,
                    row["lon"] + 0.005,
                    row["lat"] + 0.005,
                )
            ),
        }
        for row in rows
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, encoding="utf-8")
    return path
