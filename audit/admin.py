"""The history, to look at."""

from django.contrib import admin

from audit.models import Event
from groundwork.admin import ReadOnlyAdmin


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Who did what to which record, newest first."""

    list_display = (
        "at",
        "verb",
        "target_kind",
        "target_pk",
        "actor_id",
        "actor_role",
        "is_look",
    )
    list_filter = ("is_look", "actor_role", "target_kind")
    search_fields = ("=target_pk", "=actor_id", "verb")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    show_full_result_count = False
