"""The rows of the workshop, one file a subject."""

from planning.models.adoption import Adoption, Preparation
from planning.models.drafts import (
    MOST_REGIONS,
    Assignment,
    Draft,
    DraftRegion,
    DraftVersion,
    Edit,
    EditKind,
    Lock,
    LockKind,
)
from planning.models.files import (
    FileFormat,
    PlanImport,
    PreparedFile,
)
from planning.models.frontiers import Frontier, Zone
from planning.models.runs import (
    RUN_WORKFLOW,
    DrawingRun,
    Preset,
    RunStatus,
    WeightSet,
)
from planning.models.sharing import Comment, CommentTarget, Consultation, ShareLink

__all__ = [
    "MOST_REGIONS",
    "RUN_WORKFLOW",
    "Adoption",
    "Assignment",
    "Comment",
    "CommentTarget",
    "Consultation",
    "Draft",
    "DraftRegion",
    "DraftVersion",
    "DrawingRun",
    "Edit",
    "EditKind",
    "FileFormat",
    "Frontier",
    "Lock",
    "LockKind",
    "PlanImport",
    "Preparation",
    "PreparedFile",
    "Preset",
    "RunStatus",
    "ShareLink",
    "WeightSet",
    "Zone",
]
