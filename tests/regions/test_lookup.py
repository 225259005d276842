# ruff: noqa: RUF001 -- Russian letters are meant
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from regions import lookup
from regions.models import SettlementUnit, UnitType
from tests.factories.regions import (
    SINCE,
    SettlementUnitFactory,
    SmallCountry,
    UnitShapeFactory,
    middle_of,
    small_country,
)

DAY = date(2026, 3, 3)


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


def _names(query: str) -> list[str]:
    return [place.name for place in lookup.places_named(query, on=DAY)]


@pytest.mark.parametrize(
    "typed",
    ["Mustamäe", "mustamae", "MUSTAMÄE", "Мустамяэ", "мустамяе", "Mustmäe", "Mustam",
     "Mustamäe, Tallinn", "Mustamäe Tallinn", "Tallinn, Mustamäe", "asum Mustamäe"],
)  # fmt: skip
def test_a_place_is_found_however_it_is_written(
    country: SmallCountry, typed: str
) -> None:
    assert _names(typed)[:1] == ["Mustamäe"]


def test_a_typing_error_is_forgiven_where_another_name_begins_so(
    country: SmallCountry,
) -> None:
    SettlementUnitFactory.create(public_name="Mustametsa", municipality=country.saue)
    assert _names("Mustamë") == ["Mustamäe", "Mustametsa"]
    assert _names("Musta") == ["Mustamäe", "Mustametsa"]
    assert _names("Mustamets") == ["Mustametsa"]


def test_made_up_parts_are_one_place(country: SmallCountry) -> None:
    (found,) = lookup.places_named("Mustamäe", on=DAY)
    assert found.label == "Mustamäe, Tallinn, Harju maakond"
    assert set(found.unit_pks) == {
        country.units[key].pk for key in ("mustamae_1", "mustamae_2", "mustamae_3")
    }


def test_a_place_has_the_regions_of_its_parts_most_people_first(
    country: SmallCountry,
) -> None:
    (found,) = lookup.places_named("Mustamäe", on=DAY)
    regions = lookup.regions_of(found, on=DAY)
    assert regions == [country.mustamae_west, country.mustamae_east]


def test_the_most_populous_unit_stands_for_a_place_in_a_region(
    country: SmallCountry,
) -> None:
    (found,) = lookup.places_named("Mustamäe", on=DAY)
    unit = lookup.unit_for(found, country.mustamae_west, on=DAY)
    assert unit == country.units["mustamae_1"]
    with pytest.raises(SettlementUnit.DoesNotExist):
        lookup.unit_for(found, country.elva_region, on=DAY)


def test_a_town_and_a_municipality_of_one_name_are_both_found(
    country: SmallCountry,
) -> None:
    assert set(_names("Saue")) == {"Saue", "Saue vald"}
    assert _names("Saue vald") == ["Saue vald"]
    assert _names("Saue linn") == ["Saue"]


def test_a_town_and_a_village_of_one_name_are_told_apart(
    country: SmallCountry,
) -> None:
    for kind, name in ((UnitType.TOWN, "Kehra alev"), (UnitType.VILLAGE, "Kehra küla")):
        SettlementUnitFactory.create(
            name=name, public_name="Kehra", type=kind, municipality=country.saue
        )
    assert set(_names("Kehra")) == {"Kehra alev", "Kehra küla"}
    assert _names("Kehra küla") == ["Kehra küla"]


@pytest.mark.parametrize("typed", ["Harjumaa", "Harju maakond", "Харьюмаа"])
def test_a_county_is_a_place(country: SmallCountry, typed: str) -> None:
    (found,) = lookup.places_named(typed, on=DAY)
    assert found.name == "Harju maakond"
    assert len(lookup.regions_of(found, on=DAY)) == 3


def test_several_places_of_one_name_tell_their_municipality(
    country: SmallCountry,
) -> None:
    SettlementUnitFactory.create(public_name="Laagri", municipality=country.elva)
    assert [place.where for place in lookup.places_named("Laagri", on=DAY)] == [
        "Saue vald, Harju maakond",
        "Elva vald, Tartu maakond",
    ]


@pytest.mark.parametrize("typed", ["Laagri Elva", "Laagri, Elva vald", "Laagri (Elva)"])
def test_the_municipality_narrows_places_of_one_name(
    country: SmallCountry, typed: str
) -> None:
    SettlementUnitFactory.create(public_name="Laagri", municipality=country.elva)
    (found,) = lookup.places_named(typed, on=DAY)
    assert found.municipality == "Elva vald"


@pytest.mark.parametrize("typed", ["Lõunaküla", "Storbyn", "storbyn", "Lounakula"])
def test_either_half_of_a_double_name_finds_it(
    country: SmallCountry, typed: str
) -> None:
    SettlementUnitFactory.create(
        public_name="Lõunaküla / Storbyn", municipality=country.saue
    )
    assert _names(typed) == ["Lõunaküla / Storbyn"]


@pytest.mark.parametrize("typed", ["Таллин", "Таллинн", "Reval", "Tallin"])
def test_names_in_other_languages_are_known(country: SmallCountry, typed: str) -> None:
    assert _names(typed)[:1] == ["Tallinn"]


def test_a_district_is_made_of_its_quarters(country: SmallCountry) -> None:
    quarter = {
        "type": UnitType.QUARTER,
        "municipality": country.tallinn,
        "population": 10,
    }
    pae = SettlementUnitFactory.create(public_name="Pae", name="Pae", **quarter)
    seli = SettlementUnitFactory.create(public_name="Seli", name="Seli", **quarter)
    for typed in ("Lasnamäe", "Ласнамяэ", "Lasnamäe linnaosa"):
        (found,) = lookup.places_named(typed, on=DAY)
        assert set(found.unit_pks) == {pae.pk, seli.pk}


def test_a_district_takes_the_place_of_its_quarter_of_the_same_name(
    country: SmallCountry,
) -> None:
    siili = SettlementUnitFactory.create(
        public_name="Siili", type=UnitType.QUARTER, municipality=country.tallinn
    )
    (found,) = lookup.places_named("Mustamäe", on=DAY)
    assert siili.pk in found.unit_pks
    assert found.key == "0784-mustamae"


@pytest.mark.parametrize("typed", ["", "   ", "-", "q", "xyzzyxyzzy", "zz", "\u0000"])
def test_what_is_no_name_finds_nothing(country: SmallCountry, typed: str) -> None:
    assert _names(typed) == []


def test_a_very_long_query_is_cut(country: SmallCountry) -> None:
    assert _names("x" * 100_000) == []


def test_a_key_leads_back_to_its_place(country: SmallCountry) -> None:
    (found,) = lookup.places_named("Elva linn", on=DAY)
    assert lookup.place(found.key, on=DAY) == found
    assert lookup.place("no-such-place", on=DAY) is None


def test_a_point_lies_in_its_unit(country: SmallCountry) -> None:
    for unit in country.units.values():
        assert lookup.unit_at(*middle_of(unit), on=DAY) == unit


def test_a_point_near_the_coast_belongs_to_the_nearest_unit(
    country: SmallCountry,
) -> None:
    elva = country.units["elva"]
    assert lookup.unit_at(58.97, elva.lon, on=DAY) == elva


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(58.9, 24.1), (0.0, 0.0), (-90.0, 180.0), (float("nan"), 24.1),
     (59.05, float("inf"))],
)  # fmt: skip
def test_a_point_elsewhere_is_in_no_unit(
    country: SmallCountry, lat: float, lon: float
) -> None:
    assert lookup.unit_at(lat, lon, on=DAY) is None


def test_the_index_is_asked_once_and_kept(
    country: SmallCountry, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lookup.index(on=DAY)
    with django_assert_num_queries(1):
        lookup.places_named("Mustamäe", on=DAY)


def test_a_new_unit_is_found_at_once(country: SmallCountry) -> None:
    assert _names("Uuemõisa") == []
    SettlementUnitFactory.create(public_name="Uuemõisa", municipality=country.saue)
    assert _names("Uuemõisa") == ["Uuemõisa"]


def test_a_unit_that_the_plan_does_not_know_goes_with_the_nearest(
    country: SmallCountry,
) -> None:
    near = country.units["palupera"]
    SettlementUnitFactory.create(
        public_name="Uuemõisa", municipality=country.elva, lat=near.lat, lon=near.lon
    )
    (found,) = lookup.places_named("Uuemõisa", on=DAY)
    assert lookup.regions_of(found, on=DAY) == [country.elva_region]


def test_before_the_first_plan_no_region_is_found(country: SmallCountry) -> None:
    before = SINCE - timedelta(days=1)
    (found,) = lookup.places_named("Mustamäe", on=before)
    assert lookup.regions_of(found, on=before) == []


def test_a_region_is_found_by_a_name_that_no_place_has(country: SmallCountry) -> None:
    country.elva_region.name = "Otepää – Elva"
    country.elva_region.save()
    found = lookup.places_named("Otepää", on=DAY)
    assert [place.name for place in found] == ["Otepää – Elva"]


def test_parts_of_a_town_share_the_name_of_their_regions(
    country: SmallCountry,
) -> None:
    halves = {country.mustamae_west, country.mustamae_east}
    for part, region in zip(("W", "E"), halves, strict=True):
        region.name, region.part = "Tudengilinn (Tallinn)", part
        region.save()
    lookup.forget()
    (found,) = lookup.places_named("Tudengilinn", on=DAY)
    assert found.name == "Tudengilinn (Tallinn)"
    assert set(lookup.regions_of(found, on=DAY)) == halves


def test_the_nearest_polygon_counts_not_the_nearest_box(country: SmallCountry) -> None:
    triangle = {
        "type": "Polygon",
        "coordinates": [[[24.0, 58.0], [24.2, 58.0], [24.0, 58.1], [24.0, 58.0]]],
    }
    slope = UnitShapeFactory.create(
        unit=SettlementUnitFactory.create(municipality=country.elva),
        geometry=triangle,
        min_lon=24.0,
        min_lat=58.0,
        max_lon=24.2,
        max_lat=58.1,
    ).unit
    assert lookup.unit_at(58.01, 24.01, on=DAY) == slope
    assert lookup.unit_at(58.09, 24.19, on=DAY) is None
