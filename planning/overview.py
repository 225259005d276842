"""What the workshop's list and a plan's overview tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from districting.tally import CountryFigures
from planning.models import Draft
from planning.workbench import bench_of
from regions.models import RegionPlan


@dataclass(frozen=True, slots=True)
class Overview:
    """A plan's figures and what keeps it from being adopted.

    `gaps` are units without a region, `loose` and `empty` region numbers.
    """

    figures: CountryFigures
    loose: Sequence[int]
    empty: Sequence[int]

    @property
    def gaps(self) -> int:
        """Return how many units have no region."""
        return self.figures.uncovered

    @property
    def is_whole(self) -> bool:
        """Test whether the plan could be adopted as it stands."""
        return not (self.gaps or self.loose or self.empty)


def overview_of(draft: Draft) -> Overview:
    """Return a draft's overview.

    Pieces of a prepared draft were seen from its polygons, which know better.
    """
    tally = bench_of(draft).tally
    is_prepared = draft.prepared_revision == draft.revision
    loose = [] if is_prepared else tally.loose()
    return Overview(tally.figures(), loose, tally.empty())


def plans_elsewhere() -> list[RegionPlan]:
    """Return plans that no draft stands behind: drawn by command, or before."""
    rows = RegionPlan.objects.filter(draft=None)
    return list(rows.order_by("-valid_from", "-created_at", "-pk"))
