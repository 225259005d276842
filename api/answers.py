"""What machines are told, as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from api.web import EMERGENCY
from regions.coming import Later
from regions.contacts import Contact
from regions.finding import Answer, PlaceAnswer
from regions.lookup import Place, PlanFacts
from regions.models import RegionVersion


def as_data(answer: Answer, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to "who is my officer" as JSON-ready data."""
    return {
        "query": dict(asked),
        "on": answer.day.isoformat() if answer.day else None,
        "exact": not answer.is_guess,
        "places": [_place_answer(found) for found in answer.places],
        "similar": [_place(place) for place in answer.others],
        "regions": [_region(contact, answer.plan) for contact in answer.contacts],
        "emergency": EMERGENCY,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "key": place.key,
        "name": place.name,
        "municipality": place.municipality,
        "county": place.county,
        "lat": place.lat,
        "lon": place.lon,
    }


def _place_answer(found: PlaceAnswer) -> dict[str, Any]:
    slugs = [contact.region.slug for contact in found.contacts]
    return {**_place(found.place), "regions": slugs}


def _region(contact: Contact, plan: PlanFacts) -> dict[str, Any]:
    region = contact.region
    return {
        "id": region.slug,
        "name": region.label,
        "url": f"{settings.SITE_URL}{region.get_absolute_url()}",
        "officer": _officer(contact),
        "station": region.station.name,
        "prefecture": region.station.prefecture.name,
        "plan": {
            "valid_from": plan.valid_from.isoformat() if plan.valid_from else None,
            "approximate": region.pk in plan.approximate_pks,
        },
        "until": contact.later.last_day.isoformat() if contact.later else None,
        "then": _then(contact.later) if contact.later else None,
    }


def _then(later: Later) -> dict[str, Any]:
    """Return what holds from the first day of a coming plan on."""
    return {
        "from": later.day.isoformat(),
        "regions": [
            {
                "id": contact.region.slug,
                "name": contact.region.label,
                "url": f"{settings.SITE_URL}{contact.region.get_absolute_url()}",
                "officer": _officer(contact),
            }
            for contact in later.contacts
        ],
    }


def _officer(contact: Contact) -> dict[str, Any]:
    officer = contact.officer
    return {
        "name": officer.name,
        "rank": officer.get_rank_display(),
        "languages": officer.languages,
        "telephone": officer.phone.as_e164,
        "email": officer.email,
        "role": contact.role,
        "until": contact.until.isoformat() if contact.until else None,
    }


def as_text(answer: Answer) -> str:
    """Return the answer as one line a region, to be read out by an operator."""
    lines = []
    for contact in answer.contacts:
        lines.append(_line(contact))
        if contact.later:
            day = date_format(contact.later.day, "DATE_FORMAT")
            lines += [
                _("From %(day)s: %(line)s") % {"day": day, "line": _line(then)}
                for then in contact.later.contacts
            ]
    return "\n".join([*lines, ""])


def _line(contact: Contact) -> str:
    return _("%(region)s: %(officer)s, %(role)s, tel. %(phone)s") % {
        "region": contact.region.label,
        "officer": contact.officer.name,
        "role": contact.role_name,
        "phone": contact.officer.phone.as_international,
    }


def regions_as_geojson(contacts: Sequence[Contact], plan_key: str) -> str:
    """Return the map of all regions, each with its name, page and officer.

    Args:
        contacts: whom to turn to in each region of the plan.
        plan_key: the plan's public id.
    """
    drawn = _drawn(plan_key)
    features = [
        _feature(contact, *drawn[contact.region.pk])
        for contact in contacts
        if contact.region.pk in drawn
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _feature(contact: Contact, facts: Mapping[str, Any], outline: str) -> str:
    properties = {
        "slug": contact.region.slug,
        "name": contact.region.label,
        "url": contact.region.get_absolute_url(),
        "officer": contact.officer.name,
        **facts,
    }
    written = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","properties":{written},"geometry":{outline}}}'


@lru_cache(maxsize=3)
def _drawn(plan_key: str) -> dict[int, tuple[dict[str, Any], str]]:
    """Return what the map draws of each region; a plan in force never changes."""
    rows = RegionVersion.objects.filter(plan__public_id=plan_key).values_list(
        "region", "number", "colour", "label_lat", "label_lon", "outline"
    )
    return {
        region: (
            {
                "number": number,
                "colour": colour,
                "lat": round(lat, 4),
                "lon": round(lon, 4),
            },
            json.dumps(_rounded(outline), separators=(",", ":")),
        )
        for region, number, colour, lat, lon, outline in rows
    }


def _rounded(value: Any) -> Any:
    """Return GeoJSON with its degrees rounded to 4 digits, about ten metres."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value
