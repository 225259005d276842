"""Two plans or versions beside each other, and what moves as a file."""

from __future__ import annotations

import csv
from datetime import date

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.web import SignedInRequest
from planning.changes import Changes
from planning.editions import edition_called
from planning.figures import side_by_side
from planning.forms.versions import CompareForm
from planning.maps import map_of_comparison
from planning.models import Draft
from planning.unit_maps import address_of
from planning.web import draft_for, plan_frame
from regions.models import RegionPlan


@require_safe
def compare(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    today = timezone.localdate(at)
    form = CompareForm(_asked(request, draft, today))
    context = {**plan_frame(request, draft), "form": form, "today": today}
    changes = _changes(form, today)
    if changes is not None:
        query = f"before={changes.before.key}&after={changes.after.key}"
        figures = [e.tally.figures() for e in (changes.before, changes.after)]
        context |= {
            "changes": changes,
            "found": changes.comparison,
            "figures": side_by_side(*figures),
            "query": query,
            "open_all": "open" in request.GET,
            "map_url": f"{reverse('planning:compare-map', args=[public_id])}?{query}",
            "geometry_url": address_of(changes.after.terrain.on, at=at),
        }
    return render(request, "planning/compare.html", context)


@require_safe
def compare_units(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Answer with the units that move, as CSV."""
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    today = timezone.localdate(at)
    changes = _changes(CompareForm(_asked(request, draft, today)), today)
    if changes is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="moved-units.csv"'
    csv.writer(response).writerows(changes.table())
    return response


@require_safe
def compare_map(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Answer with what the map of the difference is drawn from."""
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    today = timezone.localdate(at)
    changes = _changes(CompareForm(_asked(request, draft, today)), today)
    if changes is None:
        raise Http404
    return JsonResponse(map_of_comparison(changes.comparison))


def _asked(request: SignedInRequest, draft: Draft, today: date) -> dict[str, str]:
    """Return what is compared: as asked, else with the plan in force."""
    return {
        "before": request.GET.get("before") or _usual(draft, today),
        "after": request.GET.get("after") or draft.plan.public_id,
    }


def _usual(draft: Draft, today: date) -> str:
    in_force = RegionPlan.objects.in_force(today)
    found = in_force.exclude(pk=draft.plan_id).first()
    return found.public_id if found else draft.plan.public_id


def _changes(form: CompareForm, today: date) -> Changes | None:
    if not form.is_valid():
        return None
    before, after = (edition_called(form.cleaned_data[n]) for n in ("before", "after"))
    if before is None or after is None:
        return None
    return Changes(before, after, today)
