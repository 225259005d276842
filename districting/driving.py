"""How long officers drive: from each region's base to its units.

Minutes measure a plan; they do not draw it. A region's base is its most populous unit,
which every re-cut moves, and minutes are known for some pairs only: a term built on
them would jump where the straight line is smooth, and the line already orders cuts
nearly as minutes would.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districting.country import Country

_DETOUR, _METRES_A_MINUTE = 1.3, 50_000 / 60  # roads beside the line, at 50 km/h


@dataclass(frozen=True)
class Driving:
    """Minutes from the bases of regions.

    Attributes:
        median: Half of the weight lives so near or nearer.
        worst: To the farthest unit of any region.
        measured: Share of units whose minutes are given; those of the others are the
            straight line times 1.3 at 50 km/h.
    """

    median: float
    worst: float
    measured: float


def driving(country: Country, regions: Sequence[Sequence[int]]) -> Driving:
    """Return how long the ways from the bases are, each unit's with its weight."""
    minutes: list[float] = []
    weights: list[float] = []
    given = 0
    for units in regions:
        base = max(units, key=lambda unit: (country.weights[unit], -unit))
        for unit in units:
            known = _known(country, base, unit)
            given += known is not None
            minutes.append(_estimated(country, base, unit) if known is None else known)
            weights.append(country.weights[unit])
    return Driving(
        median=round(_median(minutes, weights), 1),
        worst=round(max(minutes), 1),
        measured=round(given / len(minutes), 4),
    )


def _known(country: Country, base: int, unit: int) -> float | None:
    found = country.minutes.get((base, unit))
    return country.minutes.get((unit, base)) if found is None else found


def _estimated(country: Country, base: int, unit: int) -> float:
    east = country.x[unit] - country.x[base]
    north = country.y[unit] - country.y[base]
    return float(np.hypot(east, north)) * _DETOUR / _METRES_A_MINUTE


def _median(minutes: Sequence[float], weights: Sequence[float]) -> float:
    order = np.argsort(minutes, kind="stable")
    mass = np.cumsum(np.array(weights)[order])
    if not mass[-1]:
        return float(np.median(minutes))
    return minutes[int(order[np.searchsorted(mass, mass[-1] / 2)])]
