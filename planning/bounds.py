"""What cuts of municipalities buy in balance: the best that the first level allows.

This module loads numpy and scipy; import it where it is used.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

from districting.apportion import Model
from districting.atoms import build_atlas
from districting.columns import Rules, build_options
from districting.country import Country
from districting.graph import connected_edges
from districting.options import TooManyOptionsError
from planning.models import Frontier, Zone
from planning.models.frontiers import CUTS
from planning.weighing import weighed
from regions.division import division_on


def points(frontier: Frontier) -> list[dict[str, Any]]:
    """Return the least deviations for each zone and number of cuts, where there are.

    Raises:
        WrongStateError: there are no units, or one has no polygon.
    """
    division = division_on(frontier.units_on)
    load = weighed(division.units, frontier.weights, on=frontier.units_on)
    weights = [load.of_unit[code] for code in division.country.codes]
    country = dataclasses.replace(division.country, weights=weights)
    return [
        {"zone": str(zone.value), **point}
        for zone in Zone
        for point in _points(country, frontier.region_count, zone)
    ]


def _points(country: Country, regions: int, zone: Zone) -> Iterator[dict[str, Any]]:
    edges = connected_edges(country)
    atlas = build_atlas(country, edges, sum(country.weights) / regions, frozenset())
    freest = Rules(zone=zone.value, straddles=math.inf, cuts=CUTS[-1])
    try:
        options = build_options(atlas, regions, freest)
    except TooManyOptionsError:
        return
    for cuts in CUTS:
        rules = dataclasses.replace(freest, cuts=cuts)
        model = Model(len(atlas.atoms), options, regions, rules)
        least_max = model.least_max()
        if least_max is not None:
            yield {
                "cuts": cuts,
                "mean_dev": round(model.least_mean() / regions, 4),
                "max_dev": round(least_max, 4),
            }
