"""Minutes from a base to every unit: by road, and by the straight line."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from math import inf

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from regions import driving
from regions.driving import AFLOAT_KMH, DETOUR, KMH, WAIT, dijkstra, minutes_from
from regions.models import LinkKind, LinkSeason, UnitBorder, UnitLink
from regions.provenance import Provenance
from regions.roads import import_driving_times
from tests.factories.regions import (
    DrivingTimeFactory,
    SettlementUnitFactory,
    SmallCountry,
    link,
    small_country,
)

TODAY = date(2026, 3, 3)
NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
ROW_KM = 0.1 * 111.3


@pytest.fixture(autouse=True)
def _nothing_known_yet() -> Iterator[None]:
    driving.forget()
    yield
    driving.forget()


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


def road(country: SmallCountry, a: str, b: str, minutes: float) -> None:
    DrivingTimeFactory.create(
        origin=country.units[a], target=country.units[b], minutes=minutes
    )


def from_elva(country: SmallCountry) -> dict[str, tuple[float, bool]]:
    found = minutes_from(country.units["elva"], TODAY)
    return {
        name: (found[unit.pk].value, found[unit.pk].is_estimate)
        for name, unit in country.units.items()
    }


def test_roads_are_added_up_and_count_both_ways(country: SmallCountry) -> None:
    road(country, "palupera", "elva", 10)
    road(country, "palupera", "hellenurme", 7)
    road(country, "elva", "hellenurme", 40)
    found = from_elva(country)
    reached = [found[name] for name in ("elva", "palupera", "hellenurme")]
    assert reached == [(0, False), (10, False), (17, False)]


def test_each_way_has_its_own_minutes_when_both_are_given(
    country: SmallCountry,
) -> None:
    road(country, "elva", "palupera", 10)
    road(country, "palupera", "elva", 15)
    assert from_elva(country)["palupera"] == (10, False)
    back = minutes_from(country.units["palupera"], TODAY)
    assert back[country.units["elva"].pk].value == 15


def test_what_no_road_reaches_is_estimated_and_says_so(country: SmallCountry) -> None:
    road(country, "elva", "palupera", 10)
    value, is_estimate = from_elva(country)["laagri"]
    assert is_estimate
    assert value == pytest.approx(ROW_KM * DETOUR / KMH * 60)


def test_across_water_the_ferry_is_waited_for(country: SmallCountry) -> None:
    UnitBorder.objects.all().delete()
    elva, laagri = country.units["elva"], country.units["laagri"]
    link(elva, laagri)
    value, is_estimate = from_elva(country)["laagri"]
    assert is_estimate
    assert value == pytest.approx(WAIT + ROW_KM * 60 / AFLOAT_KMH)


def test_an_island_behind_an_island_takes_two_crossings(country: SmallCountry) -> None:
    UnitBorder.objects.all().delete()
    link(country.units["elva"], country.units["laagri"])
    link(country.units["laagri"], country.units["mustamae_1"])
    value, _is_estimate = from_elva(country)["mustamae_1"]
    assert value == pytest.approx(2 * (WAIT + ROW_KM * 60 / AFLOAT_KMH))


def test_nobody_waits_at_a_causeway(country: SmallCountry) -> None:
    UnitBorder.objects.all().delete()
    link(country.units["elva"], country.units["laagri"])
    UnitLink.objects.update(kind=LinkKind.CAUSEWAY)
    value, _is_estimate = from_elva(country)["laagri"]
    assert value == pytest.approx(ROW_KM * DETOUR / KMH * 60)


def test_a_summer_ferry_counts_only_where_none_goes_all_year(
    country: SmallCountry,
) -> None:
    UnitBorder.objects.all().delete()
    units = country.units
    link(units["elva"], units["laagri"])
    UnitLink.objects.update(season=LinkSeason.SUMMER)
    alone = from_elva(country)["laagri"][0]
    assert alone == pytest.approx(WAIT + ROW_KM * 60 / AFLOAT_KMH)
    link(units["elva"], units["palupera"])
    link(units["palupera"], units["laagri"])
    driving.forget()
    assert from_elva(country)["laagri"][0] > 2 * WAIT


def test_a_link_that_has_ended_carries_nobody(country: SmallCountry) -> None:
    UnitBorder.objects.all().delete()
    link(country.units["elva"], country.units["laagri"])
    before = from_elva(country)["laagri"][0]
    UnitLink.objects.update(valid_to=TODAY)
    driving.forget()
    after = from_elva(country)["laagri"][0]
    assert before != after
    assert after == pytest.approx(ROW_KM * DETOUR / KMH * 60 + WAIT)


def test_a_unit_of_another_day_is_no_base(country: SmallCountry) -> None:
    young = SettlementUnitFactory.create(valid_from=date(2026, 4, 1))
    assert minutes_from(young, TODAY) == {}
    assert minutes_from(young, date(2026, 4, 1))[young.pk].value == 0


def test_a_second_question_reads_no_roads_and_an_import_is_noticed(
    country: SmallCountry,
) -> None:
    road(country, "elva", "palupera", 10)
    from_elva(country)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        from_elva(country)
    assert len(asked) == 3
    import_driving_times(
        f"a,b,minutes\n2024,{country.units['palupera'].code},8\n".encode(),
        known=Provenance("Register", TODAY, "by car"),
        dry_run=False,
        by=None,
        at=NOW,
    )
    assert from_elva(country)["palupera"] == (8, False)


def test_no_heavy_library_is_needed(
    country: SmallCountry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "scipy", "shapely", "pyogrio"):
        monkeypatch.setitem(sys.modules, name, None)
    assert from_elva(country)["elva"] == (0, False)


EDGES = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 20)), max_size=20
)


@settings(deadline=None)
@given(EDGES)
def test_dijkstra_agrees_with_trying_every_way(
    edges: list[tuple[int, int, int]],
) -> None:
    graph: list[list[tuple[int, float]]] = [[] for _node in range(6)]
    for a, b, minutes in edges:
        graph[a].append((b, float(minutes)))
    least = [0.0] + [inf] * 5
    for _step in range(6):
        for a, b, minutes in edges:
            least[b] = min(least[b], least[a] + minutes)
    assert dijkstra(graph, {0: 0.0}) == least
