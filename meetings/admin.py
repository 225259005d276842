"""Meetings have a workflow: here they can only be looked at."""

from django.contrib import admin

from groundwork.admin import ReadOnlyAdmin
from meetings.models import Meeting


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """Where meetings stand, without their topics."""

    list_display = ("public_id", "kind", "community", "status", "starts_at")
    list_filter = ("status", "kind")
    list_select_related = ("community",)
    fields = (
        "public_id",
        "kind",
        "community",
        "status",
        "turn",
        "starts_at",
        "ends_at",
    )
