"""Concerns and everything that happens to them."""

from concerns.models.concern import (
    WORKFLOW,
    AnswerBy,
    Audience,
    Concern,
    ConcernKind,
    Entry,
    Status,
)
from concerns.models.story import (
    ClockPause,
    ConcernExpert,
    Message,
    MessageKind,
    SealedText,
    StateChange,
)

__all__ = [
    "WORKFLOW",
    "AnswerBy",
    "Audience",
    "ClockPause",
    "Concern",
    "ConcernExpert",
    "ConcernKind",
    "Entry",
    "Message",
    "MessageKind",
    "SealedText",
    "StateChange",
    "Status",
]
