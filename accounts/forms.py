"""What we ask of somebody who makes an account or changes it."""

from typing import Any

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- the library's signature
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from accounts.models import Language, User
from groundwork.forms import portal_helper


class SignupDetailsForm(forms.Form):
    """The one thing asked besides e-mail and password."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ["full_name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Do nothing more: the adapter has kept the name."""


class MyDetailsForm(forms.Form):
    """A person's own name, telephone and language."""

    full_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = PhoneNumberField(
        label=_("Your telephone"),
        required=False,
        region="EE",
        widget=forms.TextInput(
            {"type": "tel", "autocomplete": "tel", "class": "input-short"}
        ),
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"),
        choices=Language,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(
            "full_name", "phone", "language", submit=str(_("Keep my data"))
        )

    @classmethod
    def of(cls, user: User) -> "MyDetailsForm":
        """Return the form as it is first shown to `user`."""
        return cls(
            initial={
                "full_name": user.full_name,
                "phone": user.phone,
                "language": user.language,
            }
        )
