"""What the locks of a draft hold fast."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planning.models import Lock, LockKind
from planning.workbench import Bench


@dataclass(frozen=True, slots=True)
class Locked:
    """What may not change, by places of units and numbers of regions."""

    regions: Mapping[int, Lock]
    units: Mapping[int, Lock]

    def against(self, bench: Bench, moves: Mapping[int, int]) -> Lock | None:
        """Return a lock that some of the moves would break, None when none would."""
        for unit, number in moves.items():
            own = bench.tally.region_of[unit]
            if own == number:
                continue
            lock = (
                self.units.get(unit)
                or self.regions.get(own)
                or self.regions.get(number)
            )
            if lock is not None:
                return lock
        return None

    def fixed(self, bench: Bench) -> dict[str, int]:
        """Return the region of each unit that may not move, by its code."""
        codes, region_of = bench.terrain.codes, bench.tally.region_of
        found = {codes[unit]: region_of[unit] for unit in self.units}
        for number in self.regions:
            found |= {codes[unit]: number for unit in bench.tally.units(number)}
        return {code: number for code, number in found.items() if number}


def locked(bench: Bench, locks: Iterable[Lock]) -> Locked:
    """Return what some locks hold fast in a draft as it stands.

    At a locked border the units on both sides are held.
    """
    regions: dict[int, Lock] = {}
    units: dict[int, Lock] = {}
    for lock in locks:
        if lock.kind == LockKind.REGION and lock.region is not None:
            regions[lock.region] = lock
        elif lock.kind == LockKind.UNIT:
            if lock.unit in bench.terrain.place:
                units[bench.terrain.place[lock.unit]] = lock
        else:
            for unit in _at_border(bench, lock):
                units.setdefault(unit, lock)
    return Locked(regions, units)


def _at_border(bench: Bench, lock: Lock) -> list[int]:
    first, second = lock.region or 0, lock.other_region or 0
    if not 0 < first < second <= bench.tally.regions:
        return []
    one, other = bench.tally.border(first, second)
    return [*one, *other]
