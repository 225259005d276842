"""From which day a plan is to be in force, why, and why no longer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundwork.forms import DayField, portal_helper
from planning.actions.adopting import REASON_LETTERS

_DAY_ERRORS = {
    "required": _("Choose a day."),
    "invalid": _("Write the day as in 2026-03-03."),
}


def next_monday(today: date) -> date:
    """Return the first Monday after a day."""
    return today + timedelta(days=7 - today.weekday())


class DayForm(forms.Form):
    """The first day of a plan."""

    from_date = DayField(
        label=_("First day of the plan"),
        help_text=_("A Monday suits most: duty rotas begin then."),
        widget=forms.DateInput({"type": "date", "class": "input-short"}, "%Y-%m-%d"),
        error_messages=_DAY_ERRORS,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["from_date"].widget.attrs["min"] = today.isoformat()

    def clean_from_date(self) -> date:
        """Refuse days that are over."""
        day = cast("date", self.cleaned_data["from_date"])
        if day < self._today:
            raise forms.ValidationError(
                gettext("That day is over. Choose today or a later day.")
            )
        return day


class AdoptForm(forms.Form):
    """The decision: the day that was looked at, and the reason."""

    from_date = DayField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For the record; only planners and auditors see it."),
        max_length=REASON_LETTERS,
        required=False,
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label = gettext("Adopt from %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
        self.helper = portal_helper(
            "from_date", "seen", "form_key", "reason", submit=label
        )


class WithdrawForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("For the record; only planners and auditors see it."),
        max_length=REASON_LETTERS,
        error_messages={"required": _("Please give a reason.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("reason", submit=_("Withdraw the plan"))
        self.helper.layout[-1].field_classes = "btn btn-danger"
