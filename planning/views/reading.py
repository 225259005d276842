"""What the public pages of a consultation and the pages behind a link share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.web import told_in_form, visitor_key
from planning import rules
from planning.actions.commenting import Said
from planning.forms.commenting import CommentForm
from planning.models import Comment, CommentTarget
from planning.readers import Reading
from planning.targets import Target
from planning.unit_maps import address_of
from regions.lookup import QUERY_LETTERS

_NONE: Final = Target(CommentTarget.PLAN)


def plan_context(
    request: HttpRequest, reading: Reading, at: datetime
) -> dict[str, Any]:
    """Return what the page of a plan shows: regions, figures, the place asked for."""
    query = " ".join(request.GET.get("q", "").split())[:QUERY_LETTERS]
    return {
        "reading": reading,
        "edition": reading.edition,
        "pages": reading.pages,
        "figures": reading.edition.tally.figures(),
        "q": query,
        "places": reading.places(query) if query else [],
        "map_url": reading.pages.map,
        "geometry_url": address_of(reading.edition.terrain.on, at=at),
    }


def region_context(reading: Reading, number: int) -> dict[str, Any]:
    """Return what the page of one region shows.

    Raises:
        Http404: the plan has no such region.
    """
    edition = reading.edition
    if number not in edition.rows:
        raise Http404
    towns: dict[str, list[Any]] = {}
    for unit in edition.units(number):
        target = Target(CommentTarget.UNIT, unit=unit.code)
        line = reading.unit_line(unit), reading.pages.comment_on(target)
        towns.setdefault(unit.municipality, []).append(line)
    return {
        "reading": reading,
        "edition": edition,
        "pages": reading.pages,
        "line": reading.line(number),
        "changing": reading.changing_in(number),
        "towns": towns.items(),
        "neighbours": [
            (reading.line(other), reading.pages.comment_on(_border(number, other)))
            for other in edition.neighbours[number]
        ],
        "comment_url": reading.pages.comment_on(Target(CommentTarget.REGION, number)),
    }


def _border(one: int, other: int) -> Target:
    first, second = sorted((one, other))
    return Target(CommentTarget.BORDER, first, second)


def comment_page(
    request: HttpRequest,
    reading: Reading,
    send: Callable[[Said, User | None], Comment],
    more: dict[str, Any],
) -> HttpResponse:
    """Show the form for a comment, or send what was written in it."""
    initial = {"about": request.GET.get("about", "")}
    form = CommentForm(request.POST or None, initial=initial)
    if form.is_valid():
        rules.COMMENTS_PER_VISITOR.take(visitor_key(request))
        person = request.user if isinstance(request.user, User) else None
        with told_in_form(form):
            send(form.said, person)
            return redirect(reading.pages.sent)
    context = {
        **more,
        "reading": reading,
        "pages": reading.pages,
        "form": form,
        "about": form.target.label(reading.edition),
        "is_whole_plan": form.target == _NONE,
        "who_sees": _who_sees(is_public=reading.pages.kind == "consultation"),
        "next": _next(is_public=reading.pages.kind == "consultation"),
    }
    return render(request, "planning/reading_comment.html", context)


def _who_sees(*, is_public: bool) -> list[dict[str, str]]:
    planners = {
        "who": _("The planners"),
        "what": _("your comment and the name you give, at once"),
    }
    if not is_public:
        return [planners, {"who": _("Nobody else"), "what": _("sees any of it")}]
    everybody = {
        "who": _("Everybody"),
        "what": _("your comment and the name you give, once a planner let it through"),
    }
    nobody = {
        "who": _("Nobody"),
        "what": _("your account and your address, if you have one here"),
    }
    return [planners, everybody, nobody]


def _next(*, is_public: bool) -> str:
    if is_public:
        return _("Each comment is answered here, below your words, for all to read.")
    return _("The planners read it and think about it before the plan goes further.")
