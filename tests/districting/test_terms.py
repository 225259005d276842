import pytest

from districting import Country, Terms, draw, score
from districting.cutting import divide
from districting.part import USUAL
from districting.shares import Measure, Share, build_part
from districting.teamwork import divide_all
from districting.worker import Task
from tests.districting.countries import grid


def town(width: int = 8, height: int = 6) -> Country:
    """Build one municipality of one county."""
    country = grid(width, height, blocks=max(width, height))
    return Country(**{**vars(country), "centre": ["t"] * len(country)})


def cut_communities(country: Country, terms: Terms) -> int:
    """Draw three regions and count the pieces of communities beyond one each."""
    plan = draw(country, 3, preset="whole", terms=terms)
    pieces = {
        (name, plan.regions[code])
        for name, code in zip(country.community, country.codes, strict=True)
        if name
    }
    return len(pieces) - len(set(country.community) - {""})


def striped() -> Country:
    """Build a town of communities that cross its shortest cuts, some units of none."""
    country = town(9, 6)
    names = [f"k{k // 18}" if k % 9 else "" for k in range(54)]
    return Country(**{**vars(country), "community": names})


def test_communities_are_kept_whole_where_they_weigh() -> None:
    country = striped()
    assert cut_communities(country, Terms(community=30.0)) == 0
    assert cut_communities(country, Terms(community=0.0)) > 0


def test_units_of_no_community_make_none_together() -> None:
    country = town(4, 2)
    part = build_part(
        Country(**{**vars(country), "community": ["", "", "", "a"] * 2}),
        {(0, 1): 1.0},
        Share(tuple(range(8)), 2),
        Measure(400.0, 0.0),
    )
    assert part.community == [-1, -1, -1, 0] * 2
    assert part.mixture([0, 1, 3], 1.0) == part.mixture([3], 1.0)


def test_balance_that_weighs_more_is_better_balance() -> None:
    weights = [float(50 + 37 * k % 100) for k in range(48)]
    country = Country(**{**vars(town()), "weights": weights})
    loose, tight = (
        draw(country, 5, preset="whole", terms=terms).figures.mean_dev
        for terms in (Terms(balance=0.01), Terms(balance=20.0))
    )
    assert tight < loose


def test_compactness_that_weighs_nothing_makes_longer_borders() -> None:
    ragged, round_ = (
        draw(town(), 4, preset="whole", terms=terms).figures.border_km
        for terms in (Terms(compactness=0.0), USUAL)
    )
    assert round_ < ragged


def test_plans_do_not_depend_on_the_number_of_processes() -> None:
    country = grid(40, 20, blocks=20)
    one, two = (
        draw(country, 30, preset="whole", effort=0.4, processes=many) for many in (1, 2)
    )
    assert one.regions == two.regions
    assert one.cost == two.cost


def test_a_drawing_given_up_in_the_middle_ends_its_processes() -> None:
    class GivenUpError(Exception):
        pass

    def tell(_done: int) -> None:
        raise GivenUpError

    country = town(20, 20)
    edges = {(a, b): m for a, b, m in country.borders}
    share = Share(tuple(range(400)), 8)
    part = build_part(country, edges, share, Measure(5000.0, 0.0))
    tasks = [Task(part, str(seed), 0.5) for seed in range(3)]
    with pytest.raises(GivenUpError):
        divide_all(tasks, 2, tell)
    found = divide_all(tasks[:2], 2, lambda _done: None)
    assert found[1].cost == divide(part, "1", 0.5).cost


def test_driving_counts_given_minutes_and_estimates_the_others() -> None:
    # Units are 1 km apart; the second, the heaviest, is the base.
    country = grid(4, 1, blocks=4, weights=[100.0, 900.0, 100.0, 100.0])
    plan = dict.fromkeys(country.codes, 1)
    bare = score(country, plan)
    assert bare.driving_measured == 0
    assert bare.driving_median_min == 0
    assert bare.driving_worst_min == pytest.approx(2 * 1.3 / 50 * 60, abs=0.05)
    told = Country(**{**vars(country), "minutes": {(3, 1): 25.0, (1, 1): 0.0}})
    figures = score(told, plan)
    assert figures.driving_worst_min == 25.0
    assert figures.driving_measured == 0.5
