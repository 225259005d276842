"""Which regions places lie in on another day than today: past, or of a coming plan.

Units are compared by their codes, so that a unit imported anew stays itself. A unit
that the day's plan does not know goes with its successor, its predecessor or the
nearest one, as everywhere (`responsibility.region_of`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from regions import lookup
from regions.contacts import Contact, contacts
from regions.lookup import regions_with_people
from regions.models import Posting, Region, RegionPlan, RegionUnit, SettlementUnit
from regions.placenames import UnitRow

_EAST_TO_NORTH = 0.52
"""A degree of longitude against one of latitude in the middle of Estonia."""


@dataclass(frozen=True, slots=True)
class Later:
    """Whom people turn to from a day on, when it is somebody else than until then.

    Attributes:
        day: The first day.
        contacts: Whom then, most people first; one for each region that follows.
        is_same_region: Whether only the officer changes.
    """

    day: date
    contacts: Sequence[Contact]
    is_same_region: bool

    @property
    def last_day(self) -> date:
        """Return the last day of what holds until then."""
        return self.day - timedelta(days=1)


def coming_day(on: date) -> date | None:
    """Return the first day of the plan that comes next, None when none does."""
    days = RegionPlan.objects.coming(on).values_list("valid_from", flat=True)
    found: date | None = days.first()
    return found


def regions_on(units: Iterable[UnitRow], day: date) -> dict[int, int]:
    """Return the key of the region of each unit on a day, by the unit's key.

    One query, four when a unit is not in the day's plan; empty without a plan.
    """
    wanted = list(units)
    members = RegionUnit.objects.filter(plan__in=RegionPlan.objects.in_force(day))
    region_of = _by_code(members, [unit.code for unit in wanted])
    lost = [unit for unit in wanted if unit.code not in region_of]
    if lost:
        region_of |= _with_kin(members, lost)
    return {u.pk: region_of[u.code] for u in wanted if u.code in region_of}


def _by_code(members: QuerySet[RegionUnit], codes: Sequence[str]) -> dict[str, int]:
    rows = members.filter(unit__code__in=codes)
    return dict(rows.values_list("unit__code", "version__region"))


def _with_kin(members: QuerySet[RegionUnit], lost: Sequence[UnitRow]) -> dict[str, int]:
    """Return the regions of units that are in no region themselves, by their codes."""
    units = SettlementUnit.objects.filter(pk__in=[unit.pk for unit in lost])
    rows = units.values_list("code", "successor__code", "predecessor__code")
    kin = {code: [each for each in found if each] for code, *found in rows}
    known = _by_code(members, [code for found in kin.values() for code in found])
    places = list(members.values_list("unit__lat", "unit__lon", "version__region"))
    found: dict[str, int] = {}
    for unit in lost if places else ():
        near = next((code for code in kin.get(unit.code, ()) if code in known), None)
        found[unit.code] = known[near] if near else _nearest(unit, places)
    return found


def _nearest(unit: UnitRow, places: Iterable[tuple[float, float, int]]) -> int:
    def away(place: tuple[float, float, int]) -> float:
        north, east = place[0] - unit.lat, (place[1] - unit.lon) * _EAST_TO_NORTH
        return north * north + east * east

    return min(places, key=away)[2]


def contacts_on(units: Iterable[UnitRow], day: date) -> list[Contact]:
    """Return whom people in these units turned to on a day, most people first."""
    wanted = list(units)
    region_of = regions_on(wanted, day)
    people: Counter[int] = Counter()
    for unit in wanted:
        if unit.pk in region_of:
            people[region_of[unit.pk]] += unit.population
    return contacts(regions_with_people(people), day)


Asked = tuple[str, int]
"""A place and a region it lies in today, by their keys."""


def later_of(
    asked: Mapping[Asked, Sequence[UnitRow]], *, on: date, day: date
) -> dict[Asked, Later]:
    """Return what changes on the first day of a coming plan.

    Args:
        asked: the units asked about, by their place and their region today.
        on: today.
        day: the first day of the coming plan.

    Where nothing changes there is no answer. Two queries when nothing changes, at most
    six else, however many places there are.
    """
    then = regions_on([u for units in asked.values() for u in units], day)
    following: dict[Asked, Counter[int]] = {}
    for key, units in asked.items():
        following[key] = Counter()
        for unit in units:
            if unit.pk in then:
                following[key][then[unit.pk]] += unit.population
    changed = _changed(following, on, day)
    met: Counter[int] = Counter()
    for key in changed:
        met.update(following[key])
    by_region = {c.region.pk: c for c in contacts(regions_with_people(met), day)}
    return {
        key: Later(
            day,
            _in_order(following[key], by_region),
            is_same_region=set(following[key]) == {key[1]},
        )
        for key in changed
    }


def _in_order(people: Counter[int], by_region: Mapping[int, Contact]) -> list[Contact]:
    return [by_region[pk] for pk, _n in people.most_common() if pk in by_region]


def later_of_region(region: Region, *, on: date) -> Later | None:
    """Return what changes for a region on today's map, None when nothing does."""
    index, coming = lookup.index_and_coming(on=on)
    if coming is None:
        return None
    units = [index.units[pk] for pk, r in index.region_pks.items() if r == region.pk]
    return later_of({("", region.pk): units}, on=on, day=coming).get(("", region.pk))


def _changed(
    following: Mapping[Asked, Counter[int]], on: date, day: date
) -> list[Asked]:
    """Return where people do not simply keep the region and officer they have."""
    staying = [key[1] for key, then in following.items() if set(then) == {key[1]}]
    held = Posting.objects.filter(region__in=staying)
    now: dict[int, int] = {}
    then: dict[int, int] = {}
    for posting in held.on(on) | held.on(day) if staying else ():
        if posting.starts_on <= on:
            now[posting.region_id] = posting.officer_id
        if posting.ends_on is None or posting.ends_on > day:
            then[posting.region_id] = posting.officer_id
    return [
        key
        for key, regions in following.items()
        if set(regions) != {key[1]} or now.get(key[1]) != then.get(key[1])
    ]


# --- whole regions -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """Places that lie in a region on a day, with their inhabitants."""

    region: Region
    places: Sequence[str]
    people: int


def parts_of(codes: Sequence[str], day: date) -> list[Part]:
    """Return the regions in which units lie on a day, most people first; two queries.

    Args:
        codes: the units.
        day: the day; without a plan on it there are none.
    """
    members = RegionUnit.objects.filter(
        plan__in=RegionPlan.objects.in_force(day), unit__code__in=codes
    )
    names: dict[int, set[str]] = defaultdict(set)
    people: Counter[int] = Counter()
    rows = members.values_list(
        "version__region", "unit__public_name", "unit__population"
    )
    for region, name, count in rows:
        names[region].add(name)
        people[region] += count
    found = Region.objects.for_list().in_bulk(list(names))
    parts = [Part(found[pk], sorted(names[pk]), people[pk]) for pk in names]
    return sorted(parts, key=lambda part: (-part.people, part.region.slug))


def codes_of(region: Region, plan: RegionPlan) -> list[str]:
    """Return the units of a region in a plan."""
    rows = RegionUnit.objects.filter(plan=plan, version__region=region)
    return list(rows.values_list("unit__code", flat=True))
