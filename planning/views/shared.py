"""A draft behind a link: read-only, for whoever has the code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from groundwork.web import visitor_key
from planning import rules
from planning.actions import commenting, sharing
from planning.actions.commenting import Said
from planning.editions import edition_of_draft
from planning.links import hashes_of
from planning.maps import map_of_edition
from planning.models import Comment, ShareLink
from planning.readers import Pages, Reading
from planning.remarks import remarks
from planning.views.reading import comment_page, plan_context, region_context

_Page = Callable[..., HttpResponse]


def _behind_a_link(page: _Page) -> _Page:
    """Open a page to whoever has a code; keep it from search engines and caches."""

    @wraps(page)
    def opened(request: HttpRequest, code: str, **given: Any) -> HttpResponse:
        at = timezone.now()
        link = _link(request, code)
        if link.opens(at):
            response = page(request, link, code, at, **given)
        else:
            context = {"link": link, "was_revoked": link.state(at) == "revoked"}
            response = render(request, "planning/shared_over.html", context, status=410)
        response["X-Robots-Tag"] = "noindex, nofollow"
        add_never_cache_headers(response)
        return response

    return opened


def _link(request: HttpRequest, code: str) -> ShareLink:
    rows = ShareLink.objects.with_code(hashes_of(code)).for_detail()
    link = rows.first()
    if link is None:
        rules.WRONG_CODES.take(visitor_key(request))
        raise Http404
    return link


@require_safe
@login_not_required
@_behind_a_link
def shared(
    request: HttpRequest, link: ShareLink, code: str, at: datetime
) -> HttpResponse:
    if "q" not in request.GET:
        sharing.note_opened(link, at=at)
    reading = _reading(link, code, at)
    context = {
        **plan_context(request, reading, at),
        **_frame(link, at),
        "remarks": remarks(_own(request, link), reading.edition),
    }
    return render(request, "planning/shared_detail.html", context)


@require_safe
@login_not_required
@_behind_a_link
def shared_map(
    request: HttpRequest, link: ShareLink, code: str, at: datetime
) -> HttpResponse:
    return JsonResponse(map_of_edition(edition_of_draft(link.draft)))


@require_safe
@login_not_required
@_behind_a_link
def shared_region(
    request: HttpRequest, link: ShareLink, code: str, at: datetime, number: int
) -> HttpResponse:
    context = {**region_context(_reading(link, code, at), number), **_frame(link, at)}
    return render(request, "planning/reading_region.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@_behind_a_link
def shared_comment(
    request: HttpRequest, link: ShareLink, code: str, at: datetime
) -> HttpResponse:
    rules.may_comment_by_link(link, at=at).require()

    def send(said: Said, by: User | None) -> Comment:
        return commenting.comment_by_link(link, said, by=by, at=at)

    return comment_page(request, _reading(link, code, at), send, _frame(link, at))


@require_safe
@login_not_required
@_behind_a_link
def shared_sent(
    request: HttpRequest, link: ShareLink, code: str, at: datetime
) -> HttpResponse:
    context = {**_frame(link, at), "pages": Pages("shared", code)}
    return render(request, "planning/reading_sent.html", context)


def _reading(link: ShareLink, code: str, at: datetime) -> Reading:
    pages = Pages("shared", code)
    return Reading(edition_of_draft(link.draft), pages, timezone.localdate(at))


def _own(request: HttpRequest, link: ShareLink) -> list[Comment]:
    """Return what the reader wrote by this link while signed in."""
    if not isinstance(request.user, User):
        return []
    return list(Comment.objects.of(request.user).filter(link=link).for_list())


def _frame(link: ShareLink, at: datetime) -> dict[str, Any]:
    return {
        "link": link,
        "plan": link.draft.plan,
        "may_comment": rules.may_comment_by_link(link, at=at),
    }
