"""What the workshop shows of each unit."""

import json
import sys
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.layers import layers
from regions.models import Measure, Station
from tests.factories.regions import (
    SettlementUnitFactory,
    SmallCountry,
    UnitLoadFactory,
    small_country,
)

TODAY = date(2026, 3, 3)


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


def test_each_column_speaks_of_the_units_in_their_order(country: SmallCountry) -> None:
    found = layers(TODAY)
    assert found["codes"] == sorted(unit.code for unit in country.units.values())
    at = found["codes"].index("2024")
    assert found["keys"][at] == country.units["elva"].pk
    assert (found["names"][at], found["population"][at]) == ("Elva", 1000)
    method = found["population_methods"][found["population_method_of"][at]]
    assert method == "area_share"
    town = found["municipalities"][found["municipality_of"][at]]
    assert town == {"code": country.elva.code, "name": country.elva.name}
    county = found["counties"][found["county_of"][at]]
    assert county["name"] == country.elva.county.name
    centre = found["commuting_centre_of"][at]
    assert centre is not None
    assert found["commuting_centres"][centre] == "Tallinn"


def test_loads_say_how_they_are_known(country: SmallCountry) -> None:
    UnitLoadFactory.create(unit=country.units["elva"], value=7, is_invented=True)
    found = layers(TODAY)
    incidents = found["loads"][Measure.INCIDENTS]
    at = found["codes"].index("2024")
    assert incidents["values"][at] == 7
    assert incidents["values"].count(None) == 8
    known = incidents["known_of"][at]
    assert known is not None
    assert incidents["known"][known] == {
        "source": "counted for a test",
        "as_of": "2024-12-31",
        "method": "counted",
        "is_invented": True,
    }
    assert incidents["is_invented"]
    assert incidents["total"] == 7
    assert not found["loads"][Measure.LOCAL_LIFE]["is_invented"]


def test_open_concerns_are_the_callers(country: SmallCountry) -> None:
    elva = country.units["elva"]
    assert layers(TODAY)["open_concerns"] is None
    found = layers(TODAY, open_concerns={elva.pk: 4})
    assert found["open_concerns"] is not None
    assert sum(found["open_concerns"]) == 4
    assert found["open_concerns"][found["codes"].index("2024")] == 4


def test_officers_work_from_the_place_of_their_station(country: SmallCountry) -> None:
    assert layers(TODAY)["bases"] == []
    laagri = country.units["laagri"]
    Station.objects.filter(pk=country.mustamae_station.pk).update(
        lat=laagri.lat + 0.01, lon=laagri.lon
    )
    (base,) = layers(TODAY)["bases"]
    assert (base["station"], base["code"]) == (country.mustamae_station.pk, laagri.code)
    regions = {post["region"] for post in base["posts"]}
    assert country.mustamae_west.pk in regions
    assert country.elva_region.pk not in regions


def test_only_units_of_the_day_are_shown(country: SmallCountry) -> None:
    SettlementUnitFactory.create(code="later", valid_from=date(2026, 4, 1))
    SettlementUnitFactory.create(code="gone", valid_to=TODAY)
    assert not {"later", "gone"} & set(layers(TODAY)["codes"])


def test_it_is_ready_for_json_and_needs_few_queries(
    country: SmallCountry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("numpy", "scipy", "shapely", "pyogrio"):
        monkeypatch.setitem(sys.modules, name, None)
    with CaptureQueriesContext(connection) as asked:
        found = layers(TODAY)
    assert len(asked) == 4
    assert json.loads(json.dumps(found)) == found
