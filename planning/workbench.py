"""Drafts as they are edited: live figures without reading the whole plan each time.

One tally a draft and process is kept. Whoever finds it older than the draft brings it
up to date from the journal, or makes it afresh. Tallies are never changed, only
replaced, so threads may share them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock as ThreadLock
from typing import Final

from districting.tally import Tally
from planning.models import Draft, Edit
from planning.terrain import Terrain, terrain

_KEPT: Final = 8
"""Drafts that a process remembers; one is about 2 MB."""
_FAR: Final = 400
"""Edits behind which a tally is made afresh instead of being brought up to date."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One draft at one revision."""

    revision: int
    terrain: Terrain
    tally: Tally

    def region_of(self, code: str) -> int:
        """Return the region number of a unit, 0 for none."""
        return self.tally.region_of[self.terrain.place[code]]

    def places(self, moves: Mapping[str, int]) -> dict[int, int]:
        """Return moves by code as moves by place; codes that exist no more are left."""
        place = self.terrain.place
        return {place[code]: n for code, n in moves.items() if code in place}

    def assignment(self) -> dict[str, int]:
        """Return the region number of each unit that has one, by its code."""
        pairs = zip(self.terrain.codes, self.tally.region_of, strict=True)
        return {code: number for code, number in pairs if number}


_benches: OrderedDict[int, Bench] = OrderedDict()
_guard = ThreadLock()


def bench_of(draft: Draft) -> Bench:
    """Return the draft at its present revision; `draft` may come without what it holds.

    One small query when nothing has changed, two when something has.
    """
    ground = terrain(draft.units_on)
    with _guard:
        known = _benches.get(draft.pk)
    if known is None or known.terrain is not ground or known.revision > draft.revision:
        known = fresh(draft, ground)
    elif known.revision < draft.revision:
        known = _caught_up(known, draft) or fresh(draft, ground)
    _keep(draft, known)
    return known


def forget() -> None:
    """Drop every tally of this process."""
    with _guard:
        _benches.clear()


def fresh(draft: Draft, ground: Terrain) -> Bench:
    """Return the draft, read as a whole."""
    return Bench(
        draft.revision,
        ground,
        tally_of(ground, draft.assignment, draft.region_count),
    )


def tally_of(
    ground: Terrain, assignment: Mapping[str, int], region_count: int
) -> Tally:
    """Return a tally of any assignment over the units of a day."""
    region_of: Sequence[int] = [
        number if (number := assignment.get(code, 0)) <= region_count else 0
        for code in ground.codes
    ]
    return Tally(ground.ground, region_of, region_count)


def _caught_up(known: Bench, draft: Draft) -> Bench | None:
    """Return a bench brought up to date; None when too much happened."""
    if draft.revision - known.revision > _FAR:
        return None
    if draft.region_count != known.tally.regions:
        return None
    rows = Edit.objects.filter(draft=draft).since(known.revision)
    steps = list(rows.values_list("number", "moves"))
    numbers = [number for number, _moves in steps]
    if numbers != list(range(known.revision + 1, draft.revision + 1)):
        return None
    moves = {code: to for _number, rows in steps for code, _from, to in rows}
    return Bench(draft.revision, known.terrain, known.tally.moved(known.places(moves)))


def _keep(draft: Draft, bench: Bench) -> None:
    with _guard:
        _benches[draft.pk] = bench
        _benches.move_to_end(draft.pk)
        while len(_benches) > _KEPT:
            _benches.popitem(last=False)
