"""Drawing regions: both levels, the heavy units, the numbers of the regions.

The problem is known as police districting: one officer for each region, balanced,
connected and along the borders that people live by.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from districting.country import Country, Edges, check
from districting.errors import DistrictingError
from districting.forced import Forced
from districting.free_part import FreePart, free_part
from districting.graph import adjacency, connected_edges, linked_edges, pieces
from districting.locks import Locks, Settled, settle
from districting.part import Terms
from districting.presets import DEFAULT, PRESETS, Preset
from districting.scoring import Figures, score
from districting.shares import Measure, Share, build_part
from districting.sharing import Bound, Wish, rest, share_out
from districting.teamwork import divide_all, usual_processes
from districting.tradeoff import FrontierPoint
from districting.worker import Task

Progress = Callable[[int, int, str], None]

_NAMED = 8  # so many pieces of a country are named in a sentence


@dataclass(frozen=True)
class LockedParts:
    """How locks were understood.

    Attributes:
        finished: Regions that are finished, by number.
        begun: Regions that were locked in part and completed.
        average: The average weight of the regions that were drawn or completed;
            None when nothing was left to draw.
        bound: The bound of what was drawn, by that average.
    """

    finished: tuple[int, ...]
    begun: tuple[int, ...]
    average: float | None
    bound: Bound | None


@dataclass(frozen=True)
class Plan:
    """Regions drawn.

    Attributes:
        regions: The region of each unit, 1 to N, by its code, in the units' order.
        figures: How good the plan is.
        bound: What the first level proves about every plan of its kind; None when
            municipalities had to be joined beforehand or mixed, or when regions were
            locked as finished.
        forced: What keeps the largest deviation from being less, where a bound is
            known; with locks in what was drawn.
        frontier: What balance is possible with how many cuts; empty when there are too
            many municipalities to tell in passing (`frontier` tells more).
        cost: What the second level made least; never more with more effort.
        seconds: How long the drawing took, reading and scoring apart.
        seed: What chance was drawn from.
        preset: How municipalities were treated.
        notes: Sentences about what the country forced.
        locks: How the locks were understood; None without any.
    """

    regions: dict[str, int]
    figures: Figures
    bound: Bound | None
    forced: Forced | None
    frontier: tuple[FrontierPoint, ...]
    cost: float
    seconds: float
    seed: int
    preset: str
    notes: tuple[str, ...]
    locks: LockedParts | None = None


def draw(  # noqa: PLR0913  (each argument is a choice that the planner makes)
    country: Country,
    regions: int = 125,
    *,
    seed: int = 1,
    preset: str = DEFAULT,
    effort: float = 1.0,
    terms: Terms | None = None,
    locked: Mapping[str, int] | None = None,
    complete: Mapping[int, bool] | None = None,
    join_nearest: bool = False,
    processes: int | None = None,
    progress: Progress | None = None,
) -> Plan:
    """Divide a country into connected regions of about the same weight.

    The preset `whole` groups municipalities whole or divides one by itself; no region
    mixes a part of one with anything of another. `balanced` lets a few sets of
    municipalities divide regions among them, inside a county, for regions of more
    equal weight. `even` lets more of them do so, inside a prefecture, and makes the
    largest deviation least. A unit heavier than the average region is a region of its
    own.
    The same seed draws the same plan everywhere.

    Args:
        country: Units, weights and neighbours.
        regions: How many regions to draw.
        seed: Any whole number.
        preset: One of `PRESETS`.
        effort: How long to improve; 1 is usual, more never costs more.
        terms: How much balance, shape, commuting, municipalities and communities weigh;
            as the preset says when nothing is said.
        locked: The region that units must come into, by their codes. Units that make
            up at least about half a region are a finished region and stay it; fewer
            are completed. The rest is drawn around them and numbered with what is
            left over; it aims at its own average.
        complete: Of some locked regions, whether they are finished (`locks.Locks`).
        join_nearest: Whether the pieces of a country that no link joins count as
            joined by the shortest way. Without it such a country is refused.
        processes: How many cut at once, two at most when nothing is said; the plan
            does not depend on it.
        progress: Gets (done, total, message) now and then.

    Raises:
        DistrictingError: The country cannot be divided so.
    """
    start = time.perf_counter()
    tell = progress or _silent
    _require_possible(preset, effort)
    check(country, regions)
    tell(0, regions, "Joining islands")
    edges = connected_edges(country) if join_nearest else _one_piece(country)
    settled = settle(country, edges, regions, Locks(locked or {}, complete or {}))
    free = free_part(country, edges, settled)
    drawn = _Drawn([], 0.0, None, ())
    if free.groups:
        kind = _what_is_left(PRESETS[preset], country, settled, regions)
        wanted = regions - len(settled.finished)
        drawn = _draw_free(
            free,
            wanted,
            kind,
            _Run(
                seed,
                effort,
                terms or kind.terms,
                processes or usual_processes(),
                tell,
            ),
        )
    numbers = _numbered(country, free, settled, drawn.bodies)
    seconds = time.perf_counter() - start
    tell(regions, regions, "Measuring the plan")
    return Plan(
        regions=numbers,
        figures=score(country, numbers, edges),
        bound=None if settled.finished else drawn.bound,
        forced=drawn.forced,
        frontier=drawn.frontier,
        cost=drawn.cost,
        seconds=round(seconds, 3),
        seed=seed,
        preset=preset,
        notes=(*drawn.notes, *settled.notes),
        locks=_locked_parts(settled, free, drawn) if locked else None,
    )


def _require_possible(preset: str, effort: float) -> None:
    if preset not in PRESETS:
        raise DistrictingError(f"There is no preset {preset}: {', '.join(PRESETS)}.")
    if not (math.isfinite(effort) and effort > 0):
        raise DistrictingError(f"The effort must be more than 0: {effort}.")


def _one_piece(country: Country) -> Edges:
    """Return the edges of a country, and refuse one in several pieces."""
    edges = linked_edges(country)
    apart = pieces(range(len(country)), edges)
    if len(apart) == 1:
        return edges
    apart.sort(key=lambda piece: (-len(piece), piece[0]))
    named = [_described(country, piece) for piece in apart[:_NAMED]]
    if len(apart) > _NAMED:
        named.append(f"and {len(apart) - _NAMED} more")
    raise DistrictingError(
        f"The country is in {len(apart)} pieces: {', '.join(named)}. Name the ferries "
        "and bridges between them in --links (columns a,b), or let the shortest way "
        "count with --join-nearest."
    )


def _described(country: Country, piece: Sequence[int]) -> str:
    heaviest = max(piece, key=lambda unit: (country.weights[unit], -unit))
    many = f"{len(piece)} units" if len(piece) > 1 else "1 unit"
    return f"{many} with {country.codes[heaviest]}"


@dataclass(frozen=True)
class _Run:
    seed: int
    effort: float
    terms: Terms
    processes: int
    tell: Progress


@dataclass(frozen=True)
class _Drawn:
    bodies: list[list[int]]
    cost: float
    bound: Bound | None
    notes: tuple[str, ...]
    forced: Forced | None = None
    frontier: tuple[FrontierPoint, ...] = ()


def _draw_free(free: FreePart, regions: int, preset: Preset, run: _Run) -> _Drawn:
    """Draw so many regions in what no lock has finished."""
    country, edges = free.country, free.edges
    average = sum(country.weights) / regions
    heavy = [k for k, weight in enumerate(country.weights) if weight > average]
    apart, joined = heavy, list[int]()
    if _wanted(free, pieces(rest(country, heavy), edges)) > regions - len(heavy):
        apart, joined = joined, heavy
    run.tell(0, regions, "Sharing out regions among municipalities")
    wish = Wish(regions, preset, frozenset(apart), free.held)
    found = share_out(country, edges, wish)
    measure = Measure(average, found.furthest, frozenset(free.held.cores), run.terms)
    bodies, cost = _cut(country, edges, found.shares, measure, run)
    return _Drawn(
        bodies=bodies + [[unit] for unit in apart],
        cost=cost,
        bound=found.bound,
        forced=found.forced,
        frontier=found.frontier,
        notes=(
            *((free.note,) if free.note else ()),
            found.note,
            *_notes(free, apart, f"{average:.0f}) and is a region of its own."),
            *_notes(
                free,
                joined,
                f"{average:.0f}). By itself it would leave the rest in more pieces "
                "than there are regions, so it shares a region.",
            ),
        ),
    )


def _what_is_left(
    preset: Preset, country: Country, settled: Settled, regions: int
) -> Preset:
    """Return the preset with the straddles that finished regions leave to the others.

    At the least they get their share of them.
    """
    free = regions - len(settled.finished)
    whole = Counter(country.municipality)
    taken = 0
    for units in settled.finished.values():
        held = Counter(country.municipality[unit] for unit in units)
        taken += len(held) > 1 and any(n < whole[name] for name, n in held.items())
    left = (preset.straddles * regions - 100 * taken) / free
    return replace(preset, straddles=max(preset.straddles, left))


def _wanted(free: FreePart, bodies: Sequence[Sequence[int]]) -> int:
    """Return how many regions pieces need: one each, and one for each core."""
    cores = free.held.cores
    return sum(max(1, sum(unit in cores for unit in body)) for body in bodies)


def _locked_parts(settled: Settled, free: FreePart, drawn: _Drawn) -> LockedParts:
    regions = len(drawn.bodies)
    weight = 0.0 if free.note else sum(free.country.weights)
    return LockedParts(
        finished=tuple(settled.finished),
        begun=tuple(settled.begun),
        average=weight / regions if regions else None,
        bound=drawn.bound,
    )


def _silent(_done: int, _total: int, _message: str) -> None:
    pass


def _notes(free: FreePart, heavy: Sequence[int], end: str) -> list[str]:
    country = free.country
    return [
        f"{_name(free, unit)} ({country.weights[unit]:g}) is heavier than the "
        f"average region ({end}"
        for unit in heavy
    ]


def _name(free: FreePart, unit: int) -> str:
    if unit in free.numbers:
        return f"What is locked of region {free.numbers[unit]}"
    return f"Unit {free.country.codes[unit]}"


def _cut(
    country: Country,
    edges: Edges,
    shares: Sequence[Share],
    measure: Measure,
    run: _Run,
) -> tuple[list[list[int]], float]:
    """Return the regions of all shares, and what they cost."""
    near = adjacency(len(country), edges)
    shared = [share for share in shares if share.regions > 1]
    bodies = [list(share.units) for share in shares if share.regions == 1]
    whole, total = len(bodies), sum(share.regions for share in shares)
    tasks = []
    for share in shared:
        part = build_part(country, _within(share.units, near, edges), share, measure)
        # Chance hangs on the share alone: drawn again by itself, or in another
        # process, it comes out the same.
        codes = ",".join(country.codes[unit] for unit in share.units)
        seed = f"{run.seed}:{share.regions}:{codes}"
        tasks.append(Task(part, seed, run.effort))

    def tell(done: int) -> None:
        run.tell(whole + done, total, "Cutting municipalities into regions")

    divisions = divide_all(tasks, run.processes, tell)
    for share, division in zip(shared, divisions, strict=True):
        bodies += [[share.units[k] for k in body] for body in division.regions]
    return bodies, math.fsum(division.cost for division in divisions)


def _within(units: Sequence[int], near: Sequence[Sequence[int]], edges: Edges) -> Edges:
    """Return the edges among units, in order."""
    inside = set(units)
    return {
        (unit, other): edges[unit, other]
        for unit in units
        for other in near[unit]
        if unit < other and other in inside
    }


def _numbered(
    country: Country, free: FreePart, settled: Settled, bodies: Sequence[Sequence[int]]
) -> dict[str, int]:
    """Return region numbers: locked regions keep theirs, the others get the rest.

    They are numbered along prefectures, counties, municipalities, codes.
    """

    def rank(units: Sequence[int]) -> tuple[str, str, str, str]:
        first = min(units, key=lambda unit: country.codes[unit])
        return (
            country.prefecture[first],
            country.county[first],
            country.municipality[first],
            country.codes[first],
        )

    found: dict[int, Sequence[int]] = dict(settled.finished)
    others = []
    for body in bodies:
        units = [unit for node in body for unit in free.groups[node]]
        number = next((free.numbers[k] for k in body if k in free.numbers), None)
        if number is None:
            others.append(units)
        else:
            found[number] = units
    spare = (n for n in range(1, len(country) + 1) if n not in found)
    found |= dict(zip(spare, sorted(others, key=rank), strict=False))
    number_of = {unit: number for number, units in found.items() for unit in units}
    return {code: number_of[unit] for unit, code in enumerate(country.codes)}
