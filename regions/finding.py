"""Who is my officer: one answer for the page and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from regions import lookup
from regions.contacts import Contact, contacts
from regions.lookup import Index, Place, PlanFacts, regions_with_people


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """A place and whom to turn to in each of its regions, most people first."""

    place: Place
    contacts: Sequence[Contact]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to.

    `places` are those meant, `others` those with a similar name; `is_guess` when no
    place is called exactly so.
    """

    plan: PlanFacts
    places: Sequence[PlaceAnswer] = ()
    others: Sequence[Place] = ()
    is_guess: bool = False
    point: tuple[float, float] | None = None
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


def answer_asked(question: Question, *, on: date) -> Answer | None:
    """Return the answer, None when nothing was asked."""
    if question.point:
        return answer_point(*question.point, on=on)
    if question.place_key:
        return answer_place(question.place_key, on=on)
    return answer_name(question.query, on=on) if question.query else None


def answer_name(query: str, *, on: date) -> Answer:
    """Return the answer for a place by name; empty when no name is like it."""
    index = lookup.index(on=on)
    found = index.search(query)
    return Answer(
        index.plan,
        _with_contacts(index, found.likely, on),
        found.nearly if found.called else (),
        is_guess=not found.called,
    )


def answer_place(key: str, *, on: date) -> Answer:
    """Return the answer for a place by its key; empty when there is none."""
    index = lookup.index(on=on)
    place = index.place(key)
    return Answer(index.plan, _with_contacts(index, [place] if place else [], on))


def answer_point(lat: float, lon: float, *, on: date) -> Answer:
    """Return the answer for a point in degrees; empty when it is far from Estonia."""
    index = lookup.index(on=on)
    unit_pk = index.unit_pk_at(lat, lon)
    region_pk = index.region_pks.get(unit_pk) if unit_pk else None
    if unit_pk is None or region_pk is None:
        return Answer(index.plan, point=(lat, lon))
    there = Counter({region_pk: index.units[unit_pk].population})
    answered = contacts(regions_with_people(there), on)
    place = index.place_of_unit(unit_pk)
    return Answer(index.plan, [PlaceAnswer(place, answered)], point=(lat, lon))


def _with_contacts(
    index: Index, places: Sequence[Place], on: date
) -> list[PlaceAnswer]:
    people = [index.people_by_region(place) for place in places]
    everywhere: Counter[int] = Counter()
    for here in people:
        everywhere.update(here)  # keeps villages without inhabitants; a sum drops them
    by_region = {
        contact.region.pk: contact
        for contact in contacts(regions_with_people(everywhere), on)
    }
    return [
        PlaceAnswer(
            place, [by_region[pk] for pk, _ in here.most_common() if pk in by_region]
        )
        for place, here in zip(places, people, strict=True)
    ]
