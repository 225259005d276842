"""Concerns in the administration: to be looked at, never edited there.

No words of a sender are shown; those are read on the concern's own page, by those
whom its rules allow.
"""

from __future__ import annotations

from django.contrib import admin

from concerns.models import Concern, StateChange
from groundwork.admin import ReadOnly, ReadOnlyAdmin


class StateChangeInline(ReadOnly, admin.TabularInline):
    """How it went from state to state."""

    model = StateChange
    fields = ("at", "before", "after")
    extra = 0


@admin.register(Concern)
class ConcernAdmin(ReadOnlyAdmin):
    """Codes and dates of a concern."""

    list_display = ("public_id", "kind", "status", "unit", "received_at", "due_at")
    list_filter = ("kind", "status")
    list_select_related = ("unit",)
    search_fields = ("public_id",)
    show_full_result_count = False
    fields = (
        "public_id", "kind", "status", "audience", "published_at", "unit", "language",
        "entry", "received_at", "due_at", "first_reply_at", "closed_at",
    )  # fmt: skip
    inlines = (StateChangeInline,)
