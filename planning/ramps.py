"""Classes of figures, for maps that go from light to dark."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

CLASSES: Final = 5


@dataclass(frozen=True, slots=True)
class Ramp:
    """Where one class ends and the next begins: a figure on a cut is in the upper one.

    Attributes:
        cuts: At most four, rising.
        low: The least figure.
        high: The greatest.
    """

    cuts: Sequence[float]
    low: float
    high: float

    @classmethod
    def over(cls, values: Sequence[float | None]) -> Ramp:
        """Return classes with about as many figures each, at round figures."""
        known = sorted(value for value in values if value is not None)
        if not known:
            return cls((), 0.0, 0.0)
        cuts = {_rounded(known[len(known) * k // CLASSES]) for k in range(1, CLASSES)}
        kept = sorted(cut for cut in cuts if known[0] < cut <= known[-1])
        return cls(kept, known[0], known[-1])

    def of(self, value: float | None) -> int | None:
        """Return the class of a figure from 0; None without one."""
        return None if value is None else bisect_right(self.cuts, value)

    @property
    def spans(self) -> list[tuple[int, float, float]]:
        """Return each class with its least and greatest figure."""
        edges = [self.low, *self.cuts, self.high]
        return [(k, edges[k], edges[k + 1]) for k in range(len(edges) - 1)]


def _rounded(value: float) -> float:
    """Return a figure with two digits that count."""
    if not value:
        return 0.0
    return round(value, 1 - floor(log10(abs(value))))
