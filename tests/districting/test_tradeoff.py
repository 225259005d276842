import pytest

from districting import Country, DistrictingError, Forced, draw, frontier
from tests.districting.countries import grid


def heavy_pairs() -> Country:
    """Two counties of two municipalities of 36 units each; all units weigh 100."""
    return grid(24, 6, blocks=6)


def forced(country: Country, regions: int, preset: str = "whole") -> Forced:
    found = draw(country, regions, preset=preset, effort=0.1).forced
    assert found is not None
    return found


def test_more_cuts_never_allow_less_balance() -> None:
    points = frontier(heavy_pairs(), 6, cuts=[0, 1, 2, 3])
    assert [point.cuts for point in points] == [0, 1, 2, 3]
    means = [point.mean_dev for point in points]
    maxima = [point.max_dev for point in points]
    assert means == sorted(means, reverse=True)
    assert maxima == sorted(maxima, reverse=True)


def test_zero_cuts_and_tight_balance_exclude_each_other() -> None:
    # Four municipalities of 1.5 averages, two in each county: whole ones must be off
    # by a quarter and a half, and each county's border cut once makes all even.
    by_cuts = {point.cuts: point for point in frontier(heavy_pairs(), 6, cuts=[0, 2])}
    assert by_cuts[0].mean_dev == pytest.approx(1 / 3, abs=1e-3)
    assert by_cuts[2].mean_dev == by_cuts[2].max_dev == 0


def test_the_frontier_is_looked_at_where_the_plan_is_too() -> None:
    plan = draw(heavy_pairs(), 6, preset="whole", effort=0.1)
    assert plan.frontier
    assert plan.frontier[0].cuts == 0
    assert plan.frontier[0].mean_dev <= plan.figures.mean_dev + 1e-3
    assert plan.bound is not None
    assert plan.frontier[0].max_dev == plan.bound.max_dev


def test_a_country_that_cannot_be_divided_has_no_frontier() -> None:
    with pytest.raises(DistrictingError, match="regions"):
        frontier(grid(2, 2), 5)


def test_a_small_municipality_alone_in_its_county_forces_the_maximum() -> None:
    country = grid(8, 4, blocks=4)
    island = ["isle" if k % 8 == 7 and k < 8 else f"c{k % 8 // 4}" for k in range(32)]
    town = [
        "isle" if county == "isle" else name
        for county, name in zip(island, country.municipality, strict=True)
    ]
    lonely = Country(**{**vars(country), "county": island, "municipality": town})
    found = forced(lonely, 4)
    assert (found.by, found.municipalities) == ("municipality", ("isle",))
    assert found.counties == ("isle",)
    assert found.deviation == pytest.approx(1 - 1 / 8, abs=1e-3)
    assert "Municipality isle weighs 0.12" in found.sentence


def test_a_heavy_unit_forces_the_maximum() -> None:
    country = grid(4, 4, blocks=4, weights=[1000.0] + [100.0] * 15)
    found = forced(country, 5)
    assert found.by == "unit"
    assert found.deviation == 1.0
    assert "u000" in found.sentence


def test_a_county_whose_municipalities_do_not_fit_forces_the_maximum() -> None:
    # Three municipalities of two thirds: two together leave the third alone.
    country = grid(12, 4, blocks=4)
    found = forced(Country(**{**vars(country), "county": ["a"] * 48}), 2)
    assert found.by in {"municipalities", "limits"}
    assert found.deviation == pytest.approx(1 / 3, abs=1e-3)


def test_too_few_straddles_force_the_maximum() -> None:
    # Each county could share two regions more; together they may not.
    country = grid(96, 6, blocks=6)
    found = forced(country, 24, preset="balanced")
    assert found.by == "limits"
    assert "at most 5" in found.sentence
