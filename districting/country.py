"""The input of a drawing: settlement units, what they weigh and who borders whom."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from districting.errors import DistrictingError

Edges = dict[tuple[int, int], float]


@dataclass(frozen=True)
class Country:
    """Settlement units in one fixed order; units are named by their place in it.

    Attributes:
        codes: One code a unit, each once.
        weights: What regions are balanced on (inhabitants), at least 0.
        municipality: Code of each unit's municipality.
        county: Code of each unit's county.
        prefecture: Name of each unit's prefecture.
        centre: The commuting centre of each unit.
        x: Metres east, EPSG:3301, of a point inside the unit.
        y: Metres north, EPSG:3301.
        borders: Neighbours (i, j, metres of common border).
        links: Pairs (i, j) joined by ferry, bridge or causeway.
        polygons: Shapely polygons in EPSG:3301; with them islands are joined at
            their nearest shores instead of nearest points, and compactness is told.
        community: The community of each unit, empty for none; may be left out.
        minutes: Driving minutes from one unit to another, where known; the way back
            counts the same unless it is there as well.
    """

    codes: Sequence[str]
    weights: Sequence[float]
    municipality: Sequence[str]
    county: Sequence[str]
    prefecture: Sequence[str]
    centre: Sequence[str]
    x: Sequence[float]
    y: Sequence[float]
    borders: Sequence[tuple[int, int, float]]
    links: Sequence[tuple[int, int]] = ()
    polygons: npt.NDArray[Any] | None = None
    community: Sequence[str] = ()
    minutes: Mapping[tuple[int, int], float] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.codes)


def check(country: Country, regions: int) -> None:
    """Refuse a country that cannot be divided into so many regions.

    Raises:
        DistrictingError: Says which value is wrong.
    """
    _check_columns(country)
    _check_codes(country.codes)
    _check_weights(country)
    _check_positions(country)
    _check_pairs(country)
    if regions < 1:
        raise DistrictingError(f"The number of regions must be 1 or more: {regions}.")
    if regions > len(country):
        raise DistrictingError(
            f"{regions} regions cannot be drawn from {len(country)} units: "
            "every region needs at least one unit."
        )


def _check_columns(country: Country) -> None:
    named: dict[str, Sequence[object]] = {
        "weights": country.weights,
        "municipality": country.municipality,
        "county": country.county,
        "prefecture": country.prefecture,
        "centre": country.centre,
        "x": country.x,
        "y": country.y,
    }
    if country.community:
        named["community"] = country.community
    for name, column in named.items():
        if len(column) != len(country):
            raise DistrictingError(
                f"{name} has {len(column)} values for {len(country)} units."
            )
    if country.polygons is not None and len(country.polygons) != len(country):
        raise DistrictingError(
            f"There are {len(country.polygons)} polygons for {len(country)} units."
        )


def _check_codes(codes: Sequence[str]) -> None:
    twice = [code for code, times in Counter(codes).items() if times > 1]
    if twice:
        raise DistrictingError(f"Code {twice[0]} stands for more than one unit.")


def _check_weights(country: Country) -> None:
    for code, weight in zip(country.codes, country.weights, strict=True):
        if not math.isfinite(weight):
            raise DistrictingError(f"The weight of unit {code} is missing.")
        if weight < 0:
            raise DistrictingError(f"The weight of unit {code} is negative: {weight}.")
    if len(country) and not sum(country.weights) > 0:
        raise DistrictingError("All weights are zero: there is nothing to share out.")
    if not math.isfinite(sum(country.weights)):
        raise DistrictingError("The weights are too large to be added up.")


def _check_positions(country: Country) -> None:
    if not (np.isfinite(country.x).all() and np.isfinite(country.y).all()):
        raise DistrictingError("A unit has no position.")


def _check_pairs(country: Country) -> None:
    for i, j in [(a, b) for a, b, _ in country.borders] + list(country.links):
        if not (0 <= i < len(country) and 0 <= j < len(country)):
            raise DistrictingError(f"There is no unit number {max(i, j)}.")
