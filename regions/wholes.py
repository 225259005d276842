"""Places that official files know whole and the gazetteer only in parts.

Codes of parts are `<code>-<n>` for a settlement and `<municipality code>-<name>` for
the quarters of a town. The parts stay, since plans and figures are made of them, and
share the whole's official outline or number of inhabitants among themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from regions.models import SettlementUnit, UnitType


class Wholes:
    """Which official units the gazetteer knows only in parts."""

    def __init__(self, living: Mapping[str, SettlementUnit]) -> None:
        self._living = living
        self.parts: dict[str, list[SettlementUnit]] = defaultdict(list)
        for code, unit in living.items():
            base, dash, _rest = code.partition("-")
            if dash:
                self.parts[base].append(unit)

    def of(self, code: str, municipality: str, kind: UnitType) -> str | None:
        """Return the base of the parts' codes, None when the unit has no parts."""
        if code in self._living:
            return None
        if code in self.parts:
            return code
        is_town = kind in (UnitType.CITY, UnitType.QUARTER)
        return municipality if is_town and municipality in self.parts else None


def shared(whole: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers in the proportion of `weights` that sum to `whole`.

    What rounding leaves over goes to the largest remainders (Hamilton's method).
    """
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    shares = [whole * weight // total for weight in weights]
    rest = [whole * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-rest[place], place))
    for place in order[: whole - sum(shares)]:
        shares[place] += 1
    return shares
