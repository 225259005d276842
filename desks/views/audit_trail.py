"""What happened, for auditors: acts and looks, by day, newest first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.rules import is_auditor
from accounts.web import SignedInRequest
from desks.audit_trail import TrailForm, trail
from groundwork.web import page_of


@require_safe
def audit_trail(request: SignedInRequest) -> HttpResponse:
    is_auditor(request.user, at=timezone.now()).require()
    form = TrailForm(request.GET)
    context = {"page": page_of(request, trail(form)), "form": form}
    return render(request, "desks/audit_trail.html", context)
