"""How the machines' door answers: languages, refusals, caching."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language_from_request

EMERGENCY = "112"
JSON = "application/json; charset=utf-8"
GEOJSON = "application/geo+json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
PROBLEM = "application/problem+json; charset=utf-8"


def language_of(request: HttpRequest) -> str | None:
    """Return the language to answer in: `?lang=`, else what the client accepts.

    None when `?lang=` names one that the portal does not speak.
    """
    asked = request.GET.get("lang")
    if asked is None:
        return get_language_from_request(request)
    return asked if asked in dict(settings.LANGUAGES) else None


def wants_text(request: HttpRequest) -> bool:
    """Test whether a client asks for lines of text instead of JSON."""
    asked = request.GET.get("format")
    if asked is not None:
        return asked == "text"
    preferred = request.get_preferred_type(["application/json", "text/plain"])
    return preferred == "text/plain"


def as_json(data: Mapping[str, object]) -> str:
    """Return `data` as compact JSON, its letters as they are."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def answered(
    request: HttpRequest, body: str, content_type: str, *, seconds: int
) -> HttpResponse:
    """Return `body` for everybody to keep for so many seconds; 304 when unchanged."""
    raw = body.encode()
    etag = quote_etag(blake2b(raw, digest_size=12).hexdigest())
    response = HttpResponse(raw, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={seconds}"
    response["Content-Language"] = language_of(request) or settings.LANGUAGE_CODE
    return opened(get_conditional_response(request, etag, None, response) or response)


def problem(status: int, title: str, detail: str) -> HttpResponse:
    """Return a refusal that machines understand. Source: RFC 9457."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "emergency": EMERGENCY,
    }
    response = HttpResponse(as_json(body), content_type=PROBLEM, status=status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = "60"
    return opened(response)


def opened(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read the answer; it is public and knows no cookies."""
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept", "Accept-Language"])
    return response
