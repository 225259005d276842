"""Finding a place by its name or by a point, and the regions it lies in.

One index a process holds names, places and boxes of all units. It is made afresh when
another plan comes into force or units are imported; asking whether it still holds is
one small query. A view that asks several things takes `index(on=…)` once.

Who answers for a place is asked of `regions.responsibility`; its main question is
offered here too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any, Final, cast

from django.db import connection
from django.db.models import Subquery
from django.utils.dateparse import parse_date

from audit.models import Event
from groundwork.names import NameIndex, folded, spellings
from regions.models import (
    Region,
    RegionPlan,
    RegionUnit,
    RegionVersion,
    SettlementUnit,
)
from regions.placenames import (
    COLUMNS,
    Names,
    Place,
    UnitRow,
    add_other_names,
    forms_of_area,
    place_of,
    places_of,
    readings,
    without_kind,
)
from regions.pointing import UnitsOnMap
from regions.responsibility import responsible_for

__all__ = [
    "Found",
    "Index",
    "Place",
    "forget",
    "index",
    "place",
    "places_named",
    "regions_of",
    "responsible_for",
    "unit_at",
    "unit_for",
]

QUERY_LETTERS: Final = 100
"""Nothing in Estonia has a longer name; the rest of a query is not read."""
_A_WORD: Final = 4
"""From so many letters on a query also finds later words: "Jõesuu", Narva-Jõesuu."""
_LONG: Final = 6
"""Fewer letters begin so many names that typing errors are not looked for as well."""
_INDEXES_KEPT: Final = 2
_KIN: Final = ("pk", "successor", "predecessor")
_AREA_WEIGHT: Final = 10
"""A municipality comes before a settlement of its name when ten times as big."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a query came to: the places called so, and those called nearly so."""

    called: Sequence[Place] = ()
    nearly: Sequence[Place] = ()

    @property
    def likely(self) -> Sequence[Place]:
        """Return those called so; when there are none, those called nearly so."""
        return self.called or self.nearly


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Since when a plan is in force, and which regions it draws approximately."""

    valid_from: date | None
    approximate_pks: frozenset[int]


class Index:
    """What the look-up knows of one plan and the units of one day; never changed."""

    def __init__(self, plan: str | None, on: date) -> None:
        self.units = {
            row[0]: UnitRow(*row)
            for row in SettlementUnit.objects.existing(on).values_list(*COLUMNS)
        }
        self.region_pks: dict[int, int] = dict(
            RegionUnit.objects.filter(plan__public_id=plan).values_list(
                "unit", "version__region"
            )
        )
        self._add_units_outside_the_plan()
        self.plan = _plan_facts(plan)
        self._map = UnitsOnMap(on)
        self._places: list[Place] = []
        names: Names = defaultdict(dict)
        for found, called in places_of(list(self.units.values())):
            self._add(names, found, called)
        self._add_regions(names)
        add_other_names(names)
        self._names = NameIndex.of(
            {name: tuple(those) for name, those in names.items()}
        )
        self._by_key = {found.key: found for found in self._places}
        self._around = [_areas_around(found) for found in self._places]
        self._areas = frozenset().union(*self._around)

    def search(self, query: str, *, limit: int = 20) -> Found:
        """Return the places that `query` names, the likeliest and biggest first.

        A name may stand with its municipality or county: "Alliku, Saue vald".
        """
        query = query[:QUERY_LETTERS]
        called = self._called(query) or self._called_there(query)
        nearly = self._beginning(query)
        if not called:
            nearly = self._with_typing_errors(query, nearly)
        known = set(called)
        others = [number for number in nearly if number not in known]
        return Found(self._best(called, limit), self._best(others, limit))

    def place(self, key: str) -> Place | None:
        """Return the place with a key, None when there is none (any more)."""
        return self._by_key.get(key)

    def place_of_unit(self, unit_pk: int) -> Place:
        """Return what people call a unit, made-up parts joined again."""
        return self._by_key[self.units[unit_pk].place_key]

    def people_by_region(self, place: Place) -> Counter[int]:
        """Return the keys of a place's regions, with its inhabitants in each."""
        people: Counter[int] = Counter()
        for pk in place.unit_pks:
            if pk in self.region_pks:
                people[self.region_pks[pk]] += self.units[pk].population
        return people

    def unit_pk_for(self, place: Place, region_pk: int) -> int | None:
        """Return the key of the place's most populous unit in a region."""
        inside = [pk for pk in place.unit_pks if self.region_pks.get(pk) == region_pk]
        return max(
            inside, key=lambda pk: (self.units[pk].population, -pk), default=None
        )

    def unit_pk_at(self, lat: float, lon: float) -> int | None:
        """Return the key of the unit at a point in degrees (WGS 84), or of the nearest.

        None when the point lies far from all units (see `pointing.FAR_KM`).
        """
        return self._map.unit_at(lat, lon)

    def _add_units_outside_the_plan(self) -> None:
        """Let a unit that the plan does not know go with its kin, or the nearest one.

        The same as `responsibility` does, with which this must agree.
        """
        outside = [unit for pk, unit in self.units.items() if pk not in self.region_pks]
        if not outside or not self.region_pks:
            return
        members = dict(self.region_pks)
        rows = SettlementUnit.objects.filter(pk__in=[unit.pk for unit in outside])
        kin = {pk: found for pk, *found in rows.values_list(*_KIN)}
        ended = SettlementUnit.objects.filter(pk__in=members).exclude(pk__in=self.units)
        known = [self.units[pk] for pk in members if pk in self.units]
        known += [UnitRow(*row) for row in ended.values_list(*COLUMNS)]
        for unit in outside:
            near = next((pk for pk in kin[unit.pk] if pk in members), None)
            if near is None:
                near = min(known, key=unit.distance_to).pk
            self.region_pks[unit.pk] = members[near]

    def _add(self, names: Names, found: Place, called: Iterable[str]) -> None:
        for name in called:
            names[name][len(self._places)] = None
        self._places.append(found)

    def _add_regions(self, names: Names) -> None:
        """Let a region be found by its own name, unless that is the name of a place."""
        members: dict[int, list[UnitRow]] = defaultdict(list)
        for unit_pk, region_pk in self.region_pks.items():
            if unit_pk in self.units:
                members[region_pk].append(self.units[unit_pk])
        rows = Region.objects.filter(pk__in=members).order_by("slug")
        alike: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for pk, slug, name in rows.values_list("pk", "slug", "name"):
            if folded(name) not in names:
                alike[name].append((pk, slug))
        # Parts of a town share its name: they are one place with several officers.
        for name, regions in alike.items():
            units = [unit for pk, _slug in regions for unit in members[pk]]
            found = place_of(f"region-{regions[0][1]}", name, "", "", units)
            self._add(names, found, {folded(name)})

    def _called(self, query: str) -> list[int]:
        forms = [form for form in spellings(query) if form]
        return self._names.called(forms) or self._names.called(
            [without_kind(form) for form in forms]
        )

    def _called_there(self, query: str) -> list[int]:
        for name, around in readings(query):
            forms = spellings(around)
            areas = self._areas & {*forms, *map(without_kind, forms)}
            if areas:
                found = (
                    self._called(name)
                    or self._beginning(name)
                    or self._nearly_called(name)
                )
                here = [n for n in found if areas & self._around[n]]
                if here:
                    return here
        return []

    def _beginning(self, query: str) -> list[int]:
        forms = [form for form in spellings(query) if len(form) > 1]
        words = [form for form in forms if len(form) >= _A_WORD]
        found = self._names.beginning(forms) + self._names.with_word(words)
        return list(dict.fromkeys(found))

    def _with_typing_errors(self, query: str, begun: list[int]) -> list[int]:
        """Return what a query may mean that is no name: begun, or mistyped, or both.

        "Mustame" begins Mustametsa, and is Mustamäe with a letter wrong.
        """
        if begun and len(query) < _LONG:
            return begun
        return begun + self._nearly_called(query, most=1 if begun else None)

    def _nearly_called(self, query: str, *, most: int | None = None) -> list[int]:
        forms = [form for form in spellings(query) if form]
        bare = [without_kind(form) for form in forms]
        return self._names.nearly_called(dict.fromkeys([*forms, *bare]), most=most)

    def _best(self, numbers: Iterable[int], limit: int) -> list[Place]:
        """Return the likeliest first, of those with the same units only one."""
        places = sorted((self._places[number] for number in numbers), key=_order)
        first: dict[tuple[int, ...], Place] = {}
        for found in places:
            first.setdefault(found.unit_pks, found)
        return list(first.values())[:limit]


def plan_facts_on(day: date) -> PlanFacts:
    """Return what is known of the plan in force on a day; empty facts without one."""
    keys = RegionPlan.objects.in_force(day).values_list("public_id", flat=True)
    return _plan_facts(keys.first())


def _plan_facts(plan: str | None) -> PlanFacts:
    versions = RegionVersion.objects.filter(plan__public_id=plan, is_approximate=True)
    return PlanFacts(
        RegionPlan.objects.filter(public_id=plan)
        .values_list("valid_from", flat=True)
        .first(),
        frozenset(versions.values_list("region", flat=True)),
    )


def _order(place: Place) -> tuple[float, str, str]:
    """Put the biggest first; whoever names a town seldom means all of its county."""
    breadth = (not place.municipality) + (not place.county)
    return -place.population / _AREA_WEIGHT**breadth, place.label, place.key


def _areas_around(place: Place) -> frozenset[str]:
    areas = filter(None, (place.municipality, place.county))
    return frozenset(form for area in areas for form in forms_of_area(area))


_Stamp = tuple[str, int, int]
_indexes: dict[_Stamp, Index] = {}
_making = Lock()


def index(*, on: date) -> Index:
    """Return the index that holds on a day; made when there is none yet."""
    return index_and_coming(on=on)[0]


def index_and_coming(*, on: date) -> tuple[Index, date | None]:
    """Return the index of a day, and the first day of the plan that comes after it.

    One small query tells both; the day is None when no plan is coming.
    """
    row = _standing(on)
    if row is None:
        return Index(None, on), None
    *stamp, coming = row
    key = cast("_Stamp", tuple(stamp))
    found = _indexes.get(key)
    if found is None:
        with _making:
            found = _indexes.get(key) or _make(key, on)
    # SQLite gives the day as it is stored: as text.
    return found, parse_date(coming) if isinstance(coming, str) else coming


def forget() -> None:
    """Drop every index of this process, for whoever changed units in place."""
    _indexes.clear()


def _standing(on: date) -> tuple[Any, ...] | None:
    """Return what changes with the plan in force, with new units and with imports.

    And, last, from when another plan is in force.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_standing_sql(on))
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


@lru_cache(maxsize=8)
def _standing_sql(on: date) -> tuple[str, tuple[Any, ...]]:
    """Return the query of `_standing`; building it takes longer than asking."""
    unit = SettlementUnit.objects.order_by("-pk").values("pk")[:1]
    change = Event.objects.filter(target_kind=SettlementUnit._meta.label_lower)
    plans = (
        RegionPlan.objects.in_force(on)
        .annotate(
            newest_unit=Subquery(unit),
            newest_change=Subquery(change.order_by("-at", "-pk").values("pk")[:1]),
            coming=Subquery(RegionPlan.objects.coming(on).values("valid_from")[:1]),
        )
        .order_by("pk")
        .values_list("public_id", "newest_unit", "newest_change", "coming")
    )
    sql, params = plans[:1].query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def _make(stamp: _Stamp, on: date) -> Index:
    made = Index(stamp[0], on)
    while len(_indexes) >= _INDEXES_KEPT:
        _indexes.pop(next(iter(_indexes)))
    _indexes[stamp] = made
    return made


def places_named(query: str, *, on: date, limit: int = 20) -> list[Place]:
    """Return the places that `query` names, forgiving alphabets and typing errors.

    Places called exactly so come alone; without any, those whose name begins so and
    those with one typing error; in want of these too, those with the fewest typing
    errors. The biggest come first.
    """
    return list(index(on=on).search(query, limit=limit).likely)


def place(key: str, *, on: date) -> Place | None:
    """Return the place with a key, None when there is none (any more)."""
    return index(on=on).place(key)


def unit_at(lat: float, lon: float, *, on: date) -> SettlementUnit | None:
    """Return the unit at a point in degrees (WGS 84), or the nearest within 5 km."""
    pk = index(on=on).unit_pk_at(lat, lon)
    if pk is None:
        return None
    return SettlementUnit.objects.select_related("municipality__county").get(pk=pk)


def regions_of(place: Place, *, on: date) -> list[Region]:
    """Return the regions a place lies in, that with most of its people first.

    Each has `people_here`: how many inhabitants of the place live in it.
    """
    return regions_with_people(index(on=on).people_by_region(place))


def regions_with_people(people: Counter[int]) -> list[Region]:
    """Return the regions counted in `people`, most first, each with `people_here`."""
    regions = list(
        Region.objects.filter(pk__in=people).select_related("station__prefecture")
    )
    for region in regions:
        region.people_here = people[region.pk]  # type: ignore[attr-defined]  # marked for this page only
    return sorted(regions, key=lambda region: (-people[region.pk], region.slug))


def unit_for(place: Place, region: Region, *, on: date) -> SettlementUnit:
    """Return the most populous unit of a place in one of its regions.

    Raises:
        SettlementUnit.DoesNotExist: no unit of the place lies in the region.
    """
    pk = index(on=on).unit_pk_for(place, region.pk)
    if pk is None:
        raise SettlementUnit.DoesNotExist
    return SettlementUnit.objects.select_related("municipality__county").get(pk=pk)
