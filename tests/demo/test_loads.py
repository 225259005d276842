"""Invented loads and roads: marked so, the same each time, more of it in towns."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import QuerySet, Sum

from accounts.models import Role
from audit.models import Event
from demo.loads import invent
from regions import driving
from regions.driving import minutes_from
from regions.models import DrivingTime, Measure, Station, UnitBorder, UnitLoad, UnitType
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry, link, small_country

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)


@pytest.fixture
def country() -> SmallCountry:
    found = small_country()
    elva = found.units["elva"]
    Station.objects.filter(pk=found.elva_station.pk).update(lat=elva.lat, lon=elva.lon)
    return found


def invented() -> list[tuple[str, str, float]]:
    UnitLoad.objects.all().delete()
    DrivingTime.objects.all().delete()
    invent(by=with_role(Role.PLANNER), seed=1, at=NOW)
    rows = UnitLoad.objects.order_by("unit__code", "measure")
    return list(rows.values_list("unit__code", "measure", "value"))


def test_everything_invented_says_so_and_how(country: SmallCountry) -> None:
    invented()
    for row in (*UnitLoad.objects.all(), *DrivingTime.objects.all()):
        assert row.is_invented
        assert "mõeldud" in row.method
        assert row.source
    assert UnitLoad.objects.count() == 9 * len(Measure)
    assert UnitLoad.objects.on(TODAY).count() == 9 * len(Measure)
    verbs = Event.objects.order_by("verb").values_list("verb", flat=True)
    assert list(verbs) == ["regions.import_driving_times", "regions.import_loads"]


def test_the_same_is_invented_each_time(country: SmallCountry) -> None:
    assert invented() == invented()


def test_there_are_more_incidents_for_each_inhabitant_in_towns(
    country: SmallCountry,
) -> None:
    invented()
    loads = UnitLoad.objects.filter(measure=Measure.INCIDENTS)
    assert _rate(loads.filter(unit__type=UnitType.PART)) > _rate(
        loads.filter(unit__type=UnitType.VILLAGE)
    )


def _rate(loads: QuerySet[UnitLoad]) -> float:
    sums = loads.aggregate(incidents=Sum("value"), people=Sum("unit__population"))
    return float(sums["incidents"] / sums["people"])


def test_roads_lead_along_borders_and_over_links(country: SmallCountry) -> None:
    UnitBorder.objects.filter(first=country.units["aila"]).delete()
    UnitBorder.objects.filter(second=country.units["aila"]).delete()
    link(country.units["aila"], country.units["saue"])
    invented()
    driving.forget()
    found = minutes_from(country.units["elva"], TODAY)
    assert not any(minutes.is_estimate for minutes in found.values())
    ferry = DrivingTime.objects.get(
        origin=country.units["saue"], target=country.units["aila"]
    )
    assert ferry.minutes > driving.WAIT
    minutes = UnitLoad.objects.get(unit=country.units["elva"], measure=Measure.DRIVING)
    assert minutes.value == 0
