"""What is done around every page: who asks, what may be kept, how a refusal looks."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from groundwork.errors import DomainError, NotAllowedError, TooOftenError

Answer = Callable[[HttpRequest], HttpResponse]


class ClientAddress:
    """Behind a proxy, take the visitor's address from what the proxy says.

    Limits tell visitors apart by it. Only the last address of X-Forwarded-For is the
    proxy's word; whoever asks can write those before it.
    """

    def __init__(self, get_response: Answer) -> None:
        if not settings.BEHIND_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the address and pass the request on."""
        last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if last:
            request.META["REMOTE_ADDR"] = last
        return self.get_response(request)


class PersonalPages:
    """Let nobody keep a page that was made for one person.

    That is every page of a session that holds something: a sign-in, words not sent
    yet, a code that was typed. On a shared computer the next person's "back" must not
    show it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and mark its answer."""
        response = self.get_response(request)
        session = request.session
        is_personal = session.accessed and not session.is_empty()
        if is_personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class Refusals:
    """Answer 429 to too many tries and 400 to a refusal that no view has handled.

    `NotAllowedError` is Django's own PermissionDenied and becomes 403 without us.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Return the page for a refusal, None for everything else."""
        if isinstance(exception, TooOftenError):
            return render(request, "429.html", {"reason": str(exception)}, status=429)
        if isinstance(exception, NotAllowedError):
            return None
        if isinstance(exception, DomainError):
            return render(request, "400.html", {"reason": str(exception)}, status=400)
        return None
