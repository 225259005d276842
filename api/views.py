"""The machine's door."""

import time
from datetime import date
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from api.answers import as_data, as_text, regions_as_geojson
from api.limits import MinuteLimit
from api.web import (
    GEOJSON,
    JSON,
    TEXT,
    answered,
    as_json,
    language_of,
    problem,
    wants_text,
)
from regions.contacts import contacts
from regions.finding import answer_asked
from regions.forms import DayForm, FindForm
from regions.models import Region, RegionPlan

FIND_LIMIT: Final = MinuteLimit(6000)
"""A hundred a second: enough for an operator's program behind one address."""
FIND_SECONDS: Final = 60
"""How long an answer may be kept: an absence begins at midnight, a posting any day."""
MAP_SECONDS: Final = 300


@require_safe
@login_not_required
def find_my_officer(request: HttpRequest) -> HttpResponse:
    """Answer who the officer of a place or of a point is."""
    language = language_of(request)
    with override(language or "en"):
        if language is None:
            return _bad(_("The languages are et, en and ru."))
        if not FIND_LIMIT.allows(_visitor(request), minute=_minute()):
            return problem(429, _("Too many requests"), _("Wait a minute."))
        return _find(request)


@require_safe
@login_not_required
def regions(request: HttpRequest) -> HttpResponse:
    """Answer with the map of the regions in force, their names and officers."""
    language = language_of(request)
    with override(language or "en"):
        if language is None:
            return _bad(_("The languages are et, en and ru."))
        form = _day_asked(request)
        if not form.is_valid():
            return _bad(" ".join(map(str, form.errors["on"])))
        on = form.cleaned_data["on"]
        plan = RegionPlan.objects.in_force(on).first()
        if plan is None:
            return problem(404, _("Not found"), _no_plan(on))
        shown = contacts(Region.objects.public(on).for_list(), on)
        body = regions_as_geojson(shown, plan.public_id)
        return answered(request, body, GEOJSON, seconds=MAP_SECONDS)


def _find(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    on = timezone.localdate()
    form = FindForm(asked, today=on)
    if not form.is_valid():
        return _bad(" ".join(form.sentences))
    answer = answer_asked(form, on=on)
    if answer is None:
        return _bad(_("Ask with q, the name of a place, or with lat and lon."))
    if not answer.contacts:
        return problem(404, _("Not found"), _nothing(form))
    if wants_text(request):
        return answered(request, as_text(answer), TEXT, seconds=FIND_SECONDS)
    body = as_json(as_data(answer, asked))
    return answered(request, body, JSON, seconds=FIND_SECONDS)


def _day_asked(request: HttpRequest) -> DayForm:
    """Return the day whose map is asked for with `on`; else today's."""
    today = timezone.localdate()
    return DayForm({"on": request.GET.get("on", today)}, today=today)


def _no_plan(on: date) -> str:
    if on < timezone.localdate():
        return _("On that day no region plan was in force.")
    return _("No region plan is in force yet.")


def _asked(request: HttpRequest) -> dict[str, Any]:
    asked = {
        key: request.GET[key]
        for key in ("q", "lat", "lon", "place", "on")
        if key in request.GET
    }
    if "lng" in request.GET:
        asked.setdefault("lon", request.GET["lng"])
    return asked


def _nothing(form: FindForm) -> str:
    if form.point:
        return _("That point lies outside Estonia, or far out at sea.")
    return _("No place has a name like this one.")


def _bad(detail: str) -> HttpResponse:
    return problem(400, _("Bad request"), detail)


def _minute() -> int:
    return int(time.monotonic() // 60)


def _visitor(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
