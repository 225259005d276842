"""Which officer serves which region: the table of it, and changing it by two people.

Somebody who changes a posting says which postings they saw. Whoever comes second, with
a page drawn before the first one's change, is told so instead of undoing it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from groundwork.errors import WrongStateError
from regions.models import Posting, Region

Done = TypeVar("Done")


class ChangedMeanwhileError(WrongStateError):
    """Somebody else changed the postings of a region since the page was drawn."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A region with its posting on a day, and the one that follows."""

    region: Region
    posting: Posting | None
    following: Posting | None

    @property
    def is_vacant(self) -> bool:
        """Test whether nobody serves the region on the day."""
        return self.posting is None

    @property
    def words(self) -> str:
        """Return what the row can be found by: region, officer, station."""
        officer = self.posting.officer.name if self.posting else ""
        return f"{self.region.label} {officer} {self.region.station.name}"


def assignments(regions: Iterable[Region], day: date) -> list[Assignment]:
    """Return each region with its postings, vacant ones first; one query."""
    wanted = list(regions)
    by_region: dict[int, list[Posting]] = defaultdict(list)
    for posting in _not_over(wanted, day).select_related("officer__user"):
        by_region[posting.region_id].append(posting)
    rows = [_assignment(region, by_region[region.pk], day) for region in wanted]
    return sorted(rows, key=lambda row: not row.is_vacant)


def seen(regions: Sequence[Region], day: date) -> str:
    """Return a word for the postings of these regions as they stand."""
    rows = _not_over(regions, day).values_list("pk", "ends_on")
    return "-".join(
        f"{pk}.{ends_on:%y%m%d}" if ends_on else f"{pk}" for pk, ends_on in rows
    )


@transaction.atomic
def unless_changed(
    regions: Sequence[Region], word: str, day: date, change: Callable[[], Done]
) -> Done:
    """Make a change of postings, unless they are not what `seen` said, and return it.

    Raises:
        ChangedMeanwhileError: somebody else was quicker.
    """
    keys = [region.pk for region in regions]
    rows = Region.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    list(rows.order_by("pk"))
    if seen(regions, day) != word:
        raise ChangedMeanwhileError(
            _(
                "Somebody else has changed this posting while you had the page open."
                " Nothing was changed by you. Look at the table and decide again."
            )
        )
    return change()


def _assignment(region: Region, postings: list[Posting], day: date) -> Assignment:
    now = [posting for posting in postings if posting.starts_on <= day]
    later = [posting for posting in postings if posting.starts_on > day]
    return Assignment(region, next(iter(now), None), next(iter(later), None))


def _not_over(regions: Iterable[Region], day: date) -> QuerySet[Posting]:
    rows = Posting.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), region__in=list(regions)
    )
    return rows.order_by("starts_on", "pk")
