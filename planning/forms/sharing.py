"""What planners write to make a link to a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundwork.forms import DayField, portal_helper
from planning.actions.sharing import LABEL_LETTERS, Terms


class LinkForm(forms.Form):
    """For whom a link is, until when it opens, and whether it takes comments."""

    label = forms.CharField(
        label=_("For whom is it?"),
        help_text=_("Only planners see it, as in: mayors of Harju county."),
        max_length=LABEL_LETTERS,
        error_messages={"required": _("Say for whom the link is.")},
    )
    until = DayField(
        label=_("Opens until"),
        help_text=_("This day included; a year at most."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day from today to a year from now."),
            "invalid": _("Choose a day from today to a year from now."),
        },
    )
    may_comment = forms.BooleanField(
        label=_("They may comment; only planners read it."),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(
            "label", "until", "may_comment", submit=_("Make the link")
        )

    @property
    def terms(self) -> Terms:
        """Return what was chosen."""
        given = self.cleaned_data
        return Terms(given["label"], given["until"], given["may_comment"])
