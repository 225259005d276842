"""What a region's page tells, gathered from several apps."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from django.db.models import QuerySet

from communities.models import Community
from desks.region_days import Change, DayBack, back_at, change_of
from groundwork.workdays import TALLINN
from meetings.models import Meeting
from regions.contacts import Contact, contacts
from regions.models import Posting, Region, RegionUnit, RegionVersion

MEETINGS_SHOWN: Final = 5
COMMUNITIES_SHOWN: Final = 12
_ESTIMATES: Final = frozenset({"area_share", "town_density", "estimate_low_confidence"})
"""Ways in which a unit's inhabitants are guessed from its municipality's total."""


@dataclass(frozen=True, slots=True)
class Settlements:
    """A municipality's places that lie in the region, under the names people use."""

    municipality: str
    names: list[str]


class RegionPage:
    """One region at one moment; each part asks the database once."""

    def __init__(self, version: RegionVersion, at: datetime) -> None:
        self.version = version
        self.region = version.region
        self._at = at
        self._today = at.astimezone(TALLINN).date()

    @cached_property
    def contact(self) -> Contact | None:
        """Return whom to turn to today."""
        return next(iter(contacts([self.region], self._today)), None)

    @cached_property
    def posting(self) -> Posting | None:
        """Return the posting of the region's own officer today."""
        return Posting.objects.on(self._today).filter(region=self.region).first()

    @cached_property
    def settlements(self) -> list[Settlements]:
        """Return municipalities with the names of their places in the region."""
        names: dict[str, set[str]] = defaultdict(set)
        for municipality, name, _method in self._units:
            names[municipality].add(name)
        return [
            Settlements(municipality, sorted(names[municipality]))
            for municipality in sorted(names)
        ]

    @property
    def is_estimate(self) -> bool:
        """Test whether the number of inhabitants holds shares of a larger total."""
        methods = (method.split("+") for _place, _name, method in self._units)
        return any(parts[0] in _ESTIMATES or "split" in parts[1:] for parts in methods)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Return the next open meetings of the region's communities."""
        here = Meeting.objects.public(self._at).in_regions(self._regions, self._at)
        upcoming = here.upcoming(self._at).select_related("community")
        return list(upcoming[:MEETINGS_SHOWN])

    @cached_property
    def communities(self) -> list[Community]:
        """Return the first communities of the region, one more than is shown."""
        here = Community.objects.public(self._at).in_regions(self._regions, self._today)
        return list(here.for_list()[: COMMUNITIES_SHOWN + 1])

    @property
    def communities_shown(self) -> list[Community]:
        """Return as many communities as the page has room for."""
        return self.communities[:COMMUNITIES_SHOWN]

    @property
    def has_more_communities(self) -> bool:
        """Test whether there are communities beyond those shown."""
        return len(self.communities) > COMMUNITIES_SHOWN

    @cached_property
    def change(self) -> Change | None:
        """Return what a coming plan changes here, None when nothing does."""
        day = getattr(self.version, "coming_on", None)
        return change_of(self.version, day, self._today)

    def on(self, day: date) -> DayBack:
        """Return who answered on a day for what is the middle of this region today."""
        lat, lon = self.version.label_lat, self.version.label_lon
        return back_at(lat, lon, day, today=self._today, region=self.region)

    @property
    def _regions(self) -> QuerySet[Region]:
        return Region.objects.filter(pk=self.region.pk)

    @cached_property
    def _units(self) -> list[tuple[str, str, str]]:
        rows = RegionUnit.objects.filter(version=self.version).values_list(
            "unit__municipality__name", "unit__public_name", "unit__population_method"
        )
        return list(rows)
