"""How the workshop's JSON doors read what they are sent, and refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeGuard

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from accounts.web import SignedInRequest
from groundwork.errors import DomainError, InvalidInputError, NotAllowedError
from planning.actions.editing import ChangedMeanwhileError

P = ParamSpec("P")
MOST_UNITS = 20_000
"""Of one change; more than any division has."""


def json_door(
    view: Callable[Concatenate[SignedInRequest, P], dict[str, Any]],
) -> Callable[Concatenate[SignedInRequest, P], HttpResponse]:
    """Make a view of a function that answers with data; refusals become `{says}`."""

    def door(
        request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            answer = JsonResponse(view(request, *args, **kwargs))
        except DomainError as error:
            answer = refused(error)
        add_never_cache_headers(answer)
        return answer

    return wraps(view)(door)


def refused(error: DomainError) -> JsonResponse:
    """Return a refusal with its sentence, and for a conflict what is where now."""
    told: dict[str, Any] = {"says": str(error)}
    if isinstance(error, ChangedMeanwhileError):
        told["changed"] = error.changed
    return JsonResponse(told, status=_status(error))


def _status(error: DomainError) -> HTTPStatus:
    if isinstance(error, NotAllowedError):
        return HTTPStatus.FORBIDDEN
    if isinstance(error, InvalidInputError):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.CONFLICT


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that a page asks for.

    Attributes:
        moves: The new region of each unit by its code.
        revision: The revision that the page shows.
        seen: The region that each unit was in on the page; empty when not told.
    """

    moves: dict[str, int]
    revision: int
    seen: dict[str, int]


def asked(request: HttpRequest) -> Asked:
    """Return what a page asks for: `{units, region, revision, seen}`.

    Raises:
        InvalidInputError: it is not of that shape.
    """
    data = _object(request)
    units, region = data.get("units"), data.get("region")
    if not _are_codes(units):
        raise InvalidInputError(_("Say which units move."), field="units")
    if not _is_number(region):
        raise InvalidInputError(_("Say which region they go to."), field="region")
    revision, seen = data.get("revision"), data.get("seen") or {}
    if not _is_number(revision) or not _are_regions(seen):
        raise InvalidInputError(_("Say what the page shows."), field="revision")
    return Asked(dict.fromkeys(units, region), revision, seen)


def _object(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(_("This is not JSON.")) from error
    if not isinstance(data, dict):
        raise InvalidInputError(_("This is not JSON."))
    return data


def _are_codes(value: Any) -> TypeGuard[list[str]]:
    return (
        isinstance(value, list)
        and 0 < len(value) <= MOST_UNITS
        and all(isinstance(code, str) for code in value)
    )


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _are_regions(value: Any) -> TypeGuard[dict[str, int]]:
    return isinstance(value, dict) and all(map(_is_number, value.values()))


def revision_in(request: HttpRequest) -> int:
    """Return `since` of the address.

    Raises:
        InvalidInputError: it is no number.
    """
    text = request.GET.get("since", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004 -- what the column holds
        raise InvalidInputError(_("Say what the page shows."), field="since")
    return int(text)
