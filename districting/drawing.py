"""Drawing regions: both levels, the heavy units, the numbers of the regions.

The problem is known as police districting: one officer for each region, balanced,
connected and along the borders that people live by.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from districting.country import Country, Edges, check
from districting.cutting import divide
from districting.errors import DistrictingError
from districting.graph import adjacency, connected_edges, pieces
from districting.part import Measure, Share, build_part
from districting.scoring import Figures, score
from districting.sharing import Bound, Wish, rest, share_out

Progress = Callable[[int, int, str], None]

PRESETS = ("whole", "balanced")


@dataclass(frozen=True)
class Plan:
    """Regions drawn.

    Attributes:
        regions: The region of each unit, 1 to N, by its code, in the units' order.
        figures: How good the plan is.
        bound: What the first level proves about every plan of its kind; None when
            municipalities had to be joined beforehand or mixed.
        cost: What the second level made least; never more with more effort.
        seconds: How long the drawing took, reading and scoring apart.
        seed: What chance was drawn from.
        preset: How municipalities were treated.
        notes: Sentences about what the country forced.
    """

    regions: dict[str, int]
    figures: Figures
    bound: Bound | None
    cost: float
    seconds: float
    seed: int
    preset: str
    notes: tuple[str, ...]


def draw(  # noqa: PLR0913  (each argument is a choice that the planner makes)
    country: Country,
    regions: int = 125,
    *,
    seed: int = 1,
    preset: str = "whole",
    effort: float = 1.0,
    progress: Progress | None = None,
) -> Plan:
    """Divide a country into connected regions of about the same weight.

    The preset `whole` groups municipalities whole or divides one by itself; no region
    mixes a part of one with anything of another. `balanced` lets a few sets of
    municipalities divide regions among them, inside a county, for regions of more
    equal weight. A unit heavier than the average region is a region of its own.
    The same seed draws the same plan everywhere.

    Args:
        country: Units, weights and neighbours.
        regions: How many regions to draw.
        seed: Any whole number.
        preset: One of `PRESETS`.
        effort: How long to improve; 1 is usual, more never costs more.
        progress: Gets (done, total, message) now and then.

    Raises:
        DistrictingError: The country cannot be divided so.
    """
    start = time.perf_counter()
    tell = progress or _silent
    if preset not in PRESETS:
        raise DistrictingError(f"There is no preset {preset}: {', '.join(PRESETS)}.")
    check(country, regions)
    tell(0, regions, "Joining islands")
    edges = connected_edges(country)
    average = sum(country.weights) / regions
    heavy = [k for k, weight in enumerate(country.weights) if weight > average]
    if len(pieces(rest(country, heavy), edges)) > regions - len(heavy):
        apart, joined = [], heavy
    else:
        apart, joined = heavy, []
    tell(0, regions, "Sharing out regions among municipalities")
    found = share_out(
        country, edges, Wish(regions, preset == "balanced", frozenset(apart))
    )
    run = _Run(Measure(average, found.furthest), seed, effort, tell)
    bodies, cost = _cut(country, edges, found.shares, run)
    bodies += [[unit] for unit in apart]
    numbers = _numbered(country, bodies)
    seconds = time.perf_counter() - start
    tell(regions, regions, "Measuring the plan")
    return Plan(
        regions=numbers,
        figures=score(country, numbers, edges),
        bound=found.bound,
        cost=cost,
        seconds=round(seconds, 3),
        seed=seed,
        preset=preset,
        notes=(
            found.note,
            *_notes(country, apart, f"{average:.0f}) and is a region of its own."),
            *_notes(
                country,
                joined,
                f"{average:.0f}). By itself it would leave the rest in more pieces "
                "than there are regions, so it shares a region.",
            ),
        ),
    )


def _silent(_done: int, _total: int, _message: str) -> None:
    pass


def _notes(country: Country, heavy: Sequence[int], end: str) -> list[str]:
    return [
        f"Unit {country.codes[unit]} ({country.weights[unit]:g}) is heavier than the "
        f"average region ({end}"
        for unit in heavy
    ]


@dataclass(frozen=True)
class _Run:
    measure: Measure
    seed: int
    effort: float
    tell: Progress


def _cut(
    country: Country, edges: Edges, shares: Sequence[Share], run: _Run
) -> tuple[list[list[int]], float]:
    """Return the regions of all shares, and what they cost."""
    near = adjacency(len(country), edges)
    bodies: list[list[int]] = []
    cost = 0.0
    total = sum(share.regions for share in shares)
    for share in shares:
        units = share.units
        if share.regions == 1:
            bodies.append(list(units))
            continue
        run.tell(len(bodies), total, "Cutting municipalities into regions")
        part = build_part(country, _within(units, near, edges), share, run.measure)
        # Chance hangs on the share alone: drawn again by itself, or in another
        # process, it comes out the same.
        codes = ",".join(country.codes[unit] for unit in units)
        division = divide(part, f"{run.seed}:{share.regions}:{codes}", run.effort)
        cost += division.cost
        bodies += [[units[k] for k in members] for members in division.regions]
    return bodies, cost


def _within(units: Sequence[int], near: Sequence[Sequence[int]], edges: Edges) -> Edges:
    """Return the edges among units, in order."""
    inside = set(units)
    return {
        (unit, other): edges[unit, other]
        for unit in units
        for other in near[unit]
        if unit < other and other in inside
    }


def _numbered(country: Country, bodies: Sequence[Sequence[int]]) -> dict[str, int]:
    """Return region numbers: along prefectures, counties, municipalities, codes."""

    def rank(units: Sequence[int]) -> tuple[str, str, str, str]:
        first = min(units, key=lambda unit: country.codes[unit])
        return (
            country.prefecture[first],
            country.county[first],
            country.municipality[first],
            country.codes[first],
        )

    number = {
        unit: place
        for place, units in enumerate(sorted(bodies, key=rank), start=1)
        for unit in units
    }
    return {code: number[unit] for unit, code in enumerate(country.codes)}
