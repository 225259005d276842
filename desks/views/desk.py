"""A person's desk: what needs them today, then this week, then the rest."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rules import is_administrator, is_auditor, is_planner
from accounts.web import SignedInRequest
from desks.officer import OfficerDesk
from desks.planner import PlannerDesk
from desks.resident import ResidentDesk
from regions.responsibility import regions_answered_by


@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    template, context = _desk_of(request.user, timezone.now())
    return render(request, template, context)


def _desk_of(user: User, at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the desk that fits: whoever answers for a region gets the officer's."""
    offices: dict[str, Any] = {
        "may_plan": is_planner(user, at=at),
        "may_assign": is_administrator(user, at=at),
        "may_audit": is_auditor(user, at=at),
    }
    if offices["may_plan"]:
        offices["planner"] = PlannerDesk(user, at)
    regions = regions_answered_by(user, timezone.localdate(at))
    officer = OfficerDesk(user, regions, at)
    if officer.regions:
        return "desks/officer_desk.html", {"desk": officer, **offices}
    resident = ResidentDesk(user, at)
    return "desks/resident_desk.html", {"desk": resident, **offices}
