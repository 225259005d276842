"""Where it is: from what somebody typed or clicked to one settlement unit.

A choice that a form offers carries a value that can be read back on any later screen:
`place:<key>`, `place:<key>@<region>` where a name covers several regions,
`region:<region>` for anywhere in a region, `unit:<number>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.validators import slug_re
from django.utils.translation import gettext as _

from groundwork.names import folded
from regions import lookup
from regions.lookup import Place
from regions.models import Posting, Region, RegionUnit, RegionVersion, SettlementUnit

MOST_OFFERED: Final = 12
_PLACES: Final = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """One place to choose, with the officer where a name covers several regions."""

    value: str
    label: str
    note: str = ""


def offers_for(query: str, *, on: date) -> list[Offer]:
    """Return the places a typed name may mean, split by region, likeliest first.

    "Elva" is the town of that name: the municipality around it is not offered.
    """
    places = lookup.places_named(query, on=on, limit=_PLACES)
    exact = [place for place in places if folded(place.name) == folded(query)]
    found = [offer for place in exact or places for offer in _offers(place, on=on)]
    return found[:MOST_OFFERED]


def _offers(place: Place, *, on: date) -> list[Offer]:
    regions = lookup.regions_of(place, on=on)
    if len(regions) < 2:  # noqa: PLR2004 -- one region, or none yet
        return [Offer(f"place:{place.key}", place.label)]
    names = dict(
        Posting.objects.on(on)
        .filter(region__in=regions)
        .values_list("region", "officer__user__full_name")
    )
    return [
        Offer(
            f"place:{place.key}@{region.slug}",
            _label(place, region),
            _note(place, names.get(region.pk, "")),
        )
        for region in regions
    ]


def _label(place: Place, region: Region) -> str:
    """Return the region's name, with the place's where that is not the same."""
    if region.name == place.name:
        return region.label
    return f"{place.name}, {region.label}"


def _note(place: Place, officer: str) -> str:
    named = _("officer: %(name)s") % {"name": officer} if officer else ""
    return "; ".join(filter(None, (place.where, named)))


def offer_of_region(slug: str, *, on: date) -> Offer | None:
    """Return the choice "anywhere in this region", None for an unknown region."""
    if not slug_re.match(slug):
        return None
    region = Region.objects.public(on).filter(slug=slug).first()
    if region is None:
        return None
    label = _("Somewhere in the region %(region)s") % {"region": region.label}
    return Offer(f"region:{slug}", label)


def offer_of_unit(number: str, *, on: date) -> Offer | None:
    """Return the choice of one unit by its key, None when there is no such unit."""
    unit = _unit_numbered(number, on=on)
    if unit is None:
        return None
    return Offer(f"unit:{unit.pk}", f"{unit.public_name}, {unit.municipality}")


def offer_of(value: str, *, on: date) -> Offer | None:
    """Return the choice with a value that was offered before."""
    kind, _colon, rest = value.partition(":")
    if kind == "region":
        return offer_of_region(rest, on=on)
    if kind == "unit":
        return offer_of_unit(rest, on=on)
    place = lookup.place(rest.partition("@")[0], on=on) if kind == "place" else None
    if place is None:
        return None
    return next((o for o in _offers(place, on=on) if o.value == value), None)


def unit_of(value: str, *, on: date) -> SettlementUnit | None:
    """Return the unit that a choice stands for, None when it stands for nothing."""
    kind, _colon, rest = value.partition(":")
    if kind == "unit":
        return _unit_numbered(rest, on=on)
    if kind == "region":
        return _biggest_in(rest, on=on)
    return _unit_of_place(rest, on=on) if kind == "place" else None


def _unit_of_place(value: str, *, on: date) -> SettlementUnit | None:
    key, _at, slug = value.partition("@")
    place = lookup.place(key, on=on)
    regions = lookup.regions_of(place, on=on) if place else []
    chosen = [region for region in regions if slug in ("", region.slug)]
    if place is None or not chosen:
        return None
    return lookup.unit_for(place, chosen[0], on=on)


def _unit_numbered(number: str, *, on: date) -> SettlementUnit | None:
    if not (number.isdecimal() and len(number) < 10):  # noqa: PLR2004 -- fits a key
        return None
    units = SettlementUnit.objects.existing(on).select_related("municipality")
    return units.filter(pk=number).first()


def _biggest_in(slug: str, *, on: date) -> SettlementUnit | None:
    row = (
        RegionUnit.objects.filter(
            version__region__slug=slug, version__in=RegionVersion.objects.in_force(on)
        )
        .select_related("unit__municipality")
        .order_by("-unit__population", "unit")
        .first()
    )
    return row and row.unit
