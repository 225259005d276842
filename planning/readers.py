"""A plan as somebody reads it who is no planner: regions, places, who would come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from planning.changes import Changes
from planning.editions import Edition, edition_of_plan
from planning.targets import Target
from planning.terrain import UnitFact
from regions import lookup
from regions.models import RegionPlan

PLACES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the pages of a plan lie: a consultation's, or those behind a link."""

    kind: str
    key: str

    @property
    def home(self) -> str:
        """Return the path of the plan."""
        return reverse(f"planning:{self.kind}", args=[self.key])

    @property
    def comment(self) -> str:
        """Return the path of the form for comments."""
        return reverse(f"planning:{self.kind}-comment", args=[self.key])

    @property
    def sent(self) -> str:
        """Return the path of the page that is shown after a comment was sent."""
        return reverse(f"planning:{self.kind}-sent", args=[self.key])

    @property
    def map(self) -> str:
        """Return the path of what the map of the plan asks for."""
        return reverse(f"planning:{self.kind}-map", args=[self.key])

    def region(self, number: int) -> str:
        """Return the path of one region."""
        return reverse(f"planning:{self.kind}-region", args=[self.key, number])

    def comment_on(self, target: Target) -> str:
        """Return the path of the form for a comment on something."""
        return f"{self.comment}?about={target.key}"


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region in a list."""

    number: int
    label: str
    people: int
    units: int
    url: str
    officer: str


@dataclass(frozen=True, slots=True)
class CountyLines:
    """The regions that have most of their people in one county."""

    county: str
    regions: Sequence[RegionLine]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """What would become of (a part of) a place; officers are names, empty for none."""

    place: str
    region: str
    region_url: str
    people: int
    unit: UnitFact
    officer_now: str
    officer_then: str

    @property
    def changes(self) -> bool:
        """Test whether another officer would come."""
        return self.officer_now != self.officer_then


class Reading:
    """One plan for readers, against the plan in force on a day."""

    def __init__(self, edition: Edition, pages: Pages, on: date) -> None:
        self.edition, self.pages, self._on = edition, pages, on

    @cached_property
    def changes(self) -> Changes | None:
        """What changes against the plan in force; None without one."""
        current = RegionPlan.objects.in_force(self._on).first()
        if current is None:
            return None
        return Changes(edition_of_plan(current), self.edition, self._on)

    @cached_property
    def counties(self) -> list[CountyLines]:
        """The regions by county, both by name."""
        groups: dict[str, list[RegionLine]] = defaultdict(list)
        for number in self.edition.rows:
            groups[self._county_of[number]].append(self.line(number))
        return [
            CountyLines(county, sorted(groups[county], key=lambda row: row.label))
            for county in sorted(groups)
        ]

    def line(self, number: int) -> RegionLine:
        """Return one region for a list."""
        edition = self.edition
        return RegionLine(
            number,
            edition.label(number),
            edition.people[number],
            edition.unit_counts[number],
            self.pages.region(number),
            self._officer(number),
        )

    def changing_in(self, number: int) -> int:
        """Return how many inhabitants of a region would have another officer."""
        changes, edition = self.changes, self.edition
        if changes is None:
            return 0
        then = self._officer(number)
        return sum(
            unit.population
            for unit in edition.units(number)
            if self._officer_now(unit) != then
        )

    def unit_line(self, unit: UnitFact) -> PlaceLine:
        """Return what would become of one unit."""
        return self._place_line(unit.name, [unit], self.edition.region_of(unit.code))

    def places(self, query: str) -> list[PlaceLine]:
        """Return what would become of the places that a query names."""
        terrain = self.edition.terrain
        by_pk = {unit.pk: unit for unit in terrain.units}
        found = []
        for place in lookup.places_named(query, on=terrain.on, limit=PLACES_SHOWN):
            units = [by_pk[pk] for pk in place.unit_pks if pk in by_pk]
            parts: dict[int, list[UnitFact]] = defaultdict(list)
            for unit in units:
                parts[self.edition.region_of(unit.code)].append(unit)
            lines = [self._place_line(place.label, parts[n], n) for n in parts]
            found += sorted(lines, key=lambda row: -row.people)
        return found

    def _place_line(
        self, place: str, units: Sequence[UnitFact], number: int
    ) -> PlaceLine:
        biggest = max(units, key=lambda unit: (unit.population, unit.code))
        return PlaceLine(
            place,
            self.edition.label(number),
            self.pages.region(number) if number else "",
            sum(unit.population for unit in units),
            biggest,
            self._officer_now(biggest),
            self._officer(number),
        )

    def _officer_now(self, unit: UnitFact) -> str:
        if self.changes is None:
            return ""
        before = self.changes.before
        return self.changes.officer(before, before.region_of(unit.code))

    def _officer(self, number: int) -> str:
        return self.changes.officer(self.edition, number) if self.changes else ""

    @cached_property
    def _county_of(self) -> Mapping[int, str]:
        people: dict[int, Counter[str]] = defaultdict(Counter)
        edition = self.edition
        for unit, number in zip(
            edition.terrain.units, edition.tally.region_of, strict=True
        ):
            people[number][unit.county] += unit.population + 1
        return {
            number: people[number].most_common(1)[0][0] if people[number] else ""
            for number in edition.rows
        }
