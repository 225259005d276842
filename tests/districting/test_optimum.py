"""The first level against every partition there is, priced in words of its own."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from districting.apportion import apportion
from districting.columns import Rules
from districting.graph import adjacency, is_connected
from districting.options import Atlas, Atom

MOST_UNITS = 4  # of each municipality


@dataclass(frozen=True)
class Case:
    atlas: Atlas
    regions: int
    rules: Rules


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw two to seven municipalities, some of them with cores, and rules."""
    count = draw(st.integers(2, 7))
    pairs = list(combinations(range(count), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=10))
    regions = draw(st.integers(1, 8))
    weights = draw(st.lists(st.integers(0, 30), min_size=count, max_size=count))
    weights[0] += 1
    cores = draw(
        st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=count, max_size=count)
    )
    whole = draw(
        st.lists(st.sampled_from([True, True, False]), min_size=count, max_size=count)
    )
    average = sum(weights) / regions
    atoms = [
        Atom(
            units=tuple(range(10 * k, 10 * k + MOST_UNITS)),
            weight=weights[k] / average,
            municipality=(str(k),),
            county=str(k % 2),
            prefecture="p",
            centres=(("t", weights[k] / average),),
            x=0.0,
            y=0.0,
            whole=whole[k],
            cores=cores[k],
        )
        for k in range(count)
    ]
    rules = Rules(
        draw(st.sampled_from(["county", "country"])),
        any_number=True,
        straddles=draw(st.integers(0, 4)),
        cuts=draw(st.sampled_from([0, 1, 2, math.inf])),
    )
    return Case(Atlas(atoms, adjacency(count, sorted(chosen)), 1.0), regions, rules)


def partitions(items: list[int]) -> Iterator[list[list[int]]]:
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        yield [[first], *smaller]
        for k, group in enumerate(smaller):
            yield [*smaller[:k], [first, *group], *smaller[k + 1 :]]


def numbers(case: Case, group: list[int]) -> list[int]:
    """Return how many regions a set of municipalities may divide."""
    atoms = [case.atlas.atoms[k] for k in group]
    weight = sum(atom.weight for atom in atoms)
    cores = sum(atom.cores for atom in atoms)
    if len(group) == 1:
        return list(range(max(1, cores), min(MOST_UNITS, case.regions) + 1))
    in_one_county = len({atom.county for atom in atoms}) == 1
    if not is_connected(group, case.atlas.near) or (
        case.rules.zone == "county" and not in_one_county
    ):
        return []
    alone = [1] if weight <= 1.6 and cores <= 1 else []
    shares = len(group) <= 4 and case.rules.straddles and case.rules.cuts
    if not shares or weight > case.regions:
        return alone
    near = {max(2, cores, q) for q in (math.floor(weight), math.ceil(weight))}
    most = min(MOST_UNITS * len(group), case.regions)
    return alone + [q for q in near if q <= most]


def price(case: Case, group: list[int], q: int) -> float:
    atoms = [case.atlas.atoms[k] for k in group]
    weight = sum(atom.weight for atom in atoms)
    off = abs(weight / q - 1)
    cost = q * (off**2 + off) + 40 * (len({a.county for a in atoms}) - 1)
    if q > 1 and weight < 1:
        cost += 10 * q
    if mixes(case, group) and not case.rules.straddles:
        cost += 400
    return cost


def mixes(case: Case, group: list[int]) -> bool:
    """Tell whether a piece of a municipality is in a set with anything else."""
    return len(group) > 1 and not all(case.atlas.atoms[k].whole for k in group)


def straddles(case: Case, group: list[int], q: int) -> int:
    if q == 1:
        return int(mixes(case, group) and case.rules.straddles > 0)
    return min(len(group) - 1, q)


@dataclass(frozen=True)
class Total:
    regions: int = 0
    straddles: int = 0
    cuts: int = 0
    cost: float = 0.0
    worst: float = 0.0
    uneven: float = 0.0


def totals(case: Case, groups: list[list[int]]) -> list[Total]:
    """Return what comes of all ways to share out the regions among groups."""
    found = [Total()]
    for group in groups:
        weight = sum(case.atlas.atoms[k].weight for k in group)
        found = [
            Total(
                total.regions + q,
                total.straddles + straddles(case, group, q),
                total.cuts + min(len(group), q) - 1,
                total.cost + price(case, group, q),
                max(total.worst, abs(weight / q - 1)),
                total.uneven + q * abs(weight / q - 1),
            )
            for total in found
            for q in numbers(case, group)
            if total.regions + q <= case.regions
        ]
    few = case.rules
    return [
        total
        for total in found
        if total.regions == case.regions
        and total.straddles <= few.straddles
        and total.cuts <= few.cuts
    ]


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_first_level_finds_the_optimum_of_brute_force(case: Case) -> None:
    found = apportion(case.atlas, case.regions, case.rules)
    everything = [
        total
        for groups in partitions(list(range(len(case.atlas.atoms))))
        for total in totals(case, groups)
    ]
    if found is None:
        assert not everything
        return
    assert found.price == pytest.approx(
        min(total.cost for total in everything), rel=1e-5, abs=1e-5
    )
    assert sum(option.regions for option in found.options) == case.regions
    covered = sorted(k for option in found.options for k in option.atoms)
    assert covered == list(range(len(case.atlas.atoms)))
    # What is proved about all choices must hold for the best of them.
    assert found.least_max <= min(total.worst for total in everything) + 1e-6
    assert found.least_mean <= min(total.uneven for total in everything) + 1e-6
    worst = max(abs(option.off) for option in found.options)
    assert found.furthest == pytest.approx(worst)
    for option in found.options:
        held = sum(case.atlas.atoms[k].cores for k in option.atoms)
        assert held <= option.regions
