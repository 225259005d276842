"""The locks of a draft as pages list them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from planning.models import Lock, LockKind
from planning.workbench import Bench


@dataclass(frozen=True, slots=True)
class LockRow:
    """One lock that holds.

    Attributes:
        pk: Its key, to lift it by.
        kind: What is locked: region, unit or border.
        name: What it is called.
        reason: Why.
        at: Since when.
        by: By whom.
        regions: The numbers of the regions it names.
        unit: The code of the unit it names.
    """

    pk: int
    kind: str
    name: str
    reason: str
    at: datetime
    by: str
    regions: tuple[int, ...]
    unit: str

    def concerns(self, bench: Bench, place: int) -> bool:
        """Test whether it is about a unit, its region or a border of that."""
        if self.unit:
            return bench.terrain.units[place].code == self.unit
        return bench.tally.region_of[place] in self.regions


def lock_rows(
    bench: Bench, locks: Iterable[Lock], names: Mapping[int, str]
) -> list[LockRow]:
    """Return locks as pages list them."""
    return [
        LockRow(
            pk=lock.pk,
            kind=str(lock.get_kind_display()),
            name=_name(bench, lock, names),
            reason=lock.reason,
            at=lock.made_at,
            by=lock.made_by.full_name if lock.made_by else "",
            regions=tuple(n for n in (lock.region, lock.other_region) if n),
            unit=lock.unit,
        )
        for lock in locks
    ]


def _name(bench: Bench, lock: Lock, names: Mapping[int, str]) -> str:
    if lock.kind == LockKind.UNIT:
        place = bench.terrain.place.get(lock.unit)
        return lock.unit if place is None else bench.terrain.units[place].name
    first = names.get(lock.region or 0, "")
    if lock.kind == LockKind.REGION:
        return first
    return _("%(one)s and %(other)s") % {
        "one": first,
        "other": names.get(lock.other_region or 0, ""),
    }
