"""Reference rows of communities. Terms have a workflow, so they are read-only here."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest  # noqa: TID251 -- admin pages are views
from django.utils.timezone import now  # noqa: TID251 -- the same

from accounts.models import Role
from audit.actions import record
from communities.models import Community, Spokesperson
from groundwork.admin import ReadOnlyAdmin


@admin.register(Community)
class CommunityAdmin(admin.ModelAdmin):
    """What a community is called, where it is, and until when.

    It is entered on the portal's own page, and ended rather than deleted.
    """

    list_display = ("name", "kind", "unit", "founded_on", "ended_on")
    list_filter = ("kind",)
    search_fields = ("name", "unit__public_name")
    list_select_related = ("unit",)
    raw_id_fields = ("unit",)

    def save_model(
        self,
        request: HttpRequest,
        obj: Community,
        form: ModelForm,
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Keep the community and its history."""
        super().save_model(request, obj, form, change)
        details = {"fields": ",".join(form.changed_data)}
        record(
            "communities.change",
            obj,
            by=request.user,
            role=Role.ADMINISTRATOR,
            at=now(),
            details=details,
        )

    def has_add_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse: a community is entered on its own page, which checks its place."""
        return False

    def has_delete_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse: what is over gets an end, and stays in the history."""
        return False


@admin.register(Spokesperson)
class SpokespersonAdmin(ReadOnlyAdmin):
    """Who speaks for whom, to look at: terms change on the community's page."""

    list_display = ("community", "order", "starts_on", "ends_on", "is_public")
    list_select_related = ("community",)
