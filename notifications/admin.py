"""Notices and their deliveries, to look at: which mails did not go out, and why."""

from django.contrib import admin

from groundwork.admin import ReadOnlyAdmin
from notifications.models import Delivery, Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Notices, without the facts and addresses in them."""

    list_display = ("public_id", "kind", "language", "created_at", "read_at")
    list_filter = ("kind", "language")
    fields = ("public_id", "kind", "language", "path", "created_at", "read_at")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    show_full_result_count = False


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Deliveries; the filter by state shows those that were given up."""

    list_display = (
        "pk",
        "notice_kind",
        "state",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "last_error",
    )
    list_filter = ("state", "channel", "last_error")
    list_select_related = ("notice",)
    fields = (
        "notice",
        "channel",
        "state",
        "attempts",
        "next_attempt_at",
        "sent_at",
        "last_error",
    )
    ordering = ("-next_attempt_at", "-pk")
    show_full_result_count = False

    @admin.display(description=Notice._meta.get_field("kind").verbose_name)
    def notice_kind(self, delivery: Delivery) -> str:
        """Return what it tells of."""
        return delivery.notice.kind
