"""By when we answer: a promise for each kind, in Estonian working days.

Source of the idea: the Neighbourhood Policing Guarantee of England and Wales, whose
teams give a meaningful answer within 72 hours. A threat is answered sooner; what can
wait is given the time to be answered well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from concerns.models import Concern, ConcernKind
from groundwork.workdays import add_working_days, working_days_between

WORKING_DAYS: Final[Mapping[str, int]] = {
    ConcernKind.THREAT: 1,
    ConcernKind.CONCERN: 3,
    ConcernKind.PROBLEM: 5,
    ConcernKind.WISH: 10,
    ConcernKind.ACTIVITY: 10,
}
"""Working days until an answer. Source: the 72 hours above for a concern."""


def due_at(kind: str, received_at: datetime) -> datetime:
    """Return the midnight, Tallinn time, that ends the promise for a kind."""
    return add_working_days(received_at, WORKING_DAYS[kind])


def is_late(concern: Concern, *, at: datetime) -> bool:
    """Test whether the promise has passed without an answer from us."""
    stands_still = concern.is_waiting or not concern.is_open
    return not concern.is_answered and not stands_still and concern.due_at < at


def shifted(due: datetime, *, paused_at: datetime, resumed_at: datetime) -> datetime:
    """Return the promise moved by the working days in which the clock stood still.

    A promise that was late already when the pause began stays as it is.
    """
    if paused_at >= due:
        return due
    days = working_days_between(paused_at, resumed_at)
    return add_working_days(due - timedelta(microseconds=1), days)
