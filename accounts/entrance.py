"""The sign-in library's forms in the portal's words (`ACCOUNT_FORMS`).

A module of its own: the library imports `accounts.forms` while it makes its forms.
"""

from typing import Any, Final

from allauth.account import forms as library
from django.forms import BaseForm
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LABELS: Final = {
    "login": gettext_lazy("Your e-mail address"),
    "email": gettext_lazy("Your e-mail address"),
    "password": gettext_lazy("Your password"),
    "oldpassword": gettext_lazy("The password you have now"),
    "password1": gettext_lazy("Choose a password"),
    "password2": gettext_lazy("The same password once more"),
    "code": gettext_lazy("The code from the mail"),
}


class _InOurWords(BaseForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            # A placeholder says the label again, pale, and goes when one types.
            field.widget.attrs.pop("placeholder", None)
        for name in self.fields.keys() & {"password", "oldpassword"}:
            self.fields[name].help_text = format_html(
                '<a href="{}">{}</a>',
                reverse("account_reset_password"),
                _("I do not remember my password"),
            )
        if "code" in self.fields:
            self.fields["code"].widget.attrs["class"] = "input-short"


class LoginForm(_InOurWords, library.LoginForm):  # type: ignore[misc]  # untyped base
    """Signing in."""


class SignupForm(_InOurWords, library.SignupForm):  # type: ignore[misc]  # untyped base
    """Making an account."""


class AddEmailForm(_InOurWords, library.AddEmailForm):  # type: ignore[misc]  # untyped base
    """Adding an address."""


class ChangePasswordForm(_InOurWords, library.ChangePasswordForm):  # type: ignore[misc]  # untyped base
    """Changing one's password."""


class SetPasswordForm(_InOurWords, library.SetPasswordForm):  # type: ignore[misc]  # untyped base
    """Choosing a first password."""


class ResetPasswordForm(_InOurWords, library.ResetPasswordForm):  # type: ignore[misc]  # untyped base
    """Asking for a code, when the password is forgotten."""


class ResetPasswordKeyForm(
    _InOurWords,
    library.ResetPasswordKeyForm,  # type: ignore[misc]  # untyped base
):
    """Choosing a new password after the code."""


class ReauthenticateForm(_InOurWords, library.ReauthenticateForm):  # type: ignore[misc]  # untyped base
    """Saying again who one is, before something that matters."""


class ConfirmEmailVerificationCodeForm(
    _InOurWords,
    library.ConfirmEmailVerificationCodeForm,  # type: ignore[misc]  # untyped base
):
    """The code that shows that the address is the person's."""


class ConfirmPasswordResetCodeForm(
    _InOurWords,
    library.ConfirmPasswordResetCodeForm,  # type: ignore[misc]  # untyped base
):
    """The code that allows a new password."""
