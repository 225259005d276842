"""Comments as planners work on them: the list, answering, letting through, hiding."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.web import SignedInRequest
from groundwork.web import page_of, told_as_message, told_in_form
from planning.actions import commenting
from planning.editions import Edition, edition_of_consultation, edition_of_draft
from planning.forms.commenting import AnswerForm, CommentFilterForm, HideForm
from planning.models import Comment, Draft
from planning.targets import Target
from planning.web import draft_for, plan_frame


@require_safe
def comments(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    form = CommentFilterForm(request.GET)
    rows = Comment.objects.visible_to(request.user, at).filter(draft=draft)
    page = page_of(request, form.narrowed(rows).unanswered_first())
    editions = _Editions(draft)
    context = {
        **plan_frame(request, draft),
        "form": form,
        "page": page,
        "lines": [(row, Target.of(row).label(editions.of(row))) for row in page],
        "total": rows.count(),
        "unanswered": rows.unanswered().count(),
    }
    return render(request, "planning/comment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: SignedInRequest, public_id: str, comment: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _comment(request, draft, comment, at)
    form = AnswerForm(request.POST or None, comment=row)
    if form.is_valid() and _answered(request, row, form, at):
        messages.success(request, _("Your answer is shown below the comment."))
        return redirect("planning:comments", public_id)
    return _page(request, draft, row, form=form)


def _answered(
    request: SignedInRequest, row: Comment, form: AnswerForm, at: datetime
) -> bool:
    """Answer, or leave on the form why not and in `row` what stands there now."""
    with told_in_form(form):
        commenting.answer(row, form.answer, by=request.user, at=at)
    row.refresh_from_db()
    return form.is_valid()


@require_POST
def comment_release(
    request: SignedInRequest, public_id: str, comment: str
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _comment(request, draft, comment, at)
    with told_as_message(request, success=_("Everybody can read the comment now.")):
        commenting.release(row, by=request.user, at=at)
    return redirect("planning:comment", public_id, comment)


@require_POST
def comment_hide(
    request: SignedInRequest, public_id: str, comment: str
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _comment(request, draft, comment, at)
    form = HideForm(request.POST, action=request.path)
    if form.is_valid():
        said = _("The comment is hidden.")
        with told_as_message(request, success=said):
            reason = form.cleaned_data["reason"]
            commenting.hide(row, reason, by=request.user, at=at)
        return redirect("planning:comment", public_id, comment)
    return _page(request, draft, row, hide_form=form)


@require_POST
def comment_show(
    request: SignedInRequest, public_id: str, comment: str
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    row = _comment(request, draft, comment, at)
    with told_as_message(request, success=_("Everybody can read the comment now.")):
        commenting.show_again(row, by=request.user, at=at)
    return redirect("planning:comment", public_id, comment)


def _page(
    request: SignedInRequest, draft: Draft, row: Comment, **forms: Any
) -> HttpResponse:
    edition = _Editions(draft).of(row)
    target = Target.of(row)
    hide = reverse("planning:comment-hide", args=[draft.plan.public_id, row.public_id])
    context = {
        "form": AnswerForm(comment=row),
        "hide_form": HideForm(action=hide),
        **forms,
        **plan_frame(request, draft),
        "comment": row,
        "about": target.label(edition),
        "regions": sorted(edition.label(n) for n in target.regions(edition)),
    }
    return render(request, "planning/comment_detail.html", context)


def _comment(
    request: SignedInRequest, draft: Draft, public_id: str, at: datetime
) -> Comment:
    rows = Comment.objects.visible_to(request.user, at).filter(draft=draft)
    return get_object_or_404(rows.for_list(), public_id=public_id)


class _Editions:
    """What comments of one draft are about: the published versions, or the draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._known: dict[int | None, Edition] = {}

    def of(self, row: Comment) -> Edition:
        """Return the edition that a comment was written on."""
        key = row.consultation_id
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def _read(self, key: int | None) -> Edition:
        if key is None:
            return edition_of_draft(self._draft)
        found = self._draft.consultations.for_detail().get(pk=key)
        return edition_of_consultation(found)
