"""The second level: one set of municipalities cut into its regions.

Recursive bisection by random spanning trees, then annealed re-cutting of pairs of
regions, then moves of single units.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districting.graph import is_connected
from districting.part import Part
from districting.trees import Cut, cut_tree, inner_edges, spanning_tree

_TRIES = 6  # trees per bisection, the best is taken
_STEPS = 250  # re-cuts per region at effort 1
_HOT, _COLD = 5.0, 0.01
_ROUNDING = 1e-9  # a gain must be more than that
_PASSES = 20  # over all borders with single units
_RUNGS = (0.125, 0.875, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)  # lengths of runs, in efforts


@dataclass(frozen=True)
class Division:
    """Regions of one part: members by their numbers in it, and what they cost."""

    regions: list[list[int]]
    cost: float


def divide(part: Part, seed: str, effort: float) -> Division:
    """Return the best division found; more effort never makes it cost more.

    Effort is spent in runs of growing length, each with its own chance: a higher
    effort makes the runs of every lower one and keeps the best.
    """
    spent = _RUNGS[0]
    best = _Cutter(part, f"{seed}:0").run(spent)
    for number, rung in enumerate(_RUNGS[1:], start=1):
        spent += rung
        if spent > effort:
            break
        found = _Cutter(part, f"{seed}:{number}").run(rung)
        if found.cost < best.cost:
            best = found
    return best


class _Cutter:
    """One run: the regions as they stand, and the chance that changes them."""

    def __init__(self, part: Part, seed: str) -> None:
        digest = hashlib.blake2b(seed.encode(), digest_size=16).digest()
        self.chance = np.random.Generator(
            np.random.PCG64(int.from_bytes(digest, "big"))
        )
        self.part = part
        self.near = [[other for other, _ in row] for row in part.near]
        self.regions: list[list[int]] = []
        self.region_of = [0] * len(part.units)
        self.faults: list[float] = []

    def run(self, effort: float) -> Division:
        """Bisect, anneal, polish."""
        self.regions = self._bisected()
        self._settle()
        if 1 < self.part.regions < len(self.part.units):
            self._anneal(effort)
            self._polish()
        return Division([sorted(r) for r in self.regions], self._cost())

    def _settle(self) -> None:
        for number, members in enumerate(self.regions):
            for k in members:
                self.region_of[k] = number
        self.faults = [self.part.fault(members) for members in self.regions]

    def _cost(self) -> float:
        border = math.fsum(
            cost
            for cost, (a, b) in zip(self.part.border, self.part.ends, strict=True)
            if self.region_of[a] != self.region_of[b]
        )
        return math.fsum(self.faults) + border

    def _bisected(self) -> list[list[int]]:
        done: list[list[int]] = []
        waiting = [(list(range(len(self.part.units))), self.part.regions)]
        while waiting:
            members, regions = waiting.pop()
            if regions == 1:
                done.append(members)
                continue
            cut = self._best_cut(members, regions)
            waiting.append((cut.one, cut.regions))
            waiting.append((cut.other, regions - cut.regions))
        return done

    def _best_cut(self, members: Sequence[int], regions: int) -> Cut:
        edges = inner_edges(self.part, members)
        cuts = [self._cut(members, edges, regions) for _ in range(_TRIES)]
        # A leaf of any tree can be cut off, so that there always is a cut; when each
        # region has its core, so can an edge between two cores.
        return min((cut for cut in cuts if cut), key=lambda cut: cut.cost)

    def _cut(
        self, members: Sequence[int], edges: Sequence[int], regions: int
    ) -> Cut | None:
        place = {k: n for n, k in enumerate(members)}
        ends, surcharge = self.part.ends, self.part.surcharge
        pairs = [(place[ends[e][0]], place[ends[e][1]]) for e in edges]
        draws = self.chance.random(len(edges)).tolist()
        keys = [draw + surcharge[e] for draw, e in zip(draws, edges, strict=True)]
        tree = spanning_tree(len(members), pairs, keys)
        return cut_tree(self.part, members, tree, regions)

    def _anneal(self, effort: float) -> None:
        """Re-cut pairs of regions, first boldly, then only for the better."""
        steps = max(1, round(effort * _STEPS * (self.part.regions - 1)))
        cooling = (_COLD / _HOT) ** (1 / steps)
        heat, cost = _HOT, self._cost()
        best, best_cost = list(self.region_of), cost
        for _ in range(steps):
            cost += self._recut(heat)
            heat *= cooling
            if cost < best_cost - _ROUNDING:
                best, best_cost = list(self.region_of), cost
        self.regions = [[] for _ in self.regions]
        for k, region in enumerate(best):
            self.regions[region].append(k)
        self._settle()

    def _border_edge(self) -> tuple[int, int]:
        """Return the regions on both sides of a border drawn at random."""
        ends, region_of = self.part.ends, self.region_of
        while True:
            for draw in self.chance.random(32).tolist():
                a, b = ends[int(draw * len(ends))]
                if region_of[a] != region_of[b]:
                    return region_of[a], region_of[b]

    def _recut(self, heat: float) -> float:
        """Merge two neighbours, cut anew; return the change of cost, 0 if refused."""
        r, s = self._border_edge()
        part, region_of = self.part, self.region_of
        members = self.regions[r] + self.regions[s]
        edges = inner_edges(part, members)
        cut = self._cut(members, edges, 2)
        if cut is None:
            return 0.0
        one = set(cut.one)
        change = part.fault(cut.one) + part.fault(cut.other)
        change -= self.faults[r] + self.faults[s]
        for e in edges:
            a, b = part.ends[e]
            change += part.border[e] * (
                ((a in one) != (b in one)) - (region_of[a] != region_of[b])
            )
        if change > 0 and self.chance.random() >= math.exp(-change / heat):
            return 0.0
        self._replace(r, cut.one)
        self._replace(s, cut.other)
        return change

    def _replace(self, region: int, members: list[int]) -> None:
        self.regions[region] = members
        self.faults[region] = self.part.fault(members)
        for k in members:
            self.region_of[k] = region

    def _is_core(self, k: int) -> bool:
        return bool(self.part.cores) and self.part.cores[k] > 0

    def _polish(self) -> None:
        """Move single units over borders while that makes the regions better."""
        for _ in range(_PASSES):
            moved = False
            for a, b in self.part.ends:
                moved |= self._move(a, b) or self._move(b, a)
            if not moved:
                return

    def _move(self, k: int, towards: int) -> bool:
        giver, taker = self.region_of[k], self.region_of[towards]
        if giver == taker or len(self.regions[giver]) == 1 or self._is_core(k):
            return False
        left = [other for other in self.regions[giver] if other != k]
        grown = [*self.regions[taker], k]
        change = self.part.fault(left) + self.part.fault(grown)
        change -= self.faults[giver] + self.faults[taker]
        for other, e in self.part.near[k]:
            region = self.region_of[other]
            change += self.part.border[e] * ((region == giver) - (region == taker))
        if change > -_ROUNDING or not is_connected(left, self.near):
            return False
        self._replace(giver, left)
        self._replace(taker, grown)
        return True
