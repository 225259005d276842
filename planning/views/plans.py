"""The list of plans, one plan's overview, beginning, copying, renaming, dropping."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from accounts.web import SignedInRequest
from groundwork.web import page_of, told_as_message, told_in_form
from planning import rules
from planning.actions import making
from planning.forms.plans import BeginForm, NameForm
from planning.models import Draft
from planning.overview import overview_of, plans_elsewhere
from planning.web import draft_for, plan_frame


@require_safe
def plan_list(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rules.may_plan(request.user, at=at).require()
    drafts = Draft.objects.visible_to(request.user, at).for_list()
    context = {
        "page": page_of(request, drafts),
        "others": plans_elsewhere(),
        "today": timezone.localdate(at),
    }
    return render(request, "planning/plan_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rules.may_plan(request.user, at=at).require()
    form = BeginForm(request.POST or None, initial={"start": request.GET.get("from")})
    if form.is_valid() and (draft := _begun(request, form, at)):
        return redirect(draft)
    return render(request, "planning/plan_new.html", {"form": form})


def _begun(request: SignedInRequest, form: BeginForm, at: datetime) -> Draft | None:
    with told_in_form(form):
        draft = making.begin(
            name=form.cleaned_data["name"],
            copy=form.plan_to_copy,
            region_count=form.cleaned_data["region_count"] or 1,
            by=request.user,
            at=at,
        )
    return draft if form.is_valid() else None


@require_safe
def plan(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    context = {
        **plan_frame(request, draft),
        "overview": overview_of(draft),
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/plan_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rules.may_change(request.user, draft, at=at).require()
    form = NameForm(
        request.POST or None, initial={"name": draft.plan.name}, submit=_("Rename")
    )
    if form.is_valid():
        with told_in_form(form):
            making.rename(draft, form.cleaned_data["name"], by=request.user, at=at)
            return redirect(draft)
    context = {**plan_frame(request, draft), "form": form}
    return render(request, "planning/plan_rename.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    name = _("%(plan)s, copy") % {"plan": draft.plan.name}
    form = NameForm(request.POST or None, initial={"name": name}, submit=_("Copy"))
    if form.is_valid():
        with told_in_form(form):
            name = form.cleaned_data["name"]
            made = making.begin(name=name, copy=draft.plan, by=request.user, at=at)
            return redirect(made)
    context = {**plan_frame(request, draft), "form": form}
    return render(request, "planning/plan_copy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rules.may_change(request.user, draft, at=at).require()
    if request.method != "POST":
        return render(request, "planning/plan_drop.html", plan_frame(request, draft))
    with told_as_message(request, success=_("The plan is gone.")):
        making.drop(draft, by=request.user, at=at)
    return redirect("planning:list")
