"""What happened to a draft while somebody was looking at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planning.models import Draft, Edit
from planning.workbench import Bench


@dataclass(frozen=True, slots=True)
class Since:
    """The steps since a revision, taken together.

    Attributes:
        revision: Where the draft is now.
        moves: The region that each moved unit is in now, by its code.
        before: The region that each of them was in.
        people: The names of who made the steps.
        is_relisted: Whether the list of regions has changed.
    """

    revision: int
    moves: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    is_relisted: bool = False


def since(draft: Draft, revision: int) -> Since:
    """Return what happened since a revision; no query when nothing did."""
    if revision >= draft.revision:
        return Since(draft.revision)
    moves: dict[str, int] = {}
    before: dict[str, int] = {}
    people: dict[str, None] = {}
    relisted = False
    rows = Edit.objects.filter(draft=draft).since(revision)
    for steps, listed, name in rows.values_list(
        "moves", "regions_after", "made_by__full_name"
    ):
        for code, was, now in steps:
            before.setdefault(code, was)
            moves[code] = now
        people[name or ""] = None
        relisted = relisted or listed is not None
    return Since(draft.revision, moves, before, tuple(people), relisted)


def seen_at(
    draft: Draft, bench: Bench, codes: Iterable[str], revision: int
) -> dict[str, int]:
    """Return the region that units were in at a revision, by their codes."""
    before = since(draft, revision).before
    place = bench.terrain.place
    return {
        code: before.get(code, bench.region_of(code)) for code in codes if code in place
    }
