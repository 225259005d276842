"""What cuts of municipalities buy in balance."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.web import SignedInRequest
from groundwork import jobs
from planning.actions import frontiers
from planning.frontier import frontier_of, plan_of, shown
from planning.models import Zone
from planning.web import draft_for, plan_frame
from planning.weighing import FACTORS, checked


@require_http_methods(["GET", "HEAD", "POST"])
def frontier(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    if request.method == "POST":
        frontiers.ask(draft, by=request.user, at=at)
        return redirect("planning:frontier", public_id)
    found = frontier_of(draft)
    weights = checked(draft.weights)
    context = {
        **plan_frame(request, draft),
        **shown(found, plan_of(draft)),
        "is_waiting": frontiers.is_waiting(found),
        "nobody_works": not jobs.somebody_works(at=at),
        "weights": [(FACTORS[name], weights[name]) for name in weights],
        "zones": Zone,
    }
    return render(request, "planning/frontier.html", context)
