"""Asking for a drawing, watching it, taking it over or putting it aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.web import SignedInRequest
from groundwork.errors import DomainError, NotAllowedError
from groundwork.web import told_as_message, told_in_form
from planning import progress, rules
from planning.actions import drawing, weights
from planning.forms.drawing import DrawForm, TakeForm, beginnings
from planning.frontier import picture_for
from planning.incoming.findings import region_number
from planning.models import Draft, DrawingRun, RunStatus, WeightSet
from planning.outcome import figure_rows, furthest_label, is_forced, notes_of
from planning.web import draft_for, plan_frame
from planning.weighing import FACTORS, USUAL, is_people_alone, usual_weights

_OVER = (RunStatus.QUEUED, RunStatus.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    may_change = rules.may_change(request.user, draft, at=at)
    if request.method == "POST":
        may_change.require()
    kept = WeightSet.objects.visible_to(request.user, at)
    wishes = _wishes(request, draft, kept)
    form = DrawForm(request.POST or None, draft=draft, initial=wishes)
    if form.is_valid() and (asked := _asked(request, draft, form, at)):
        return redirect("planning:run", public_id, asked.public_id)
    context = {
        **plan_frame(request, draft),
        "form": form,
        "may_change": may_change,
        "weight_sets": kept,
        "usual_weights": USUAL,
        "runs": DrawingRun.objects.visible_to(request.user, at)
        .filter(draft=draft)
        .for_list()[:8],
    }
    return render(request, "planning/draw_form.html", context)


def _asked(
    request: SignedInRequest, draft: Draft, form: DrawForm, at: datetime
) -> DrawingRun | None:
    with told_in_form(form):
        if name := form.cleaned_data["weights_name"]:
            weights.keep(name, form.weights, by=request.user, at=at)
        asked = drawing.ask(draft, form.wish, by=request.user, at=at)
    return asked if form.is_valid() else None


def _wishes(
    request: SignedInRequest, draft: Draft, kept: QuerySet[WeightSet]
) -> dict[str, Any]:
    """Return what the form shows at first; the address may ask for regions."""
    initial = beginnings(draft)
    chosen = request.GET.get("weights", "")
    offered = {str(row.pk): row.weights for row in kept} | usual_weights()
    if chosen in offered:
        initial |= dict.fromkeys(FACTORS, 0) | offered[chosen]
    if numbers := _numbers(request.GET.get("regions", "")):
        initial |= {"scope": "part", "redrawn": numbers}
    return initial


def _numbers(words: str) -> list[int]:
    return [number for word in words.split(",") if (number := region_number(word))]


@require_POST
def forget_weights(request: SignedInRequest, public_id: str, pk: int) -> HttpResponse:
    at = timezone.now()
    draft_for(request, public_id, at)
    weights.forget(pk, by=request.user, at=at)
    messages.success(request, _("These weights are forgotten."))
    return redirect("planning:draw", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: SignedInRequest, public_id: str, run_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _run(request, draft, run_id, at)
    form = TakeForm(request.POST or None, initial={"revision": draft.revision})
    if form.is_valid() and _taken(request, row, form, at):
        messages.success(request, _("The plan is as it was drawn. You can undo it."))
        return redirect(draft)
    draft.refresh_from_db(fields=["revision"])
    status = 200 if request.method != "POST" else 400
    context = {**plan_frame(request, draft), **_shown(row, draft, at), "form": form}
    context["may_change"] = rules.may_change(request.user, draft, at=at)
    return render(request, "planning/run_detail.html", context, status=status)


def _taken(
    request: SignedInRequest, row: DrawingRun, form: TakeForm, at: datetime
) -> bool:
    given = form.cleaned_data
    agreed = given["revision"] if given["overwrite"] else None
    try:
        drawing.take_over(row, overwrite=agreed, by=request.user, at=at)
    except drawing.ChangedSinceDrawnError as error:
        words = _("%(changed)s Say that you want to overwrite that.")
        form.add_error("overwrite", words % {"changed": error})
    except NotAllowedError:
        raise
    except DomainError as error:
        form.add_error(None, str(error))
    return form.is_valid()


def _run(
    request: SignedInRequest, draft: Draft, run_id: str, at: datetime
) -> DrawingRun:
    rows = DrawingRun.objects.visible_to(request.user, at).filter(draft=draft)
    return get_object_or_404(rows.for_list(), public_id=run_id)


def _shown(row: DrawingRun, draft: Draft, at: datetime) -> dict[str, Any]:
    report = row.report
    return {
        "run": row,
        "is_over": row.status not in _OVER,
        "is_ready": row.status == RunStatus.READY,
        "percent": progress.percent(row),
        "stage": progress.stage(row),
        "elapsed": progress.elapsed(row, at),
        "waits_in_vain": progress.waits_in_vain(row, at),
        "report": report,
        "rows": figure_rows(report) if report else [],
        "is_forced": is_forced(report),
        **(_furthest(report) if report else {}),
        "notes": notes_of(report),
        "steps_since": draft.revision - row.revision,
        "weights": [(FACTORS[name], row.weights[name]) for name in row.weights],
        "is_workload": not is_people_alone(row.weights),
        **(picture_for(row) if report else {}),
    }


def _furthest(report: Mapping[str, Any]) -> dict[str, Any]:
    deviation = report["furthest"]["deviation"]
    return {
        "furthest_label": furthest_label(report),
        "furthest_share": abs(deviation),
        "is_light": deviation < 0,
    }


@require_safe
def run_state(request: SignedInRequest, public_id: str, run_id: str) -> JsonResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _run(request, draft, run_id, at)
    return JsonResponse(
        {
            "status": row.status,
            "is_over": row.status not in _OVER,
            "percent": progress.percent(row),
            "stage": progress.stage(row),
            "elapsed": progress.elapsed(row, at),
            "waits_in_vain": progress.waits_in_vain(row, at),
        }
    )


@require_POST
def cancel(request: SignedInRequest, public_id: str, run_id: str) -> HttpResponse:
    at = timezone.now()
    row = _run(request, draft_for(request, public_id, at), run_id, at)
    with told_as_message(request, success=_("The drawing is being cancelled.")):
        drawing.cancel(row, by=request.user, at=at)
    return redirect("planning:run", public_id, run_id)


@require_POST
def put_aside(request: SignedInRequest, public_id: str, run_id: str) -> HttpResponse:
    at = timezone.now()
    row = _run(request, draft_for(request, public_id, at), run_id, at)
    with told_as_message(request, success=_("The drawing is put aside.")):
        drawing.put_aside(row, by=request.user, at=at)
    return redirect("planning:draw", public_id)
