"""Plans that are open for comment, for everybody."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from groundwork.web import page_of
from planning import rules
from planning.actions import commenting
from planning.actions.commenting import Said
from planning.editions import edition_of_consultation
from planning.maps import map_of_edition
from planning.models import Comment, Consultation
from planning.readers import Pages, Reading
from planning.remarks import concerning, remarks
from planning.views.reading import comment_page, plan_context, region_context


@require_safe
@login_not_required
def consultations(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    today = timezone.localdate(at)
    rows = Consultation.objects.public(at).for_list().with_counts()
    page = page_of(request, rows)
    context = {"page": page, "lines": [(row, row.is_open(today)) for row in page]}
    return render(request, "planning/consultation_list.html", context)


@require_safe
@login_not_required
def consultation(request: HttpRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    row = _published(public_id, at)
    if row is None:
        return _withdrawn(request, public_id)
    reading = _reading(row)
    told = Comment.objects.told(at).filter(consultation=row).for_list()
    page = page_of(request, told)
    context = {
        **plan_context(request, reading, at),
        **_frame(row, at),
        "page": page,
        "remarks": remarks(page, reading.edition),
        "waiting": _own_waiting(request, row),
        "today": timezone.localdate(at),
    }
    return render(request, "planning/consultation_detail.html", context)


@require_safe
@login_not_required
def consultation_map(request: HttpRequest, public_id: str) -> HttpResponse:
    row = _published(public_id, timezone.now())
    if row is None:
        raise Http404
    return JsonResponse(map_of_edition(edition_of_consultation(row)))


@require_safe
@login_not_required
def consultation_region(
    request: HttpRequest, public_id: str, number: int
) -> HttpResponse:
    at = timezone.now()
    row = _published(public_id, at)
    if row is None:
        return _withdrawn(request, public_id)
    reading = _reading(row)
    told = Comment.objects.told(at).filter(consultation=row).for_list()
    context = {
        **region_context(reading, number),
        **_frame(row, at),
        "remarks": remarks(concerning(told, reading.edition, number), reading.edition),
    }
    return render(request, "planning/reading_region.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def consultation_comment(request: HttpRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    row = _published(public_id, at)
    if row is None:
        return _withdrawn(request, public_id)
    rules.may_comment(row, at=at).require()

    def send(said: Said, by: User | None) -> Comment:
        return commenting.comment_on(row, said, by=by, at=at)

    return comment_page(request, _reading(row), send, _frame(row, at))


@require_safe
@login_not_required
def consultation_sent(request: HttpRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    row = _published(public_id, at)
    if row is None:
        return _withdrawn(request, public_id)
    context = {**_frame(row, at), "pages": Pages("consultation", public_id)}
    return render(request, "planning/reading_sent.html", context)


@require_safe
@login_not_required
def consultation_report(request: HttpRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    row = _published(public_id, at)
    if row is None:
        return _withdrawn(request, public_id)
    reading = _reading(row)
    told = Comment.objects.told(at).filter(consultation=row).for_list()
    context = {
        **plan_context(request, reading, at),
        **_frame(row, at),
        "remarks": remarks(told, reading.edition),
        "today": timezone.localdate(at),
    }
    return render(request, "planning/consultation_report.html", context)


def _published(public_id: str, at: datetime) -> Consultation | None:
    rows = Consultation.objects.public(at).for_detail().with_counts()
    return rows.filter(public_id=public_id).first()


def _withdrawn(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that a plan was taken back from the public, and why."""
    row = Consultation.objects.withdrawn().filter(public_id=public_id).first()
    if row is None:
        raise Http404
    context = {"consultation": row}
    return render(request, "planning/consultation_withdrawn.html", context, status=410)


def _reading(row: Consultation) -> Reading:
    pages = Pages("consultation", row.public_id)
    edition = edition_of_consultation(row)
    return Reading(edition, pages, timezone.localdate(row.opened_at))


def _frame(row: Consultation, at: datetime) -> dict[str, object]:
    return {
        "consultation": row,
        "plan": row.draft.plan,
        "may_comment": rules.may_comment(row, at=at),
    }


def _own_waiting(request: HttpRequest, row: Consultation) -> list[Comment]:
    """Return what the reader sent and no planner has dealt with yet."""
    if not isinstance(request.user, User):
        return []
    return list(Comment.objects.of(request.user).filter(consultation=row).waiting())
