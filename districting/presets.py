"""The kinds of plan that can be asked for by name."""

import math
from dataclasses import dataclass

from districting.columns import Rules
from districting.part import USUAL, Terms


@dataclass(frozen=True)
class Preset:
    """What a kind of plan gives up, and for what.

    Attributes:
        zone: Regions stay inside one `county` or one `prefecture`.
        straddles: How many regions in a hundred may be made of parts of several
            municipalities.
        tolerance: Largest deviation that is accepted before balance is sought at the
            price of all else; what the municipalities force is accepted always.
        crossing: Price of a county's border inside a set, beside deviations.
        terms: How much each measure of the second level weighs.
    """

    zone: str
    straddles: float
    tolerance: float
    crossing: float
    terms: Terms = USUAL

    def rules(self, regions: int) -> Rules:
        """Return what the first level may do for so many regions."""
        straddles = max(_FEWEST, round(self.straddles * regions / 100))
        return Rules(
            zone=self.zone,
            straddles=straddles if self.straddles else 0,
            tolerance=self.tolerance,
            crossing=self.crossing,
        )


_FEWEST = 2  # straddles: what three municipalities need to divide two regions
_DEAR = 40.0  # never crossed while it can be avoided

PRESETS = {
    "balanced": Preset("county", straddles=19.2, tolerance=0.2, crossing=_DEAR),
    "whole": Preset("county", straddles=0.0, tolerance=math.inf, crossing=_DEAR),
    "even": Preset(
        "prefecture",
        straddles=32.0,
        tolerance=0.0,
        crossing=0.4,
        terms=Terms(balance=2.0),
    ),
}
DEFAULT = "balanced"
