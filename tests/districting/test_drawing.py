from collections import defaultdict

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districting import (
    PRESETS,
    Country,
    DistrictingError,
    Plan,
    draw,
    neighbours,
    score,
)
from districting.graph import adjacency, connected_edges, is_connected
from tests.districting.countries import countries, grid, webs

few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def bodies(country: Country, plan: Plan) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for unit, code in enumerate(country.codes):
        found[plan.regions[code]].append(unit)
    return found


@pytest.mark.parametrize("preset", PRESETS)
@few
@given(countries() | webs(), st.data())
def test_every_country_is_divided_into_connected_regions(
    preset: str, country: Country, data: st.DataObject
) -> None:
    regions = data.draw(st.integers(1, len(country)))
    plan = draw(country, regions, preset=preset, effort=0.2, join_nearest=True)
    found = bodies(country, plan)
    near = adjacency(len(country), connected_edges(country))
    assert sorted(found) == list(range(1, regions + 1))
    assert list(plan.regions) == list(country.codes)
    assert all(is_connected(units, near) for units in found.values())
    assert plan.figures == score(country, plan.regions)
    assert (plan.figures.loose, plan.figures.uncovered) == (0, 0)


@few
@given(countries() | webs(), st.data())
def test_a_unit_heavier_than_the_average_is_a_region_of_its_own(
    country: Country, data: st.DataObject
) -> None:
    regions = data.draw(st.integers(1, len(country)))
    plan = draw(country, regions, effort=0.2, join_nearest=True)
    average = sum(country.weights) / regions
    found = bodies(country, plan)
    heavy = [k for k, weight in enumerate(country.weights) if weight > average]
    told = " ".join(plan.notes)
    for unit in heavy:
        assert country.codes[unit] in told
        if "shares a region" not in told:
            assert found[plan.regions[country.codes[unit]]] == [unit]


@settings(few, max_examples=15)
@given(countries() | webs(), st.integers(0, 5))
def test_the_same_seed_draws_the_same_plan(country: Country, seed: int) -> None:
    regions = max(1, len(country) // 3)
    one = draw(country, regions, seed=seed, effort=0.2, join_nearest=True)
    two = draw(country, regions, seed=seed, effort=0.2, join_nearest=True)
    assert one.regions == two.regions
    assert one.cost == two.cost


@settings(few, max_examples=10)
@given(countries() | webs())
def test_more_effort_never_costs_more(country: Country) -> None:
    regions = max(1, len(country) // 4)
    costs = [
        draw(country, regions, effort=effort, join_nearest=True).cost
        for effort in (0.1, 0.5, 1.0, 3.0)
    ]
    assert costs == sorted(costs, reverse=True)


def test_whole_municipalities_are_grouped_and_none_mixed() -> None:
    plan = draw(grid(8, 8), 4, preset="whole")
    assert plan.figures.mean_dev == 0
    assert plan.figures.straddles == 0
    assert plan.figures.split_municipalities == 0
    assert plan.figures.county_cross == 0
    assert plan.bound is not None
    assert plan.bound.mean_dev == 0


def test_balanced_municipalities_share_regions_inside_their_county() -> None:
    # Each county has two municipalities of 1.5 averages: one border must be cut.
    country = grid(18, 6, blocks=6, weights=[100.0] * 108)
    one = Country(**{**vars(country), "county": ["c"] * 108})
    whole, balanced = (draw(one, 8, preset=name) for name in ("whole", "balanced"))
    assert whole.figures.straddles == 0
    assert balanced.figures.mean_dev < whole.figures.mean_dev
    assert 1 <= balanced.figures.straddles <= 2
    assert balanced.figures.county_cross == 0


def test_a_heavy_municipality_is_divided_by_itself() -> None:
    country = grid(8, 4, blocks=4)
    plan = draw(country, 8, preset="whole")
    assert plan.figures.mean_dev == 0
    assert plan.figures.split_municipalities == 2
    assert plan.figures.straddles == 0
    assert plan.figures.compactness is not None
    assert plan.figures.compactness > 0.6


def test_regions_fewer_than_counties_cross_their_borders_and_say_so() -> None:
    plan = draw(grid(8, 4), 1)
    assert plan.figures.county_cross == 1
    assert "cross" in plan.notes[0]


def test_an_island_joins_by_its_ferry_rather_than_the_nearest_shore() -> None:
    # Two towns of two units; the island u004 lies off u003 but its ferry goes to u000.
    country = grid(6, 1, blocks=1, holes=frozenset({4}))
    by_nearest = connected_edges(country)
    linked = Country(**{**vars(country), "links": [(0, 4)]})
    by_ferry = connected_edges(linked)
    assert (3, 4) in by_nearest
    assert (0, 4) not in by_nearest
    assert (0, 4) in by_ferry
    assert (3, 4) not in by_ferry
    assert draw(linked, 2).figures.loose == 0


def test_pieces_of_a_municipality_hang_together() -> None:
    country = grid(5, 1, blocks=1)
    torn = Country(**{**vars(country), "municipality": ["m", "a", "b", "c", "m"]})
    assert (0, 4) in connected_edges(torn)


def test_without_polygons_the_nearest_points_are_joined() -> None:
    country = grid(6, 1, blocks=1, holes=frozenset({4}))
    bare = Country(**{**vars(country), "polygons": None})
    assert (3, 4) in connected_edges(bare)
    assert draw(bare, 2, join_nearest=True).figures.compactness is None


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int, str]] = []
    draw(grid(4, 4, blocks=4), 4, progress=lambda *step: told.append(step))
    assert told[0][:2] == (0, 4)
    assert told[-1][:2] == (4, 4)
    assert all(message for _, _, message in told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weights": [1.0, -2.0, 1.0, 1.0]}, "u001 is negative"),
        ({"weights": [1.0, float("nan"), 1.0, 1.0]}, "u001 is missing"),
        ({"weights": [0.0] * 4}, "zero"),
        ({"weights": [1.0] * 3}, "3 values for 4 units"),
        ({"codes": ["a", "b", "a", "c"]}, "Code a"),
        ({"links": [(0, 9)]}, "no unit number 9"),
        ({"x": [0.0, 1.0, 2.0, float("inf")]}, "position"),
    ],
)
def test_a_wrong_country_is_refused(change: dict[str, object], words: str) -> None:
    country = grid(2, 2)
    with pytest.raises(DistrictingError, match=words):
        draw(Country(**{**vars(country), **change}), 2)


@pytest.mark.parametrize("regions", [-1, 0, 5])
def test_a_wrong_number_of_regions_is_refused(regions: int) -> None:
    with pytest.raises(DistrictingError, match="region"):
        draw(grid(2, 2), regions)


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(DistrictingError, match="preset"):
        draw(grid(2, 2), 2, preset="fair")


def test_a_heavy_unit_that_holds_the_country_together_shares_a_region() -> None:
    # The middle of a star: by itself it would leave four pieces for one region.
    star = grid(3, 3, blocks=3, holes=frozenset({0, 2, 6, 8}))
    country = Country(**{**vars(star), "weights": [1.0, 1.0, 900.0, 1.0, 1.0]})
    plan = draw(country, 2)
    assert plan.figures.loose == 0
    assert "u004" in plan.notes[1]
    assert "shares a region" in plan.notes[1]
    alone = draw(country, 5)
    assert "a region of its own" in alone.notes[1]


@few
@given(countries() | webs(), st.data())
def test_a_bound_means_that_no_municipality_is_mixed(
    country: Country, data: st.DataObject
) -> None:
    even = Country(**{**vars(country), "weights": [100.0] * len(country)})
    regions = data.draw(st.integers(1, len(country)))
    plan = draw(even, regions, preset="whole", effort=0.2, join_nearest=True)
    if plan.bound is not None:
        assert plan.figures.straddles == 0
        assert plan.figures.mean_dev >= plan.bound.mean_dev - 1e-3
        assert plan.figures.max_dev >= plan.bound.max_dev - 1e-3


def test_neighbours_share_a_border_and_corners_do_not_count() -> None:
    squares = np.array(
        [
            shapely.box(0, 0, 100, 100),
            shapely.box(101, 0, 200, 100),  # behind a gap of 1 m
            shapely.box(100, 100, 200, 200),  # touches the first at a corner
            shapely.box(0, 110, 100, 200),  # behind a gap of 10 m
        ]
    )
    found = {(a, b): metres for a, b, metres in neighbours(squares)}
    assert set(found) == {(0, 1), (1, 2), (2, 3)}
    assert found[0, 1] == pytest.approx(100, abs=5)
    assert found[2, 3] == pytest.approx(90, abs=5)


def test_figures_count_what_a_bad_plan_does() -> None:
    country = grid(4, 2)  # two municipalities of four units in one county
    left = {"u000", "u001", "u004", "u003"}  # u003 lies apart, in the other one
    plan = {code: 1 if code in left else 2 for code in country.codes}
    del plan["u007"]
    figures = score(country, plan)
    assert figures.regions == 2
    assert figures.uncovered == 1
    assert figures.loose == 1
    assert figures.straddles == 2
    assert figures.split_municipalities == 2
    assert figures.county_cross == 0
    assert figures.max_dev == pytest.approx(1 / 7, abs=1e-4)


def test_a_plan_of_no_unit_has_no_figures() -> None:
    with pytest.raises(DistrictingError):
        score(grid(2, 2), {"elsewhere": 1})
