"""Islands are joined shore to shore, as drawing joins them."""

from datetime import date

import pytest

from districting.graph import connected_edges
from planning.shores import Shores
from planning.terrain import terrain
from regions.division import division_on
from tests.factories.regions import (
    SettlementUnitFactory,
    SmallCountry,
    UnitShapeFactory,
    box,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 3)


def island(
    country: SmallCountry, code: str, west: float, south: float, wide: float
) -> None:
    unit = SettlementUnitFactory.create(
        code=code, municipality=country.saue, lat=south + 0.01, lon=west + wide - 0.01
    )
    UnitShapeFactory.create(
        unit=unit,
        min_lon=west, min_lat=south, max_lon=west + wide, max_lat=south + 0.02,
        geometry=box(west, south, west + wide, south + 0.02),
    )  # fmt: skip


def test_long_island_is_joined_where_its_shore_is_near(country: SmallCountry) -> None:
    # Its point lies at its far end, nearer to another unit than its shore is.
    island(country, "isle", 24.7, 59.14, 2.0)
    island(country, "skerry", 26.8, 59.14, 0.1)
    ground = terrain(TODAY)
    drawn = connected_edges(division_on(TODAY).country)
    assert set(ground.ground.edges) == set(drawn)
    pair = sorted((ground.place["isle"], ground.place["1024"]))
    assert tuple(pair) in ground.ground.edges


def test_unit_without_a_polygon_is_where_its_point_is(country: SmallCountry) -> None:
    keys = [-1, country.units["elva"].pk, country.units["aila"].pk]
    shores = Shores(keys, [(24.65, 59.15), (0.0, 0.0), (0.0, 0.0)])
    assert shores.nearest([0], [1, 2]) == (0, 2)
