"""Drawing a draft's regions: what the worker does for a run.

This module loads numpy, scipy and shapely; import it where it is used.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

import districting
from districting.country import Edges
from districting.graph import adjacency, connected_edges, is_connected
from groundwork.errors import InvalidInputError
from planning.cuts import cuts_of
from planning.locking import locked
from planning.models import Draft, DrawingRun
from planning.naming import named
from planning.weighing import weighed
from planning.workbench import bench_of
from regions.division import Division, division_on
from regions.drawing import drawn_regions
from regions.identity import alike
from regions.models import SettlementUnit

Tell = Callable[[int, int, str], None]
Row = dict[str, Any]

READING: Final = "Reading settlement units"
COMPARING: Final = "Comparing with the plan as it stands"


@dataclass(frozen=True)
class Outcome:
    """A drawing.

    Attributes:
        assignment: The region of each unit by its code.
        report: Figures of the plan before and of what was drawn, the bound, what is
            furthest from the average, notes, and the list of regions.
    """

    assignment: dict[str, int]
    report: dict[str, Any]


@dataclass(frozen=True)
class Fixed:
    """What the drawing may not touch.

    Attributes:
        region_of: The region number in the draft of each unit that stays, by its code.
        whole: The regions that stay exactly as they are.
        fast: The regions that keep their number, because something in them is locked.
    """

    region_of: Mapping[str, int]
    whole: frozenset[int]
    fast: frozenset[int]

    @property
    def numbers(self) -> list[int]:
        """Return the regions that have units which stay, in order."""
        return sorted(set(self.region_of.values()))


def drawn(run: DrawingRun, tell: Tell) -> Outcome:
    """Return what a run asks for, drawn from its draft as it stands.

    Args:
        run: Which drawing; nothing is stored.
        tell: Gets how much is done, of how much, and what; may raise to end it.

    Raises:
        InvalidInputError: it cannot be drawn.
        WrongStateError: there are no units, or one has no polygon.
    """
    tell(0, run.region_count, READING)
    draft = Draft.objects.select_related("plan").get(pk=run.draft_id)
    division = division_on(draft.units_on)
    load = weighed(division.units, run.weights, on=draft.units_on)
    country = _on_load(division.country, load.of_unit)
    fixed = _fixed(run, draft)
    edges = connected_edges(country)
    _require_whole(draft, country, edges, fixed)
    plan = _plan(run, country, fixed, tell)
    tell(run.region_count, run.region_count, COMPARING)
    groups = _groups(division, plan.regions)
    rows, numbers = _settled(draft, division, groups, fixed)
    assignment = {
        unit.code: number
        for number, units in zip(numbers, groups, strict=True)
        for unit in units
    }
    weighing = {
        "missing": dict(load.missing),
        "left_out": sorted(load.left_out),
        "invented": sorted(load.invented),
    }
    report = {
        **_figures(draft, country, edges, assignment, plan),
        "furthest": _furthest(division, country, assignment, rows),
        "moved": _moved(draft, division, assignment),
        "weighing": weighing,
        "regions": rows,
    }
    return Outcome(assignment, report)


def _on_load(
    country: districting.Country, of_unit: Mapping[str, float]
) -> districting.Country:
    weights = [of_unit[code] for code in country.codes]
    return dataclasses.replace(country, weights=weights)


def _fixed(run: DrawingRun, draft: Draft) -> Fixed:
    if any(number > draft.region_count for number in run.redrawn):
        raise InvalidInputError(_("The plan has no such region."), field="redrawn")
    bench = bench_of(draft)
    held = locked(bench, draft.locks.holding() if run.keeps_locks else ())
    region_of = held.fixed(bench)
    whole = set(held.regions)
    fast = set(region_of.values())
    if run.redrawn:
        others = set(range(1, draft.region_count + 1)) - set(run.redrawn)
        whole |= others
        region_of |= {c: n for c, n in draft.assignment.items() if n in others}
    return Fixed(
        {c: n for c, n in region_of.items() if c in bench.terrain.place},
        frozenset(whole),
        frozenset(fast),
    )


def _require_whole(
    draft: Draft, country: districting.Country, edges: Edges, fixed: Fixed
) -> None:
    """Refuse to leave a region as it is that is not in one piece.

    The worker has the shores by which islands are joined, so that it tells for sure.
    """
    near = adjacency(len(country), edges)
    members: dict[int, list[int]] = defaultdict(list)
    for unit, code in enumerate(country.codes):
        if (number := fixed.region_of.get(code)) in fixed.whole:
            members[number].append(unit)
    loose = [n for n in sorted(members) if not is_connected(members[n], near)]
    if loose:
        raise InvalidInputError(
            _("%(region)s is not in one piece, so it cannot stay as it is.")
            % {"region": draft.regions.get(number=loose[0]).label},
            field="redrawn",
        )


def _plan(
    run: DrawingRun, country: districting.Country, fixed: Fixed, tell: Tell
) -> districting.Plan:
    """Return the plan; regions that stay have the numbers from 1 there, in order."""
    number_there = {number: k for k, number in enumerate(fixed.numbers, start=1)}
    locks = {c: number_there[number] for c, number in fixed.region_of.items()}
    complete = {number_there[n]: n in fixed.whole for n in fixed.numbers}
    return drawn_regions(
        country,
        run.region_count,
        seed=run.seed,
        preset=run.preset,
        effort=run.effort,
        locked=locks or None,
        complete=complete or None,
        progress=tell,
    )


def _groups(
    division: Division, regions: Mapping[str, int]
) -> list[list[SettlementUnit]]:
    groups: dict[int, list[SettlementUnit]] = defaultdict(list)
    for unit in division.units:
        groups[regions[unit.code]].append(unit)
    return [groups[number] for number in sorted(groups)]


# --- numbers and names ---------------------------------------------------------------


def _settled(
    draft: Draft,
    division: Division,
    groups: Sequence[Sequence[SettlementUnit]],
    fixed: Fixed,
) -> tuple[list[Row], list[int]]:
    """Return the new list of regions, and the number of each group in it."""
    origin = dict(enumerate(fixed.numbers))
    free = [k for k in range(len(groups)) if k not in origin]
    before = {code: n for code, n in draft.assignment.items() if n not in fixed.numbers}
    pairs = alike([groups[k] for k in free], before)
    origin |= {free[k]: number for k, number in pairs.items()}
    numbers = _numbers(len(groups), origin, fixed.fast)
    rows = named(draft, groups, origin, everywhere=division.units)
    for row, number in zip(rows, numbers, strict=True):
        row["number"] = number
    return sorted(rows, key=lambda row: int(row["number"])), numbers


def _numbers(count: int, origin: Mapping[int, int], fast: frozenset[int]) -> list[int]:
    """Return a number for each group: the one it had where it can, else a free one."""
    if beyond := [n for n in fast if n > count]:
        raise InvalidInputError(
            _("A locked region has the number %(number)d, which is too high now.")
            % {"number": beyond[0]},
            field="region_count",
        )
    kept = {k: number for k, number in origin.items() if number <= count}
    taken = set(kept.values())
    spare = (number for number in range(1, count + 1) if number not in taken)
    return [kept[k] if k in kept else next(spare) for k in range(count)]


# --- the report ----------------------------------------------------------------------


def _figures(
    draft: Draft,
    country: districting.Country,
    edges: Edges,
    assignment: Mapping[str, int],
    plan: districting.Plan,
) -> dict[str, Any]:
    known = set(country.codes)
    before = {code: n for code, n in draft.assignment.items() if code in known}
    now = districting.score(country, before, edges) if before else None
    return {
        "now": dataclasses.asdict(now) if now else None,
        "now_cuts": _cuts(country, before),
        "drawn": dataclasses.asdict(plan.figures),
        "drawn_cuts": _cuts(country, assignment),
        "bound": dataclasses.asdict(plan.bound) if plan.bound else None,
        "part": _part(country, plan),
        "average": sum(country.weights) / len(set(assignment.values())),
        "seconds": plan.seconds,
        "notes": list(plan.notes),
    }


def _part(country: districting.Country, plan: districting.Plan) -> Row | None:
    """Return the figures of what was drawn beside regions that stay; None if all.

    A part has an average and a bound of its own.
    """
    locks = plan.locks
    if locks is None or not locks.finished or not locks.average:
        return None
    loads: dict[int, float] = defaultdict(float)
    for code, weight in zip(country.codes, country.weights, strict=True):
        loads[plan.regions[code]] += weight
    inside = [load for n, load in loads.items() if n not in locks.finished]
    off = [abs(load / locks.average - 1) for load in inside]
    return {
        "regions": len(off),
        "average": locks.average,
        "mean_dev": round(sum(off) / len(off), 4),
        "max_dev": round(max(off), 4),
        "bound": dataclasses.asdict(locks.bound) if locks.bound else None,
    }


def _cuts(country: districting.Country, assignment: Mapping[str, int]) -> int:
    region_of = [assignment.get(code, 0) for code in country.codes]
    return cuts_of(country.municipality, region_of)


def _furthest(
    division: Division,
    country: districting.Country,
    assignment: Mapping[str, int],
    rows: Sequence[Row],
) -> dict[str, Any]:
    """Return the region furthest from the average, and what it is made of."""
    loads: dict[int, float] = defaultdict(float)
    towns: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for unit, weight in zip(division.units, country.weights, strict=True):
        number = assignment[unit.code]
        loads[number] += weight
        town = unit.municipality
        towns[number].add((town.name, town.county.name))
    average = sum(loads.values()) / len(loads)
    worst = max(sorted(loads), key=lambda number: abs(loads[number] - average))
    row = next(row for row in rows if row["number"] == worst)
    return {
        "number": worst,
        "name": row["name"],
        "part": row["part"],
        "deviation": round(loads[worst] / average - 1, 4),
        "municipalities": sorted(town for town, _county in towns[worst]),
        "counties": sorted({county for _town, county in towns[worst]}),
    }


def _moved(
    draft: Draft, division: Division, assignment: Mapping[str, int]
) -> dict[str, int]:
    moved = [
        unit
        for unit in division.units
        if draft.assignment.get(unit.code, 0) != assignment[unit.code]
    ]
    return {
        "units": len(moved),
        "people": sum(unit.population for unit in moved),
    }
