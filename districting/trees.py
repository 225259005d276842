"""Random spanning trees and the best edge to cut them at.

Cutting a random spanning tree yields two connected, mostly round halves
(recombination: DeFord, Duchin and Solomon, Harvard Data Science Review, 2021).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from districting.part import Part, Sums


@dataclass(frozen=True)
class Cut:
    """Members divided in two.

    Attributes:
        cost: Of balance and shape of both sides.
        regions: How many regions the first side holds.
        one: Members of the first side.
        other: The rest.
        sums: Of both sides.
    """

    cost: float
    regions: int
    one: list[int]
    other: list[int]
    sums: tuple[Sums, Sums]


class Tree:
    """A spanning tree laid out so that what hangs below a member follows it at once.

    Attributes:
        walk: The members, each before those below it.
        size: How many hang at each, itself included, in the same order.
    """

    def __init__(
        self, part: Part, members: Sequence[int], edges: Sequence[int], chance: Random
    ) -> None:
        """Draw the least spanning tree by random keys (Kruskal)."""
        draw, surcharge, ends = chance.random, part.surcharge, part.ends
        root = {k: k for k in members}
        near: dict[int, list[int]] = {k: [] for k in members}
        left = len(members) - 1
        for e in sorted(edges, key=lambda e: draw() + surcharge[e]):
            a, b = ends[e]
            i, j = root[a], root[b]
            while root[i] != i:
                root[i] = i = root[root[i]]
            while root[j] != j:
                root[j] = j = root[root[j]]
            if i != j:
                root[a] = root[b] = root[i] = j
                near[a].append(b)
                near[b].append(a)
                left -= 1
                if not left:
                    break
        self._lay_out(members[0], near)

    def _lay_out(self, first: int, near: dict[int, list[int]]) -> None:
        up = {first: first}
        walk, waiting = [], [first]
        while waiting:
            k = waiting.pop()
            walk.append(k)
            below = near[k]
            for other in below:
                near[other].remove(k)
                up[other] = k
            waiting += below
        size = dict.fromkeys(walk, 1)
        for k in walk[:0:-1]:
            size[up[k]] += size[k]
        self.walk = walk
        self.size = [size[k] for k in walk]


def cut_tree(part: Part, tree: Tree, regions: int) -> Cut | None:
    """Return the best cut of a tree, None when no edge can be cut.

    Each side gets at least as many units as regions, and as many regions as cores.
    """
    walk = tree.walk
    weight = _running(part.weight[k] for k in walk)
    cores = _running(part.cores[k] for k in walk) if part.cores else []
    shape = [
        _running([column[k] for k in walk]) for column in (part.x, part.y, part.square)
    ]
    if regions == 2 and not (cores and cores[-1]):  # noqa: PLR2004  (the annealing's case)
        fits = _halves(part, tree, weight)
    else:
        fits = sorted(_sides(part, tree, (weight, cores), regions))
    best, best_place, best_regions = float("inf"), 0, 0
    for cost, place, q in fits:
        if cost >= best:
            break  # shapes only cost more
        one, other = _sums(tree, place, weight, shape)
        whole = cost + part.roundness(*one) / q + part.roundness(*other) / (regions - q)
        if whole < best:
            best, best_place, best_regions = whole, place, q
    if not best_place:
        return None
    end = best_place + tree.size[best_place]
    return Cut(
        cost=best,
        regions=best_regions,
        one=walk[best_place:end],
        other=walk[:best_place] + walk[end:],
        sums=_sums(tree, best_place, weight, shape),
    )


def _running(values: Iterable[float]) -> list[float]:
    """Return the sums of the first none, one, two … values."""
    return list(accumulate(values, initial=0.0))


def _sums(
    tree: Tree, place: int, weight: Sequence[float], shape: Sequence[Sequence[float]]
) -> tuple[Sums, Sums]:
    """Return the sums of what hangs at a place of the walk, and of the rest."""
    size = tree.size[place]
    end = place + size
    lower = [column[end] - column[place] for column in (weight, *shape)]
    upper = [
        column[-1] - below
        for column, below in zip((weight, *shape), lower, strict=True)
    ]
    return Sums(size, *lower), Sums(len(tree.walk) - size, *upper)


def _halves(
    part: Part, tree: Tree, weight: Sequence[float]
) -> Iterable[tuple[float, int, int]]:
    """Give what the balance of two regions costs for each edge, the least first."""
    size, whole = tree.size, weight[-1]
    half = whole / 2
    least = part.balance(half) * 2
    # The nearer a side is to the half, the less both together are off the target.
    off = [abs(weight[k + size[k]] - weight[k] - half) for k in range(1, len(size))]
    for k in sorted(range(len(off)), key=off.__getitem__):
        yield least + 2 * part.balance(part.target + off[k]), k + 1, 1


def _sides(
    part: Part,
    tree: Tree,
    sums: tuple[Sequence[float], Sequence[float]],
    regions: int,
) -> Iterable[tuple[float, int, int]]:
    """Give what the balance costs for each edge, with the first side's regions."""
    weight, cores = sums
    total = len(tree.walk)
    for place in range(1, total):
        count = tree.size[place]
        held = int(cores[place + count] - cores[place]) if cores else 0
        others = int(cores[-1]) - held if cores else 0
        low = max(1, held, regions - (total - count))
        high = min(regions - 1, count, regions - others)
        if low > high:
            continue
        side = weight[place + count] - weight[place]
        q = min(high, max(low, round(side / part.target))) if part.target else low
        lean = (2 * q - regions) / regions
        yield part.balance(side, q) * 2 + lean * lean, place, q
