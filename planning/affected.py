"""Which open matters, communities and meetings an adoption moves to somebody else.

Planners see how many concerns move and never which: their words are not for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db.models import Count, Q

from communities.models import Community
from concerns.models import Concern, ConcernKind
from groundwork.workdays import TALLINN
from meetings.models import Meeting
from planning.shifting import Seat, Shift

UNIT_CODES: Final = ("unit__code", "unit__successor__code")


@dataclass(frozen=True, slots=True)
class Moved:
    """A community or meeting with the regions that it goes from and to."""

    row: Any
    before: Seat | None
    after: Seat | None


@dataclass(frozen=True, slots=True)
class Affected:
    """What moves with the people.

    Attributes:
        concerns: Open concerns whose officer changes, threats not counted.
        threats: Open threats whose officer changes.
        communities: Communities whose region or officer changes, by name.
        meetings: Open meetings from the day on whose officer changes, soonest first.
        private_meetings: How many others there are, which planners may not see.
    """

    concerns: int
    threats: int
    communities: Sequence[Moved]
    meetings: Sequence[Moved]
    private_meetings: int

    def counts(self) -> dict[str, Any]:
        """Return how much moves, ready for JSON."""
        return {
            "concerns": self.concerns,
            "threats": self.threats,
            "communities": len(self.communities),
            "meetings": len(self.meetings) + self.private_meetings,
        }


def affected_by(shift: Shift, day: date) -> Affected:
    """Return what an adoption moves; five queries."""
    at = midnight(day)
    concerns, threats = _concerns(shift)
    meetings = _meetings(shift, at)
    public = set(Meeting.objects.public(at).upcoming(at).values_list("pk", flat=True))
    shown = [moved for moved in meetings if moved.row.pk in public]
    return Affected(
        concerns=concerns,
        threats=threats,
        communities=_communities(shift, at),
        meetings=shown,
        private_meetings=len(meetings) - len(shown),
    )


def midnight(day: date) -> datetime:
    """Return the first moment of a day in Estonia."""
    return datetime.combine(day, time(), TALLINN)


def _concerns(shift: Shift) -> tuple[int, int]:
    rows = Concern.objects.open().order_by().values_list(*UNIT_CODES)
    is_threat = Q(kind=ConcernKind.THREAT)
    counted = rows.annotate(
        others=Count("pk", filter=~is_threat), threats=Count("pk", filter=is_threat)
    )
    moved = [row for row in counted if shift.changes_officer(shift.code_for(*row[:2]))]
    return sum(row[2] for row in moved), sum(row[3] for row in moved)


def _communities(shift: Shift, at: datetime) -> list[Moved]:
    rows = Community.objects.public(at).for_list()
    return [
        _moved(shift, row, row.unit.code)
        for row in rows
        if shift.is_touched(row.unit.code)
    ]


def _meetings(shift: Shift, at: datetime) -> list[Moved]:
    rows = Meeting.objects.upcoming(at).with_place()
    return [
        _moved(shift, row, row.community.unit.code)
        for row in rows
        if shift.changes_officer(row.community.unit.code)
    ]


def _moved(shift: Shift, row: Any, code: str) -> Moved:
    return Moved(row, shift.before.get(code), shift.after.get(code))
