"""Cuts against balance: what the first level can reach with how many cuts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from districting.apportion import Model
from districting.atoms import build_atlas
from districting.columns import Rules, build_options
from districting.country import Country, check
from districting.errors import DistrictingError
from districting.graph import connected_edges
from districting.options import Atlas, TooManyOptionsError

_SHARES = (0.0, 0.04, 0.08, 0.12, 0.16, 0.24, 0.32)  # cuts, for each region


@dataclass(frozen=True)
class FrontierPoint:
    """What no plan with so many cuts can do better than.

    Attributes:
        cuts: Borders of municipalities that may be cut.
        mean_dev: Least mean deviation of the regions.
        max_dev: Least largest deviation.
    """

    cuts: int
    mean_dev: float
    max_dev: float


def usual_cuts(regions: int) -> list[int]:
    """Return the numbers of cuts that are looked at when nobody says which."""
    return sorted({round(share * regions) for share in _SHARES})


def frontier(
    country: Country,
    regions: int,
    *,
    zone: str = "county",
    cuts: Sequence[int] | None = None,
) -> tuple[FrontierPoint, ...]:
    """Return what balance is possible at best with how many cuts.

    A set of m municipalities that divides q regions cuts min(m, q) - 1 borders. The
    figures are bounds: of whole sets the mean is proved within a short search, the
    maximum with sets chosen in part.

    Args:
        country: Units, weights and neighbours.
        regions: How many regions.
        zone: Sets stay inside one `county` or `prefecture`, or anywhere (`country`).
        cuts: The numbers of cuts to look at.

    Raises:
        DistrictingError: The country has too many municipalities to be looked at, or
            is wrong.
    """
    check(country, regions)
    average = sum(country.weights) / regions
    atlas = build_atlas(country, connected_edges(country), average, frozenset())
    wanted = usual_cuts(regions) if cuts is None else cuts
    try:
        return trace(atlas, regions, zone, wanted, exact=True)
    except TooManyOptionsError:
        raise DistrictingError(
            "The municipalities can be combined in too many ways to tell what balance "
            "is possible."
        ) from None


def trace(
    atlas: Atlas, regions: int, zone: str, cuts: Sequence[int], *, exact: bool
) -> tuple[FrontierPoint, ...]:
    """Return the point of each number of cuts that allows any plan.

    Raises:
        TooManyOptionsError: The atoms can be combined in too many ways.
    """
    rules = Rules(zone, straddles=math.inf, cuts=max(cuts, default=0))
    options = build_options(atlas, regions, rules)
    model = Model(len(atlas.atoms), options, regions, rules)
    points = []
    for many in sorted(set(cuts)):
        model.limit(straddles=math.inf, cuts=many)
        least_max = model.least_max()
        if least_max is not None:
            mean = model.least_mean(exact=exact) / regions
            points.append(FrontierPoint(many, round(mean, 4), round(least_max, 4)))
    return tuple(points)
