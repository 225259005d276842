"""Rows that hold from a day to a day, half-open: `valid_to` is the first day without.

That no two spans of one thing overlap is the database's affair (see the migrations).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q


class ValidQuerySet(models.QuerySet[Any]):
    """Rows with `valid_from` and `valid_to`."""

    def on(self, day: date) -> ValidQuerySet:
        """Return those that hold on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)

    def living(self) -> ValidQuerySet:
        """Return those that nothing has ended."""
        return self.filter(valid_to=None)


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """Return the constraint that a span has a day at least."""
    return models.CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
        name=f"{name}_ends_after_it_starts",
    )
