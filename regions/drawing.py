"""Region plans: from the units in the database to a draft.

How regions are drawn is `districting`'s affair; here what it drew becomes regions
with names, stations, outlines and colours. This module loads numpy, scipy and shapely;
import it where it is used.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import districting
from accounts.models import Role, User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from regions.division import Division, division_of, division_on
from regions.geometry.colours import colour_classes
from regions.geometry.outlines import CLOSE, Drawing, outlines
from regions.identity import alike, ever_adopted, name_of
from regions.models import (
    PlanStatus,
    Prefecture,
    Region,
    RegionPlan,
    RegionUnit,
    RegionVersion,
    SettlementUnit,
    Station,
)
from regions.naming import Body, Name, bodies_of, names_for, slug_for

Tell = Callable[[int, int, str], None]
"""Gets how much is done, of how much, and what is being done."""


@dataclass(frozen=True)
class Looks:
    """How the regions of a plan look; regions are named by text labels.

    Attributes:
        overview: Outlines for the map of the country.
        close: The same, finer.
        colours: Colour classes.
        approximate: Regions with a unit whose polygon was drawn from a point.
    """

    overview: Drawing
    close: Drawing
    colours: Mapping[str, int]
    approximate: frozenset[str]

    def fields(self, label: str) -> dict[str, Any]:
        """Return a version's fields that tell how it looks."""
        overview, close = self.overview.outlines[label], self.close.outlines[label]
        return {
            "outline": overview.geometry,
            "detail": close.geometry,
            "area_km2": close.area_km2,
            "label_lon": close.label_at[0],
            "label_lat": close.label_at[1],
            **dict(
                zip(
                    ("min_lon", "min_lat", "max_lon", "max_lat"),
                    close.bbox,
                    strict=True,
                )
            ),
            "colour": self.colours[label],
            "is_approximate": label in self.approximate,
        }


@dataclass(frozen=True)
class Drawn:
    """A plan that is computed and not stored.

    Attributes:
        division: The units it divides.
        plan: What `districting` answered.
        groups: The units of each region, region 1 first.
        looks: How the regions look, by their number.
    """

    division: Division
    plan: districting.Plan
    groups: Sequence[Sequence[SettlementUnit]]
    looks: Looks


def draw(*, regions: int, seed: int, preset: str, at: datetime, tell: Tell) -> Drawn:
    """Return regions drawn from the units of the day; nothing is stored.

    Args:
        regions: How many.
        seed: What chance is drawn from; the same seed draws the same.
        preset: How municipalities are treated, one of `districting.PRESETS`.
        at: When; the units of this day are divided.
        tell: Gets what is going on.

    Raises:
        InvalidInputError: the country cannot be divided so.
        WrongStateError: there are no units to draw from, or a prefecture has no
            station.
    """
    tell(0, regions, _("Reading settlement units"))
    division = division_on(at.astimezone(TALLINN).date())
    _require_stations(division)
    plan = drawn_regions(
        division.country, regions, seed=seed, preset=preset, progress=tell
    )
    tell(regions, regions, _("Drawing outlines"))
    groups: dict[int, list[SettlementUnit]] = defaultdict(list)
    for unit in division.units:
        groups[plan.regions[unit.code]].append(unit)
    return Drawn(
        division=division,
        plan=plan,
        groups=[groups[number] for number in sorted(groups)],
        looks=_looks(division, [str(plan.regions[u.code]) for u in division.units]),
    )


def drawn_regions(
    country: districting.Country, regions: int, **choices: Any
) -> districting.Plan:
    """Return what `districting.draw` makes of a country, its islands joined.

    Args:
        country: Units, weights and neighbours.
        regions: How many regions.
        choices: As `districting.draw` takes them.

    Raises:
        InvalidInputError: the country cannot be divided so.
    """
    try:
        return districting.draw(country, regions, join_nearest=True, **choices)
    except districting.DistrictingError as error:
        raise InvalidInputError(
            _("The regions could not be drawn. %(reason)s") % {"reason": error},
            field="regions",
        ) from error


def _require_stations(division: Division) -> None:
    """Refuse before drawing, which takes seconds."""
    staffed = set(Station.objects.values_list("prefecture", flat=True))
    for unit in division.units:
        prefecture = unit.municipality.county.prefecture
        if prefecture.pk not in staffed:
            raise WrongStateError(
                _("%(prefecture)s has no police station yet. Enter one first.")
                % {"prefecture": prefecture}
            )


def _looks(division: Division, labels: Sequence[str]) -> Looks:
    overview = outlines(division.polygons, labels)
    pairs = [(one, other) for one, other, _metres in overview.borders]
    roughly = zip(labels, division.is_approximate, strict=True)
    return Looks(
        overview=overview,
        close=outlines(division.polygons, labels, CLOSE),
        colours=colour_classes(sorted(set(labels)), pairs),
        approximate=frozenset(label for label, rough in roughly if rough),
    )


@transaction.atomic
def store(drawn: Drawn, *, name: str, by: User | None, at: datetime) -> RegionPlan:
    """Store what was drawn as a draft plan and return it.

    Regions that stay mostly the same people stay the same regions, with name, station
    and address; the others are new.
    """
    plan = RegionPlan.objects.create(
        name=name,
        seed=drawn.plan.seed,
        preset=drawn.plan.preset,
        figures=_figures(drawn.plan),
        note="\n".join(drawn.plan.notes),
        created_at=at,
        created_by=by,
    )
    versions = RegionVersion.objects.bulk_create(
        [
            RegionVersion(
                plan=plan,
                region=region,
                number=number,
                population=sum(unit.population for unit in units),
                unit_count=len(units),
                **drawn.looks.fields(str(number)),
            )
            for number, (region, units) in enumerate(
                zip(_regions(drawn), drawn.groups, strict=True), start=1
            )
        ]
    )
    RegionUnit.objects.bulk_create(
        [
            RegionUnit(plan=plan, version=version, unit=unit)
            for version, units in zip(versions, drawn.groups, strict=True)
            for unit in units
        ],
        batch_size=2000,
    )
    record(
        "regions.draw",
        plan,
        by=by,
        role=Role.PLANNER if by else Role.SYSTEM,
        at=at,
        details={"regions": len(versions), "seed": plan.seed},
    )
    return plan


def _figures(plan: districting.Plan) -> dict[str, Any]:
    bound = dataclasses.asdict(plan.bound) if plan.bound else None
    figures = {**dataclasses.asdict(plan.figures), "bound": bound}
    return {**figures, "cost": plan.cost, "seconds": plan.seconds}


def redraw_outlines(plan: RegionPlan) -> None:
    """Draw a plan's outlines anew from its units' polygons; its regions stay.

    Raises:
        WrongStateError: a unit of the plan has no polygon.
    """
    members = RegionUnit.objects.filter(plan=plan)
    label_of = {
        unit: str(version) for unit, version in members.values_list("unit", "version")
    }
    division = division_of(SettlementUnit.objects.filter(pk__in=members.values("unit")))
    looks = _looks(division, [label_of[unit.pk] for unit in division.units])
    versions = list(plan.versions.all())
    for version in versions:
        for field, value in looks.fields(str(version.pk)).items():
            setattr(version, field, value)
    names = list(looks.fields(str(versions[0].pk)))
    RegionVersion.objects.bulk_update(versions, names, batch_size=50)


# --- which region is which ---------------------------------------------------------


def _regions(drawn: Drawn) -> list[Region]:
    """Return the region of each group: the one it was, or a new one."""
    kept = _kept(drawn)
    bodies = bodies_of(drawn.groups, everywhere=drawn.division.units)
    bodies = [
        dataclasses.replace(body, fixed=name_of(kept[k])) if k in kept else body
        for k, body in enumerate(bodies)
    ]
    others = Region.objects.exclude(pk__in=[region.pk for region in kept.values()])
    adopted = ever_adopted()
    drawn_only = {region for region in others if region.pk not in adopted}
    taken = {name_of(region) for region in others} - {name_of(r) for r in drawn_only}
    spare = {name_of(region): region for region in drawn_only}
    founder = _Founder()
    return [
        kept.get(k) or spare.get(name) or founder.found(name, bodies[k], units)
        for k, (name, units) in enumerate(
            zip(names_for(bodies, taken=taken), drawn.groups, strict=True)
        )
    ]


def _kept(drawn: Drawn) -> dict[int, Region]:
    """Return the regions that go on, by the place of their group."""
    before = _plan_before()
    if before is None:
        return {}
    rows = RegionUnit.objects.filter(plan=before)
    region_of = dict(rows.values_list("unit__code", "version__region"))
    pairs = alike(drawn.groups, region_of)
    found = Region.objects.in_bulk(pairs.values())
    return {k: found[pk] for k, pk in pairs.items()}


def _plan_before() -> RegionPlan | None:
    """Return the plan adopted last, else the draft drawn last."""
    adopted = RegionPlan.objects.filter(status=PlanStatus.ADOPTED).first()
    return adopted or RegionPlan.objects.filter(versions__isnull=False).last()


class _Founder:
    """Founds regions: an address of their own, and the nearest station."""

    def __init__(self) -> None:
        self._slugs = set(Region.objects.values_list("slug", flat=True))
        self._stations = list(Station.objects.order_by("pk"))

    def found(self, name: Name, body: Body, units: Sequence[SettlementUnit]) -> Region:
        slug = slug_for(name, taken=self._slugs)
        self._slugs.add(slug)
        return Region.objects.create(
            slug=slug, name=name[0], part=name[1], station=self._nearest(body, units)
        )

    def _nearest(self, body: Body, units: Sequence[SettlementUnit]) -> Station:
        """Return the nearest station of the prefecture in which most people live."""
        people: Counter[Prefecture] = Counter()
        for unit in units:
            people[unit.municipality.county.prefecture] += unit.population + 1
        prefecture = people.most_common(1)[0][0]
        own = [each for each in self._stations if each.prefecture_id == prefecture.pk]
        return min(own, key=lambda station: _distance(station, body))


def _distance(station: Station, body: Body) -> float:
    """Return degrees north between them, infinite when the station has no place."""
    if station.lat is None or station.lon is None:
        return math.inf
    narrow = math.cos(math.radians(body.lat))
    return math.hypot(station.lat - body.lat, (station.lon - body.lon) * narrow)
