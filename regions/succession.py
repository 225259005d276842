"""What goes over to other units when units end.

A unit that ended has a successor: the unit in which its place lies now. Whatever is
tied to the old unit (a concern, a community) keeps it, and is found in the region of
the successor; links, driving times and loads go over to the successor at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from regions.models import (
    DrivingTime,
    Measure,
    SettlementUnit,
    UnitLink,
    UnitLoad,
)
from regions.wholes import SPLIT

Successors = Mapping[int, int]
"""The key of the successor by the key of a unit that ended."""

_BATCH: Final = 1000
_METHOD_LETTERS: Final = 120


def remember(successors: Successors) -> None:
    """Write down who follows whom; who was followed by one of these is followed on."""
    for before in SettlementUnit.objects.filter(successor__in=successors):
        before.successor_id = successors[before.successor_id or 0]
        before.save(update_fields=["successor"])
    ended = list(SettlementUnit.objects.filter(pk__in=successors))
    for unit in ended:
        unit.successor_id = successors[unit.pk]
    SettlementUnit.objects.bulk_update(ended, ["successor"], batch_size=_BATCH)


def hand_on_links(successors: Successors, on: date) -> int:
    """Tie links of units that ended to their successors; return how many moved."""
    living = UnitLink.objects.living()
    moving = list(living.filter(first__in=successors)) + list(
        living.filter(second__in=successors).exclude(first__in=successors)
    )
    taken = set(living.values_list("first", "second"))
    for link in moving:
        pair = _pair(
            successors.get(link.first_id, link.first_id),
            successors.get(link.second_id, link.second_id),
        )
        _end_link(link, on)
        if pair[0] != pair[1] and pair not in taken:
            taken.add(pair)
            UnitLink.objects.create(
                first_id=pair[0],
                second_id=pair[1],
                kind=link.kind,
                season=link.season,
                reason=link.reason,
                valid_from=on,
            )
    return len(moving)


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _end_link(link: UnitLink, on: date) -> None:
    if link.valid_from >= on:
        link.delete()
        return
    link.valid_to, link.end_reason = on, _("The unit has ended.")
    link.save(update_fields=["valid_to", "end_reason"])


def hand_on_roads(successors: Successors) -> None:
    """Let driving times of units that ended lead to their successors.

    Of several between the same two the quickest stays.
    """
    rows = DrivingTime.objects
    moving = list(rows.filter(origin__in=successors)) + list(
        rows.filter(target__in=successors).exclude(origin__in=successors)
    )
    taken = set(
        rows.exclude(pk__in=[row.pk for row in moving]).values_list("origin", "target")
    )
    best: dict[tuple[int, int], DrivingTime] = {}
    for row in sorted(moving, key=lambda row: (-row.minutes, row.pk)):
        row.origin_id = successors.get(row.origin_id, row.origin_id)
        row.target_id = successors.get(row.target_id, row.target_id)
        pair = row.origin_id, row.target_id
        if pair[0] != pair[1] and pair not in taken:
            best[pair] = row
    for start in range(0, len(moving), _BATCH):
        some = moving[start : start + _BATCH]
        rows.filter(pk__in=[row.pk for row in some]).delete()
    for row in best.values():
        row.pk = None
    rows.bulk_create(best.values(), batch_size=_BATCH)


def hand_on_loads(parts: Mapping[int, list[int]], on: date, at: datetime) -> None:
    """Give a unit that replaced its parts what they carried.

    Values are added up; driving minutes are the mean of the parts.

    Args:
        parts: The keys of the parts by the key of the unit that replaced them.
        on: The day.
        at: When.
    """
    carried: dict[int, dict[str, list[UnitLoad]]] = defaultdict(
        lambda: defaultdict(list)
    )
    whole_of = {part: whole for whole, found in parts.items() for part in found}
    for load in UnitLoad.objects.living().filter(unit__in=whole_of).order_by("pk"):
        carried[whole_of[load.unit_id]][load.measure].append(load)
    UnitLoad.objects.bulk_create(
        [
            _summed(whole, loads, on, at)
            for whole, by_measure in carried.items()
            for loads in by_measure.values()
        ],
        batch_size=_BATCH,
    )


def _summed(whole: int, loads: list[UnitLoad], on: date, at: datetime) -> UnitLoad:
    newest = max(loads, key=lambda load: (load.as_of, load.pk))
    total = sum(load.value for load in loads)
    is_mean = newest.measure == Measure.DRIVING
    method = newest.method.removesuffix(SPLIT)
    if len(loads) > 1:
        method += "+mean" if is_mean else "+sum"
    return UnitLoad(
        unit_id=whole,
        measure=newest.measure,
        value=total / len(loads) if is_mean else total,
        source=newest.source,
        as_of=newest.as_of,
        method=method[:_METHOD_LETTERS],
        is_invented=any(load.is_invented for load in loads),
        imported_at=at,
        valid_from=on,
    )
