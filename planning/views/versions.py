"""The kept versions of a plan: keeping, looking, bringing back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.web import SignedInRequest
from groundwork.web import page_of, told_as_message, told_in_form
from planning import rules
from planning.actions import making
from planning.comparing import compare
from planning.editions import edition_of_draft, edition_of_version
from planning.forms.versions import KeepForm
from planning.models import Draft, DraftVersion
from planning.web import draft_for, plan_frame


@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    form = KeepForm(request.POST or None)
    if form.is_valid():
        with told_in_form(form):
            making.keep_version(
                draft,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                by=request.user,
                at=at,
            )
            messages.success(request, _("The version is kept."))
            return redirect("planning:versions", public_id)
    rows = DraftVersion.objects.visible_to(request.user, at).filter(draft=draft)
    context = {
        **plan_frame(request, draft),
        "form": form,
        "page": page_of(request, rows.for_list()),
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/version_list.html", context)


@require_safe
def version(request: SignedInRequest, public_id: str, number: int) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _version(request, draft, number)
    kept, now = edition_of_version(row), edition_of_draft(draft)
    context = {
        **plan_frame(request, draft),
        "version": row,
        "edition": kept,
        "figures": kept.tally.figures(),
        "rows": [
            (kept.label(n), kept.people[n], kept.unit_counts[n]) for n in kept.rows
        ],
        "difference": compare(kept, now),
        "now": now,
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/version_detail.html", context)


@require_POST
def version_restore(
    request: SignedInRequest, public_id: str, number: int
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _version(request, draft, number)
    said = _("The plan is as it was in version %(number)d. You can undo this step.")
    with told_as_message(request, success=said % {"number": number}):
        making.restore(row, by=request.user, at=at)
    return redirect("planning:version", public_id, number)


def _version(request: SignedInRequest, draft: Draft, number: int) -> DraftVersion:
    rows = DraftVersion.objects.visible_to(request.user, timezone.now())
    row = get_object_or_404(rows.filter(draft=draft).for_list(), number=number)
    row.draft = draft
    return row
