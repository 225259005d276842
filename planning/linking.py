"""The links over water as the workshop lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from planning.models import Draft
from planning.unit_maps import address_of
from regions.models import LinkSeason, UnitLink
from regions.models.spans import ValidQuerySet


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link: its ends, where they are, and how one gets across."""

    link: UnitLink

    @property
    def name(self) -> str:
        """Return what it joins."""
        return (
            f"{self.link.first.public_name} \N{EN DASH} {self.link.second.public_name}"
        )

    @property
    def where(self) -> str:
        """Return the municipalities at its ends, each once."""
        ends = (self.link.first, self.link.second)
        return ", ".join(dict.fromkeys(unit.municipality.name for unit in ends))

    @property
    def is_seasonal(self) -> bool:
        """Test whether one gets across only in a part of the year."""
        return self.link.season != LinkSeason.ALL_YEAR


def link_rows(on: date) -> list[LinkRow]:
    """Return the links that hold on a day, by where they are."""
    rows = UnitLink.objects.on(on).select_related(*_ENDS)
    found = [LinkRow(link) for link in rows]
    return sorted(found, key=lambda row: (row.where, row.name, row.link.pk))


def living_links() -> ValidQuerySet:
    """Return the links that nothing has ended, with their units."""
    return UnitLink.objects.living().select_related(*_ENDS)


def geometry_for(on: date, *, at: datetime) -> str:
    """Return where the map is that links are shown on; empty before the first plan.

    It is the map of the last day until `on` whose units some plan divides.
    """
    days = Draft.objects.order_by("-units_on").values_list("units_on", flat=True)
    day = days.filter(units_on__lte=on).first() or days.first()
    return address_of(day, at=at) if day else ""


_ENDS: Final = ("first__municipality", "second__municipality")
