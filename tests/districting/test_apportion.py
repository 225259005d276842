from collections.abc import Iterator
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from districting.apportion import apportion
from districting.atoms import build_atlas, coarsen
from districting.columns import Rules
from districting.graph import adjacency, connected_edges, is_connected
from districting.options import Atlas, Atom, TooManyOptionsError, connected_sets
from tests.districting.countries import grid

Partition = list[list[int]]


def partitions(items: list[int]) -> Iterator[Partition]:
    if not items:
        yield []
        return
    first, *rest = items
    for smaller in partitions(rest):
        yield [[first], *smaller]
        for k, group in enumerate(smaller):
            yield [*smaller[:k], [first, *group], *smaller[k + 1 :]]


@st.composite
def atlases(draw: st.DrawFn) -> tuple[Atlas, int]:
    count = draw(st.integers(2, 6))
    pairs = list(combinations(range(count), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True))
    regions = draw(st.integers(1, 8))
    weights = draw(st.lists(st.integers(1, 30), min_size=count, max_size=count))
    average = sum(weights) / regions
    atoms = [
        Atom(
            units=tuple(range(10 * k, 10 * k + 4)),
            weight=weights[k] / average,
            municipality=(str(k),),
            county=str(k % 2),
            prefecture="p",
            centres=(("t", weights[k] / average),),
            x=0.0,
            y=0.0,
        )
        for k in range(count)
    ]
    return Atlas(atoms, adjacency(count, sorted(chosen)), 1.0), regions


def price(atlas: Atlas, group: list[int], regions: int) -> float:
    """Price a set as the rules of the first level say, in words of its own."""
    atoms = [atlas.atoms[k] for k in group]
    weight = sum(atom.weight for atom in atoms)
    off = abs(weight / regions - 1)
    cost = regions * (off**2 + off)
    cost += 40 * (len({atom.county for atom in atoms}) - 1)
    if regions > 1 and weight < 1:
        cost += 10 * regions
    return cost


def allowed(atlas: Atlas, group: list[int], regions: int) -> bool:
    weight = sum(atlas.atoms[k].weight for k in group)
    if len(group) > 1:
        return regions == 1 and weight <= 1.6 and is_connected(group, atlas.near)
    return regions <= 4


def brute_force(atlas: Atlas, regions: int) -> float | None:
    best = None
    for groups in partitions(list(range(len(atlas.atoms)))):
        for numbers in product(range(1, 5), repeat=len(groups)):
            shares = list(zip(groups, numbers, strict=True))
            if sum(numbers) == regions and all(allowed(atlas, *s) for s in shares):
                cost = sum(price(atlas, *share) for share in shares)
                best = cost if best is None else min(best, cost)
    return best


@settings(max_examples=60, deadline=None)
@given(atlases())
def test_the_best_sets_are_those_of_brute_force(case: tuple[Atlas, int]) -> None:
    atlas, regions = case
    found = apportion(atlas, regions, Rules("country", any_number=True))
    best = brute_force(atlas, regions)
    if found is None:
        assert best is None
        return
    assert best is not None
    assert found.price == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert sum(option.regions for option in found.options) == regions
    covered = sorted(k for option in found.options for k in option.atoms)
    assert covered == list(range(len(atlas.atoms)))


@settings(max_examples=30, deadline=None)
@given(atlases())
def test_the_bound_is_not_above_what_was_chosen(case: tuple[Atlas, int]) -> None:
    atlas, regions = case
    found = apportion(atlas, regions, Rules("country", any_number=True))
    if found is None:
        return
    off = [abs(option.off) for option in found.options]
    assert found.least_max <= max(off) + 1e-6


def test_connected_sets_are_each_found_once() -> None:
    near = adjacency(6, [(0, 1), (1, 2), (2, 3), (3, 0), (3, 4)])
    found = connected_sets(near, [1.0] * 6, 3.0, 6, 100)
    wanted = [
        group
        for size in (1, 2, 3)
        for group in combinations(range(6), size)
        if is_connected(group, near)
    ]
    assert sorted(found) == sorted(wanted)


def test_a_node_too_heavy_to_share_is_found_alone() -> None:
    near = adjacency(3, [(0, 1), (1, 2)])
    found = connected_sets(near, [1.0, 9.0, 1.0], 3.0, 3, 100)
    assert sorted(found) == [(0,), (1,), (2,)]


def test_too_many_sets_are_refused() -> None:
    near = adjacency(20, list(combinations(range(20), 2)))
    with pytest.raises(TooManyOptionsError):
        connected_sets(near, [0.0] * 20, 1.0, 20, 1000)


def test_light_atoms_are_joined_inside_their_county() -> None:
    country = grid(8, 4, blocks=1)
    atlas = build_atlas(country, connected_edges(country), 1600.0, frozenset())
    joined = coarsen(atlas, "county")
    assert len(joined.atoms) < len(atlas.atoms)
    units = sorted(unit for atom in joined.atoms for unit in atom.units)
    assert units == list(range(32))
    for atom in joined.atoms:
        assert {country.county[unit] for unit in atom.units} == {atom.county}
        assert atom.weight <= 0.6
    assert all(k not in row for k, row in enumerate(joined.near))
