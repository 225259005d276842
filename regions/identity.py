"""Which region is which when regions are drawn anew: who stays itself, by what name.

This module loads scipy; import it where it is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from scipy.optimize import linear_sum_assignment

from regions.models import PlanStatus, Region, RegionPart, RegionVersion, SettlementUnit
from regions.naming import Name

KEPT_SHARE: Final = 1 / 3
"""A region stays itself when this share of its people, before or after, is the same."""


def alike(
    groups: Sequence[Sequence[SettlementUnit]], region_of: Mapping[str, int]
) -> dict[int, int]:
    """Return the region that each group goes on as, by the group's place.

    Groups and regions are paired so that as many people as can be keep their region
    (the assignment problem); a pair too unlike is parted again.

    Args:
        groups: The units of each group.
        region_of: The region (a key or number) that each unit was in, by its code.
    """
    shared: Counter[tuple[int, int]] = Counter()
    sizes: list[int] = []
    people: Counter[int] = Counter()
    for k, units in enumerate(groups):
        sizes.append(sum(unit.population for unit in units) + 1)
        for unit in units:
            if unit.code in region_of:
                # One more, so that a unit without people counts for something.
                shared[k, region_of[unit.code]] += unit.population + 1
                people[region_of[unit.code]] += unit.population
    regions = sorted(people)
    table = [[shared[k, key] for key in regions] for k in range(len(sizes))]
    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return {
        int(k): regions[column]
        for k, column in pairs
        if shared[int(k), regions[column]]
        > KEPT_SHARE * max(sizes[k], people[regions[column]])
    }


def name_of(region: Region) -> Name:
    """Return a region's name and part, as `naming` takes them."""
    return region.name, RegionPart(region.part)


def ever_adopted() -> set[int]:
    """Return the keys of the regions that were on a map in force."""
    rows = RegionVersion.objects.exclude(plan__status=PlanStatus.DRAFT)
    return set(rows.values_list("region", flat=True))


def names_on_maps(*, but: Collection[int]) -> set[Name]:
    """Return the names of regions that were ever in force, without some of them."""
    found = Region.objects.filter(pk__in=ever_adopted() - set(but))
    return {name_of(region) for region in found}
