"""The first level as a whole: which rules can be met, and what each set gets."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from districting.apportion import Apportionment, Atlas, Rules, apportion
from districting.atoms import build_atlas, coarsen
from districting.country import Country, Edges
from districting.graph import pieces
from districting.options import Option, TooManyOptionsError
from districting.part import Share

_BY_COUNTY = "Every set of municipalities stays inside one county."
_BY_PREFECTURE = (
    "So few regions do not fit into the counties: some cross their borders."
)
_BY_COUNTRY = (
    "So few regions do not fit into the prefectures: some cross their borders."
)
_UNEVEN = "The municipalities allow no regions of about the same weight."

_CUTS = 0.16  # municipality borders that a balanced plan may cut, for each region
_SLACKS = (1.02, 1.1, 1.3, 2.0)  # a balanced plan's largest deviation to the least


def _ladder(cuts: int) -> list[tuple[Rules, str]]:
    """Return rules to try in turn until some can be met; later ones give up more."""
    return [
        *((Rules(cuts=cuts, slack=slack), _BY_COUNTY) for slack in _SLACKS if cuts),
        (Rules(cuts=cuts), _BY_COUNTY),
        (Rules("prefecture", cuts=cuts), _BY_PREFECTURE),
        (Rules("country", cuts=cuts), _BY_COUNTRY),
        (Rules(any_number=True), f"{_UNEVEN} {_BY_COUNTY}"),
        (Rules("prefecture", any_number=True), f"{_UNEVEN} {_BY_PREFECTURE}"),
        (Rules("country", any_number=True), f"{_UNEVEN} {_BY_COUNTRY}"),
        (
            Rules("country", heaviest=math.inf, any_number=True),
            f"{_UNEVEN} {_BY_COUNTRY}",
        ),
    ]


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
    """

    shares: list[Share]
    furthest: float
    bound: Bound | None
    note: str


@dataclass(frozen=True)
class Wish:
    """What is asked of the first level.

    Attributes:
        regions: How many regions the country gets.
        balanced: Whether municipalities may share several regions.
        apart: Units that are regions of their own.
    """

    regions: int
    balanced: bool
    apart: frozenset[int]


def share_out(country: Country, edges: Edges, wish: Wish) -> Sharing:
    """Return which municipalities share regions, and how many each set gets.

    The units of `wish.apart` are left out with their regions; what they leave may
    not fall into more pieces than there are regions left.
    """
    average = sum(country.weights) / wish.regions
    atlas = build_atlas(country, edges, average, wish.apart)
    off = [country.weights[unit] / average - 1 for unit in sorted(wish.apart)]
    cuts = round(_CUTS * wish.regions) if wish.balanced else 0
    for rules, note in _ladder(cuts):
        found, joined = _apportioned(atlas, wish.regions - len(off), rules)
        if found is not None:
            return Sharing(
                shares=[_share(joined or atlas, o) for o in found.options],
                furthest=found.furthest,
                bound=None if joined else _bound(found, off, wish.regions),
                note=note,
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


def _mixed(country: Country, edges: Edges, wish: Wish) -> Sharing:
    """Return the country's pieces with a number of regions each, by weight."""
    bodies = pieces(rest(country, wish.apart), edges)
    weights = [sum(country.weights[unit] for unit in body) for body in bodies]
    share = [1] * len(bodies)
    for _ in range(wish.regions - len(wish.apart) - len(bodies)):
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
