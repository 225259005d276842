"""Places, loads, plans, regions, stations, officers, postings, and a tiny country."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import factory
from factory.django import DjangoModelFactory

from regions.models import (
    Absence,
    AbsenceReason,
    CommutingCentre,
    County,
    DrivingTime,
    Leadership,
    LinkKind,
    LinkSeason,
    Measure,
    Municipality,
    Officer,
    PlanStatus,
    Posting,
    Prefecture,
    Rank,
    Region,
    RegionPart,
    RegionPlan,
    RegionUnit,
    RegionVersion,
    SettlementUnit,
    Station,
    UnitBorder,
    UnitLink,
    UnitLoad,
    UnitShape,
    UnitType,
    pair_of,
)
from tests.factories.accounts import UserFactory

SINCE = date(2025, 1, 1)
"""The day from which everything made here holds, unless a test says otherwise."""
SINCE_AT = datetime(2024, 12, 20, 10, 0, tzinfo=UTC)

SOUTH, WEST, HEIGHT, WIDTH = 59.0, 24.0, 0.1, 0.2
"""The small country's grid: degrees, about 11 km to a square."""


_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _three_signs(number: int) -> str:
    """Return a number in three signs: a code has four, and a run makes thousands."""
    return "".join(_SIGNS[number // 36**place % 36] for place in (2, 1, 0))


class PrefectureFactory(DjangoModelFactory[Prefecture]):
    class Meta:
        model = Prefecture

    slug = factory.Sequence(lambda n: f"prefektuur-{n}")
    name = factory.Sequence(lambda n: f"Prefektuur {n}")


class CountyFactory(DjangoModelFactory[County]):
    class Meta:
        model = County

    code = factory.Sequence(lambda n: f"c{_three_signs(n)}")
    name = factory.Sequence(lambda n: f"Maakond {n}")
    prefecture = factory.SubFactory(PrefectureFactory)


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality

    code = factory.Sequence(lambda n: f"m{_three_signs(n)}")
    name = factory.Sequence(lambda n: f"Metsa{n} vald")
    county = factory.SubFactory(CountyFactory)


class CommutingCentreFactory(DjangoModelFactory[CommutingCentre]):
    class Meta:
        model = CommutingCentre
        django_get_or_create = ("name",)

    name = "Tallinn"


class SettlementUnitFactory(DjangoModelFactory[SettlementUnit]):
    """A village without a shape; see `UnitShapeFactory`."""

    class Meta:
        model = SettlementUnit

    code = factory.Sequence(lambda n: f"u{n:04d}")
    public_name = factory.Sequence(lambda n: f"Metsaküla{n}")
    name = factory.LazyAttribute(lambda unit: f"{unit.public_name} küla")
    type = UnitType.VILLAGE
    municipality = factory.SubFactory(MunicipalityFactory)
    commuting_centre = factory.SubFactory(CommutingCentreFactory)
    population = 100
    population_method = "area_share"
    lat = SOUTH + HEIGHT / 2
    lon = WEST + WIDTH / 2
    area_km2 = 100.0
    valid_from = date(2018, 9, 1)


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a rectangle as a GeoJSON polygon, in degrees."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


class UnitShapeFactory(DjangoModelFactory[UnitShape]):
    """A rectangle, by default the grid's south-western square."""

    class Meta:
        model = UnitShape

    unit = factory.SubFactory(SettlementUnitFactory)
    min_lon = WEST
    min_lat = SOUTH
    max_lon = factory.LazyAttribute(lambda shape: shape.min_lon + WIDTH)
    max_lat = factory.LazyAttribute(lambda shape: shape.min_lat + HEIGHT)
    geometry = factory.LazyAttribute(
        lambda shape: box(shape.min_lon, shape.min_lat, shape.max_lon, shape.max_lat)
    )
    perimeter_m = 45e3
    is_approximate = True
    source = "drawn for a test"


class UnitLoadFactory(DjangoModelFactory[UnitLoad]):
    """Incidents of a unit, counted."""

    class Meta:
        model = UnitLoad

    unit = factory.SubFactory(SettlementUnitFactory)
    measure = Measure.INCIDENTS
    value = 10.0
    source = "counted for a test"
    as_of = date(2024, 12, 31)
    method = "counted"
    imported_at = SINCE_AT
    valid_from = SINCE


class DrivingTimeFactory(DjangoModelFactory[DrivingTime]):
    """Ten minutes from one unit to another, by car."""

    class Meta:
        model = DrivingTime

    origin = factory.SubFactory(SettlementUnitFactory)
    target = factory.SubFactory(SettlementUnitFactory)
    minutes = 10.0
    source = "driven for a test"
    as_of = date(2024, 12, 31)
    method = "by car"


class StationFactory(DjangoModelFactory[Station]):
    """A station without a head; see `LeadershipFactory`."""

    class Meta:
        model = Station

    slug = factory.Sequence(lambda n: f"jaoskond-{n}")
    name = factory.Sequence(lambda n: f"Politseijaoskond {n}")
    prefecture = factory.SubFactory(PrefectureFactory)
    phone = "+372 612 3000"
    email = factory.LazyAttribute(lambda station: f"{station.slug}@politsei.example")


class OfficerFactory(DjangoModelFactory[Officer]):
    class Meta:
        model = Officer

    user = factory.SubFactory(
        UserFactory, full_name=factory.Sequence(lambda n: f"Tõnu Tamm {n}")
    )
    station = factory.SubFactory(StationFactory)
    rank = Rank.SENIOR_INSPECTOR
    languages = factory.LazyFunction(lambda: ["et", "ru"])
    phone = "+372 512 3456"
    email = factory.Sequence(lambda n: f"officer{n}@politsei.example")


class LeadershipFactory(DjangoModelFactory[Leadership]):
    """A station's head; give `station=None, prefecture=…` for a prefecture's."""

    class Meta:
        model = Leadership

    station = factory.SubFactory(StationFactory)
    officer = factory.SubFactory(OfficerFactory)
    starts_on = SINCE


class RegionPlanFactory(DjangoModelFactory[RegionPlan]):
    """A draft; `adopted=True` for one in force since `SINCE`."""

    class Meta:
        model = RegionPlan

    class Params:
        adopted = factory.Trait(
            status=PlanStatus.ADOPTED, adopted_at=SINCE_AT, valid_from=SINCE
        )

    name = factory.Sequence(lambda n: f"Plan {n}")
    created_at = SINCE_AT


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region

    slug = factory.Sequence(lambda n: f"piirkond-{n}")
    name = factory.Sequence(lambda n: f"Piirkond {n}")
    part = RegionPart.WHOLE
    station = factory.SubFactory(StationFactory)


PlanRow = TypeVar("PlanRow", RegionVersion, RegionUnit)


class PlanRowFactory(DjangoModelFactory[PlanRow]):
    """Rows of any plan: one that is no draft becomes one while they are added."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[PlanRow], *args: Any, **kwargs: Any) -> PlanRow:
        row = model_class(*args, **kwargs)
        plan = RegionPlan.objects.get(pk=row.plan_id)
        if plan.status == PlanStatus.DRAFT:
            row.save(force_insert=True)
            return row
        RegionPlan.objects.filter(pk=plan.pk).back_to_draft()
        row.save(force_insert=True)
        RegionPlan.objects.filter(pk=plan.pk).update(
            **{
                name: getattr(plan, name)
                for name in ("status", "adopted_at", "valid_from", "valid_to")
            }
        )
        return row


class RegionVersionFactory(PlanRowFactory[RegionVersion]):
    """A square region without units; see `RegionUnitFactory`."""

    class Meta:
        model = RegionVersion

    plan = factory.SubFactory(RegionPlanFactory, adopted=True)
    region = factory.SubFactory(RegionFactory)
    number = factory.Sequence(lambda n: n + 1)
    population = 100
    area_km2 = 100.0
    unit_count = 1
    min_lon = WEST
    min_lat = SOUTH
    max_lon = factory.LazyAttribute(lambda version: version.min_lon + WIDTH)
    max_lat = factory.LazyAttribute(lambda version: version.min_lat + HEIGHT)
    outline = factory.LazyAttribute(
        lambda version: box(
            version.min_lon, version.min_lat, version.max_lon, version.max_lat
        )
    )
    detail = factory.LazyAttribute(lambda version: version.outline)
    label_lat = factory.LazyAttribute(lambda v: (v.min_lat + v.max_lat) / 2)
    label_lon = factory.LazyAttribute(lambda v: (v.min_lon + v.max_lon) / 2)
    colour = 0
    is_approximate = True


class RegionUnitFactory(PlanRowFactory[RegionUnit]):
    class Meta:
        model = RegionUnit

    version = factory.SubFactory(RegionVersionFactory)
    plan = factory.LazyAttribute(lambda row: row.version.plan)
    unit = factory.SubFactory(SettlementUnitFactory)


class PostingFactory(DjangoModelFactory[Posting]):
    class Meta:
        model = Posting

    region = factory.SubFactory(RegionFactory)
    officer = factory.SubFactory(
        OfficerFactory, station=factory.SelfAttribute("..region.station")
    )
    starts_on = SINCE
    reason = "Regular posting"
    made_at = SINCE_AT


class AbsenceFactory(DjangoModelFactory[Absence]):
    """A week of leave without a deputy."""

    class Meta:
        model = Absence

    officer = factory.SubFactory(OfficerFactory)
    deputy = None
    starts_on = date(2026, 3, 2)
    ends_on = date(2026, 3, 9)
    reason = AbsenceReason.LEAVE


@dataclass(frozen=True)
class SmallCountry:
    """Nine units on a grid of three by three squares, four regions, all staffed.

    Rows from north to south, units from west to east::

        Tallinn (Põhja):     mustamae_1 1200 | mustamae_2 800 | mustamae_3 1500
        Saue vald (Põhja):   laagri 900      | saue 600       | aila 0
        Elva vald (Lõuna):   elva 1000       | palupera 300   | hellenurme 200

    Regions: `mustamae_west` (mustamae_1, mustamae_2), `mustamae_east` (mustamae_3),
    `saue_region` and `elva_region` (a municipality each). The officers of a region
    work in the station nearest to it; `spare` has no posting.
    """

    plan: RegionPlan
    units: dict[str, SettlementUnit]
    tallinn: Municipality
    saue: Municipality
    elva: Municipality
    north: Prefecture
    south: Prefecture
    mustamae_station: Station
    elva_station: Station
    mustamae_west: Region
    mustamae_east: Region
    saue_region: Region
    elva_region: Region
    officers: dict[str, Officer]
    """By the names of the regions' fields, and `spare`."""
    mustamae_head: Officer
    elva_head: Officer
    north_head: Officer
    south_head: Officer

    @property
    def regions(self) -> list[Region]:
        """Return the four regions."""
        return [
            self.mustamae_west,
            self.mustamae_east,
            self.saue_region,
            self.elva_region,
        ]


def middle_of(unit: SettlementUnit) -> tuple[float, float]:
    """Return latitude and longitude of a point inside a unit's square."""
    return unit.lat, unit.lon


_GRID = [
    [("mustamae_1", 1200), ("mustamae_2", 800), ("mustamae_3", 1500)],
    [("laagri", 900), ("saue", 600), ("aila", 0)],
    [("elva", 1000), ("palupera", 300), ("hellenurme", 200)],
]
_UNITS: dict[str, tuple[str, str, str, str, UnitType]] = {
    "mustamae_1": (
        "0784-mustamae-1", "Mustamäe 1", "Mustamäe", "Mustamäe", UnitType.PART),
    "mustamae_2": (
        "0784-mustamae-2", "Mustamäe 2", "Mustamäe", "Mustamäe", UnitType.PART),
    "mustamae_3": (
        "0784-mustamae-3", "Mustamäe 3", "Mustamäe", "Mustamäe", UnitType.PART),
    "laagri": ("4057", "Laagri alevik", "Laagri", "", UnitType.SMALL_TOWN),
    "saue": ("7390", "Saue linn", "Saue", "", UnitType.CITY),
    "aila": ("1024", "Aila küla", "Aila", "", UnitType.VILLAGE),
    "elva": ("2024", "Elva linn", "Elva", "", UnitType.CITY),
    "palupera": ("5935", "Palupera küla", "Palupera", "", UnitType.VILLAGE),
    "hellenurme": ("2095", "Hellenurme küla", "Hellenurme", "", UnitType.VILLAGE),
}  # fmt: skip
"""Code, name, the name people use, parent, type."""


def small_country() -> SmallCountry:
    """Make a country small enough to know by heart, its plan in force since `SINCE`."""
    north = PrefectureFactory.create(slug="pohja", name="Põhja prefektuur")
    south = PrefectureFactory.create(slug="louna", name="Lõuna prefektuur")
    harju = CountyFactory.create(code="0037", name="Harju maakond", prefecture=north)
    tartu = CountyFactory.create(code="0079", name="Tartu maakond", prefecture=south)
    tallinn = MunicipalityFactory.create(code="0784", name="Tallinn", county=harju)
    saue = MunicipalityFactory.create(code="0726", name="Saue vald", county=harju)
    elva = MunicipalityFactory.create(code="0171", name="Elva vald", county=tartu)
    units = _units([tallinn, saue, elva])
    mustamae_station = StationFactory.create(
        slug="mustamae", name="Mustamäe politseijaoskond", prefecture=north
    )
    elva_station = StationFactory.create(
        slug="elva", name="Elva politseijaoskond", prefecture=south
    )
    plan = RegionPlanFactory.create(name="Piirkonnad 2025", adopted=True)
    w, e = RegionPart.WEST, RegionPart.EAST
    regions = {
        "mustamae_west": ("mustamae-laas", "Mustamäe", w, mustamae_station),
        "mustamae_east": ("mustamae-ida", "Mustamäe", e, mustamae_station),
        "saue_region": ("saue", "Saue", RegionPart.WHOLE, mustamae_station),
        "elva_region": ("elva", "Elva", RegionPart.WHOLE, elva_station),
    }
    members = {
        "mustamae_west": ["mustamae_1", "mustamae_2"],
        "mustamae_east": ["mustamae_3"],
        "saue_region": ["laagri", "saue", "aila"],
        "elva_region": ["elva", "palupera", "hellenurme"],
    }
    made = {}
    officers = {}
    for number, (key, (slug, name, part, station)) in enumerate(regions.items(), 1):
        made[key] = RegionFactory.create(
            slug=slug, name=name, part=part, station=station
        )
        inside = [units[unit] for unit in members[key]]
        _version(plan, made[key], number, inside)
        officers[key] = PostingFactory.create(region=made[key]).officer
    officers["spare"] = OfficerFactory.create(station=mustamae_station)
    return SmallCountry(
        plan=plan,
        units=units,
        tallinn=tallinn,
        saue=saue,
        elva=elva,
        north=north,
        south=south,
        mustamae_station=mustamae_station,
        elva_station=elva_station,
        officers=officers,
        mustamae_head=_station_head(mustamae_station),
        elva_head=_station_head(elva_station),
        north_head=_prefecture_head(mustamae_station),
        south_head=_prefecture_head(elva_station),
        **made,
    )


def _units(municipalities: list[Municipality]) -> dict[str, SettlementUnit]:
    found: dict[str, SettlementUnit] = {}
    for row, (municipality, cells) in enumerate(
        zip(municipalities, _GRID, strict=True)
    ):
        for column, (key, population) in enumerate(cells):
            code, name, public_name, parent, kind = _UNITS[key]
            west = round(WEST + column * WIDTH, 4)
            south = round(SOUTH + (2 - row) * HEIGHT, 4)
            found[key] = SettlementUnitFactory.create(
                code=code,
                name=name,
                public_name=public_name,
                parent=parent,
                type=kind,
                municipality=municipality,
                population=population,
                lat=round(south + HEIGHT / 2, 4),
                lon=round(west + WIDTH / 2, 4),
            )
            UnitShapeFactory.create(
                unit=found[key],
                min_lon=west,
                min_lat=south,
                max_lon=round(west + WIDTH, 4),
                max_lat=round(south + HEIGHT, 4),
            )
    _borders(list(found.values()))
    return found


def _borders(units: list[SettlementUnit]) -> None:
    for place, unit in enumerate(units):
        if place % 3 < 2:
            UnitBorder.objects.create(
                first=unit, second=units[place + 1], length_m=11e3
            )
        if place < 6:
            UnitBorder.objects.create(
                first=unit, second=units[place + 3], length_m=11e3
            )


def _version(
    plan: RegionPlan, region: Region, number: int, units: list[SettlementUnit]
) -> None:
    shapes = [unit.shape for unit in units]
    version = RegionVersionFactory.create(
        plan=plan,
        region=region,
        number=number,
        colour=number - 1,
        population=sum(unit.population for unit in units),
        area_km2=100.0 * len(units),
        unit_count=len(units),
        min_lon=min(shape.min_lon for shape in shapes),
        min_lat=min(shape.min_lat for shape in shapes),
        max_lon=max(shape.max_lon for shape in shapes),
        max_lat=max(shape.max_lat for shape in shapes),
    )
    for unit in units:
        RegionUnitFactory.create(version=version, plan=plan, unit=unit)


def _station_head(station: Station) -> Officer:
    officer = OfficerFactory.create(station=station, rank=Rank.CHIEF_INSPECTOR)
    return LeadershipFactory.create(station=station, officer=officer).officer


def _prefecture_head(station: Station) -> Officer:
    officer = OfficerFactory.create(station=station, rank=Rank.CHIEF_COMMISSIONER)
    return LeadershipFactory.create(
        station=None, prefecture=station.prefecture, officer=officer
    ).officer


def link(first: SettlementUnit, second: SettlementUnit) -> UnitLink:
    """Join two units by a ferry."""
    first, second = pair_of(first, second)
    return UnitLink.objects.create(
        first=first,
        second=second,
        kind=LinkKind.FERRY,
        season=LinkSeason.ALL_YEAR,
        reason="Ferry",
        valid_from=SINCE,
    )
