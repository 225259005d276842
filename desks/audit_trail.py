"""Choosing audit rows."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audit.models import Event, EventQuerySet
from groundwork.forms import DayField
from groundwork.workdays import TALLINN


class TrailForm(forms.Form):
    """Which rows to show; what makes no sense is left out, never an error."""

    what = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("Acts and looks")),
            ("acts", _("Acts only")),
            ("looks", _("Looks at personal data only")),
        ],
        required=False,
    )
    day = DayField(
        label=_("Day"), required=False, widget=forms.DateInput({"type": "date"})
    )
    record = forms.CharField(label=_("Record"), max_length=40, required=False)

    def chosen(self) -> dict[str, Any]:
        """Return the filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def trail(form: TrailForm) -> EventQuerySet:
    """Return the audit rows that were asked for, newest first."""
    chosen = form.chosen()
    rows = Event.objects.order_by("-at", "-pk")
    if "what" in chosen:
        rows = rows.filter(is_look=chosen["what"] == "looks")
    if "record" in chosen:
        rows = rows.filter(target_pk=chosen["record"])
    if "day" in chosen:
        start = datetime.combine(chosen["day"], time(), TALLINN)
        rows = rows.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return rows
