"""A region on other days than today: what comes, what became of it, who served it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from django.db.models import Subquery

from regions import lookup
from regions.coming import Part, codes_of, parts_of, regions_on
from regions.contacts import Contact, contacts
from regions.models import (
    PlanStatus,
    Posting,
    Region,
    RegionPlan,
    RegionVersion,
)
from regions.responsibility import postings_of

POSTINGS_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class DayBack:
    """Who answered on a day, and for which region: borders move."""

    day: date
    region: Region | None
    contact: Contact | None
    is_same_region: bool

    @property
    def label(self) -> str:
        """Return what the region was called on the day."""
        return self.region.label_on(self.day) if self.region else ""

    @property
    def is_called_so(self) -> bool:
        """Test whether it was this region, under the name it has today."""
        if not (self.is_same_region and self.region):
            return False
        return self.label == self.region.label


@dataclass(frozen=True, slots=True)
class Change:
    """What a coming plan does to a region on today's map.

    Attributes:
        day: The first day of the plan.
        leaves: Whether the region is not on the map from then on.
        gone: Where its places go that do not stay, most people first.
        come: Where the places come from that it gets.
        contact: Whom to turn to from the day on, when that changes.
    """

    day: date
    leaves: bool
    gone: Sequence[Part]
    come: Sequence[Part]
    contact: Contact | None

    @property
    def last_day(self) -> date:
        """Return the last day of what holds until then."""
        return self.day - timedelta(days=1)


def version_on(slug: str, on: date) -> RegionVersion | None:
    """Return a region's version on today's map; `coming_on` is when that changes.

    One query; None when the region is not on the map.
    """
    coming = RegionPlan.objects.coming(on).values("valid_from")[:1]
    rows = RegionVersion.objects.in_force(on).for_page()
    shown = rows.annotate(coming_on=Subquery(coming)).filter(region__slug=slug)
    found: RegionVersion | None = shown.first()
    return found


def change_of(version: RegionVersion, day: date | None, on: date) -> Change | None:
    """Return what the plan that begins on a day changes; None when nothing does."""
    if day is None:
        return None
    region = version.region
    codes = codes_of(region, version.plan)
    parts = parts_of(codes, day)
    gone = [part for part in parts if part.region != region]
    leaves = all(part.region != region for part in parts)
    come = [] if leaves else _come(region, set(codes), day, on)
    contact = None if leaves else _new_contact(region, on, day)
    if not (gone or come or contact):
        return None
    return Change(day, leaves, gone, come, contact)


def _come(region: Region, own: set[str], day: date, on: date) -> list[Part]:
    plan = RegionPlan.objects.in_force(day).first()
    if plan is None:
        return []
    new = [code for code in codes_of(region, plan) if code not in own]
    return parts_of(new, on) if new else []


def _new_contact(region: Region, on: date, day: date) -> Contact | None:
    """Return whom to turn to then, when the posted officer is somebody else."""
    held = Posting.objects.filter(region=region)
    now = held.on(on).values_list("officer", flat=True).first()
    then = held.on(day).values_list("officer", flat=True).first()
    return None if now == then else next(iter(contacts([region], day)), None)


# --- not on today's map --------------------------------------------------------------


class Elsewhen:
    """A region that is not on the map today: it was, or it will be."""

    def __init__(self, region: Region, today: date) -> None:
        self.region = region
        self._today = today

    @cached_property
    def version(self) -> RegionVersion | None:
        """Return the version that comes next, else the last there was.

        None for a region that only drafts have: nobody is to know of it.
        """
        rows = RegionVersion.objects.filter(region=self.region).for_page()
        ever = rows.exclude(plan__status=PlanStatus.DRAFT)
        ahead = ever.filter(plan__in=RegionPlan.objects.coming(self._today))
        return (
            ahead.order_by("plan__valid_from").first()
            or ever.order_by("plan__valid_to").last()
        )

    @property
    def plan(self) -> RegionPlan:
        """Return the plan of that version."""
        if self.version is None:
            raise RegionPlan.DoesNotExist
        return self.version.plan

    @property
    def is_ahead(self) -> bool:
        """Test whether it comes onto the map later."""
        first = self.plan.valid_from
        return first is not None and first > self._today

    @property
    def day(self) -> date | None:
        """Return from when it is on the map, or since when it is not."""
        return self.plan.valid_from if self.is_ahead else self.plan.valid_to

    @cached_property
    def parts(self) -> list[Part]:
        """Return the regions in which its places lie today, most people first."""
        return parts_of(codes_of(self.region, self.plan), self._today)

    @cached_property
    def contact(self) -> Contact | None:
        """Return whom to turn to on its first day, for a region that comes."""
        if self.day is None:
            return None
        return next(iter(contacts([self.region], self.day)), None)


# --- history -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Border:
    """A region as a plan drew it; `last_day` is None while that is not known."""

    plan: RegionPlan
    population: int
    area_km2: float
    unit_count: int

    @property
    def last_day(self) -> date | None:
        """Return the plan's last day."""
        return _day_before(self.plan.valid_to)


@dataclass(frozen=True, slots=True)
class Served:
    """Who served a region from a day to a day; no last day while it goes on."""

    name: str
    first_day: date
    last_day: date | None


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


class History:
    """A region through all plans: its officers and its borders."""

    def __init__(self, region: Region, today: date) -> None:
        self.region = region
        self._today = today

    @cached_property
    def served(self) -> list[Served]:
        """Return who served it until today, latest first."""
        begun = postings_of(self.region).filter(starts_on__lte=self._today)
        return [
            Served(
                posting.officer.name, posting.starts_on, _day_before(posting.ends_on)
            )
            for posting in begun[:POSTINGS_SHOWN]
        ]

    @cached_property
    def borders(self) -> list[Border]:
        """Return its versions in plans that were or will be in force, latest first."""
        rows = RegionVersion.objects.filter(region=self.region)
        ever = rows.exclude(plan__status=PlanStatus.DRAFT).for_page()
        return [
            Border(row.plan, row.population, row.area_km2, row.unit_count)
            for row in ever.order_by("-plan__valid_from")
        ]

    def on(self, day: date) -> DayBack:
        """Return who answered on a day: for the region, else for its middle."""
        version = RegionVersion.objects.in_force(day).filter(region=self.region)
        if version.exists():
            return _back(day, self.region, is_same=True)
        last = RegionVersion.objects.filter(region=self.region).exclude(
            plan__status=PlanStatus.DRAFT
        )
        point = last.order_by("-plan__valid_from").values_list("label_lat", "label_lon")
        for lat, lon in point[:1]:
            return back_at(lat, lon, day, today=self._today, region=self.region)
        return DayBack(day, None, None, is_same_region=False)


def back_at(
    lat: float, lon: float, day: date, *, today: date, region: Region
) -> DayBack:
    """Return who answered on a day at a point, in degrees, of a region."""
    index = lookup.index(on=today)
    unit = index.unit_pk_at(lat, lon)
    there = regions_on([index.units[unit]], day) if unit in index.units else {}
    found = Region.objects.for_list().filter(pk__in=there.values()).first()
    return _back(day, found, is_same=found == region)


def _back(day: date, region: Region | None, *, is_same: bool) -> DayBack:
    found = contacts([region], day) if region else []
    return DayBack(day, region, next(iter(found), None), is_same)
