"""ReCom through GerryChain: merge two regions, redraw them from a random tree.

The chain samples plans within ten per cent of the average; of its second half, the plan
with the smallest largest deviation is kept.
"""

from functools import partial
from itertools import count, islice

import networkx as nx
from gerrychain import Graph, MarkovChain, Partition
from gerrychain.constraints import contiguous
from gerrychain.partition import recursive_seed_part
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally

from benchmarks.peers.files import Task, Units

TOLERANCE = 0.10
STEPS = 40  # for each region; more mix municipalities less, but ever more slowly
_PATIENCE = 1000
_TREES = 100


def plain(task: Task) -> list[int]:
    """Walk without a thought of municipalities."""
    return _walked(task, None)


def by_municipality(task: Task) -> list[int]:
    """Walk with surcharges on borders of municipalities and counties."""
    return _walked(task, {"municipality": 1.0, "county": 1.0})


def _walked(task: Task, surcharge: dict[str, float] | None) -> list[int]:
    target = sum(task.units.weights) / task.regions
    steps = STEPS * task.regions
    chain = MarkovChain(
        partial(
            recom,
            pop_col="weight",
            pop_target=target,
            epsilon=TOLERANCE,
            region_surcharge=surcharge,
            bipartition_tree_fn=partial(
                bipartition_tree, max_attempts=_TREES, allow_pair_reselection=True
            ),
        ),
        [contiguous],
        initial_partition=_start(task),
        total_steps=steps,
        rng=task.seed,
    )
    settled = islice(chain, steps // 2, None)
    best = min(settled, key=lambda plan: _largest(plan, target))
    return [best.assignment[unit] for unit in range(len(task.units.codes))]


def _graph(units: Units) -> Graph:
    graph = nx.Graph()
    for unit in range(len(units.codes)):
        graph.add_node(
            unit,
            weight=units.weights[unit],
            municipality=units.municipality[unit],
            county=units.county[unit],
        )
    graph.add_edges_from((a, b) for a, b, _ in units.edges)
    return Graph.from_networkx(graph)


def _start(task: Task) -> Partition:
    """Return a first plan within the tolerance; not every seed leads to one."""
    graph = _graph(task.units)
    for seed in count(task.seed):
        try:
            return Partition.from_random_assignment(
                graph,
                task.regions,
                TOLERANCE,
                "weight",
                updaters={"weight": Tally("weight")},
                partition_fn=partial(
                    recursive_seed_part,
                    bipartition_tree_fn=partial(
                        bipartition_tree, max_attempts=_PATIENCE
                    ),
                ),
                rng=seed,
            )
        except RuntimeError:  # no balanced cut in so many trees
            continue
    raise AssertionError("There is always another seed.")


def _largest(plan: Partition, target: float) -> float:
    loads: dict[int, float] = plan["weight"]
    return max(abs(load / target - 1) for load in loads.values())
