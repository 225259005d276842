"""The second level: one set of municipalities cut into its regions.

Recursive bisection by random spanning trees, then annealed re-cutting of pairs of
regions, then moves of single units. Plain Python on purpose: regions are so small that
arrays cost more than they save.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from districting.part import Part
from districting.trees import Cut, Tree, cut_tree

_TRIES = 6  # trees per bisection, the best is taken
# Re-cuts per region at effort 1: few regions soon lie as well as they can.
_STEPS, _STEPS_MORE, _STEPS_MOST = 50, 25, 250
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
        # The generator's `random` gives the same numbers on every machine.
        self.chance = Random(int.from_bytes(digest, "big"))  # noqa: S311  (no secret)
        self.part = part
        self.regions: list[list[int]] = []
        self.region_of = [0] * len(part)
        self.inner: list[list[int]] = []  # the edges inside each region
        self.faults: list[float] = []

    def run(self, effort: float) -> Division:
        """Bisect, anneal, polish."""
        self._settle(self._bisected())
        if 1 < self.part.regions < len(self.part):
            self._settle(self._annealed(effort))
            self._polish()
        return Division([sorted(r) for r in self.regions], self._cost())

    def _settle(self, regions: list[list[int]]) -> None:
        self.regions = regions
        for number, members in enumerate(regions):
            for k in members:
                self.region_of[k] = number
        self.faults = [self.part.fault(members) for members in regions]
        self.inner = [[] for _ in regions]
        for e, (a, b) in enumerate(self.part.ends):
            if self.region_of[a] == self.region_of[b]:
                self.inner[self.region_of[a]].append(e)

    def _cost(self) -> float:
        border = math.fsum(
            cost
            for cost, (a, b) in zip(self.part.border, self.part.ends, strict=True)
            if self.region_of[a] != self.region_of[b]
        )
        return math.fsum(self.faults) + border

    def _bisected(self) -> list[list[int]]:
        done: list[list[int]] = []
        every = list(range(len(self.part)))
        waiting = [(every, list(range(len(self.part.ends))), self.part.regions)]
        while waiting:
            members, edges, regions = waiting.pop()
            if regions == 1:
                done.append(members)
                continue
            cut = self._best_cut(members, edges, regions)
            for side, number in (
                (cut.one, cut.regions),
                (cut.other, regions - cut.regions),
            ):
                waiting.append((side, self._among(side, edges), number))
        return done

    def _among(self, members: Sequence[int], edges: Sequence[int]) -> list[int]:
        """Return those of the edges that lie between members."""
        inside, ends = set(members), self.part.ends
        return [e for e in edges if ends[e][0] in inside and ends[e][1] in inside]

    def _best_cut(
        self, members: Sequence[int], edges: Sequence[int], regions: int
    ) -> Cut:
        cuts = [self._cut(members, edges, regions) for _ in range(_TRIES)]
        # A leaf of any tree can be cut off, so that there always is a cut; when each
        # region has its core, so can an edge between two cores.
        return min((cut for cut in cuts if cut), key=lambda cut: cut.cost)

    def _cut(
        self, members: Sequence[int], edges: Sequence[int], regions: int
    ) -> Cut | None:
        return cut_tree(
            self.part, Tree(self.part, members, edges, self.chance), regions
        )

    def _annealed(self, effort: float) -> list[list[int]]:
        """Re-cut pairs of regions, first boldly, then only for the better."""
        regions = self.part.regions
        each = min(_STEPS + _STEPS_MORE * regions, _STEPS_MOST)
        steps = max(1, round(effort * each * (regions - 1)))
        cooling = (_COLD / _HOT) ** (1 / steps)
        heat, cost = _HOT, self._cost()
        best, best_cost = list(self.region_of), cost
        for _ in range(steps):
            change = self._recut(heat)
            heat *= cooling
            cost += change
            if change < 0 and cost < best_cost - _ROUNDING:
                best, best_cost = list(self.region_of), cost
        found: list[list[int]] = [[] for _ in self.regions]
        for k, region in enumerate(best):
            found[region].append(k)
        return found

    def _border_edge(self) -> tuple[int, int]:
        """Return the regions on both sides of a border drawn at random."""
        ends, region_of, draw = self.part.ends, self.region_of, self.chance.random
        many = len(ends)
        while True:
            a, b = ends[int(draw() * many)]
            if region_of[a] != region_of[b]:
                return region_of[a], region_of[b]

    def _recut(self, heat: float) -> float:
        """Merge two neighbours, cut anew; return the change of cost, 0 if refused."""
        r, s = self._border_edge()
        if len(self.regions[r]) > len(self.regions[s]):
            r, s = s, r
        border, region_of = self.part.border, self.region_of
        between = [
            e
            for k in self.regions[r]
            for other, e in self.part.near[k]
            if region_of[other] == s
        ]
        edges = self.inner[r] + self.inner[s] + between
        cut = self._cut(self.regions[r] + self.regions[s], edges, 2)
        if cut is None:
            return 0.0
        before = self.faults[r] + self.faults[s] + sum([border[e] for e in between])
        # Accepted with the chance exp(-change / heat), drawn beforehand.
        limit = before - heat * math.log(1.0 - self.chance.random())
        after = self._priced(cut, edges, limit)
        if after is None:
            return 0.0
        self._replace(r, cut.one, after.faults[0], after.inner[0])
        self._replace(s, cut.other, after.faults[1], after.inner[1])
        return after.cost - before

    def _priced(self, cut: Cut, edges: Sequence[int], limit: float) -> "_After | None":
        """Return what a cut leads to, None as soon as it costs more than the limit."""
        part = self.part
        one, other = (part.bare_fault(sums) for sums in cut.sums)
        if one + other > limit:
            return None
        *inner, between = self._sorted(edges, cut.one)
        border = sum([part.border[e] for e in between])
        if one + other + border > limit:
            return None
        one += part.mixture(cut.one, cut.sums[0].weight)
        other += part.mixture(cut.other, cut.sums[1].weight)
        cost = one + other + border
        return _After(cost, (one, other), inner) if cost <= limit else None

    def _sorted(
        self, edges: Sequence[int], members: Sequence[int]
    ) -> tuple[list[int], list[int], list[int]]:
        """Return the edges inside members, outside them, and between both."""
        below, ends = set(members), self.part.ends
        inside: list[int] = []
        outside: list[int] = []
        between: list[int] = []
        for e in edges:
            a, b = ends[e]
            if a in below:
                (inside if b in below else between).append(e)
            else:
                (between if b in below else outside).append(e)
        return inside, outside, between

    def _replace(
        self, region: int, members: list[int], fault: float, inner: list[int]
    ) -> None:
        self.regions[region] = members
        self.faults[region] = fault
        self.inner[region] = inner
        for k in members:
            self.region_of[k] = region

    def _is_core(self, k: int) -> bool:
        return bool(self.part.cores) and self.part.cores[k] > 0

    def _polish(self) -> None:
        """Move single units over borders while that makes the regions better."""
        for _ in range(_PASSES):
            moved = False
            for a, b in self.part.ends:
                if self.region_of[a] != self.region_of[b]:
                    moved |= self._move(a, b) or self._move(b, a)
            if not moved:
                return

    def _move(self, k: int, towards: int) -> bool:
        giver, taker = self.region_of[k], self.region_of[towards]
        if giver == taker or len(self.regions[giver]) == 1 or self._is_core(k):
            return False
        left = [other for other in self.regions[giver] if other != k]
        grown = [*self.regions[taker], k]
        faults = self.part.fault(left), self.part.fault(grown)
        change = sum(faults) - self.faults[giver] - self.faults[taker]
        for other, e in self.part.near[k]:
            region = self.region_of[other]
            change += self.part.border[e] * ((region == giver) - (region == taker))
        if change > -_ROUNDING or not self._hang_together(k, giver):
            return False
        self._give(k, giver, left, faults[0])
        self._give(k, taker, grown, faults[1])
        return True

    def _give(self, k: int, region: int, members: list[int], fault: float) -> None:
        gone = {e for _, e in self.part.near[k]}
        inside = set(members)
        inner = [e for e in self.inner[region] if e not in gone]
        if k in inside:
            inner += [e for other, e in self.part.near[k] if other in inside]
        self._replace(region, members, fault, inner)

    def _hang_together(self, k: int, region: int) -> bool:
        """Tell whether a region is one piece without one of its units."""
        left = set(self.regions[region])
        left.discard(k)
        front = [left.pop()]
        while front and left:
            for other, _ in self.part.near[front.pop()]:
                if other in left:
                    left.discard(other)
                    front.append(other)
        return not left


@dataclass(frozen=True)
class _After:
    """What a cut leads to: the cost, and both sides' faults and inner edges."""

    cost: float
    faults: tuple[float, float]
    inner: list[list[int]]
