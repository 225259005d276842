"""How sign-in behaves here."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.messages import constants  # noqa: TID251 -- an adapter is a view's arm
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest  # noqa: TID251 -- the same
from django.utils.timezone import now  # noqa: TID251 -- the same
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # untyped base
    """The portal's ways with allauth: its words, its mail, its history."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask your police station."),
        "cannot_remove_primary_email": _(
            "Our mail goes to this address. Choose another one for it first."
        ),
        "duplicate_email": _("This address belongs to your account already."),
        "email_password_mismatch": _(
            "The e-mail address or the password is not right. Check both and try"
            " again, or choose a new password."
        ),
        "enter_current_password": _("This is not the password you have now."),
        "incorrect_code": _("This is not the code that we sent. Check it in the mail."),
        "incorrect_password": _("This is not your password. Try again."),
        "rate_limited": _("That was quick. Wait a little and try again."),
        "same_as_current": _("This is the one you have now. Choose another."),
        "too_many_login_attempts": _(
            "That was many tries in a short time. Wait five minutes and try again."
        ),
        "unverified_primary_email": _(
            "Confirm this address first. We sent you a letter for it."
        ),
    }

    @transaction.atomic
    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 -- the library's signature
    ) -> User:
        """Keep the name and the language in which the person signed up."""
        user.full_name = form.cleaned_data["full_name"]
        user.language = get_language() or user.language
        saved: User = super().save_user(request, user, form, commit)
        if commit:
            actions.record_sign_up(saved, at=now())
        return saved

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Send a letter in the language of whoever has the address, else the page's.

        A mail server that is away is told to the person; the page stays usable.
        """
        known = User.objects.filter(email=email).values_list("language", flat=True)
        try:
            with override(known.first() or get_language()):
                super().send_mail(template_prefix, email, context)
        except OSError as error:  # what smtplib raises is one too
            logger.warning("%s not sent: %s", template_prefix, type(error).__name__)
            self.add_message(
                self.request,
                constants.ERROR,
                message=_(
                    "We could not send the letter just now. Wait a few minutes and"
                    " begin again."
                ),
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: Any = None,
        email: str | None = None,
    ) -> None:
        """Note in the history what the letter tells of, and send it."""
        actions.record_own_change(template_prefix.rpartition("/")[2], user, at=now())
        super().send_notification_mail(template_prefix, user, context, email)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: Any,
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Mark the letter as one that no person wrote. Source: RFC 3834."""
        marked = (headers or {}) | {"Auto-Submitted": "auto-generated"}
        letter: EmailMessage = super().render_mail(
            template_prefix, email, context, marked
        )
        return letter


def display_name(user: User) -> str:
    """Return how the sign-in pages address a person."""
    return user.full_name
