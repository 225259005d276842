"""What a plan cuts: municipalities, places and commuting areas, and whom it touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from communities.models import Community
from planning.models import Draft
from planning.workbench import Bench, bench_of
from regions.models import SettlementUnit


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of something that lies in one region; number 0 is none."""

    number: int
    label: str
    people: int
    units: int


@dataclass(frozen=True, slots=True)
class Cut:
    """Something that lies in several regions.

    Attributes:
        name: What it is called.
        within: Where it lies.
        people: Everybody who lives in it.
        apart: Those who live outside its largest part.
        pieces: Its parts, most people first.
        needless: Whether it has fewer people than the average region, so that it
            could have stayed whole.
        communities: Names of the communities at home there.
    """

    name: str
    within: str
    people: int
    apart: int
    pieces: Sequence[Piece]
    needless: bool
    communities: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Splits:
    """All that a plan cuts, most people first."""

    municipalities: Sequence[Cut]
    places: Sequence[Cut]
    centres: Sequence[Cut]

    @property
    def apart(self) -> int:
        """Return how many people live apart from most of their municipality."""
        return sum(cut.apart for cut in self.municipalities)

    @property
    def needless(self) -> int:
        """Return how many municipalities are cut without need."""
        return sum(cut.needless for cut in self.municipalities)

    @property
    def communities(self) -> int:
        """Return how many communities are at home in places that are cut."""
        return sum(len(cut.communities) for cut in self.places)


Key = tuple[str, str]
"""A name and where it lies."""


def splits_of(draft: Draft, at: datetime) -> Splits:
    """Return what a draft cuts.

    A place is a town, quarter or village that the official division has in several
    units; a community has its home in one unit, so what cuts it is a cut of its place.
    """
    bench = bench_of(draft)
    labels = {row.number: row.label for row in draft.regions.all()}
    units = bench.terrain.units
    towns = [(unit.municipality, unit.county) for unit in units]
    centres = [(unit.centre, "") if unit.centre else None for unit in units]
    parents = _parents(draft)
    places = [parents.get(unit.code) for unit in units]
    finder = _Finder(bench, labels)
    return Splits(
        municipalities=finder.cuts(towns),
        places=finder.cuts(places, _communities(parents, at)),
        centres=finder.cuts(centres),
    )


def _parents(draft: Draft) -> dict[str, Key]:
    """Return the place that a unit is a part of, by the unit's code."""
    rows = SettlementUnit.objects.existing(draft.units_on).exclude(parent="")
    fields = ("code", "parent", "municipality__name")
    return {code: (name, town) for code, name, town in rows.values_list(*fields)}


def _communities(parents: Mapping[str, Key], at: datetime) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = defaultdict(list)
    rows = Community.objects.public(at).filter(unit__code__in=parents)
    for name, code in rows.order_by("name").values_list("name", "unit__code"):
        found[parents[code]].append(name)
    return found


class _Finder:
    """Finds what lies in several regions of one draft."""

    def __init__(self, bench: Bench, labels: Mapping[int, str]) -> None:
        self._units = bench.terrain.units
        self._region_of = bench.tally.region_of
        self._labels = labels
        people = sum(unit.population for unit in self._units)
        self._average = people / (bench.tally.regions or 1)

    def cuts(
        self,
        keys: Sequence[Key | None],
        communities: Mapping[Key, Sequence[str]] | None = None,
    ) -> list[Cut]:
        """Return the keys whose units lie in several regions, most people first."""
        held: dict[Key, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for k, key in enumerate(keys):
            if key is not None:
                held[key][self._region_of[k]].append(k)
        found = [
            self._cut(key, parts, (communities or {}).get(key, ()))
            for key, parts in held.items()
            if len(parts) > 1
        ]
        return sorted(found, key=lambda cut: (-cut.people, cut.name, cut.within))

    def _cut(
        self, key: Key, parts: Mapping[int, Sequence[int]], names: Sequence[str]
    ) -> Cut:
        pieces = sorted(
            (self._piece(number, units) for number, units in parts.items()),
            key=lambda piece: (-piece.people, piece.number),
        )
        people = sum(piece.people for piece in pieces)
        return Cut(
            name=key[0],
            within=key[1],
            people=people,
            apart=people - pieces[0].people,
            pieces=pieces,
            needless=people < self._average,
            communities=names,
        )

    def _piece(self, number: int, units: Sequence[int]) -> Piece:
        people = sum(self._units[k].population for k in units)
        label = self._labels.get(number, "") or _("no region")
        return Piece(number, label, people, len(units))


def csv_rows(splits: Splits) -> Iterator[tuple[object, ...]]:
    """Yield the report as rows: a line for each part of whatever is cut."""
    yield (
        "what", "name", "within", "people", "people_apart", "needless",
        "region", "region_name", "region_people", "region_units",
    )  # fmt: skip
    kinds = {
        "municipality": splits.municipalities,
        "place": splits.places,
        "commuting_area": splits.centres,
    }
    for kind, cuts in kinds.items():
        for cut in cuts:
            head = (kind, cut.name, cut.within, cut.people, cut.apart)
            for piece in cut.pieces:
                yield (
                    *head, "yes" if cut.needless else "no",
                    piece.number or "", piece.label, piece.people, piece.units,
                )  # fmt: skip
