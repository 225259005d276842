"""Plans have a workflow: here they can only be looked at."""

from django.contrib import admin

from groundwork.admin import ReadOnlyAdmin
from planning.models import Adoption, Draft, DrawingRun


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    """Drafts, without what they hold."""

    list_display = ("plan", "region_count", "revision", "changed_at")
    list_select_related = ("plan",)
    fields = ("plan", "units_on", "region_count", "revision", "changed_at")


@admin.register(DrawingRun)
class DrawingRunAdmin(ReadOnlyAdmin):
    """Drawings in the background."""

    list_display = ("public_id", "draft", "preset", "status", "asked_at")
    list_filter = ("status", "preset")
    fields = ("public_id", "preset", "region_count", "seed", "status", "problem")


@admin.register(Adoption)
class AdoptionAdmin(ReadOnlyAdmin):
    """Decisions to put plans in force."""

    list_display = ("plan", "effective_on", "decided_at", "withdrawn_at")
    list_select_related = ("plan",)
    fields = (
        "plan",
        "effective_on",
        "decided_at",
        "told_at",
        "reminded_at",
        "withdrawn_at",
        "unsaid_at",
    )
