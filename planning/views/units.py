"""The file with all units of a day that maps are drawn from."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from planning.unit_maps import Packed, file_of, is_divided

_AGAIN_AFTER: Final = 3  # seconds
_YEAR: Final = 365 * 24 * 3600


@require_safe
@login_not_required
def units_map(request: HttpRequest, on: str, stamp: str) -> HttpResponse:
    """Answer with units, borders and inhabitants, which anybody may know.

    An address with the right stamp never changes what it says. While the map is being
    drawn the answer is 202.
    """
    day = _day_of_a_plan(on)
    file = file_of(day, at=timezone.now())
    if file is None:
        answer = JsonResponse({"says": _("The map is being drawn.")}, status=202)
        answer["Retry-After"] = str(_AGAIN_AFTER)
        answer["Cache-Control"] = "no-store"
        return answer
    response = _sent(request, file)
    lasting = f"public, max-age={_YEAR}, immutable"
    response["Cache-Control"] = lasting if stamp == file.stamp else "no-cache"
    return response


def _day_of_a_plan(on: str) -> date:
    """Return the day, if some plan divides its units: others cost and serve nobody."""
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise Http404 from error
    if not is_divided(day):
        raise Http404
    return day


def _sent(request: HttpRequest, file: Packed) -> HttpResponse:
    coding = _coding(request)
    etag = quote_etag(f"{file.stamp}-{coding}")
    response = HttpResponse(file.body[coding], content_type="application/json")
    response["ETag"] = etag
    if coding:
        response["Content-Encoding"] = coding
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag, None, response) or response


def _coding(request: HttpRequest) -> str:
    accepted = request.headers.get("Accept-Encoding", "")
    known = {each.split(";")[0].strip() for each in accepted.split(",")}
    return next((coding for coding in ("br", "gzip") if coding in known), "")
