"""MaxP through spopt: as many regions as reach a least weight, then annealing.

How many regions there are follows from the least weight, so that is searched first,
with the construction alone. Alike means near each other: the attributes are the two
coordinates.
"""

import warnings

import numpy as np
from geopandas import GeoDataFrame, points_from_xy
from libpysal.weights import W
from spopt.region import MaxPHeuristic

from benchmarks.peers.files import Task

_TRIES = 14


def default(task: Task) -> list[int]:
    """Draw with the library's own effort."""
    return _drawn(task, construction=99, annealing=10)


def reduced(task: Task) -> list[int]:
    """Draw with one construction and one annealing."""
    return _drawn(task, construction=1, annealing=1)


def _drawn(task: Task, construction: int, annealing: int) -> list[int]:
    warnings.filterwarnings("ignore")
    units = task.units
    table = GeoDataFrame(
        {"x": units.x, "y": units.y, "weight": units.weights},
        geometry=points_from_xy(units.x, units.y),
    )
    graph = W(dict(enumerate(units.near())), silence_warnings=True)

    def solved(least: float, annealing: int) -> MaxPHeuristic:
        np.random.seed(task.seed)  # what the library draws from
        model = MaxPHeuristic(
            table,
            graph,
            ["x", "y"],
            "weight",
            least,
            max_iterations_construction=construction,
            max_iterations_sa=annealing,
        )
        model.solve()
        return model

    average = sum(units.weights) / task.regions
    low, high = 0.4 * average, average
    for _ in range(_TRIES):
        least = (low + high) / 2
        found = solved(least, 0).p
        if found == task.regions:
            break
        low, high = (least, high) if found > task.regions else (low, least)
    return [int(region) for region in solved(least, annealing).labels_]
