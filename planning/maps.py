"""What the map of a plan asks for: where each unit goes, and what regions are called.

Units stand in the order of their codes, as in the file of their borders.
"""

from __future__ import annotations

from typing import Any

from planning.comparing import Comparison
from planning.editions import Edition


def map_of_edition(edition: Edition) -> dict[str, Any]:
    """Return a plan as `plan-view.js` takes it."""
    return {
        "assignment": list(edition.tally.region_of),
        "regions": _regions(edition),
    }


def map_of_comparison(found: Comparison) -> dict[str, Any]:
    """Return two plans, both in the numbers of the later one.

    A region that does not go on gets a number behind those.
    """
    after = found.after
    behind = max(after.rows, default=0)
    number_of = {old: new for new, old in found.same.items()}
    gone = {old: behind + k for k, old in enumerate(found.gone, start=1)}
    number_of |= gone
    before = [
        number_of.get(found.before.region_of(code), 0) for code in after.terrain.codes
    ]
    names = [
        {"number": number, "name": found.before.label(old)}
        for old, number in gone.items()
    ]
    return {
        "before": before,
        "after": list(after.tally.region_of),
        "regions": [*_regions(after), *names],
    }


def _regions(edition: Edition) -> list[dict[str, Any]]:
    return [
        {"number": number, "name": edition.label(number)} for number in edition.rows
    ]
