"""The first level: which municipalities share regions, and how many each set gets.

Every municipality is covered once by a set of municipalities that hang together
inside one zone; the sets' numbers of regions sum to what is wanted. This is a set
partitioning problem over all such sets, solved to its optimum with HiGHS.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csc_array, vstack

from districting.columns import Rules, build_options
from districting.forced import Forced, forced_by, zone_pieces
from districting.options import Atlas, Option

_PLAIN = 1.0  # on the deviation itself, so that the mean comes out least as well
_STEEP, _POWER, _FARTHEST = 0.5, 4, 10.0  # on what nears the least maximum
_LEAST = 0.01  # no deviation below one per cent is priced steeply
_MARGINS = (0.25, 1.0, 4.0)  # first guesses of what the relaxed optimum lacks
_MOST_NODES = 20_000  # of the solver's search tree; a time limit would not repeat
_BOUND_NODES = 10  # the same, where a proof need not be closed
_PROVED = 150  # atoms: for more, what is found first is taken; it lacks next to nothing

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
        forced: What keeps the largest deviation from being less.
    """

    options: tuple[Option, ...]
    price: float
    least_mean: float
    least_max: float
    furthest: float
    forced: Forced


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
        forced=_forced(atlas, model, rules, least_max),
    )


def _forced(atlas: Atlas, model: "Model", rules: Rules, least: float) -> Forced:
    """Return what keeps the largest deviation at its least, the smallest reason."""
    gaps = model.local_gaps()
    alone = int(gaps.argmax())
    if gaps[alone] >= least:
        return forced_by(atlas, [alone], rules, least)
    below = float(np.nextafter(least, 0.0))
    for members in zone_pieces(atlas, rules):
        options = [o for o in model.options if o.atoms[0] in members]
        if not Model.of_piece(members, options).fits(below):
            return forced_by(atlas, sorted(members), rules, least)
    return forced_by(atlas, [], rules, least)


class Model:
    """Each atom in one option, so many regions, few enough straddles and cuts."""

    def __init__(
        self, atoms: int, options: Sequence[Option], regions: int, rules: Rules
    ) -> None:
        self._atoms = atoms
        self.options = options
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
        self._high = np.array([1.0] * atoms + [regions, 0, 0])
        self.limit(rules.straddles, rules.cuts)

    @classmethod
    def of_piece(cls, members: Collection[int], options: Sequence[Option]) -> "Model":
        """Return the model of some atoms alone, with any number of regions."""
        place = {atom: k for k, atom in enumerate(sorted(members))}
        own = [replace(o, atoms=tuple(place[k] for k in o.atoms)) for o in options]
        most = sum(option.regions for option in own)
        model = cls(len(place), own, most, Rules(straddles=math.inf))
        model._low[-3] = 0
        return model

    def prices(self, steep: float) -> Prices:
        """Return what each option costs; deviations beyond `steep` dearly."""
        gaps = self._gaps
        fine = gaps * gaps + _PLAIN * gaps
        far = _STEEP * np.minimum(gaps / steep, _FARTHEST) ** _POWER
        own = np.array([option.price for option in self.options])
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
            proved = answer.x is not None and answer.fun <= floor + margin
            if proved or (answer.x is not None and self._atoms > _PROVED):
                return [self.options[int(k)] for k in kept[np.round(answer.x) > 0]]
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

    def least_mean(self, *, exact: bool = True) -> float:
        """Return a sum of |deviation| over regions that no choice goes below."""
        every = np.arange(len(self._gaps))
        nodes = _BOUND_NODES if exact and self._atoms <= _PROVED else 0
        answer = self._run(self._numbers * self._gaps, every, nodes=nodes)
        bound = answer.mip_dual_bound if nodes else answer.fun
        return max(0.0, float(bound or 0.0))

    def least_max(self) -> float | None:
        """Return a largest deviation that no choice goes below; None without any."""
        steps = np.unique(np.concatenate([self._gaps, [-1.0]]))
        low, high = 0, len(steps) - 1  # impossible up to low, possible from high on
        if not high or not self.fits(steps[high]):
            return None
        local = float(self.local_gaps().max())
        if self.fits(local):  # mostly one municipality decides
            return local
        low = int(np.searchsorted(steps, local))
        while high - low > 1:
            middle = (low + high) // 2
            if self.fits(steps[middle]):
                high = middle
            else:
                low = middle
        return float(steps[high])

    def local_gaps(self) -> Prices:
        """Return the least deviation of any option that each atom is in."""
        least = np.full(self._atoms, math.inf)
        for gap, option in zip(self._gaps.tolist(), self.options, strict=True):
            for atom in option.atoms:
                least[atom] = min(least[atom], gap)
        return least

    def limit(self, straddles: float, cuts: float) -> None:
        """Allow so many straddles and cuts from now on."""
        # No plan has more of them than regions; linprog takes no infinity.
        most = float(self._high[-3])
        self._high[-2:] = min(straddles, most), min(cuts, most)

    def fits(self, widest: float) -> bool:
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
