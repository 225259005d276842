"""Counts as they may be told."""

from __future__ import annotations

from typing import Final

FEWEST: Final = 5
"""A smaller count of matters could point at the people behind them."""


def small_count(count: int) -> str:
    """Return a count, or a span for one that is small but not zero."""
    if 0 < count < FEWEST:
        return f"1\N{EN DASH}{FEWEST - 1}"
    return str(count)
