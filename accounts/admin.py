"""Accounts and the roles given to them, as reference rows for administrators."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest  # noqa: TID251 -- admin pages are views
from django.utils.timezone import now  # noqa: TID251 -- the same
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import Grant, User

# Signing in here goes through the portal's own page, with its limits and codes.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the library's own way


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Accounts. Passwords are chosen by their people, never here."""

    list_display = ("public_id", "full_name", "language", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "language")
    search_fields = ("=public_id", "full_name", "email")
    fields = (
        "public_id",
        "full_name",
        "email",
        "phone",
        "language",
        "is_active",
        "is_staff",
        "last_login",
        "date_joined",
    )
    readonly_fields = ("public_id", "last_login", "date_joined")
    ordering = ("full_name", "pk")
    show_full_result_count = False
    actions = ("send_welcome",)

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: ModelForm,  # noqa: ARG002 -- Django's signature
        change: bool,  # noqa: FBT001 -- the same
    ) -> None:
        """Keep the account and its history; a new one gets a letter."""
        by = _administrator(request)
        if change:
            actions.keep_account(obj, by=by, at=now())
        else:
            actions.open_account(obj, by=by, at=now())
            actions.send_welcome(obj, by=by, at=now())

    def has_delete_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse: accounts are closed, their history stays."""
        return False

    @admin.action(description=_("Send the letter that says how to choose a password"))
    def send_welcome(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send it to each."""
        for user in queryset:
            actions.send_welcome(user, by=_administrator(request), at=now())


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin):
    """Roles without a place: given from a moment, ended at one, never deleted."""

    list_display = ("user", "role", "starts_at", "ends_at", "reason")
    list_filter = ("role",)
    list_select_related = ("user",)
    autocomplete_fields = ("user",)
    ordering = ("-starts_at", "-pk")

    def get_readonly_fields(
        self,
        request: HttpRequest,  # noqa: ARG002 -- Django's signature
        obj: Grant | None = None,
    ) -> tuple[str, ...]:
        """Return what cannot change once the role was given: whose it is, and which."""
        return ("user", "role", "starts_at") if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: Grant,
        form: ModelForm,  # noqa: ARG002 -- Django's signature
        change: bool,  # noqa: ARG002, FBT001 -- the same
    ) -> None:
        """Keep the role and its history."""
        actions.keep_grant(obj, by=_administrator(request), at=now())

    def has_delete_permission(self, *_args: Any, **_options: Any) -> bool:
        """Refuse: a role that ends gets an end, and stays in the history."""
        return False


def _administrator(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin site let them in
    return request.user
