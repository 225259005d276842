"""What the reference pages of several apps have in common."""

from typing import Any

from django.contrib import admin


class ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse."""
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """Rows that are shown and never edited: they have a workflow, or are history."""
