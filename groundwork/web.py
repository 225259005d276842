"""The few helpers that every view shares."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from groundwork.errors import DomainError, NotAllowedError, TooOftenError

PAGE_SIZE = 25


@contextmanager
def told_as_message(request: HttpRequest, *, success: str) -> Iterator[None]:
    """Run one action; say that it worked, or why it did not.

    Raises:
        NotAllowedError: passed on, so that the page answers 403.
    """
    try:
        yield
    except NotAllowedError:
        raise
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, success)


@contextmanager
def told_in_form(form: forms.BaseForm) -> Iterator[None]:
    """Run one action; put what it refuses beside the field it names, or on top.

    Raises:
        NotAllowedError: passed on, so that the page answers 403.
        TooOftenError: passed on, so that the page answers 429.
    """
    try:
        yield
    except (NotAllowedError, TooOftenError):
        raise
    except DomainError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error))


def visitor_key(request: HttpRequest) -> str:
    """Return what tells visitors apart for a limit: the account, else the address."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def page_of(request: HttpRequest, rows: QuerySet[Model, Any]) -> Page[Any]:
    """Return the page of `rows` that the address asks for, 25 rows; never an error."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def idempotency_key(value: str) -> str:
    """Return a form's hidden key in the shape in which it is stored (32 hex digits)."""
    return hashlib.blake2b(value.encode(), digest_size=16).hexdigest()
