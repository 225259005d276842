"""Drawing regions for officers: balanced, connected, along municipalities.

Plain Python with numpy, scipy and shapely; knows nothing of the portal around it.
Those libraries are loaded when a name that needs them is first asked for, so that
`districting.tally` costs a web process nothing of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from districting.errors import DistrictingError

if TYPE_CHECKING:
    from districting.country import Country
    from districting.drawing import Plan, draw
    from districting.forced import Forced
    from districting.graph import neighbours
    from districting.part import Terms
    from districting.presets import PRESETS
    from districting.scoring import Figures, score
    from districting.sharing import Bound
    from districting.tradeoff import FrontierPoint, frontier

__all__ = [
    "PRESETS",
    "Bound",
    "Country",
    "DistrictingError",
    "Figures",
    "Forced",
    "FrontierPoint",
    "Plan",
    "Terms",
    "draw",
    "frontier",
    "neighbours",
    "score",
]

_HOME: Final = {
    "PRESETS": "presets",
    "Bound": "sharing",
    "Country": "country",
    "Figures": "scoring",
    "Forced": "forced",
    "FrontierPoint": "tradeoff",
    "Plan": "drawing",
    "Terms": "part",
    "draw": "drawing",
    "frontier": "tradeoff",
    "neighbours": "graph",
    "score": "scoring",
}


if not TYPE_CHECKING:  # so that a misspelt name still fails the type check

    def __getattr__(name: str) -> Any:
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
