"""Who serves the regions of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from planning.editions import Edition
from regions.models import Officer, Region
from regions.responsibility import responsible_for_regions


def officers_of(*editions: Edition, on: date) -> dict[int, Officer]:
    """Return the officer of each region that is on the map, by the region's key.

    The region's own officer, also while somebody stands in; where the post is vacant,
    the head who answers. At most five queries.
    """
    keys: Iterable[int] = {
        row.region for e in editions for row in e.rows.values() if row.region
    }
    regions = Region.objects.filter(pk__in=keys).select_related("station")
    answers = responsible_for_regions(regions, on)
    return {
        key: answer.stands_in_for or answer.officer for key, answer in answers.items()
    }
