from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districting import PRESETS, Country, DistrictingError, Plan, draw
from districting.graph import adjacency, connected_edges, is_connected
from tests.districting.countries import countries, grid, webs

few = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

# Six by four units in two rows of three municipalities; each unit weighs 100.
COUNTRY = grid(6, 4)
LEFT = ("u000", "u001", "u006", "u007")


def bodies(plan: Plan) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for code, number in plan.regions.items():
        found[number].append(code)
    return found


def require_sound(country: Country, plan: Plan, regions: int) -> None:
    near = adjacency(len(country), connected_edges(country))
    place = {code: unit for unit, code in enumerate(country.codes)}
    found = bodies(plan)
    assert list(plan.regions) == list(country.codes)
    assert sorted(found) == list(range(1, regions + 1))
    for codes in found.values():
        assert is_connected([place[code] for code in codes], near)


@pytest.mark.parametrize("preset", PRESETS)
@few
@given(countries() | webs(), st.data())
def test_units_of_a_sound_plan_can_be_locked_and_keep_their_region(
    preset: str, country: Country, data: st.DataObject
) -> None:
    regions = data.draw(st.integers(1, len(country)))
    first = draw(country, regions, effort=0.1, join_nearest=True)
    kept = data.draw(st.sets(st.sampled_from(country.codes)))
    whole = data.draw(st.sets(st.integers(1, regions)))
    locked = {
        code: number
        for code, number in first.regions.items()
        if code in kept or number in whole
    }
    plan = draw(
        country,
        regions,
        preset=preset,
        seed=2,
        effort=0.1,
        locked=locked,
        complete=dict.fromkeys(whole, True),
        join_nearest=True,
    )
    require_sound(country, plan, regions)
    assert {code: plan.regions[code] for code in locked} == locked
    before, after = bodies(first), bodies(plan)
    assert all(after[number] == before[number] for number in whole)


def test_a_finished_region_stays_exactly_so_under_its_number() -> None:
    locked = dict.fromkeys(LEFT, 5)  # 400 of an average of 480
    plan = draw(COUNTRY, 5, locked=locked)
    assert bodies(plan)[5] == list(LEFT)
    assert plan.locks is not None
    assert (plan.locks.finished, plan.locks.begun) == ((5,), ())
    assert plan.locks.average == 500  # the others share what is left
    assert plan.bound is None
    assert plan.locks.bound is not None
    require_sound(COUNTRY, plan, 5)


def test_a_begun_region_is_completed_under_its_number() -> None:
    plan = draw(COUNTRY, 4, locked={"u000": 3, "u001": 3})
    assert plan.regions["u000"] == plan.regions["u001"] == 3
    assert len(bodies(plan)[3]) > 2
    assert plan.figures.mean_dev < 0.2
    assert plan.locks is not None
    assert (plan.locks.finished, plan.locks.begun) == ((), (3,))
    assert plan.bound is not None


def test_a_light_region_is_finished_when_it_is_said_so() -> None:
    plan = draw(COUNTRY, 4, locked={"u000": 3}, complete={3: True})
    assert bodies(plan)[3] == ["u000"]


def test_a_heavy_region_goes_on_when_it_is_said_so() -> None:
    said, guessed = (
        draw(COUNTRY, 4, locked=dict.fromkeys(LEFT, 2), complete=complete)
        for complete in ({2: False}, {})
    )
    assert set(LEFT) <= set(bodies(said)[2])
    assert said.locks is not None
    assert said.locks.begun == (2,)
    assert guessed.locks is not None
    assert guessed.locks.finished == (2,)


def test_a_light_region_without_a_free_neighbour_is_finished() -> None:
    # Only the corner is region 1, and its two neighbours are region 2.
    locked = {"u000": 1, "u001": 2, "u006": 2, "u007": 2}
    plan = draw(COUNTRY, 4, locked=locked)
    assert bodies(plan)[1] == ["u000"]
    assert plan.locks is not None
    assert plan.locks.finished == (1,)


def test_two_begun_regions_side_by_side_stay_two() -> None:
    plan = draw(COUNTRY, 2, locked={"u008": 1, "u009": 2})
    assert (plan.regions["u008"], plan.regions["u009"]) == (1, 2)
    require_sound(COUNTRY, plan, 2)


def test_all_regions_may_be_begun() -> None:
    corners = {"u000": 4, "u005": 3, "u018": 2, "u023": 1}
    plan = draw(COUNTRY, 4, locked=corners)
    assert {code: plan.regions[code] for code in corners} == corners
    require_sound(COUNTRY, plan, 4)


def test_the_units_of_a_begun_region_are_joined_over_free_units() -> None:
    plan = draw(COUNTRY, 3, locked={"u000": 2, "u003": 2}, complete={2: False})
    assert plan.regions["u000"] == plan.regions["u003"] == 2
    require_sound(COUNTRY, plan, 3)


def test_a_region_whose_way_another_would_bar_goes_first() -> None:
    # One row: region 1 could reach over the only way of region 2.
    cross = grid(5, 3, holes=frozenset({0, 4, 10, 14, 1, 3, 11, 13}))
    assert len(cross) == 7  # 5 6 7 8 9 with 2 above and 12 below the middle
    locked = {"u002": 1, "u007": 1, "u012": 2}
    plan = draw(cross, 3, locked=locked, complete={1: False, 2: False})
    assert {code: plan.regions[code] for code in locked} == locked
    require_sound(cross, plan, 3)


def test_free_units_enclosed_by_a_region_that_looks_finished_reopen_it() -> None:
    # The right column is cut off by regions that weigh enough to be finished.
    row = grid(8, 1)
    locked = {"u002": 1, "u003": 1, "u004": 2, "u005": 2}
    plan = draw(row, 3, locked=locked)
    assert {code: plan.regions[code] for code in locked} == locked
    require_sound(row, plan, 3)
    assert any("Region 1 is locked in part" in note for note in plan.notes)


def test_a_finished_part_of_a_municipality_lessens_it() -> None:
    # What is left of the first municipality is not mixed with the second.
    country = grid(4, 2)
    plan = draw(country, 3, preset="whole", locked={"u000": 1, "u004": 1})
    assert bodies(plan)[1] == ["u000", "u004"]
    assert plan.figures.straddles == 0


def test_a_begun_region_across_municipalities_may_take_both_whole() -> None:
    row = grid(8, 1)
    plan = draw(row, 2, preset="whole", locked={"u001": 2, "u002": 2})
    assert bodies(plan)[2] == ["u000", "u001", "u002", "u003"]


def test_a_plan_that_is_locked_whole_is_the_plan() -> None:
    first = draw(COUNTRY, 4)
    plan = draw(COUNTRY, 4, locked=first.regions, seed=9)
    assert plan.regions == first.regions
    assert plan.figures == first.figures
    assert plan.locks is not None
    assert plan.locks.finished == (1, 2, 3, 4)
    assert plan.locks.average is None


def test_units_of_no_weight_can_be_locked_and_left_free() -> None:
    weights = [0.0] * 12 + [100.0] * 12
    country = replace(COUNTRY, weights=weights)
    locked = {"u000": 3, **{f"u{k:03}": 1 for k in range(12, 24)}}
    plan = draw(country, 3, locked=locked)
    assert {code: plan.regions[code] for code in locked} == locked
    assert sorted(map(len, bodies(plan).values())) == [4, 8, 12]
    assert any("weighs nothing" in note for note in plan.notes)
    assert plan.locks is not None
    assert plan.locks.average == 0
    require_sound(country, plan, 3)


@pytest.mark.parametrize(
    ("locked", "complete", "message"),
    [
        ({"nowhere": 1}, {}, "Unit nowhere is locked to region 1, but there is no"),
        ({"u000": 0}, {}, "Unit u000 is locked to region 0, but the regions are 1 to"),
        ({"u000": 4}, {}, "Unit u000 is locked to region 4, but the regions are 1 to"),
        (
            {"u000": 1, "u003": 1},
            {1: True},
            "Region 1 is locked as finished, but it is in 2 pieces: u000, u003",
        ),
        (
            {"u000": 1, "u003": 1, **{f"u{k:03}": 2 for k in (1, 2, 4, 6, 7, 8, 9)}},
            {},
            "Region 1 is locked as finished, but it is in 2 pieces: u000, u003",
        ),
        (
            {f"u{k:03}": 1 for k in (2, 8, 14, 20)} | {f"u{k:03}": 2 for k in (0, 3)},
            {2: False},
            "The locked units of region 2 cannot be joined: other locked units lie",
        ),
        (
            {f"u{k:03}": 1 for k in (2, 8, 14, 20)} | {f"u{k:03}": 2 for k in (3, 9)},
            {1: True, 2: True},
            "The locks leave 2 pieces of the country for 1 free regions",
        ),
        (
            {f"u{k:03}": k % 3 + 1 for k in (0, 1, 2)},
            {1: True, 2: True, 3: True},
            "All 3 regions are locked as finished, but units are left without a",
        ),
        (
            {f"u{k:03}": 1 for k in range(23)},
            {1: True},
            "The locks leave 1 free units for 2 regions",
        ),
        (
            {f"u{k:03}": 1 for k in range(24)},
            {},
            "Every unit is locked, but none to region 2, 3",
        ),
    ],
)
def test_locks_that_cannot_be_kept_are_refused(
    locked: dict[str, int], complete: dict[int, bool], message: str
) -> None:
    with pytest.raises(DistrictingError) as refusal:
        draw(COUNTRY, 3, locked=locked, complete=complete)
    assert message in str(refusal.value)


@settings(few, max_examples=6)
@given(countries() | webs(), st.data())
def test_locks_are_drawn_around_alike_and_more_effort_never_costs_more(
    country: Country, data: st.DataObject
) -> None:
    regions = data.draw(st.integers(1, len(country)))
    first = draw(country, regions, effort=0.1, join_nearest=True)
    kept = data.draw(st.sets(st.sampled_from(country.codes)))
    locked = {code: first.regions[code] for code in sorted(kept)}
    plans = [
        draw(country, regions, effort=effort, locked=locked, join_nearest=True)
        for effort in (0.2, 0.2, 1.0, 3.0)
    ]
    assert plans[0].regions == plans[1].regions
    costs = [plan.cost for plan in plans[1:]]
    assert costs == sorted(costs, reverse=True)
