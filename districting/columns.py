"""Which sets of municipalities could share regions, and what choosing each costs."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from districting.options import (
    HEAVIEST,
    LIGHTEST,
    Atlas,
    Atom,
    Option,
    connected_sets,
)

# Prices beside one region's deviation. What must not happen while it can be avoided
# costs more than all that balance could win back.
_STRADDLE, _CROSSING, _NEEDLESS = 400.0, 40.0, 10.0
_COMMUTING, _SPREAD = 0.2, 0.05
_SHARERS = 4  # at most so many municipalities divide several regions among them
# So many sets for each municipality are looked at, and a few thousand in any case.
_SETS, _SETS_MORE, _SHARED, _SHARED_MORE = 2_500, 30, 15_000, 60


@dataclass(frozen=True)
class Rules:
    """What the first level may do.

    Attributes:
        zone: Sets stay inside one `county`, one `prefecture`, or the `country`.
        heaviest: Most weight of one region, in averages.
        any_number: Whether a municipality may get any number of regions, not only
            those near its weight.
        straddles: How many regions a plan may make of parts of several
            municipalities.
        cuts: How many borders of municipalities a plan may cut.
        crossing: Price of each further county in a set.
        tolerance: Deviations up to this, or to the least that is possible, are not
            priced steeply.
    """

    zone: str = "county"
    heaviest: float = HEAVIEST
    any_number: bool = False
    straddles: float = 0.0
    cuts: float = math.inf
    crossing: float = _CROSSING
    tolerance: float = math.inf


def build_options(atlas: Atlas, regions: int, rules: Rules) -> list[Option]:
    """Return all sets with all numbers of regions that the rules allow.

    Raises:
        TooManyOptionsError: The atoms can be combined in too many ways.
    """
    near = inside_zones(atlas, rules.zone)
    weights = [atom.weight for atom in atlas.atoms]
    found: list[Option] = []
    many = len(weights)
    most = _SETS + _SETS_MORE * many
    sets = connected_sets(near, weights, rules.heaviest, many, most)
    for members in sets:
        if len(members) == 1:
            numbers = _numbers(atlas, members[0], regions, rules)
        else:
            numbers = [1] if _cores(atlas, members) <= 1 else []
        found += [_option(atlas, members, number, rules) for number in numbers]
    if rules.straddles and rules.cuts:
        found += _shared(atlas, near, regions, rules)
    return found


def _shared(
    atlas: Atlas, near: Sequence[Sequence[int]], regions: int, rules: Rules
) -> Iterator[Option]:
    """Give the sets of municipalities that divide several regions among them.

    Each gets the number of regions just below or just above its weight, and one for
    each core at least.
    """
    weights = [atom.weight for atom in atlas.atoms]
    most = _SHARED + _SHARED_MORE * len(weights)
    for members in connected_sets(near, weights, regions, _SHARERS, most):
        if len(members) == 1:
            continue
        weight = sum(weights[k] for k in members)
        units = sum(len(atlas.atoms[k].units) for k in members)
        least = max(2, _cores(atlas, members))
        near_weight = {math.floor(weight), math.ceil(weight)}
        for number in sorted({max(least, number) for number in near_weight}):
            if number <= min(units, regions):
                yield _option(atlas, members, number, rules)


def _numbers(atlas: Atlas, k: int, regions: int, rules: Rules) -> list[int]:
    """Return the numbers that one municipality may get, one for each core at least."""
    atom = atlas.atoms[k]
    least, most = max(1, atom.cores), min(len(atom.units), regions)
    if rules.any_number:
        return list(range(least, most + 1))
    weight = atom.weight
    low = max(least, math.ceil(weight / rules.heaviest))
    high = min(most, int(weight / LIGHTEST))
    return list(range(low, high + 1)) or [min(low, most)]


def _cores(atlas: Atlas, members: Sequence[int]) -> int:
    return sum(atlas.atoms[k].cores for k in members)


def inside_zones(atlas: Atlas, zone: str) -> list[list[int]]:
    """Return the neighbours of each atom in its own zone."""
    if zone == "country":
        return [list(row) for row in atlas.near]
    names = [
        atom.county if zone == "county" else atom.prefecture for atom in atlas.atoms
    ]
    return [
        [other for other in row if names[other] == names[k]]
        for k, row in enumerate(atlas.near)
    ]


def _option(
    atlas: Atlas, members: tuple[int, ...], number: int, rules: Rules
) -> Option:
    atoms = [atlas.atoms[k] for k in members]
    weight = sum(atom.weight for atom in atoms)
    price = _hard(atoms, weight, number, rules)
    if len(atoms) > 1:
        price += _COMMUTING * _outside(atoms) + _SPREAD * _spread(atlas, atoms)
    mixed = len(atoms) > 1 and not all(atom.whole for atom in atoms)
    if mixed and not rules.straddles:
        price += _STRADDLE
    may_mix = mixed and rules.straddles > 0
    return Option(members, number, weight / number - 1, price, may_mix)


def _hard(atoms: Sequence[Atom], weight: float, number: int, rules: Rules) -> float:
    joined = number > 1 and any(len(atom.municipality) > 1 for atom in atoms)
    needless = number > 1 and weight < 1
    return (
        _STRADDLE * joined
        + rules.crossing * (len({atom.county for atom in atoms}) - 1)
        + _CROSSING * (len({atom.prefecture for atom in atoms}) - 1)
        + _NEEDLESS * needless * number
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
