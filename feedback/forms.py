"""What one writes to say thank you."""

import secrets
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from groundwork.forms import portal_helper
from regions.models import Region


class ThankForm(forms.Form):
    """A region, some words, and a name if one wants."""

    region = forms.ModelChoiceField(
        Region.objects.none(),
        label=_("Which region's officer?"),
        to_field_name="slug",
        empty_label=_("Choose a region"),
        error_messages={
            "required": _("Choose the region, so that it reaches the right officer."),
            "invalid_choice": _("Choose a region from the list."),
        },
    )
    text = forms.CharField(
        label=_("What are you thankful for?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write what you are thankful for.")},
    )
    giver_name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only the officer sees it."),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", secrets.token_hex(16))
        region = cast("forms.ModelChoiceField[Region]", self.fields["region"])
        region.queryset = Region.objects.public(on).for_list()
        self.helper = portal_helper(
            "region", "text", "giver_name", "form_key", submit=_("Send thanks")
        )
