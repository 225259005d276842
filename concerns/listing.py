"""Lists of concerns: what they are narrowed to, and pages without counting it all."""

from __future__ import annotations

from typing import Final, cast

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concerns.models import Concern
from concerns.models.concern import CLOSED, ConcernQuerySet

PAGE_SIZE: Final = 25
MOST_COUNTED: Final = 1000
"""Past so many rows a list says "more than": counting on would help nobody."""


def narrowed(found: ConcernQuerySet, filters: forms.Form) -> ConcernQuerySet:
    """Return those that fit the filters; what cannot be understood narrows nothing."""
    filters.is_valid()
    chosen = filters.cleaned_data
    if chosen.get("state"):
        found = _by_state(found, chosen["state"])
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    return found.matching(chosen.get("q", ""))


def _by_state(found: ConcernQuerySet, state: str) -> ConcernQuerySet:
    if state == "open":
        return found.open()
    return found.filter(status__in=CLOSED if state == "closed" else [state])


class CappedPaginator(Paginator[Concern]):
    """Pages of a list that is counted up to `MOST_COUNTED` rows and no further."""

    @cached_property
    def counted(self) -> int:
        """Return how many rows there are, at most one more than are counted."""
        rows = cast("ConcernQuerySet", self.object_list)
        return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        """Return how many rows the pages hold."""
        return min(self.counted, MOST_COUNTED)

    @property
    def in_words(self) -> str:
        """Return how many there are, as people say it."""
        if self.counted > MOST_COUNTED:
            return _("more than 1,000; the newest are here, narrow the list for others")
        return ngettext("%(count)s matter", "%(count)s matters", self.counted) % {
            "count": self.counted
        }


def some_of(rows: ConcernQuerySet, number: str | None) -> Page[Concern]:
    """Return the page that the address asks for; never an error."""
    return CappedPaginator(rows, PAGE_SIZE).get_page(number)
