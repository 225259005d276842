"""Places, what joins them and what they ask of the police, plans and officers."""

from regions.models.links import LinkKind, LinkSeason, UnitLink, pair_of
from regions.models.loads import DrivingTime, Measure, UnitLoad
from regions.models.names import RegionName, UnitName
from regions.models.officers import (
    Absence,
    AbsenceReason,
    Leadership,
    Officer,
    Posting,
    Rank,
    SpanQuerySet,
    Station,
)
from regions.models.places import (
    CommutingCentre,
    County,
    Municipality,
    Prefecture,
    SettlementUnit,
    UnitBorder,
    UnitShape,
    UnitType,
)
from regions.models.plans import (
    PLAN_WORKFLOW,
    PlanIsFixedError,
    PlanStatus,
    RegionPlan,
    RegionUnit,
    RegionVersion,
)
from regions.models.regions import Region, RegionPart
from regions.models.spans import ValidQuerySet
from regions.models.unit_maps import UnitMap

__all__ = [
    "PLAN_WORKFLOW",
    "Absence",
    "AbsenceReason",
    "CommutingCentre",
    "County",
    "DrivingTime",
    "Leadership",
    "LinkKind",
    "LinkSeason",
    "Measure",
    "Municipality",
    "Officer",
    "PlanIsFixedError",
    "PlanStatus",
    "Posting",
    "Prefecture",
    "Rank",
    "Region",
    "RegionName",
    "RegionPart",
    "RegionPlan",
    "RegionUnit",
    "RegionVersion",
    "SettlementUnit",
    "SpanQuerySet",
    "Station",
    "UnitBorder",
    "UnitLink",
    "UnitLoad",
    "UnitMap",
    "UnitName",
    "UnitShape",
    "UnitType",
    "ValidQuerySet",
    "pair_of",
]
