"""What planners write to begin and name plans."""

from __future__ import annotations

from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundwork.forms import portal_helper
from planning.actions.making import NAME_LETTERS
from planning.models import MOST_REGIONS
from regions.models import RegionPlan

EMPTY: Final = "empty"
"""The choice of beginning without anything."""


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Name of the plan"),
        help_text=_("Planners see it, and people whom you show the plan."),
        max_length=NAME_LETTERS,
        error_messages={"required": _("Give the plan a name.")},
    )


class BeginForm(forms.Form):
    """A new plan: its name, and what it begins from."""

    name = _name_field()
    start = forms.ChoiceField(label=_("Begin from"), widget=forms.RadioSelect)
    region_count = forms.IntegerField(
        label=_("Number of regions"),
        help_text=_("Only for an empty plan."),
        min_value=1,
        max_value=MOST_REGIONS,
        required=False,
        widget=forms.NumberInput({"class": "input-tiny"}),
        error_messages={"invalid": _("Write a whole number, as in 125.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans = {
            plan.public_id: plan
            for plan in RegionPlan.objects.order_by("-valid_from", "-created_at", "-pk")
        }
        choices = [(key, plan.name) for key, plan in self._plans.items()]
        cast("forms.ChoiceField", self.fields["start"]).choices = [
            *choices,
            (EMPTY, gettext("Nothing: no unit has a region yet")),
        ]
        self.helper = portal_helper(
            "name", "start", "region_count", submit=_("Begin the plan")
        )

    def clean(self) -> dict[str, Any]:
        """Require the number of regions for an empty plan."""
        cleaned = super().clean() or {}
        if cleaned.get("start") == EMPTY and not cleaned.get("region_count"):
            self.add_error(
                "region_count", gettext("Write how many regions the plan has.")
            )
        return cleaned

    @property
    def plan_to_copy(self) -> RegionPlan | None:
        """Return the plan chosen to begin from, None for an empty one."""
        return self._plans.get(self.cleaned_data["start"])


class NameForm(forms.Form):
    """Another name for a plan, or the name of its copy."""

    name = _name_field()

    def __init__(self, *args: Any, submit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("name", submit=submit)
