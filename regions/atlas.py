"""All regions of the plan in force, narrowed as somebody asks."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from groundwork.names import folded
from regions import lookup
from regions.contacts import Contact, contacts
from regions.models import PlanStatus, Region, RegionVersion


def regions_in(area: str, *, on: date) -> QuerySet[Region]:
    """Return the regions on the map on a day, by name.

    Args:
        area: `prefecture-<slug>`, or `county-<code>` for those with people of the
            county, or nothing for all of Estonia.
        on: the day.
    """
    regions = Region.objects.public(on).for_list()
    if area.startswith("prefecture-"):
        slug = area.removeprefix("prefecture-")
        return regions.filter(station__prefecture__slug=slug)
    if area:
        index = lookup.index(on=on)
        county = index.place(area)
        inside = index.people_by_region(county) if county else ()
        return regions.filter(pk__in=inside)
    return regions


def known_region(slug: str) -> Region | None:
    """Return a region that is, was or will be on the map; None for a draft's."""
    ever = RegionVersion.objects.exclude(plan__status=PlanStatus.DRAFT)
    rows = Region.objects.filter(pk__in=ever.values("region")).for_list()
    return rows.filter(slug=slug).first()


def contacts_called(
    query: str, regions: QuerySet[Region], *, on: date
) -> list[Contact]:
    """Return whom to turn to in those of `regions` that `query` fits.

    It fits the name of the region, of its officer, or of a place that lies in it.
    """
    answered = contacts(regions, on)
    if not query:
        return answered
    index = lookup.index(on=on)
    there = {
        pk
        for place in index.search(query).likely
        for pk in index.people_by_region(place)
    }
    form = folded(query)
    return [
        contact
        for contact in answered
        if contact.region.pk in there
        or form in folded(contact.region.label)
        or form in folded(contact.officer.name)
    ]
