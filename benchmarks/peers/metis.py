"""METIS through pymetis: multilevel k-way partitioning of the weighted graph.

METIS is quick and its balance is a matter of luck when regions must be contiguous, so
it may try ten seeds and keep the plan with the smallest largest deviation.
"""

from collections.abc import Sequence

import pymetis

from benchmarks.peers.files import Task, Units, largest_deviation

TRIES = 10
_AT_HOME = 10


def plain(task: Task) -> list[int]:
    """Partition, contiguous; an edge weighs its metres of common border."""
    return _best(task, [1 + round(metres) for _, _, metres in task.units.edges])


def by_municipality(task: Task) -> list[int]:
    """The same, with borders inside a municipality counting ten times."""
    return _best(task, [_dear(task.units, edge) for edge in task.units.edges])


def _dear(units: Units, edge: tuple[int, int, float]) -> int:
    a, b, metres = edge
    same = units.municipality[a] == units.municipality[b]
    return (1 + round(metres)) * (_AT_HOME if same else 1)


def _best(task: Task, price: Sequence[int]) -> list[int]:
    near: list[list[tuple[int, int]]] = [[] for _ in task.units.codes]
    for (a, b, _), cost in zip(task.units.edges, price, strict=True):
        near[a].append((b, cost))
        near[b].append((a, cost))
    starts = [0]
    for row in near:
        starts.append(starts[-1] + len(row))
    graph = pymetis.CSRAdjacency(starts, [unit for row in near for unit, _ in row])
    costs = [cost for row in near for _, cost in row]
    plans = (
        pymetis.part_graph(
            task.regions,
            graph,
            vweights=task.units.weights,
            eweights=costs,
            recursive=False,
            options=pymetis.Options(contig=1, seed=task.seed + k),
        ).vertex_part
        for k in range(TRIES)
    )
    return min((list(plan) for plan in plans), key=lambda p: largest_deviation(task, p))
