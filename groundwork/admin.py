"""What the reference pages of several apps have in common."""

from typing import Any

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that are shown and never edited: they have a workflow, or are history."""

    def has_add_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse."""
        return False
