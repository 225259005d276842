"""What the workshop shows of each settlement unit on a day, ready for JSON.

A table by columns: the n-th entry of each speaks of the n-th code. Texts that many
units share stand once in a list; columns that end in `_of` point into it. No geometry
and no heavy library, so that a web process can ask.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Generic, NamedTuple, Protocol, TypedDict, TypeVar

from regions.loads import Figure, loads_on
from regions.models import Measure, Posting, SettlementUnit, Station
from regions.models.plans import RegionVersion

DECIMALS: Final = 3


class Known(TypedDict):
    """How figures are known."""

    source: str
    as_of: str
    method: str
    is_invented: bool


class LoadLayer(TypedDict):
    """One measure.

    `values` holds None where a unit has no value, `known_of` then too.
    """

    values: list[float | None]
    known_of: list[int | None]
    known: list[Known]
    total: float
    is_invented: bool


class Area(TypedDict):
    """A municipality or county."""

    code: str
    name: str


class Post(TypedDict):
    """An officer who works from a base, and the region served."""

    officer: str
    name: str
    region: int
    region_slug: str
    region_name: str


class Base(TypedDict):
    """A station with a place, the unit nearest to it, and who works from there."""

    station: int
    name: str
    lat: float
    lon: float
    unit: int
    code: str
    posts: list[Post]


class Layers(TypedDict):
    """Everything there is to show on a day; see the module."""

    on: str
    keys: list[int]
    codes: list[str]
    names: list[str]
    lat: list[float]
    lon: list[float]
    population: list[int]
    population_method_of: list[int]
    population_methods: list[str]
    municipality_of: list[int]
    municipalities: list[Area]
    county_of: list[int]
    counties: list[Area]
    commuting_centre_of: list[int | None]
    commuting_centres: list[str]
    open_concerns: list[int] | None
    loads: dict[str, LoadLayer]
    bases: list[Base]


def layers(on: date, *, open_concerns: Mapping[int, int] | None = None) -> Layers:
    """Return what there is to show of each unit that exists on a day.

    Args:
        on: The day.
        open_concerns: How many concerns are open, by the unit's key; None when the
            reader may not know.
    """
    rows = SettlementUnit.objects.existing(on).order_by("code", "pk")
    units = [_Unit(*row) for row in rows.values_list(*_COLUMNS)]
    methods, centres = Pool[str](), Pool[str]()
    towns, counties = Pool[tuple[str, str]](), Pool[tuple[str, str]]()
    loads = loads_on(on)
    return Layers(
        on=on.isoformat(),
        keys=[unit.pk for unit in units],
        codes=[unit.code for unit in units],
        names=[unit.name for unit in units],
        lat=[unit.lat for unit in units],
        lon=[unit.lon for unit in units],
        population=[unit.population for unit in units],
        population_method_of=[methods.of(unit.population_method) for unit in units],
        population_methods=methods.entries,
        municipality_of=[towns.of((unit.town_code, unit.town)) for unit in units],
        municipalities=_areas(towns),
        county_of=[counties.of((unit.county_code, unit.county)) for unit in units],
        counties=_areas(counties),
        commuting_centre_of=[
            centres.of(unit.centre) if unit.centre else None for unit in units
        ],
        commuting_centres=centres.entries,
        open_concerns=None
        if open_concerns is None
        else [open_concerns.get(unit.pk, 0) for unit in units],
        loads={
            measure.value: _load_layer(units, loads[measure]) for measure in Measure
        },
        bases=bases(on, units),
    )


class _Unit(NamedTuple):
    pk: int
    code: str
    name: str
    lat: float
    lon: float
    population: int
    population_method: str
    town_code: str
    town: str
    county_code: str
    county: str
    centre: str | None


_COLUMNS: Final = (
    *("pk", "code", "public_name", "lat", "lon", "population", "population_method"),
    *("municipality__code", "municipality__name"),
    *("municipality__county__code", "municipality__county__name"),
    "commuting_centre__name",
)


def _areas(pool: Pool[tuple[str, str]]) -> list[Area]:
    return [Area(code=code, name=name) for code, name in pool.entries]


def _load_layer(units: Iterable[_Unit], figures: Mapping[int, Figure]) -> LoadLayer:
    pool = Pool[tuple[str, str, str, bool]]()
    found = [figures.get(unit.pk) for unit in units]
    known_of = [None if figure is None else pool.of(_known(figure)) for figure in found]
    return LoadLayer(
        values=[None if fig is None else round(fig.value, DECIMALS) for fig in found],
        known_of=known_of,
        known=[
            Known(source=source, as_of=as_of, method=method, is_invented=invented)
            for source, as_of, method, invented in pool.entries
        ],
        total=round(sum(figure.value for figure in found if figure), DECIMALS),
        is_invented=any(invented for *_known, invented in pool.entries),
    )


def _known(figure: Figure) -> tuple[str, str, str, bool]:
    return figure.source, figure.as_of.isoformat(), figure.method, figure.is_invented


class Placed(Protocol):
    """A unit with its place, as far as bases ask."""

    @property
    def pk(self) -> int:
        """Return its key."""

    @property
    def code(self) -> str:
        """Return its code."""

    @property
    def lat(self) -> float:
        """Return its latitude."""

    @property
    def lon(self) -> float:
        """Return its longitude."""


def bases(on: date, units: Sequence[Placed]) -> list[Base]:
    """Return the stations from which officers serve regions on a day, by name.

    An officer's base is the place of the officer's station. Stations without a place,
    and those nobody works from, are left out.
    """
    posts: dict[int, list[Post]] = {}
    current = RegionVersion.objects.in_force(on).values("region")
    rows = Posting.objects.on(on).filter(region__in=current)
    for posting in rows.select_related("officer__user", "region").order_by(
        "region__name", "region__part", "pk"
    ):
        posts.setdefault(posting.officer.station_id, []).append(_post(posting))
    stations = Station.objects.filter(pk__in=posts, lat__isnull=False).order_by("name")
    return [_base(station, units, posts[station.pk]) for station in stations if units]


def _post(posting: Posting) -> Post:
    return Post(
        officer=posting.officer.public_id,
        name=posting.officer.name,
        region=posting.region_id,
        region_slug=posting.region.slug,
        region_name=posting.region.label,
    )


def _base(station: Station, units: Sequence[Placed], posts: list[Post]) -> Base:
    lat, lon = station.lat or 0.0, station.lon or 0.0
    unit = nearest(lat, lon, units)
    return Base(
        station=station.pk,
        name=station.name,
        lat=lat,
        lon=lon,
        unit=unit.pk,
        code=unit.code,
        posts=posts,
    )


_NARROW: Final = 0.52  # a degree east against one north, at 58.6
_AROUND: Final = 0.25  # degrees; most places have a unit so near


class Point(Protocol):
    """Something with a key and a place in degrees."""

    @property
    def pk(self) -> int: ...  # noqa: D102 -- what the class says
    @property
    def lat(self) -> float: ...  # noqa: D102 -- likewise
    @property
    def lon(self) -> float: ...  # noqa: D102 -- likewise


SomePoint = TypeVar("SomePoint", bound=Point)


def nearest(lat: float, lon: float, points: Sequence[SomePoint]) -> SomePoint:
    """Return the point that is nearest to a place in degrees.

    Raises:
        ValueError: there are no points.
    """

    def away(point: SomePoint) -> tuple[float, int]:
        north, east = point.lat - lat, (point.lon - lon) * _NARROW
        return north * north + east * east, point.pk

    around = [
        point
        for point in points
        if abs(point.lat - lat) < _AROUND and abs(point.lon - lon) < _AROUND / _NARROW
    ]
    # Beyond the square's edge one may lie nearer than in its corner.
    best = min(around or points, key=away)
    return best if away(best)[0] <= _AROUND**2 else min(points, key=away)


Entry = TypeVar("Entry", bound=Hashable)


class Pool(Generic[Entry]):
    """Gives each different entry a number, in the order of coming."""

    def __init__(self) -> None:
        self._number: dict[Entry, int] = {}

    def of(self, entry: Entry) -> int:
        """Return the number of an entry."""
        return self._number.setdefault(entry, len(self._number))

    @property
    def entries(self) -> list[Entry]:
        """Return the entries by their number."""
        return list(self._number)
