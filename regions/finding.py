"""Who is my officer: one answer for the page and for machines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from regions import lookup
from regions.coming import Later, later_of, regions_on
from regions.contacts import Contact, contacts
from regions.lookup import Index, Place, PlanFacts, regions_with_people
from regions.placenames import UnitRow


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """A place and whom to turn to in each of its regions, most people first."""

    place: Place
    contacts: Sequence[Contact]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to.

    `places` are those meant, `others` those with a similar name; `is_guess` when no
    place is called exactly so. `day` is set when another day than today was asked
    about; the places are those of today.
    """

    plan: PlanFacts
    places: Sequence[PlaceAnswer] = ()
    others: Sequence[Place] = ()
    is_guess: bool = False
    point: tuple[float, float] | None = None
    day: date | None = None
    contacts: Sequence[Contact] = field(init=False)

    def __post_init__(self) -> None:
        once = {c.region.pk: c for answer in self.places for c in answer.contacts}
        object.__setattr__(self, "contacts", tuple(once.values()))

    @property
    def one(self) -> Contact | None:
        """Return whom to turn to, when there is no choice left to make."""
        return self.contacts[0] if len(self.contacts) == 1 else None

    @property
    def only_place(self) -> Place | None:
        """Return the place, when only one was meant."""
        return self.places[0].place if len(self.places) == 1 else None

    @property
    def first_place(self) -> Place | None:
        """Return the likeliest place."""
        return self.places[0].place if self.places else None

    @property
    def chosen(self) -> str:
        """Return the regions in the form in which the map takes them."""
        return " ".join(contact.region.slug for contact in self.contacts)


class Question(Protocol):
    """What somebody asked, checked: a point, a place chosen from a list, or a name."""

    @property
    def point(self) -> tuple[float, float] | None:
        """Return latitude and longitude in degrees."""

    @property
    def place_key(self) -> str:
        """Return the key of a place."""

    @property
    def query(self) -> str:
        """Return a name."""

    @property
    def day(self) -> date | None:
        """Return another day than today, None for today."""


def answer_asked(question: Question, *, on: date) -> Answer | None:
    """Return the answer, None when nothing was asked.

    Args:
        question: what was asked; with a `day` of its own, whom people turned to then.
        on: today.
    """
    day = question.day if question.day != on else None
    if question.point:
        return answer_point(*question.point, on=on, day=day)
    if question.place_key:
        return answer_place(question.place_key, on=on, day=day)
    if question.query:
        return answer_name(question.query, on=on, day=day)
    return None


def answer_name(query: str, *, on: date, day: date | None = None) -> Answer:
    """Return the answer for a place by name; empty when no name is like it."""
    asked = _Asked.on(on, day)
    found = asked.index.search(query)
    return Answer(
        asked.plan,
        asked.places(found.likely),
        found.nearly if found.called else (),
        is_guess=not found.called,
        day=day,
    )


def answer_place(key: str, *, on: date, day: date | None = None) -> Answer:
    """Return the answer for a place by its key; empty when there is none."""
    asked = _Asked.on(on, day)
    place = asked.index.place(key)
    places = asked.places([place] if place else [])
    return Answer(asked.plan, places, day=day)


def answer_point(
    lat: float, lon: float, *, on: date, day: date | None = None
) -> Answer:
    """Return the answer for a point in degrees; empty when it is far from Estonia."""
    asked = _Asked.on(on, day)
    index = asked.index
    unit_pk = index.unit_pk_at(lat, lon)
    if unit_pk is None or unit_pk not in index.region_pks:
        return Answer(asked.plan, point=(lat, lon), day=day)
    place = index.place_of_unit(unit_pk)
    here = replace(place, unit_pks=(unit_pk,))
    found = [replace(each, place=place) for each in asked.places([here])]
    return Answer(asked.plan, found, point=(lat, lon), day=day)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Today's index, the first day of a coming plan, and the day asked about."""

    index: Index
    coming: date | None
    today: date
    day: date | None

    @classmethod
    def on(cls, today: date, day: date | None) -> _Asked:
        return cls(*lookup.index_and_coming(on=today), today, day)

    @property
    def plan(self) -> PlanFacts:
        """Return the facts of the plan in force on the day asked about."""
        return lookup.plan_facts_on(self.day) if self.day else self.index.plan

    def places(self, places: Sequence[Place]) -> list[PlaceAnswer]:
        """Return whom to turn to in places, on the day asked about."""
        if self.day is not None:
            return self._then(places, self.day)
        people = [self.index.people_by_region(place) for place in places]
        everywhere: Counter[int] = Counter()
        for here in people:
            everywhere.update(here)  # keeps villages without inhabitants
        by_region = {
            contact.region.pk: contact
            for contact in contacts(regions_with_people(everywhere), self.today)
        }
        later = self._later(places)
        return [
            PlaceAnswer(
                place,
                [
                    replace(by_region[pk], later=later.get((place.key, pk)))
                    for pk, _n in here.most_common()
                    if pk in by_region
                ],
            )
            for place, here in zip(places, people, strict=True)
        ]

    def _later(self, places: Sequence[Place]) -> Mapping[tuple[str, int], Later]:
        if self.coming is None:
            return {}
        units: dict[tuple[str, int], list[UnitRow]] = defaultdict(list)
        for place in places:
            for pk in place.unit_pks:
                if pk in self.index.region_pks:
                    key = place.key, self.index.region_pks[pk]
                    units[key].append(self.index.units[pk])
        return later_of(units, on=self.today, day=self.coming)

    def _then(self, places: Sequence[Place], day: date) -> list[PlaceAnswer]:
        units = {place.key: self._units(place) for place in places}
        region_of = regions_on([u for rows in units.values() for u in rows], day)
        people: dict[str, Counter[int]] = defaultdict(Counter)
        for key, rows in units.items():
            for unit in rows:
                if unit.pk in region_of:
                    people[key][region_of[unit.pk]] += unit.population
        regions = Counter({pk: 0 for here in people.values() for pk in here})
        by_region = {
            c.region.pk: c for c in contacts(regions_with_people(regions), day)
        }
        return [
            PlaceAnswer(
                place,
                [
                    by_region[pk]
                    for pk, _n in people[place.key].most_common()
                    if pk in by_region
                ],
            )
            for place in places
        ]

    def _units(self, place: Place) -> list[UnitRow]:
        return [self.index.units[pk] for pk in place.unit_pks]
