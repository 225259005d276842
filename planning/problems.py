"""What is wrong with a draft, named, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from planning.workbench import Bench

_OFFERS: Final = 3
_MOST: Final = 25
"""Of one kind; a plan just begun is one problem, not thousands."""


class ProblemKind(StrEnum):
    """Kinds of trouble; the first three keep a plan from being adopted."""

    GAP = "gap"
    LOOSE = "loose"
    EMPTY = "empty"
    STRADDLE = "straddle"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A region that the units could go to, and what it would then deviate."""

    region: int
    name: str
    deviation: float


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        kind: What.
        region: The region it is about; 0 for a gap.
        region_name: Its name.
        units: The codes of the units that could be attached elsewhere.
        names: Some of their names.
        towns: For a straddle, the municipalities that go on outside it.
        weight: Of those units.
        offers: Where they could go, longest border first.
    """

    kind: ProblemKind
    region: int
    region_name: str
    units: Sequence[str] = ()
    names: Sequence[str] = ()
    towns: Sequence[str] = ()
    weight: float = 0.0
    offers: Sequence[Attachment] = ()

    @property
    def more(self) -> int:
        """Return how many units are not named."""
        return len(self.units) - len(self.names)

    @property
    def codes(self) -> str:
        """Return the units as a form sends them."""
        return " ".join(self.units)


@dataclass(frozen=True, slots=True)
class Problems:
    """Everything that is wrong, as far as a list can show it."""

    gaps: Sequence[Problem]
    loose: Sequence[Problem]
    empty: Sequence[Problem]
    straddles: Sequence[Problem]

    @property
    def count(self) -> int:
        """Return how many there are."""
        return sum(
            len(rows) for rows in (self.gaps, self.loose, self.empty, self.straddles)
        )

    @property
    def stops(self) -> int:
        """Return how many keep the plan from being adopted."""
        return self.count - len(self.straddles)


def problems_of(bench: Bench, names: Mapping[int, str]) -> Problems:
    """Return what is wrong with a draft.

    Args:
        bench: The draft.
        names: The name of each region by its number.
    """
    finder = _Finder(bench, names)
    return Problems(
        gaps=list(finder.gaps()),
        loose=list(finder.loose()),
        empty=[
            Problem(ProblemKind.EMPTY, number, names.get(number, ""))
            for number in bench.tally.empty()
        ],
        straddles=list(finder.straddles()),
    )


class _Finder:
    def __init__(self, bench: Bench, names: Mapping[int, str]) -> None:
        self._bench = bench
        self._tally = bench.tally
        self._names = names

    def gaps(self) -> Iterator[Problem]:
        for piece in self._tally.pieces(0)[:_MOST]:
            yield self._problem(ProblemKind.GAP, 0, piece)

    def loose(self) -> Iterator[Problem]:
        for number in self._tally.loose()[:_MOST]:
            for piece in self._tally.pieces(number)[1:]:
                yield self._problem(ProblemKind.LOOSE, number, piece)

    def straddles(self) -> Iterator[Problem]:
        towns = self._bench.terrain.municipality_names
        for straddle in self._tally.straddles()[:_MOST]:
            parts = self._parts(straddle.region, straddle.cut)
            yield self._problem(
                ProblemKind.STRADDLE,
                straddle.region,
                min(parts, key=len),
                towns=[towns[code] for code in straddle.cut],
            )

    def _parts(self, number: int, cut: Sequence[str]) -> list[list[int]]:
        town_of = self._tally.ground.municipality
        units = self._tally.units(number)
        return [[k for k in units if town_of[k] == town] for town in cut]

    def _problem(
        self,
        kind: ProblemKind,
        number: int,
        piece: Sequence[int],
        towns: Sequence[str] = (),
    ) -> Problem:
        units = self._bench.terrain.units
        return Problem(
            kind=kind,
            region=number,
            region_name=self._names.get(number, ""),
            units=[units[k].code for k in piece],
            names=[units[k].name for k in piece[:_OFFERS]],
            towns=towns,
            weight=sum(self._tally.ground.weights[k] for k in piece),
            offers=[
                Attachment(
                    offer.region, self._names.get(offer.region, ""), offer.deviation
                )
                for offer in self._tally.offers(piece)[:_OFFERS]
            ],
        )
