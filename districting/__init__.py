"""Drawing regions for officers: balanced, connected, along municipalities.

Plain Python with numpy, scipy and shapely; knows nothing of the portal around it.
"""

from districting.country import Country
from districting.drawing import PRESETS, Plan, draw
from districting.errors import DistrictingError
from districting.graph import neighbours
from districting.scoring import Figures, score
from districting.sharing import Bound

__all__ = [
    "PRESETS",
    "Bound",
    "Country",
    "DistrictingError",
    "Figures",
    "Plan",
    "draw",
    "neighbours",
    "score",
]
