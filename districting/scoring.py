"""How good a plan is, in figures."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import shapely

from districting.country import Country, Edges
from districting.driving import driving
from districting.errors import DistrictingError
from districting.graph import Forest, connected_edges

_THREADS = 2  # GEOS works outside the interpreter's lock


@dataclass(frozen=True)
class Figures:
    """A plan's figures.

    Attributes:
        units: Units in the country.
        regions: Regions that hold at least one.
        uncovered: Units without a region.
        loose: Regions of more than one piece (see `graph.connected_edges`).
        max_dev: Largest |weight / average - 1| of a region; 0.05 is five per cent.
        mean_dev: Mean of the same.
        p95_dev: 95th percentile of the same.
        straddles: Regions that hold a part of a municipality together with anything
            of another one.
        split_municipalities: Municipalities in more than one region.
        needless_splits: Split municipalities lighter than the average region.
        county_cross: Regions in more than one county.
        prefecture_cross: Regions in more than one prefecture.
        border_km: Length of the borders between regions.
        distance_km: Weighted mean distance of units from their region's centre.
        commuting: Share of weight whose commuting centre is its region's commonest.
        driving_median_min: Minutes from the most populous unit of their region to half
            of the weight, or less (see `driving`).
        driving_worst_min: The same to the farthest unit of any region.
        driving_measured: Share of units whose minutes are given, not estimated.
        compactness: Mean of 4 pi area / perimeter^2, 1 for circles; None without
            polygons.
    """

    units: int
    regions: int
    uncovered: int
    loose: int
    max_dev: float
    mean_dev: float
    p95_dev: float
    straddles: int
    split_municipalities: int
    needless_splits: int
    county_cross: int
    prefecture_cross: int
    border_km: float
    distance_km: float
    commuting: float
    driving_median_min: float
    driving_worst_min: float
    driving_measured: float
    compactness: float | None


def score(
    country: Country, plan: Mapping[str, int], edges: Edges | None = None
) -> Figures:
    """Return the figures of a plan.

    Args:
        country: The units.
        plan: The region of each unit by its code.
        edges: What `connected_edges` returned, if it is at hand.

    Raises:
        DistrictingError: The plan holds no unit of the country.
    """
    regions = _regions(country, plan)
    if not regions:
        raise DistrictingError("The plan holds no unit of the country.")
    edges = connected_edges(country) if edges is None else edges
    region_of = [-1] * len(country)
    for number, units in enumerate(regions):
        for unit in units:
            region_of[unit] = number
    load = _loads(country, regions)
    average = sum(load) / len(load)
    off = np.abs(np.array(load) / average - 1) if average else np.zeros(len(load))
    split = _split(country, region_of)
    ways = driving(country, regions)
    return Figures(
        units=len(country),
        regions=len(regions),
        uncovered=region_of.count(-1),
        loose=_loose(edges, region_of, len(regions)),
        max_dev=round(float(off.max()), 4),
        mean_dev=round(float(off.mean()), 4),
        p95_dev=round(float(np.percentile(off, 95)), 4),
        straddles=_straddles(country, regions, split),
        split_municipalities=len(split),
        needless_splits=_needless(country, split, average),
        county_cross=_crossings(regions, country.county),
        prefecture_cross=_crossings(regions, country.prefecture),
        border_km=round(_border(edges, region_of) / 1000, 1),
        distance_km=round(_distance(country, regions) / 1000, 3),
        commuting=round(_commuting(country, regions), 4),
        driving_median_min=ways.median,
        driving_worst_min=ways.worst,
        driving_measured=ways.measured,
        compactness=_compactness(country, regions),
    )


def _regions(country: Country, plan: Mapping[str, int]) -> list[list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for unit, code in enumerate(country.codes):
        if code in plan:
            members[plan[code]].append(unit)
    return [members[name] for name in sorted(members)]


def _needless(country: Country, split: set[str], average: float) -> int:
    heft = dict.fromkeys(split, 0.0)
    for name, weight in zip(country.municipality, country.weights, strict=True):
        if name in heft:
            heft[name] += weight
    return sum(1 for weight in heft.values() if weight < average)


def _loads(country: Country, regions: Iterable[Sequence[int]]) -> list[float]:
    return [math.fsum(country.weights[unit] for unit in units) for units in regions]


def _split(country: Country, region_of: Sequence[int]) -> set[str]:
    where: dict[str, set[int]] = defaultdict(set)
    for name, region in zip(country.municipality, region_of, strict=True):
        where[name].add(region)
    return {name for name, found in where.items() if len(found - {-1}) > 1}


def _straddles(
    country: Country, regions: Iterable[Sequence[int]], split: set[str]
) -> int:
    found = 0
    for units in regions:
        names = {country.municipality[unit] for unit in units}
        found += len(names) > 1 and not names.isdisjoint(split)
    return found


def _crossings(regions: Iterable[Sequence[int]], names: Sequence[str]) -> int:
    return sum(1 for units in regions if len({names[unit] for unit in units}) > 1)


def _loose(edges: Edges, region_of: Sequence[int], regions: int) -> int:
    forest = Forest(len(region_of))
    for a, b in edges:
        if region_of[a] == region_of[b] >= 0:
            forest.join(a, b)
    pieces = [0] * regions
    for unit, region in enumerate(region_of):
        if region >= 0 and forest.root(unit) == unit:
            pieces[region] += 1
    return sum(1 for count in pieces if count > 1)


def _border(edges: Edges, region_of: Sequence[int]) -> float:
    return math.fsum(
        metres
        for (a, b), metres in edges.items()
        if region_of[a] != region_of[b] and region_of[a] >= 0 and region_of[b] >= 0
    )


def _distance(country: Country, regions: Iterable[Sequence[int]]) -> float:
    total = 0.0
    for units in regions:
        weight = np.array([country.weights[unit] for unit in units])
        mass = np.maximum(weight, 1e-9)
        x = np.array([country.x[unit] for unit in units])
        y = np.array([country.y[unit] for unit in units])
        away = np.hypot(
            x - np.average(x, weights=mass), y - np.average(y, weights=mass)
        )
        total += float((away * weight).sum())
    return total / (sum(country.weights) or 1.0)


def _commuting(country: Country, regions: Iterable[Sequence[int]]) -> float:
    agreed = 0.0
    for units in regions:
        tally: dict[str, float] = {}
        for unit in units:
            name = country.centre[unit]
            tally[name] = tally.get(name, 0.0) + country.weights[unit]
        agreed += max(tally.values())
    return agreed / (sum(country.weights) or 1.0)


def _compactness(country: Country, regions: Sequence[Sequence[int]]) -> float | None:
    if country.polygons is None:
        return None
    polygons = country.polygons
    with ThreadPoolExecutor(_THREADS) as pool:
        bodies = list(
            pool.map(lambda units: shapely.union_all(polygons[list(units)]), regions)
        )
    area, length = shapely.area(bodies), shapely.length(bodies)
    return round(float((4 * math.pi * area / np.maximum(length, 1.0) ** 2).mean()), 4)
