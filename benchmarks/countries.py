"""Invented countries of any size to draw regions in: `make_country`.

Everything follows from the number of units and a seed: land with lakes and islands,
units as the cells of jittered points, municipalities of about 60 units (islands of one
unit and cities of many regions among them), counties of about five municipalities,
prefectures of about four counties, towns that people commute to. A country of 5,300
units is about as large, as full and as unequal as Estonia; larger ones have smaller
units, not more land.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyproj
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import KDTree, Voronoi

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

LAND_M2: Final = 45_000e6
MIDDLE: Final = (550_000.0, 6_520_000.0)  # EPSG:3301
PEOPLE: Final = 257  # inhabitants for each unit of the country
FULLEST: Final = 2500  # about what no unit has more inhabitants than
MUNICIPALITY: Final = 60  # units
COUNTY: Final = 5  # municipalities
PREFECTURE: Final = 4  # counties
CITIES: Final = 6  # one municipality of so many is a city
EMPTY: Final = 50  # one unit of so many has no inhabitants
SHORTEST: Final = 15.0  # metres of common border that make two units neighbours
ISLES: Final = 1700  # one municipality of one island for so many units, two at least


@dataclass(frozen=True)
class MadeCountry:
    """An invented country.

    Attributes:
        rows: The columns of units.csv that drawing needs.
        neighbours: Codes of two units and metres of common border.
        links: Codes of two units that a ferry joins.
    """

    rows: list[dict[str, Any]]
    neighbours: list[tuple[str, str, float]]
    links: list[tuple[str, str]]

    def write(self, folder: Path) -> tuple[Path, Path, Path]:
        """Write units.csv, neighbours.csv and links.csv; return their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        names = (folder / "units.csv", folder / "neighbours.csv", folder / "links.csv")
        _write(names[0], list(self.rows[0]), (row.values() for row in self.rows))
        _write(names[1], ("a", "b", "border_m"), self.neighbours)
        _write(names[2], ("a", "b"), self.links)
        return names


def _write(path: Path, head: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def make_country(units: int, seed: int = 1) -> MadeCountry:
    """Invent a country; the same numbers make the same country.

    Args:
        units: How many settlement units, 200 or more.
        seed: Any whole number from 0.
    """
    chance = np.random.default_rng(seed)
    ground = _ground(units, chance)
    ways = _ways(ground)
    lone = np.flatnonzero(ground.lone)
    town = _municipalities(ways, lone, chance)
    middle = _means(ground.xy, town)
    towns = _quotient(ways, town)
    county = _gathered(towns, middle, COUNTY, chance)
    prefecture = _gathered(
        _quotient(towns, county), _means(middle, county), PREFECTURE, chance
    )
    city = _cities(town, lone, chance)
    people = _people(town, city, lone, chance)
    seats = _seats(town, county, city, people)
    _, nearest = _nearest(ways, seats, chance)
    numbers = {
        "municipality_code": town,
        "county_code": county[town],
        "prefecture": prefecture[county[town]],
        "commuting_centre": town[seats][nearest],
    }
    code = [f"u{unit:06}" for unit in range(units)]
    return MadeCountry(
        _rows(code, numbers, people, ground.xy),
        [(code[a], code[b], metres) for a, b, metres in ground.borders],
        [(code[a], code[b]) for a, b in ground.links],
    )


def _rows(
    code: Sequence[str], numbers: Mapping[str, Places], people: Places, xy: Numbers
) -> list[dict[str, Any]]:
    change = pyproj.Transformer.from_crs("EPSG:3301", "EPSG:4326", always_xy=True)
    lon, lat = change.transform(xy[:, 0], xy[:, 1])
    return [
        {
            "code": code[unit],
            **{name: f"{name[0]}{part[unit]:04}" for name, part in numbers.items()},
            "population": int(people[unit]),
            "lat": round(float(lat[unit]), 6),
            "lon": round(float(lon[unit]), 6),
        }
        for unit in range(len(code))
    ]


@dataclass(frozen=True)
class _Ground:
    """Units in random order: points, neighbours, ferries, islands of one unit."""

    xy: Numbers
    lone: npt.NDArray[np.bool_]
    borders: list[tuple[int, int, float]]
    links: list[tuple[int, int]]


def _ground(units: int, chance: np.random.Generator) -> _Ground:
    step = (LAND_M2 / units) ** 0.5
    side = int(2.2 * units**0.5)
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    spot: Numbers = chance.permutation(grid) - side / 2
    xy = np.round((spot + chance.uniform(-0.4, 0.4, spot.shape)) * step + MIDDLE, 1)
    isles = max(2, units // ISLES)
    depth = _depth(spot / units**0.5, chance)
    order = np.argsort(depth, kind="stable")
    land = np.zeros(len(xy), bool)
    land[order[: units - isles]] = True
    diagram = Voronoi(xy)
    lone = _isles(land, diagram.ridge_points, order[units - isles :], isles)
    land[lone] = True
    place = np.cumsum(land) - 1
    borders = _borders(diagram, land, place)
    alone = np.zeros(len(xy), bool)
    alone[lone] = True
    return _Ground(xy[land], alone[land], borders, _ferries(xy[land], borders))


def _depth(at: Numbers, chance: np.random.Generator) -> Numbers:
    """Return how far each place is from being land: a coast with bays, lakes, islands.

    Args:
        at: Places; the land would be a square of side 1.
        chance: Where the coast's shape comes from.
    """
    turn = np.arctan2(at[:, 1], at[:, 0])
    reach = np.hypot(at[:, 0], at[:, 1])
    coast = np.ones(len(at))
    for waves in range(2, 9):
        coast += 0.25 / waves * np.cos(waves * turn + chance.uniform(0, 2 * np.pi))
    depth = reach / coast
    for radius in (0.07, 0.04, 0.03, 0.03):
        spot = _spot(chance, 0.15, 0.35)
        depth[np.hypot(*(at - spot).T) < radius] += 9.0
    for radius in (0.12, 0.08, 0.03, 0.02, 0.02, 0.015):
        spot = _spot(chance, 0.8, 0.95)
        depth[np.hypot(*(at - spot).T) < radius] = 0.0
    return depth


def _spot(chance: np.random.Generator, inner: float, outer: float) -> Numbers:
    turn, reach = chance.uniform(0, 2 * np.pi), chance.uniform(inner, outer)
    return np.array([reach * np.cos(turn), reach * np.sin(turn)])


def _isles(
    land: npt.NDArray[np.bool_], pairs: Places, sea: Places, count: int
) -> list[int]:
    """Return places at sea, nearest to the coast, whose neighbours are all water."""
    wet = ~land
    for one, other in ((0, 1), (1, 0)):
        wet[pairs[land[pairs[:, one]], other]] = False
    taken: list[int] = []
    for place in sea:
        if wet[place]:
            taken.append(int(place))
            near = pairs[(pairs == place).any(axis=1)].ravel()
            wet[near] = False
        if len(taken) == count:
            break
    return taken


def _borders(
    diagram: Voronoi, land: npt.NDArray[np.bool_], place: Places
) -> list[tuple[int, int, float]]:
    ridge = np.array(
        [ends if len(ends) == 2 else (-1, -1) for ends in diagram.ridge_vertices]  # noqa: PLR2004 -- a ridge has two ends
    )
    pairs = diagram.ridge_points
    kept = (ridge >= 0).all(axis=1) & land[pairs].all(axis=1)
    ends = diagram.vertices[ridge[kept]]
    metres = np.round(np.hypot(*(ends[:, 0] - ends[:, 1]).T), 1)
    ordered = np.sort(place[pairs[kept]], axis=1)
    return sorted(
        (int(a), int(b), float(length))
        for (a, b), length in zip(ordered, metres, strict=True)
        if length > SHORTEST
    )


def _ferries(
    xy: Numbers, borders: Sequence[tuple[int, int, float]]
) -> list[tuple[int, int]]:
    """Return the shortest link from each island to the mainland."""
    pairs = np.array([(a, b) for a, b, _ in borders])
    piece = csgraph.connected_components(_matrix(pairs, len(xy)), directed=False)[1]
    mainland = int(np.bincount(piece).argmax())
    shore = np.flatnonzero(piece == mainland)
    tree = KDTree(xy[shore])
    links = []
    for island in range(int(piece.max()) + 1):
        if island != mainland:
            here = np.flatnonzero(piece == island)
            metres, near = tree.query(xy[here])
            best = int(metres.argmin())
            a, b = int(here[best]), int(shore[near[best]])
            links.append((min(a, b), max(a, b)))
    return sorted(links)


def _matrix(pairs: Places, size: int, lengths: Numbers | None = None) -> Any:
    data = np.ones(len(pairs)) if lengths is None else lengths
    return sparse.csr_array((data, (pairs[:, 0], pairs[:, 1])), shape=(size, size))


def _ways(ground: _Ground) -> Any:
    """Return the graph of borders and ferries, with metres between the points."""
    pairs = np.array([(a, b) for a, b, _ in ground.borders] + ground.links)
    metres = np.hypot(*(ground.xy[pairs[:, 0]] - ground.xy[pairs[:, 1]]).T)
    return _matrix(pairs, len(ground.xy), metres)


def _nearest(
    ways: Any, seeds: Places, chance: np.random.Generator
) -> tuple[Numbers, Places]:
    """Return each node's distance and nearest seed; what a seed gets is connected."""
    rough = ways.copy()
    rough.data = rough.data * chance.uniform(0.7, 1.4, len(rough.data))
    metres, _, source = csgraph.dijkstra(
        rough, directed=False, indices=seeds, min_only=True, return_predecessors=True
    )
    number = np.full(ways.shape[0], -1)
    number[seeds] = np.arange(len(seeds))
    return metres, number[source]


def _municipalities(ways: Any, lone: Places, chance: np.random.Generator) -> Places:
    """Return each unit's municipality; an island of one unit is one by itself."""
    units = ways.shape[0]
    others = np.setdiff1d(np.arange(units), lone)
    count = max(2, round(units / MUNICIPALITY) - len(lone))
    seeds = chance.choice(others, count, replace=False)
    town = _nearest(ways, seeds, chance)[1]
    town[lone] = count + np.arange(len(lone))
    return town


def _means(xy: Numbers, group: Places) -> Numbers:
    size = np.bincount(group)
    sums = [np.bincount(group, xy[:, axis]) for axis in (0, 1)]
    return np.column_stack(sums) / size[:, None]


def _quotient(ways: Any, group: Places) -> Any:
    """Return the graph of groups that have neighbours in each other."""
    pairs = ways.tocoo()
    ends = np.column_stack([group[pairs.row], group[pairs.col]])
    ends = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    return _matrix(ends, int(group.max()) + 1)


def _gathered(
    graph: Any, xy: Numbers, size: int, chance: np.random.Generator
) -> Places:
    """Return connected groups of about `size` nodes."""
    pairs = graph.tocoo()
    metres = np.hypot(*(xy[pairs.row] - xy[pairs.col]).T)
    ways = _matrix(np.column_stack([pairs.row, pairs.col]), len(xy), metres)
    count = max(1, round(len(xy) / size))
    seeds = chance.choice(len(xy), count, replace=False)
    return _nearest(ways, seeds, chance)[1]


def _cities(town: Places, lone: Places, chance: np.random.Generator) -> Places:
    """Return the municipalities that are cities, the fullest first."""
    others = np.setdiff1d(np.arange(town.max() + 1), town[lone])
    count = max(1, len(others) // CITIES)
    return np.asarray(chance.choice(others, count, replace=False))


def _people(
    town: Places, city: Places, lone: Places, chance: np.random.Generator
) -> Places:
    """Return inhabitants: villages, a small town in each municipality, cities."""
    usual = np.full(int(town.max()) + 1, 60.0)
    rank = (np.arange(len(city)) + 0.5) / len(city)
    usual[city] = np.minimum(2000.0, 480.0 * rank**-0.6)
    spread = np.full(len(usual), 1.1)
    spread[city] = 0.4
    raw = usual[town] * np.exp(spread[town] * chance.standard_normal(len(town)))
    _, first = np.unique(town, return_index=True)
    raw[first] *= 10
    raw[chance.choice(len(raw), len(raw) // EMPTY, replace=False)] = 0.0
    raw[lone] = chance.uniform(80.0, 400.0, len(lone))
    for _ in range(5):
        raw = np.minimum(raw * (PEOPLE * len(raw) / raw.sum()), FULLEST)
    # Rounded along the running total: the sum is what was wanted, to the last one.
    total = np.round(np.cumsum(raw) * (PEOPLE * len(raw) / raw.sum()))
    return np.asarray(np.diff(total, prepend=0.0), np.int64)


def _seats(town: Places, county: Places, city: Places, people: Places) -> Places:
    """Return units that people commute to: in cities and in each county's fullest."""
    heads = np.bincount(town, people)
    fullest = [_most(county, name, heads) for name in range(int(county.max()) + 1)]
    names = np.unique([*fullest, *city])
    return np.array([_most(town, int(name), people) for name in names])


def _most(group: Places, name: int, amount: Numbers | Places) -> int:
    """Return the member of a group with the largest amount."""
    here = np.flatnonzero(group == name)
    return int(here[amount[here].argmax()])
