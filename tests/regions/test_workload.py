"""The work that units and regions are."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.errors import InvalidInputError
from regions.models import Measure, SettlementUnit
from regions.workload import (
    PEOPLE,
    PRESETS,
    Weights,
    load_index,
    measured,
    workload,
)
from tests.factories.regions import SmallCountry, UnitLoadFactory, small_country

TODAY = date(2026, 3, 3)
PEOPLE_OF_ALL = 6500


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


def units(country: SmallCountry) -> list[SettlementUnit]:
    return list(country.units.values())


def test_with_people_alone_the_work_is_the_people(country: SmallCountry) -> None:
    found = workload(units(country), PEOPLE, on=TODAY)
    assert found["2024"] == 1000
    assert sum(found.values()) == PEOPLE_OF_ALL


def test_a_measure_is_set_against_its_own_total(country: SmallCountry) -> None:
    elva, aila = country.units["elva"], country.units["aila"]
    UnitLoadFactory.create(unit=elva, value=30)
    UnitLoadFactory.create(unit=aila, value=10)
    found = workload(units(country), Weights(1.0, incidents=1.0), on=TODAY)
    assert found["2024"] == pytest.approx((1000 + PEOPLE_OF_ALL * 0.75) / 2)
    assert found["1024"] == pytest.approx(PEOPLE_OF_ALL * 0.25 / 2)
    assert sum(found.values()) == pytest.approx(PEOPLE_OF_ALL)


def test_a_factor_does_not_depend_on_the_unit_of_its_measure(
    country: SmallCountry,
) -> None:
    wanted = Weights(1.0, incidents=0.5)
    for unit in units(country):
        UnitLoadFactory.create(unit=unit, value=unit.area_km2 + unit.population)
    before = workload(units(country), wanted, on=TODAY)
    for load in units(country)[0].loads.model.objects.all():
        load.value *= 1000
        load.save()
    assert workload(units(country), wanted, on=TODAY) == pytest.approx(before)


def test_what_is_missing_counts_as_zero_and_is_told(country: SmallCountry) -> None:
    UnitLoadFactory.create(unit=country.units["elva"], is_invented=True)
    wanted = Weights(1.0, incidents=1.0, local_life=1.0)
    found = measured(units(country), wanted, on=TODAY)
    assert found.missing == {"incidents": 8, "local_life": 9}
    assert found.left_out == {"local_life"}
    assert found.invented == {"incidents"}
    assert sum(found.of_unit.values()) == pytest.approx(PEOPLE_OF_ALL)


def test_open_concerns_come_from_the_caller(country: SmallCountry) -> None:
    elva = country.units["elva"]
    wanted = Weights(0.0, open_concerns=2.0)
    found = workload(units(country), wanted, on=TODAY, open_concerns={elva.pk: 3})
    assert found["2024"] == pytest.approx(PEOPLE_OF_ALL)
    assert found["1024"] == 0


def test_only_values_that_hold_on_the_day_count(country: SmallCountry) -> None:
    elva, aila = country.units["elva"], country.units["aila"]
    UnitLoadFactory.create(unit=elva, valid_to=TODAY)
    UnitLoadFactory.create(unit=aila, measure=Measure.INCIDENTS, valid_from=TODAY)
    only = Weights(0.0, incidents=1.0)
    assert workload(units(country), only, on=TODAY)["2024"] == 0
    day_before = date(2026, 3, 2)
    assert workload(units(country), only, on=day_before)["1024"] == 0


def test_factors_are_numbers_of_zero_or_more() -> None:
    for wrong in (-0.1, float("nan"), float("inf")):
        with pytest.raises(InvalidInputError) as refusal:
            Weights(1.0, driving=wrong)
        assert refusal.value.field == "driving"
    with pytest.raises(InvalidInputError):
        Weights(0.0)


def test_factors_outlive_json() -> None:
    wanted = PRESETS["workload"]
    assert Weights.of(json.loads(json.dumps(wanted.factors()))) == wanted
    assert Weights.of({}) == PEOPLE
    with pytest.raises(InvalidInputError):
        Weights.of({"weather": 1.0})


def test_the_named_sets_of_factors_are_sound() -> None:
    assert PRESETS["people"] == Weights()
    assert all(factor > 0 for factor in PRESETS["workload"].factors().values())


def test_the_index_of_an_average_region_is_a_hundred() -> None:
    found = load_index({"a": 1, "b": 1, "c": 2}, {"a": 10.0, "b": 20.0, "c": 90.0})
    assert (found[1].total, found[1].index) == (30, 50)
    assert (found[2].total, found[2].index) == (90, 150)
    assert load_index({}, {}) == {}
    assert load_index({"a": 1}, {})[1].index == 0


@settings(deadline=None)
@given(st.dictionaries(st.integers(1, 30), st.integers(0, 10**6), min_size=1))
def test_indexes_are_a_hundred_on_average(work: dict[int, int]) -> None:
    of_unit = {str(code): float(value) for code, value in work.items()}
    found = load_index({code: int(code) % 5 for code in of_unit}, of_unit)
    mean = sum(load.index for load in found.values()) / len(found)
    assert mean == pytest.approx(100) or not any(work.values())
