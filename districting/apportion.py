"""The first level: which municipalities share regions, and how many each set gets.

Every municipality is covered once by a set of municipalities that hang together
inside one zone; the sets' numbers of regions sum to what is wanted. This is a set
partitioning problem over all such sets, solved to its optimum with HiGHS.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csc_array, vstack

from districting.options import (
    HEAVIEST,
    LIGHTEST,
    Atom,
    Option,
    connected_sets,
)

# Prices beside one region's squared deviation. What must not happen while it can be
# avoided costs more than all that balance could win back.
_STRADDLE, _CROSSING, _NEEDLESS = 400.0, 40.0, 10.0
_PLAIN = 1.0  # on the deviation itself, so that the mean comes out least as well
_COMMUTING, _SPREAD = 0.2, 0.05
_SHARERS = 4  # at most so many municipalities divide several regions among them
_MOST_SETS, _MOST_SHARED = 2_500, 15_000
_GOOD = 0.2  # no sets are left out whose regions deviate less
_MARGINS = (0.25, 1.0, 4.0)  # first guesses of what the relaxed optimum lacks
_MOST_NODES = 20_000  # of the solver's search tree; a time limit would not repeat

Pricing = Callable[[Option], float]


@dataclass(frozen=True)
class Rules:
    """What the first level may do.

    Attributes:
        zone: Sets stay inside one `county`, one `prefecture`, or the `country`.
        heaviest: Most weight of one region, in averages.
        any_number: Whether a municipality may get any number of regions, not only
            those near its weight.
        cuts: How many borders of municipalities a plan may cut.
        slack: How far the largest deviation may be above its least, as a factor
            above 1; 0 for as far as it likes.
    """

    zone: str = "county"
    heaviest: float = HEAVIEST
    any_number: bool = False
    cuts: int = 0
    slack: float = 0.0


@dataclass(frozen=True)
class Apportionment:
    """The sets chosen, and what no plan of this kind can do better than.

    Attributes:
        options: The sets with their numbers of regions.
        price: What was minimised.
        least_mean: No sets have a lesser sum of |deviation| over regions.
        least_max: No sets have a lesser largest |deviation|.
        furthest: Largest |deviation| of the sets chosen.
    """

    options: tuple[Option, ...]
    price: float
    least_mean: float
    least_max: float
    furthest: float


@dataclass(frozen=True)
class Atlas:
    """Atoms with their neighbours and the length that spread is measured by."""

    atoms: Sequence[Atom]
    near: Sequence[Sequence[int]]
    length: float


def apportion(atlas: Atlas, regions: int, rules: Rules) -> Apportionment | None:
    """Return the best sets of atoms for so many regions, or None if there are none.

    Raises:
        TooManyOptionsError: The atoms can be combined in too many ways.
    """
    every = list(_options(atlas, regions, rules))
    free = _Model(atlas, every, regions, rules.cuts)
    least_max = free.least_max()
    if least_max is None:
        return None
    widest = max(least_max * rules.slack, _GOOD) if rules.slack else math.inf
    options = [o for o in every if abs(deviation(atlas, o)) <= widest]
    model = _Model(atlas, options, regions, rules.cuts)
    best = model.solve(np.array([option.price for option in options]))
    if best is None:
        return None
    evenest = free.solve(np.array([_unevenness(atlas, o) for o in every])) or best
    return Apportionment(
        options=tuple(sorted(best, key=lambda option: option.atoms)),
        price=sum(option.price for option in best),
        least_mean=sum(o.regions * abs(deviation(atlas, o)) for o in evenest),
        least_max=least_max,
        furthest=max(abs(deviation(atlas, o)) for o in best),
    )


def deviation(atlas: Atlas, option: Option) -> float:
    """Return how far the option's regions are from the average, when even."""
    return sum(atlas.atoms[k].weight for k in option.atoms) / option.regions - 1


def _unevenness(atlas: Atlas, option: Option) -> float:
    return option.regions * abs(deviation(atlas, option)) + _hard(atlas, option)


def _options(atlas: Atlas, regions: int, rules: Rules) -> Iterator[Option]:
    near = _inside_zones(atlas, rules.zone)
    weights = [atom.weight for atom in atlas.atoms]
    sets = connected_sets(near, weights, rules.heaviest, len(weights), _MOST_SETS)
    for members in sets:
        alone = len(members) == 1
        for number in _numbers(atlas, members, regions, rules) if alone else [1]:
            yield _option(atlas, members, number)
    if rules.cuts:
        yield from _shared(atlas, near, regions, rules)


def _shared(
    atlas: Atlas, near: Sequence[Sequence[int]], regions: int, rules: Rules
) -> Iterator[Option]:
    """Give the sets of municipalities that divide several regions among them."""
    weights = [atom.weight for atom in atlas.atoms]
    for members in connected_sets(near, weights, regions, _SHARERS, _MOST_SHARED):
        if len(members) > 1:
            for number in _numbers(atlas, members, regions, rules):
                if number > 1:
                    yield _option(atlas, members, number)


def _numbers(
    atlas: Atlas, members: tuple[int, ...], regions: int, rules: Rules
) -> list[int]:
    """Return the numbers of regions that a set may get, at least one."""
    units = sum(len(atlas.atoms[k].units) for k in members)
    most = min(units, regions)
    if rules.any_number and len(members) == 1:
        return list(range(1, most + 1))
    weight = sum(atlas.atoms[k].weight for k in members)
    low = max(1, math.ceil(weight / rules.heaviest))
    high = min(most, int(weight / LIGHTEST))
    return list(range(low, high + 1)) or [min(low, most)]


def _inside_zones(atlas: Atlas, zone: str) -> list[list[int]]:
    if zone == "country":
        return [list(row) for row in atlas.near]
    names = [
        atom.county if zone == "county" else atom.prefecture for atom in atlas.atoms
    ]
    return [
        [other for other in row if names[other] == names[k]]
        for k, row in enumerate(atlas.near)
    ]


def _option(atlas: Atlas, members: tuple[int, ...], number: int) -> Option:
    bare = Option(members, number, min(len(members) - 1, number - 1), 0.0)
    return Option(members, number, bare.cuts, _price(atlas, bare))


def _price(atlas: Atlas, option: Option) -> float:
    atoms = [atlas.atoms[k] for k in option.atoms]
    off = abs(deviation(atlas, option))
    price = option.regions * (off * off + _PLAIN * off) + _hard(atlas, option)
    if len(atoms) == 1:
        return price
    return price + _COMMUTING * _outside(atoms) + _SPREAD * _spread(atlas, atoms)


def _hard(atlas: Atlas, option: Option) -> float:
    atoms = [atlas.atoms[k] for k in option.atoms]
    mixed = len(atoms) > 1 and not all(atom.whole for atom in atoms)
    joined = option.regions > 1 and any(len(atom.municipality) > 1 for atom in atoms)
    counties = len({atom.county for atom in atoms})
    needless = option.regions > 1 and sum(atom.weight for atom in atoms) < 1
    return (
        _STRADDLE * (mixed + joined)
        + _CROSSING * (counties - 1)
        + _NEEDLESS * needless * option.regions
    )


def _outside(atoms: Sequence[Atom]) -> float:
    """Return the weight of those who commute elsewhere than most of the set."""
    tally: dict[str, float] = {}
    for atom in atoms:
        for name, weight in atom.centres:
            tally[name] = tally.get(name, 0.0) + weight
    return sum(tally.values()) - max(tally.values(), default=0.0)


def _spread(atlas: Atlas, atoms: Sequence[Atom]) -> float:
    """Return the mean distance of the atoms from their middle, in usual lengths."""
    x = sum(atom.x for atom in atoms) / len(atoms)
    y = sum(atom.y for atom in atoms) / len(atoms)
    away = sum(float(np.hypot(atom.x - x, atom.y - y)) for atom in atoms)
    return away / len(atoms) / atlas.length


class _Model:
    """Each atom in one option, so many regions, at most so many cuts."""

    def __init__(
        self, atlas: Atlas, options: Sequence[Option], regions: int, cuts: int
    ) -> None:
        count = len(atlas.atoms)
        self._options = options
        self._gaps = np.array([abs(deviation(atlas, option)) for option in options])
        self._numbers = np.array([option.regions for option in options], float)
        column = [k for k, option in enumerate(options) for _ in option.atoms]
        row = [atom for option in options for atom in option.atoms]
        cover = csc_array(
            (np.ones(len(row)), (row, column)), shape=(count, len(options))
        )
        numbers = csc_array(self._numbers[None, :])
        borders = np.array([[float(option.cuts) for option in options]])
        self._matrix = csc_array(vstack([cover, numbers, csc_array(borders)]))
        self._low = np.array([1.0] * count + [regions, 0])
        self._high = np.array([1.0] * count + [regions, cuts])

    def solve(self, prices: npt.NDArray[np.float64]) -> list[Option] | None:
        """Return the cheapest options, or None when nothing fits.

        The relaxed problem says for each option how much dearer every choice with it
        is at the least. Options that are too dear are left out; when the choice from
        the others is cheaper than any with them could be, it is the best of all.
        """
        if not len(prices):
            return None
        relaxed = self._duals(prices)
        if relaxed is None:
            return None
        floor, dearer = relaxed
        for margin in (*_MARGINS, math.inf):
            kept = np.flatnonzero(dearer <= margin)
            answer = self._run(prices, kept, whole=True)
            if answer.x is not None and answer.fun <= floor + margin:
                return [self._options[int(k)] for k in kept[np.round(answer.x) > 0]]
        return None

    def _duals(
        self, prices: npt.NDArray[np.float64]
    ) -> tuple[float, npt.NDArray[np.float64]] | None:
        """Return the relaxed optimum and each option's reduced price, if feasible."""
        answer = linprog(
            prices,
            A_eq=self._matrix[:-1],
            b_eq=self._low[:-1],
            A_ub=self._matrix[-1:],
            b_ub=self._high[-1:],
        )
        if answer.x is None:
            return None
        # What an option takes is paid for at the dual prices of its atoms.
        paid = self._matrix[:-1].T @ answer.eqlin.marginals
        paid += self._matrix[-1:].T @ answer.ineqlin.marginals
        return float(answer.fun), np.maximum(prices - paid, 0.0)

    def least_max(self) -> float | None:
        """Return a largest deviation that no choice goes below; None without any."""
        steps = np.unique(np.concatenate([self._gaps, [-1.0]]))
        low, high = 0, len(steps) - 1  # impossible up to low, possible from high on
        nothing = np.zeros(len(self._gaps))
        if not high or self._relaxed(nothing, steps[high]).x is None:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._relaxed(nothing, steps[middle]).x is None:
                low = middle
            else:
                high = middle
        return float(steps[high])

    def _relaxed(
        self, prices: npt.NDArray[np.float64], widest: float
    ) -> OptimizeResult:
        """Solve with options chosen in part: a lower bound, found at once."""
        return self._run(prices, np.flatnonzero(self._gaps <= widest), whole=False)

    def _run(
        self,
        prices: npt.NDArray[np.float64],
        kept: npt.NDArray[np.intp],
        *,
        whole: bool,
    ) -> OptimizeResult:
        return milp(
            prices[kept],
            integrality=np.full(len(kept), int(whole)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(self._matrix[:, kept], self._low, self._high),
            options={"node_limit": _MOST_NODES, "mip_rel_gap": 1e-6},
        )
