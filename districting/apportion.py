"""The first level: which municipalities share regions, and how many each set gets.

Every municipality is covered once by a set of municipalities that hang together
inside one zone; the sets' numbers of regions sum to what is wanted. This is a set
partitioning problem over all such sets, solved to its optimum with HiGHS.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csc_array, vstack

from districting.columns import Rules, build_options
from districting.options import Atlas, Option

_PLAIN = 1.0  # on the deviation itself, so that the mean comes out least as well
_STEEP, _POWER, _FARTHEST = 0.5, 4, 10.0  # on what nears the least maximum
_LEAST = 0.01  # no deviation below one per cent is priced steeply
_MARGINS = (0.25, 1.0, 4.0)  # first guesses of what the relaxed optimum lacks
_MOST_NODES = 20_000  # of the solver's search tree; a time limit would not repeat
_BOUND_NODES = 10  # the same, where a proof need not be closed

Prices = npt.NDArray[np.float64]


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


def apportion(atlas: Atlas, regions: int, rules: Rules) -> Apportionment | None:
    """Return the best sets of atoms for so many regions, or None if there are none.

    Raises:
        TooManyOptionsError: The atoms can be combined in too many ways.
    """
    options = build_options(atlas, regions, rules)
    if not options:
        return None
    model = Model(len(atlas.atoms), options, regions, rules)
    least_max = model.least_max()
    if least_max is None:
        return None
    prices = model.prices(max(least_max, rules.tolerance, _LEAST))
    best = model.solve(prices)
    if best is None:
        return None
    return Apportionment(
        options=tuple(sorted(best, key=lambda option: option.atoms)),
        price=sum(float(prices[options.index(option)]) for option in best),
        least_mean=model.least_mean(),
        least_max=least_max,
        furthest=max(abs(option.off) for option in best),
    )


class Model:
    """Each atom in one option, so many regions, few enough straddles and cuts."""

    def __init__(
        self, atoms: int, options: Sequence[Option], regions: int, rules: Rules
    ) -> None:
        self._options = options
        self._gaps = np.array([abs(option.off) for option in options])
        self._numbers = np.array([option.regions for option in options], float)
        column = [k for k, option in enumerate(options) for _ in option.atoms]
        row = [atom for option in options for atom in option.atoms]
        cover = csc_array(
            (np.ones(len(row)), (row, column)), shape=(atoms, len(options))
        )
        few = np.array([[o.straddles, o.cuts] for o in options], float).T
        numbers = csc_array(self._numbers[None, :])
        self._matrix = csc_array(vstack([cover, numbers, csc_array(few)]))
        self._low = np.array([1.0] * atoms + [regions, 0, 0])
        # No plan has more straddles or cuts than regions; linprog takes no infinity.
        most = [min(limit, float(regions)) for limit in (rules.straddles, rules.cuts)]
        self._high = np.array([1.0] * atoms + [regions, *most])

    def prices(self, steep: float) -> Prices:
        """Return what each option costs; deviations beyond `steep` dearly."""
        gaps = self._gaps
        fine = gaps * gaps + _PLAIN * gaps
        far = _STEEP * np.minimum(gaps / steep, _FARTHEST) ** _POWER
        own = np.array([option.price for option in self._options])
        return np.asarray(self._numbers * (fine + far) + own)

    def solve(self, prices: Prices) -> list[Option] | None:
        """Return the cheapest options, or None when nothing fits.

        The relaxed problem says for each option how much dearer every choice with it
        is at the least. Options that are too dear are left out; when the choice from
        the others is cheaper than any with them could be, it is the best of all.
        """
        relaxed = self._duals(prices)
        if relaxed is None:
            return None
        floor, dearer = relaxed
        for margin in (*_MARGINS, math.inf):
            kept = np.flatnonzero(dearer <= margin)
            answer = self._run(prices, kept, nodes=_MOST_NODES)
            if answer.x is not None and answer.fun <= floor + margin:
                return [self._options[int(k)] for k in kept[np.round(answer.x) > 0]]
        return None

    def _duals(self, prices: Prices) -> tuple[float, Prices] | None:
        """Return the relaxed optimum and each option's reduced price, if feasible."""
        equal, below = self._matrix[:-2], self._matrix[-2:]
        answer = linprog(
            prices,
            A_eq=equal,
            b_eq=self._low[:-2],
            A_ub=below,
            b_ub=self._high[-2:],
        )
        if answer.x is None:
            return None
        # What an option takes is paid for at the dual prices of its atoms.
        paid = equal.T @ answer.eqlin.marginals + below.T @ answer.ineqlin.marginals
        return float(answer.fun), np.maximum(prices - paid, 0.0)

    def least_mean(self) -> float:
        """Return a sum of |deviation| over regions that no choice goes below."""
        every = np.arange(len(self._gaps))
        answer = self._run(self._numbers * self._gaps, every, nodes=_BOUND_NODES)
        return max(0.0, float(answer.mip_dual_bound or 0.0))

    def least_max(self) -> float | None:
        """Return a largest deviation that no choice goes below; None without any."""
        steps = np.unique(np.concatenate([self._gaps, [-1.0]]))
        low, high = 0, len(steps) - 1  # impossible up to low, possible from high on
        if not high or not self._fits(steps[high]):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self._fits(steps[middle]):
                high = middle
            else:
                low = middle
        return float(steps[high])

    def _fits(self, widest: float) -> bool:
        """Tell whether options chosen in part fit: needed, and found out at once."""
        kept = np.flatnonzero(self._gaps <= widest)
        return self._run(np.zeros(len(self._gaps)), kept, nodes=0).x is not None

    def _run(
        self, prices: Prices, kept: npt.NDArray[np.intp], *, nodes: int
    ) -> OptimizeResult:
        """Choose among some options; with no nodes in part, else whole ones."""
        return milp(
            prices[kept],
            integrality=np.full(len(kept), int(nodes > 0)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(self._matrix[:, kept], self._low, self._high),
            options={"node_limit": max(nodes, 1), "mip_rel_gap": 1e-6},
        )
