"""Publishing a version for comment: the planner's side."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.web import SignedInRequest
from groundwork.web import told_in_form
from planning import rules
from planning.actions import consulting
from planning.forms.consulting import ExtendForm, PublishForm, WithdrawForm
from planning.models import Consultation, Draft
from planning.web import draft_for, plan_frame


@require_http_methods(["GET", "HEAD", "POST"])
def consult(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    form = PublishForm(request.POST or None, draft=draft)
    if form.is_valid() and _published(request, form, at):
        messages.success(request, _("The plan is open for comment."))
        return redirect("planning:consult", public_id)
    return _page(request, draft, at, form=form)


def _published(request: SignedInRequest, form: PublishForm, at: datetime) -> bool:
    with told_in_form(form):
        consulting.open_consultation(
            form.cleaned_data["version"],
            form.words,
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            at=at,
        )
    return form.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
def consult_extend(
    request: SignedInRequest, public_id: str, consultation: str
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _consultation(request, draft, consultation, at)
    form = ExtendForm(request.POST or None, initial={"ends_on": row.ends_on})
    if form.is_valid():
        with told_in_form(form):
            consulting.extend(row, form.cleaned_data["ends_on"], by=request.user, at=at)
            messages.success(request, _("The end is moved."))
            return redirect("planning:consult", public_id)
    context = {**plan_frame(request, draft), "form": form, "consultation": row}
    return render(request, "planning/consult_extend.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consult_withdraw(
    request: SignedInRequest, public_id: str, consultation: str
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _consultation(request, draft, consultation, at)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        with told_in_form(form):
            consulting.withdraw(
                row, form.cleaned_data["reason"], by=request.user, at=at
            )
            messages.success(request, _("The plan is taken back."))
            return redirect("planning:consult", public_id)
    context = {**plan_frame(request, draft), "form": form, "consultation": row}
    return render(request, "planning/consult_withdraw.html", context)


def _consultation(
    request: SignedInRequest, draft: Draft, public_id: str, at: datetime
) -> Consultation:
    rules.may_change(request.user, draft, at=at).require()
    rows = Consultation.objects.visible_to(request.user, at).filter(draft=draft)
    return get_object_or_404(rows.for_detail(), public_id=public_id)


def _page(
    request: SignedInRequest, draft: Draft, at: datetime, **more: Any
) -> HttpResponse:
    rows = Consultation.objects.visible_to(request.user, at).filter(draft=draft)
    found = list(rows.for_list().with_counts())
    today = timezone.localdate(at)
    context = {
        **plan_frame(request, draft),
        "consultations": [(row, row.is_open(today)) for row in found],
        "is_open": any(row.is_open(today) for row in found),
        "has_versions": draft.versions.exists(),
        "may_change": rules.may_change(request.user, draft, at=at),
        **more,
    }
    return render(request, "planning/consult.html", context)
