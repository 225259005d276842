"""Maps of all units: asked for, drawn by the worker, thrown away with the polygons."""

import json
from datetime import UTC, date, datetime

import pytest
from django_tasks_db.models import DBTaskResult

from regions import unit_maps
from regions.models import SettlementUnit, UnitMap, UnitShape
from regions.tasks import draw_unit_maps
from tests.factories.regions import SmallCountry, small_country

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


def digest() -> str:
    rows = SettlementUnit.objects.existing(TODAY).order_by("code", "pk")
    return unit_maps.digest_of(rows.values_list("pk", flat=True))


def test_first_who_asks_waits_and_the_worker_draws(country: SmallCountry) -> None:
    assert unit_maps.map_of(digest(), TODAY, at=AT) is None
    assert unit_maps.map_of(digest(), TODAY, at=AT) is None
    assert DBTaskResult.objects.filter(task_path=unit_maps._TASK).count() == 1  # noqa: SLF001
    assert draw_unit_maps.func() == 1
    found = unit_maps.map_of(digest(), TODAY, at=AT)
    assert found is not None
    told = json.loads(UnitMap.objects.get(pk=found.pk).topology)
    assert len(told["lengths"]) == len(told["left"]) == len(told["right"])


def test_map_of_a_day_without_units_is_never_drawn(db: None) -> None:
    unit_maps.map_of("nothing", TODAY, at=AT)
    unit_maps.draw_missing(at=AT)
    assert not UnitMap.objects.exists()


def test_unit_without_a_polygon_keeps_its_place(country: SmallCountry) -> None:
    units = SettlementUnit.objects.existing(TODAY).order_by("code", "pk")
    UnitShape.objects.filter(unit=units[0]).delete()
    unit_maps.redraw(at=AT)
    told = json.loads(UnitMap.objects.get().topology)
    left = [sum(told["left"][: k + 1]) for k in range(len(told["left"]))]
    sides = {*left, *(a + b for a, b in zip(left, told["right"], strict=True))}
    assert sides == {-1, *range(1, len(units))}


def test_new_polygons_throw_old_maps_away(country: SmallCountry) -> None:
    UnitMap.objects.create(
        digest="of-yesterday", on=TODAY, asked_at=AT, made_at=AT, topology="{}"
    )
    unit_maps.redraw(at=AT)
    assert UnitMap.objects.get().digest == digest()
