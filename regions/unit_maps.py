"""Maps of all units of a day: asked for by pages, drawn by the worker.

Drawing loads numpy and shapely, asking does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import blake2b
from typing import Final

from django.db import transaction

from groundwork.jobs import enqueue_once
from groundwork.workdays import TALLINN
from regions.models import SettlementUnit, UnitMap, UnitShape

_KEPT: Final = 6
"""Maps of days gone by that are remembered; each is about 400 kB."""
_TASK: Final = "regions.tasks.draw_unit_maps"


def digest_of(keys: Iterable[int]) -> str:
    """Return what stands for units, from their keys in the order of their codes."""
    return blake2b(",".join(map(str, keys)).encode(), digest_size=16).hexdigest()


def map_of(digest: str, on: date, *, at: datetime) -> UnitMap | None:
    """Return the map of a day's units; None while the worker draws it.

    Args:
        digest: Of the units of the day.
        on: The day.
        at: When somebody asks.
    """
    found = UnitMap.objects.filter(digest=digest).defer("topology").first()
    if found is None:
        UnitMap.objects.get_or_create(
            digest=digest, defaults={"on": on, "asked_at": at}
        )
    if found is None or found.made_at is None:
        enqueue_once(_TASK)
        return None
    return found


def draw_missing(*, at: datetime) -> int:
    """Draw every map that was asked for and is not there; return how many."""
    missing = list(UnitMap.objects.filter(made_at=None).order_by("pk"))
    for row in missing:
        _draw(row.on, at=at)
    # One whose units have changed since it was asked for is never drawn.
    UnitMap.objects.filter(pk__in=[row.pk for row in missing], made_at=None).delete()
    return len(missing)


def redraw(*, at: datetime) -> None:
    """Throw all maps away, since polygons have changed, and draw today's."""
    UnitMap.objects.all().delete()
    _draw(at.astimezone(TALLINN).date(), at=at)


@transaction.atomic
def _draw(on: date, *, at: datetime) -> None:
    # Geometry takes half a second and 60 MB to import; web processes do without.
    import shapely  # noqa: PLC0415 -- heavy: only what needs it loads it

    from regions.geometry.topology import packed, topology  # noqa: PLC0415 -- heavy: only what needs it loads it

    units = SettlementUnit.objects.existing(on).order_by("code", "pk")
    keys = list(units.values_list("pk", flat=True))
    shapes = dict(
        UnitShape.objects.filter(unit__in=units).values_list("unit", "geometry")
    )
    drawn = [(k, shapes[key]) for k, key in enumerate(keys) if key in shapes]
    if not drawn:
        return
    polygons = [shapely.geometry.shape(geometry) for _place, geometry in drawn]
    lines = topology(polygons, places=[place for place, _geometry in drawn])
    text = json.dumps(packed(lines), separators=(",", ":"))
    made = {"on": on, "made_at": at, "topology": text}
    UnitMap.objects.update_or_create(
        digest=digest_of(keys), defaults=made, create_defaults=made | {"asked_at": at}
    )
    newest = UnitMap.objects.order_by("-pk").values_list("pk", flat=True)[:_KEPT]
    UnitMap.objects.exclude(pk__in=list(newest)).delete()
