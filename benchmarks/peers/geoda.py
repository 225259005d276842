"""SKATER and REDCAP through pygeoda: alike and contiguous, cut from a tree.

Alike means near each other here: the attributes are the two coordinates. No region may
be lighter than a share of the average; a higher share gives fewer regions than wanted.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pygeoda

from benchmarks.peers.files import Task

_SHARES = (0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3)


def skater(task: Task) -> list[int]:
    """Draw with SKATER."""
    return _drawn(task, pygeoda.skater)


def redcap(task: Task) -> list[int]:
    """Draw with REDCAP, full order, Ward's linkage."""
    return _drawn(task, partial(pygeoda.redcap, method="fullorder-wardlinkage"))


def _drawn(task: Task, method: Callable[..., dict[str, Any]]) -> list[int]:
    """Return the plan of the highest share that gives as many regions as wanted."""
    units = task.units
    graph = _graph(task)
    average = sum(units.weights) / task.regions
    answer: list[int] = []
    for share in _SHARES:
        found = method(
            k=task.regions,
            w=graph,
            data=[units.x, units.y],
            bound_variable=[float(weight) for weight in units.weights],
            min_bound=share * average,
            scale_method="raw",
            random_seed=task.seed,
            cpu_threads=2,
        )
        answer = [int(region) for region in found["Clusters"]]
        if len(set(answer)) == task.regions:
            break
    return answer


def _graph(task: Task) -> pygeoda.Weight:
    """Return the graph by way of a GAL file, the library's own format."""
    near = task.units.near()
    lines = [f"0 {len(near)} units code"]
    for unit, row in enumerate(near):
        lines += [f"{unit} {len(row)}", " ".join(map(str, row))]
    path = task.folder / "units.gal"
    path.write_text("\n".join(lines) + "\n")
    return pygeoda.read_gal(str(path), [str(unit) for unit in range(len(near))])
