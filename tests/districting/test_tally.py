import random
import subprocess
import sys
from dataclasses import asdict

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districting import Country, DistrictingError, score
from districting.graph import connected_edges, pieces
from districting.tally import Ground, Tally
from tests.districting.countries import countries, grid

few = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def ground_of(country: Country) -> Ground:
    return Ground(
        weights=country.weights,
        municipality=country.municipality,
        county=country.county,
        prefecture=country.prefecture,
        centre=country.centre,
        x=country.x,
        y=country.y,
        area_m2=shapely.area(country.polygons).tolist(),
        perimeter_m=shapely.length(country.polygons).tolist(),
        edges=connected_edges(country),
        community=[f"k{k // 3}" if k % 5 else "" for k in range(len(country))],
    )


def random_plan(country: Country, regions: int, seed: int) -> list[int]:
    """Put units into regions at random, some into none."""
    chance = random.Random(seed)  # noqa: S311  (a game of chance)
    return [chance.randint(0, regions) for _ in range(len(country))]


def as_plan(country: Country, region_of: list[int]) -> dict[str, int]:
    rows = zip(country.codes, region_of, strict=True)
    return {code: number for code, number in rows if number}


@few
@given(countries(), st.integers(1, 6), st.integers(0, 10_000))
def test_figures_are_those_of_the_score(
    country: Country, regions: int, seed: int
) -> None:
    region_of = random_plan(country, regions, seed)
    plan = as_plan(country, region_of)
    if not plan:
        return
    found = asdict(Tally(ground_of(country), region_of, regions).figures())
    wanted = asdict(score(country, plan))
    # The border of a grid's unit is measured with a gap of 2 m at its ends.
    assert found.pop("compactness") == pytest.approx(
        wanted.pop("compactness"), rel=0.01, abs=1e-3
    )
    untold = wanted.keys() - found.keys()
    assert all(name.startswith("driving_") for name in untold)  # it knows no roads
    for name, figure in wanted.items() - {(n, wanted[n]) for n in untold}:
        assert found[name] == pytest.approx(figure, abs=1.01e-4), name


@few
@given(countries(), st.integers(1, 6), st.integers(0, 10_000), st.data())
def test_moves_are_told_made_and_undone_exactly(
    country: Country, regions: int, seed: int, data: st.DataObject
) -> None:
    ground = ground_of(country)
    region_of = random_plan(country, regions, seed)
    tally = Tally(ground, region_of, regions)
    moves = data.draw(
        st.dictionaries(
            st.integers(0, len(country) - 1), st.integers(0, regions), max_size=4
        )
    )
    after = [moves.get(k, number) for k, number in enumerate(region_of)]
    fresh, old = Tally(ground, after, regions), Tally(ground, region_of, regions)
    told = tally.preview(moves)
    assert tally.region_of == region_of
    assert told.country_before == old.figures() == tally.figures()
    assert told.country_after == fresh.figures()
    for number, region in told.after.items():
        assert region == fresh.region(number)
        assert told.before[number] == old.region(number)
    undo = tally.apply(moves)
    assert tally.region_of == after
    assert tally.figures() == fresh.figures()
    assert tally.splits() == fresh.splits()
    assert tally.straddles() == fresh.straddles()
    tally.apply(undo)
    assert tally.region_of == region_of
    assert tally.figures() == old.figures()
    assert tally.community_splits() == old.community_splits()


@few
@given(countries(), st.integers(1, 4), st.integers(0, 10_000))
def test_pieces_are_those_of_the_country(
    country: Country, regions: int, seed: int
) -> None:
    region_of = random_plan(country, regions, seed)
    tally = Tally(ground_of(country), region_of, regions)
    edges = connected_edges(country)
    for number in range(regions + 1):
        units = [k for k, found in enumerate(region_of) if found == number]
        found = tally.pieces(number)
        assert sorted(found) == pieces(units, edges)
        assert [len(p) for p in found] == sorted(map(len, found), reverse=True)
        if number:
            assert tally.region(number).pieces == len(found)


# Four by two units; two municipalities of two by two; one county.
#   4 5 6 7        2 1 1 1
#   0 1 2 3        1 1 2 0
COUNTRY = grid(4, 2, weights=[10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0])
REGION_OF = [1, 1, 2, 0, 2, 1, 1, 1]


@pytest.fixture
def tally() -> Tally:
    return Tally(ground_of(COUNTRY), REGION_OF, 3)


def test_a_region_tells_what_it_holds(tally: Tally) -> None:
    region = tally.region(2)
    assert (region.weight, region.units, region.pieces) == (80, 2, 2)
    assert region.deviation == pytest.approx(80 / 160 - 1)
    assert region.straddle
    assert region.municipalities == {"m0-0": 50.0, "m1-0": 30.0}
    assert list(region.municipalities) == ["m0-0", "m1-0"]
    assert (region.counties, region.prefectures) == (1, 1)
    assert region.commuting == 1
    assert region.area_km2 == pytest.approx(2)
    assert region.compactness == pytest.approx(4 * 3.1416 * 2 / 64, rel=1e-3)


def test_an_empty_region_has_no_figures_to_divide_by(tally: Tally) -> None:
    region = tally.region(3)
    assert (region.weight, region.deviation, region.pieces) == (0, -1, 0)
    assert (region.commuting, region.compactness, region.distance_km) == (None,) * 3
    assert tally.empty() == [3]
    assert tally.figures().regions == 2


def test_loose_pieces_and_gaps_are_named_and_find_a_region(tally: Tally) -> None:
    assert tally.loose() == [2]
    assert tally.pieces(2) == [[4], [2]]  # as many units: the heavier first
    assert tally.pieces(0) == [[3]]
    offers = tally.offers([3])
    assert [offer.region for offer in offers] == [2, 1]  # as long: the nearer to even
    assert offers[0].border_m == pytest.approx(1000, abs=5)
    assert offers[0].deviation == pytest.approx((80 + 40) / 160 - 1)
    assert [offer.region for offer in tally.offers([2])] == [1]


def test_straddles_and_splits_say_who_is_cut(tally: Tally) -> None:
    assert [(s.region, s.municipalities, s.cut) for s in tally.straddles()] == [
        (1, ("m0-0", "m1-0"), ("m0-0", "m1-0")),
        (2, ("m0-0", "m1-0"), ("m0-0", "m1-0")),
    ]
    heavy, light = tally.splits()
    assert (heavy.name, heavy.regions, heavy.weight) == ("m1-0", {1: 150, 2: 30}, 220)
    assert (heavy.apart, heavy.needless) == (70, False)
    assert (light.name, light.regions, light.apart) == ("m0-0", {1: 90, 2: 50}, 50)
    assert light.needless


def test_only_units_of_a_community_can_split_it(tally: Tally) -> None:
    # Communities: "" k0 k0, k1 k1 "", k2 k2; the third lies in region 1 alone.
    assert {split.name: split.regions for split in tally.community_splits()} == {
        "k0": {2: 30, 1: 20}
    }
    assert tally.figures().split_communities == 1


def test_a_border_has_units_on_both_sides(tally: Tally) -> None:
    assert tally.border(1, 2) == ([0, 1, 5, 6], [2, 4])
    assert tally.border(1, 3) == ([], [])


def test_a_plan_without_any_region_has_figures() -> None:
    figures = Tally(ground_of(COUNTRY), [0] * 8, 2).figures()
    assert (figures.regions, figures.uncovered, figures.max_dev) == (0, 8, 0)
    assert figures.compactness is None


@pytest.mark.parametrize("moves", [{0: 4}, {0: -1}, {8: 1}, {-1: 1}])
def test_moves_that_cannot_be_made_change_nothing(
    tally: Tally, moves: dict[int, int]
) -> None:
    with pytest.raises(DistrictingError, match=r"no region|no unit"):
        tally.apply({1: 2, **moves})
    assert tally.region_of == REGION_OF


def test_regions_that_do_not_exist_are_refused(tally: Tally) -> None:
    with pytest.raises(DistrictingError, match="no region 0"):
        tally.region(0)
    with pytest.raises(DistrictingError, match="no region 4"):
        tally.border(1, 4)
    with pytest.raises(DistrictingError, match="no region 9"):
        Tally(ground_of(COUNTRY), [9] * 8, 3)
    with pytest.raises(DistrictingError, match="7 values for 8 units"):
        Tally(ground_of(COUNTRY), [1] * 7, 3)


def test_columns_of_different_lengths_are_refused() -> None:
    ground = ground_of(COUNTRY)
    with pytest.raises(DistrictingError, match="x has 1 values for 8 units"):
        Ground(**{**vars(ground), "x": [1.0]})


def test_a_tally_loads_none_of_the_heavy_libraries() -> None:
    heavy = "numpy scipy shapely pyproj pyogrio"
    code = (
        "import sys, districting.tally; "
        f"print([name for name in {heavy.split()} if name in sys.modules])"
    )
    run = subprocess.run(  # noqa: S603  (our own words)
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert run.stdout.strip() == "[]"
