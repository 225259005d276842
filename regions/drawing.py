"""Region plans: from the units in the database to a draft.

How regions are drawn is `districting`'s affair; here what it drew becomes regions
with names, stations, outlines and colours. This module loads numpy, scipy and shapely;
import it where it is used.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
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
from regions.founding import regions_of
from regions.geometry.colours import colour_classes
from regions.geometry.outlines import CLOSE, Drawing, outlines
from regions.identity import alike
from regions.models import (
    PlanStatus,
    Region,
    RegionPlan,
    RegionUnit,
    RegionVersion,
    SettlementUnit,
    Station,
)

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
    require_stations(division)
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
        looks=looks_of(division, [str(plan.regions[u.code]) for u in division.units]),
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


def require_stations(division: Division) -> None:
    """Refuse before drawing, which takes seconds.

    Raises:
        WrongStateError: a prefecture has no station.
    """
    staffed = set(Station.objects.values_list("prefecture", flat=True))
    for unit in division.units:
        prefecture = unit.municipality.county.prefecture
        if prefecture.pk not in staffed:
            raise WrongStateError(
                _("%(prefecture)s has no police station yet. Enter one first.")
                % {"prefecture": prefecture}
            )


def looks_of(division: Division, labels: Sequence[str]) -> Looks:
    """Return how regions look, given the label of each unit's region."""
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
    write_versions(plan, _regions(drawn), drawn.groups, drawn.looks)
    record(
        "regions.draw",
        plan,
        by=by,
        role=Role.PLANNER if by else Role.SYSTEM,
        at=at,
        details={"regions": len(drawn.groups), "seed": plan.seed},
    )
    return plan


def write_versions(
    plan: RegionPlan,
    regions: Sequence[Region],
    groups: Sequence[Sequence[SettlementUnit]],
    looks: Looks,
) -> None:
    """Store what a draft makes of each region; `looks` labels them by their numbers.

    Args:
        plan: a draft without versions.
        regions: region 1 first.
        groups: the units of each.
        looks: how they look.
    """
    versions = RegionVersion.objects.bulk_create(
        [
            RegionVersion(
                plan=plan,
                region=region,
                number=number,
                population=sum(unit.population for unit in units),
                unit_count=len(units),
                **looks.fields(str(number)),
            )
            for number, (region, units) in enumerate(
                zip(regions, groups, strict=True), start=1
            )
        ]
    )
    RegionUnit.objects.bulk_create(
        [
            RegionUnit(plan=plan, version=version, unit=unit)
            for version, units in zip(versions, groups, strict=True)
            for unit in units
        ],
        batch_size=2000,
    )


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
    looks = looks_of(division, [label_of[unit.pk] for unit in division.units])
    versions = list(plan.versions.all())
    for version in versions:
        for field, value in looks.fields(str(version.pk)).items():
            setattr(version, field, value)
    names = list(looks.fields(str(versions[0].pk)))
    RegionVersion.objects.bulk_update(versions, names, batch_size=50)


# --- which region is which ---------------------------------------------------------


def _regions(drawn: Drawn) -> list[Region]:
    """Return the region of each group: the one it was, or a new one."""
    return regions_of(
        drawn.groups, everywhere=drawn.division.units, kept=_kept(drawn), named={}
    )


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
