"""Random spanning trees and the best edge to cut them at.

Cutting a random spanning tree yields two connected, mostly round halves
(recombination: DeFord, Duchin and Solomon, Harvard Data Science Review, 2021).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from districting.part import Part, roundness

Price = Callable[[float, int, int], tuple[float, int] | None]


@dataclass(frozen=True)
class Cut:
    """Members divided in two.

    Attributes:
        cost: Of balance and shape of both sides.
        regions: How many regions the first side holds.
        one: Members of the first side.
        other: The rest.
    """

    cost: float
    regions: int
    one: list[int]
    other: list[int]


def inner_edges(part: Part, members: Sequence[int]) -> list[int]:
    """Return the numbers of the edges that lie between members."""
    inside = set(members)
    return [
        number
        for k in members
        for other, number in part.near[k]
        if k < other and other in inside
    ]


def spanning_tree(
    count: int, ends: Sequence[tuple[int, int]], keys: Sequence[float]
) -> tuple[list[int], list[int]]:
    """Return the least spanning tree (Kruskal) as a walk from node 0 and parents."""
    root = list(range(count))
    near: list[list[int]] = [[] for _ in root]
    left = count - 1
    for e in sorted(range(len(ends)), key=keys.__getitem__):
        a, b = ends[e]
        i, j = a, b
        while root[i] != i:
            root[i] = i = root[root[i]]
        while root[j] != j:
            root[j] = j = root[root[j]]
        if i != j:
            root[i] = j
            near[a].append(b)
            near[b].append(a)
            left -= 1
            if not left:
                break
    return _walk(near)


def _walk(near: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    up = [-1] * len(near)
    walk = [0]
    for k in walk:
        for other in near[k]:
            if other != up[k]:
                up[other] = k
                walk.append(other)
    return walk, up


def cut_tree(
    part: Part, members: Sequence[int], tree: tuple[list[int], list[int]], regions: int
) -> Cut | None:
    """Return the best cut of a tree over `members`, None when no edge can be cut.

    Each side gets at least as many units as regions, and as many regions as cores.
    """
    walk, up = tree
    count, weight, x, y, square = _sums(part, members, walk, up)
    n, e, f, s = count[0], x[0], y[0], square[0]
    cores = _sum_cores(part, members, walk, up)
    half = _halves(part, n, regions, cores[0] if cores else 0)
    best, best_node, best_regions = float("inf"), -1, 0
    for k in walk[1:]:
        m = count[k]
        fit = half(weight[k], m, cores[k] if cores else 0)
        if fit is None:
            continue
        cost, q = fit
        cost += roundness(m, x[k], y[k], square[k]) / q
        cost += roundness(n - m, e - x[k], f - y[k], s - square[k]) / (regions - q)
        if cost < best:
            best, best_node, best_regions = cost, k, q
    if best_node < 0:
        return None
    below = _below(walk, up, best_node)
    one = [member for k, member in enumerate(members) if below[k]]
    other = [member for k, member in enumerate(members) if not below[k]]
    return Cut(best, best_regions, one, other)


def _halves(part: Part, total: int, regions: int, cores: int) -> Price:
    """Return a function that prices a side by its weight, its units and its cores."""
    target = part.target
    whole = regions * target
    if regions == 2 and not cores:  # noqa: PLR2004  (the annealing's case, and the hot one)

        def pair(weight: float, _count: int, _held: int) -> tuple[float, int]:
            return part.balance(weight) + part.balance(whole - weight), 1

        return pair

    def side(weight: float, count: int, held: int) -> tuple[float, int] | None:
        low = max(1, held, regions - (total - count))
        high = min(regions - 1, count, regions - (cores - held))
        if low > high:
            return None
        q = min(high, max(low, round(weight / target))) if target else low
        lean = (2 * q - regions) / regions
        return part.balance(weight, q) * 2 + lean * lean, q

    return side


def _sums(
    part: Part, members: Sequence[int], walk: Sequence[int], up: Sequence[int]
) -> tuple[list[int], list[float], list[float], list[float], list[float]]:
    """Return the sums over each node's subtree: units, weight, moments."""
    count = [1] * len(members)
    weight = [part.weight[k] for k in members]
    x = [part.x[k] for k in members]
    y = [part.y[k] for k in members]
    square = [part.square[k] for k in members]
    for k in walk[:0:-1]:
        p = up[k]
        count[p] += count[k]
        weight[p] += weight[k]
        x[p] += x[k]
        y[p] += y[k]
        square[p] += square[k]
    return count, weight, x, y, square


def _sum_cores(
    part: Part, members: Sequence[int], walk: Sequence[int], up: Sequence[int]
) -> list[int]:
    """Return the cores in each node's subtree; nothing when the part has none."""
    cores = [part.cores[k] for k in members] if part.cores else []
    if cores:
        for k in walk[:0:-1]:
            cores[up[k]] += cores[k]
    return cores


def _below(walk: Sequence[int], up: Sequence[int], top: int) -> list[bool]:
    below = [False] * len(walk)
    below[top] = True
    for k in walk:
        if not below[k] and up[k] >= 0:
            below[k] = below[up[k]]
    return below
