"""How many borders of municipalities a plan cuts, as the first level counts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence


def cuts_of(municipality: Sequence[str], region_of: Sequence[int]) -> int:
    """Return the cuts of a plan.

    Municipalities that have regions in common form a set; a set of m municipalities
    in q regions costs min(m, q) - 1 cuts. Whole municipalities and those divided by
    themselves cost nothing. Units without a region are left out.

    Args:
        municipality: The municipality of each unit.
        region_of: The region of each unit, 0 for none.
    """
    towns: dict[int, set[str]] = defaultdict(set)
    regions: dict[str, set[int]] = defaultdict(set)
    for town, number in zip(municipality, region_of, strict=True):
        if number:
            towns[number].add(town)
            regions[town].add(number)
    left = set(regions)
    total = 0
    while left:
        found, numbers = _set_around(left.pop(), towns, regions)
        left -= found
        total += min(len(found), len(numbers)) - 1
    return total


def _set_around(
    town: str, towns: Mapping[int, set[str]], regions: Mapping[str, set[int]]
) -> tuple[set[str], set[int]]:
    found, numbers, front = {town}, set[int](), [town]
    for each in front:
        for number in regions[each] - numbers:
            numbers.add(number)
            front += towns[number] - found
            found |= towns[number]
    return found, numbers
