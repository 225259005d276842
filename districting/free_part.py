"""What locks leave to draw, as a country of its own.

A *core* is what is locked of a begun region: in the free part it is one unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from districting.country import Country, Edges
from districting.locks import Settled

_WEIGHTLESS = (
    "What the locks leave weighs nothing: its units are taken to weigh the same."
)


@dataclass(frozen=True)
class Held:
    """What locks demand of the free part's drawing.

    Attributes:
        cores: Units of which each comes into a region of its own, with the
            municipalities that each stands for.
        lessened: Municipalities that lie in finished regions in part.
    """

    cores: Mapping[int, frozenset[str]] = field(default_factory=dict)
    lessened: frozenset[str] = frozenset()


NOTHING_HELD: Final = Held()


@dataclass(frozen=True)
class FreePart:
    """What is left to draw, as a country of its own.

    Attributes:
        country: Free units; each core is one unit.
        edges: Neighbours in it.
        groups: The units of the whole country that each unit stands for.
        numbers: The region of each core, by its place in `country`.
        held: What the locks demand.
        note: What locks made of the weights, in a sentence; mostly nothing.
    """

    country: Country
    edges: Edges
    groups: Sequence[Sequence[int]]
    numbers: Mapping[int, int]
    held: Held
    note: str = ""


def free_part(country: Country, edges: Edges, settled: Settled) -> FreePart:
    """Return what is left to draw; the country itself when nothing is locked."""
    gone = {unit for units in settled.finished.values() for unit in units}
    head_of = {unit: us[0] for us in settled.begun.values() for unit in us}
    groups: dict[int, list[int]] = {}
    for unit in range(len(country)):
        if unit not in gone:
            groups.setdefault(head_of.get(unit, unit), []).append(unit)
    node_of = {unit: k for k, group in enumerate(groups.values()) for unit in group}
    numbers = {node_of[us[0]]: n for n, us in sorted(settled.begun.items())}
    if not gone and not numbers:
        return FreePart(country, edges, list(groups.values()), {}, NOTHING_HELD)
    bodies = list(groups.values())
    reduced = _contracted(country, bodies)
    weightless = bool(bodies) and not sum(reduced.weights) > 0
    if weightless:
        reduced = replace(reduced, weights=[1.0] * len(bodies))
    return FreePart(
        country=reduced,
        edges=_contracted_edges(edges, node_of),
        groups=bodies,
        numbers=numbers,
        held=Held(
            cores={
                node: frozenset(country.municipality[unit] for unit in bodies[node])
                for node in numbers
            },
            lessened=frozenset(country.municipality[unit] for unit in gone),
        ),
        note=_WEIGHTLESS if weightless else "",
    )


def _contracted(country: Country, groups: Sequence[Sequence[int]]) -> Country:
    """Return a country in which each group is one unit, of its heaviest's names."""
    weight = country.weights
    heads = [max(group, key=lambda unit: (weight[unit], -unit)) for group in groups]
    return replace(
        country,
        codes=[country.codes[group[0]] for group in groups],
        weights=[sum(weight[unit] for unit in group) for group in groups],
        municipality=[country.municipality[unit] for unit in heads],
        county=[country.county[unit] for unit in heads],
        prefecture=[country.prefecture[unit] for unit in heads],
        centre=[country.centre[unit] for unit in heads],
        x=[sum(country.x[unit] for unit in group) / len(group) for group in groups],
        y=[sum(country.y[unit] for unit in group) / len(group) for group in groups],
        community=[country.community[unit] for unit in heads]
        if country.community
        else (),
        borders=(),
        links=(),
        polygons=None,
    )


def _contracted_edges(edges: Edges, node_of: Mapping[int, int]) -> Edges:
    found: Edges = {}
    for (a, b), metres in edges.items():
        i, j = node_of.get(a, -1), node_of.get(b, -1)
        if i != j and min(i, j) >= 0:
            pair = (min(i, j), max(i, j))
            found[pair] = found.get(pair, 0.0) + metres
    return found
