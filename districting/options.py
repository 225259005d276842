"""Which municipalities could share regions: the columns of the first level."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LIGHTEST, HEAVIEST = 0.55, 1.6  # weight of one region, in averages


class TooManyOptionsError(Exception):
    """The municipalities can be combined in more ways than can be looked at."""


@dataclass(frozen=True)
class Atom:
    """What is never divided by grouping: a municipality, or a piece that is left of it.

    Attributes:
        units: Places of its units, in order.
        weight: Sum of their weights, in averages of a region.
        municipality: Codes; several when light neighbours were joined beforehand.
        county: Code of the county.
        prefecture: Name of the prefecture.
        centres: Weight by commuting centre, in averages.
        x: Metres east of its centre of weight.
        y: Metres north.
        whole: False for a piece of a municipality that lost a unit.
        cores: How many locked units in it must come into regions of their own.
    """

    units: tuple[int, ...]
    weight: float
    municipality: tuple[str, ...]
    county: str
    prefecture: str
    centres: tuple[tuple[str, float], ...]
    x: float
    y: float
    whole: bool = True
    cores: int = 0


@dataclass(frozen=True)
class Atlas:
    """Atoms with their neighbours and the length that spread is measured by."""

    atoms: Sequence[Atom]
    near: Sequence[Sequence[int]]
    length: float


@dataclass(frozen=True)
class Option:
    """A connected set of atoms and the number of regions that it would get.

    Attributes:
        atoms: Their places in the atlas, in order.
        regions: How many regions they divide among them.
        off: How far from the average each region is when all are even: 0.1 is ten
            per cent too heavy.
        price: What choosing it costs beside its deviation.
        mixed: Whether its one region would join a piece of a municipality with
            anything else, and that may be.
    """

    atoms: tuple[int, ...]
    regions: int
    off: float
    price: float
    mixed: bool = False

    @property
    def cuts(self) -> int:
        """Borders of municipalities that its regions must cut."""
        return min(len(self.atoms), self.regions) - 1

    @property
    def straddles(self) -> int:
        """Regions that hold a part of a municipality together with another one.

        Along a chain of municipalities each has a region in common with the next;
        when they are more than the regions, none is left unmixed.
        """
        if self.regions == 1:
            return int(self.mixed)
        return min(len(self.atoms) - 1, self.regions)


def connected_sets(
    near: Sequence[Sequence[int]],
    weights: Sequence[float],
    heaviest: float,
    largest: int,
    at_most: int,
) -> list[tuple[int, ...]]:
    """Return every connected set of nodes up to a weight and a size, once each.

    Each set grows from its lowest node through nodes that none of its members
    touched before (enumeration of connected subgraphs after Wernicke, 2006).
    A single node is returned whatever it weighs.

    Raises:
        TooManyOptionsError: There are more than `at_most`.
    """
    found: list[tuple[int, ...]] = []
    for first in range(len(near)):
        for members in _grow(first, near, weights, heaviest, largest):
            found.append(tuple(sorted(members)))
            if len(found) > at_most:
                raise TooManyOptionsError
    return found


def _grow(
    first: int,
    near: Sequence[Sequence[int]],
    weights: Sequence[float],
    heaviest: float,
    largest: int,
) -> Iterator[list[int]]:
    front = [node for node in near[first] if node > first]
    stack = [([first], weights[first], front, {first, *near[first]})]
    while stack:
        members, weight, front, touched = stack.pop()
        yield members
        if len(members) == largest:
            continue
        rest = list(front)
        while rest:
            node = rest.pop()
            total = weight + weights[node]
            if total > heaviest:
                continue
            fresh = [n for n in near[node] if n > first and n not in touched]
            grown = [*members, node]
            stack.append((grown, total, rest + fresh, touched | set(near[node])))
