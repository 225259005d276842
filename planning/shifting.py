"""What moves when a plan takes the place of the one before: regions, people, officers.

Compared settlement unit by settlement unit: what stands on the last day of the plan
before, and what stands on the first day of the new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from planning.models import Draft, DraftRegion
from planning.workbench import bench_of
from regions.models import Officer, Posting, Region, RegionPlan, RegionUnit


@dataclass(frozen=True, eq=False)
class Seat:
    """A region on one side, with the officer posted to it there.

    `region` is None for a region that a draft has and that is not founded yet.
    """

    place: Region | DraftRegion
    region: Region | None
    officer: Officer | None

    @property
    def label(self) -> str:
        """Return the region's name in the reader's language."""
        return self.region.label if self.region else self.place.label

    @property
    def officer_pk(self) -> int | None:
        """Return the officer's key, None when the region is vacant."""
        return self.officer.pk if self.officer else None


@dataclass(frozen=True, slots=True)
class Step:
    """People who go from one region and officer to another."""

    before: Seat | None
    after: Seat | None
    people: int
    units: int


@dataclass(frozen=True, slots=True)
class Border:
    """A region that goes on with other borders: people who come and who leave."""

    seat: Seat
    come: int
    leave: int


class Shift:
    """An adoption seen as moves of settlement units."""

    def __init__(
        self,
        before: Mapping[str, Seat],
        after: Mapping[str, Seat],
        people: Mapping[str, int],
    ) -> None:
        self.before = before
        self.after = after
        self._people = people

    # --- one unit -----------------------------------------------------------------

    def code_for(self, code: str, successor: str | None) -> str:
        """Return the code to ask about a place: its successor's when it has ended."""
        known = code in self.before or code in self.after
        return code if known or not successor else successor

    def changes_region(self, code: str) -> bool:
        """Test whether a unit comes into another region."""
        return _region(self.before.get(code)) != _region(self.after.get(code))

    def changes_officer(self, code: str) -> bool:
        """Test whether a unit gets another officer, or has none on one side."""
        return _officer(self.before.get(code)) != _officer(self.after.get(code))

    def is_touched(self, code: str) -> bool:
        """Test whether region or officer of a unit change."""
        return self.changes_region(code) or self.changes_officer(code)

    # --- all of them --------------------------------------------------------------

    @cached_property
    def codes(self) -> list[str]:
        """The units of either side."""
        return sorted({*self.before, *self.after})

    @cached_property
    def steps(self) -> list[Step]:
        """Who changes officer, from whom to whom, most people first."""
        people: Counter[tuple[Seat | None, Seat | None]] = Counter()
        units: Counter[tuple[Seat | None, Seat | None]] = Counter()
        for code in self.codes:
            if self.changes_officer(code):
                pair = self.before.get(code), self.after.get(code)
                people[pair] += self._people.get(code, 0)
                units[pair] += 1
        found = [Step(*pair, people[pair], units[pair]) for pair in units]
        return sorted(found, key=lambda step: (-step.people, -step.units, _words(step)))

    @cached_property
    def people(self) -> int:
        """How many people get another officer."""
        return sum(step.people for step in self.steps)

    @cached_property
    def gone(self) -> list[Seat]:
        """The regions that leave the map."""
        return _apart(self.before.values(), self.after.values())

    @cached_property
    def new(self) -> list[Seat]:
        """The regions that come onto the map."""
        return _apart(self.after.values(), self.before.values())

    @cached_property
    def redrawn(self) -> list[Border]:
        """The regions that go on with other borders, most people first."""
        come: Counter[int | None] = Counter()
        leave: Counter[int | None] = Counter()
        for code in filter(self.changes_region, self.codes):
            people = self._people.get(code, 0)
            come[_region(self.after.get(code))] += people
            leave[_region(self.before.get(code))] += people
        staying = {_region(seat) for seat in self.before.values()} - {None}
        seats = {
            _region(seat): seat
            for seat in self.after.values()
            if _region(seat) in staying and _region(seat) in {*come, *leave}
        }
        found = [Border(seat, come[pk], leave[pk]) for pk, seat in seats.items()]
        return sorted(found, key=lambda row: (-row.come - row.leave, row.seat.label))

    @cached_property
    def vacant(self) -> list[Seat]:
        """The regions of the new plan that have no officer."""
        return _by_name({s for s in self.after.values() if s.officer is None})

    @cached_property
    def idle(self) -> list[Seat]:
        """The regions before whose officer serves none afterwards."""
        busy = {_officer(seat) for seat in self.after.values()}
        return _by_name(
            {
                seat
                for seat in self.before.values()
                if seat.officer and seat.officer_pk not in busy
            }
        )

    def counts(self) -> dict[str, Any]:
        """Return how much moves, ready for JSON."""
        return {
            "people": self.people,
            "units": sum(step.units for step in self.steps),
            "regions_new": len(self.new),
            "regions_gone": len(self.gone),
            "regions_redrawn": len(self.redrawn),
            "regions_vacant": len(self.vacant),
            "officers_idle": len(self.idle),
        }


def _region(seat: Seat | None) -> int | None:
    """Return what tells one region from another; negative for those not founded."""
    if seat is None:
        return None
    return seat.region.pk if seat.region else -seat.place.pk


def _officer(seat: Seat | None) -> int | None:
    return seat.officer_pk if seat else None


def _words(step: Step) -> tuple[str, str]:
    return tuple(seat.label if seat else "" for seat in (step.before, step.after))  # type: ignore[return-value]  # two of them


def _apart(these: Iterable[Seat], others: Iterable[Seat]) -> list[Seat]:
    known = {_region(seat) for seat in others}
    return _by_name({seat for seat in these if _region(seat) not in known})


def _by_name(seats: Iterable[Seat]) -> list[Seat]:
    return sorted(seats, key=lambda seat: seat.label)


# --- reading -----------------------------------------------------------------------


def shift_of(draft: Draft, day: date) -> Shift:
    """Return what moves when a draft is in force from a day on, adopted or not yet.

    Seven queries, however big the country is.
    """
    last = day - timedelta(days=1)
    units = bench_of(draft).terrain.units
    return Shift(
        _seats_on(last, without=draft.plan),
        _seats_in(draft, day),
        {unit.code: unit.population for unit in units},
    )


def _seats_on(day: date, *, without: RegionPlan) -> dict[str, Seat]:
    plan = RegionPlan.objects.in_force(day).exclude(pk=without.pk)
    rows = RegionUnit.objects.filter(plan__in=plan)
    region_of = dict(rows.values_list("unit__code", "version__region"))
    regions = Region.objects.in_bulk(set(region_of.values()))
    officers = _officers(regions, day)
    seats = {pk: Seat(row, row, officers.get(pk)) for pk, row in regions.items()}
    return {code: seats[pk] for code, pk in region_of.items()}


def _seats_in(draft: Draft, day: date) -> dict[str, Seat]:
    rows = list(draft.regions.select_related("region"))
    founded: dict[int, Region] = {}
    if draft.prepared_revision == draft.revision:
        versions = draft.plan.versions.select_related("region").defer(
            "outline", "detail"
        )
        founded = {version.number: version.region for version in versions}
    regions = {row.number: row.region or founded.get(row.number) for row in rows}
    officers = _officers([r.pk for r in regions.values() if r], day)
    seats = {
        row.number: Seat(row, region, officers.get(region.pk) if region else None)
        for row in rows
        for region in [regions[row.number]]
    }
    pairs = draft.assignment.items()
    return {code: seats[number] for code, number in pairs if number in seats}


def _officers(regions: Iterable[int], day: date) -> dict[int, Officer]:
    rows = Posting.objects.on(day).filter(region__in=list(regions))
    found: dict[int, Officer] = {}
    for posting in rows.select_related("officer__user", "officer__station"):
        found[posting.region_id] = posting.officer
    return found
