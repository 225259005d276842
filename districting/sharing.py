"""The first level as a whole: which rules can be met, and what each set gets."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from districting.apportion import Apportionment, apportion
from districting.atoms import build_atlas, coarsen
from districting.columns import Rules
from districting.country import Country, Edges
from districting.forced import Forced, forced_by_unit
from districting.free_part import NOTHING_HELD, Held
from districting.graph import pieces
from districting.options import Atlas, Option, TooManyOptionsError
from districting.presets import Preset
from districting.shares import Share
from districting.tradeoff import FrontierPoint, trace, usual_cuts

_MANY = 150  # municipalities; the frontier of more would take longer than drawing
_ZONES = ("county", "prefecture", "country")
_NOTES = {
    "county": "Every set of municipalities stays inside one county.",
    "prefecture": "Every set of municipalities stays inside one prefecture; some cross "
    "the borders of counties.",
    "country": "So few regions do not fit into the prefectures: some cross their "
    "borders.",
}
_UNEVEN = "The municipalities allow no regions of about the same weight."


def _ladder(rules: Rules) -> list[tuple[Rules, str]]:
    """Return rules to try in turn until some can be met; later ones give up more."""
    zones = _ZONES[_ZONES.index(rules.zone) :]
    within = [(replace(rules, zone=zone), _NOTES[zone]) for zone in zones]
    uneven = [
        (Rules(zone, any_number=True), f"{_UNEVEN} {_NOTES[zone]}") for zone in _ZONES
    ]
    anything = Rules("country", heaviest=math.inf, any_number=True)
    return [*within, *uneven, (anything, uneven[-1][1])]


@dataclass(frozen=True)
class Bound:
    """What no plan under the same rules for municipalities can do better than.

    Attributes:
        mean_dev: Least mean deviation of the regions.
        max_dev: Least largest deviation.
    """

    mean_dev: float
    max_dev: float


@dataclass(frozen=True)
class Sharing:
    """What the first level chose.

    Attributes:
        shares: Sets of municipalities with their numbers of regions.
        furthest: Largest deviation that the shares force.
        bound: None when municipalities had to be joined beforehand or mixed.
        note: What had to be given up, in a sentence.
        forced: What keeps the largest deviation from being less; None without a bound.
        frontier: What balance is possible with how many cuts; empty when there are
            too many municipalities to tell in passing.
    """

    shares: list[Share]
    furthest: float
    bound: Bound | None
    note: str
    forced: Forced | None = None
    frontier: tuple[FrontierPoint, ...] = ()


@dataclass(frozen=True)
class Wish:
    """What is asked of the first level.

    Attributes:
        regions: How many regions the country gets.
        preset: What kind of plan it is.
        apart: Units that are regions of their own.
        held: What locks demand.
    """

    regions: int
    preset: Preset
    apart: frozenset[int]
    held: Held = NOTHING_HELD


def share_out(country: Country, edges: Edges, wish: Wish) -> Sharing:
    """Return which municipalities share regions, and how many each set gets.

    The units of `wish.apart` are left out with their regions; what they leave may
    not fall into more pieces than there are regions left.
    """
    average = sum(country.weights) / wish.regions
    atlas = build_atlas(country, edges, average, wish.apart, wish.held)
    off = [country.weights[unit] / average - 1 for unit in sorted(wish.apart)]
    for rules, note in _ladder(wish.preset.rules(wish.regions)):
        found, joined = _apportioned(atlas, wish.regions - len(off), rules)
        if found is not None:
            return Sharing(
                shares=[_share(joined or atlas, o) for o in found.options],
                furthest=found.furthest,
                bound=None if joined else _bound(found, off, wish.regions),
                note=note,
                forced=None if joined else _forced(country, wish, found),
                frontier=() if joined else _frontier(atlas, wish, rules.zone),
            )
    return _mixed(country, edges, wish)


def _apportioned(
    atlas: Atlas, regions: int, rules: Rules
) -> tuple[Apportionment | None, Atlas | None]:
    """Return the best sets and, if atoms had to be joined first, the joined atlas."""
    try:
        return apportion(atlas, regions, rules), None
    except TooManyOptionsError:
        joined = coarsen(atlas, rules.zone)
    try:
        return apportion(joined, regions, rules), joined
    except TooManyOptionsError:
        return None, None


def _share(atlas: Atlas, option: Option) -> Share:
    units = sorted(unit for k in option.atoms for unit in atlas.atoms[k].units)
    return Share(tuple(units), option.regions)


def _bound(found: Apportionment, off: Sequence[float], regions: int) -> Bound:
    return Bound(
        mean_dev=round((found.least_mean + sum(off)) / regions, 4),
        max_dev=round(max([found.least_max, *off]), 4),
    )


def _forced(country: Country, wish: Wish, found: Apportionment) -> Forced:
    average = sum(country.weights) / wish.regions
    heaviest = max(wish.apart, key=lambda u: (country.weights[u], -u), default=None)
    if heaviest is not None:
        off = country.weights[heaviest] / average - 1
        if off > found.least_max:
            return forced_by_unit(
                country.codes[heaviest],
                country.municipality[heaviest],
                country.county[heaviest],
                off,
            )
    return found.forced


def _frontier(atlas: Atlas, wish: Wish, zone: str) -> tuple[FrontierPoint, ...]:
    """Return what balance is possible, if that is told in passing.

    Units that are regions of their own leave the problem with their deviation.
    """
    if len(atlas.atoms) > _MANY or wish.apart:
        return ()
    try:
        return trace(atlas, wish.regions, zone, usual_cuts(wish.regions), exact=False)
    except TooManyOptionsError:
        return ()


def _mixed(country: Country, edges: Edges, wish: Wish) -> Sharing:
    """Return the country's pieces with a number of regions each, by weight."""
    bodies = pieces(rest(country, wish.apart), edges)
    weights = [sum(country.weights[unit] for unit in body) for body in bodies]
    cores = wish.held.cores
    share = [max(1, sum(unit in cores for unit in body)) for body in bodies]
    for _ in range(wish.regions - len(wish.apart) - sum(share)):
        open_bodies = [k for k, body in enumerate(bodies) if share[k] < len(body)]
        share[max(open_bodies, key=lambda k: (weights[k] / share[k], -k))] += 1
    return Sharing(
        shares=[Share(tuple(body), q) for body, q in zip(bodies, share, strict=True)],
        furthest=math.inf,
        bound=None,
        note="The municipalities cannot be kept apart in so many regions: some mix.",
    )


def rest(country: Country, left_out: Iterable[int]) -> list[int]:
    """Return the units that are not left out, in order."""
    return sorted(set(range(len(country))).difference(left_out))
