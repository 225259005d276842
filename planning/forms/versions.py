"""What planners write to keep a version and to choose what to compare."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.forms import portal_helper
from planning.editions import KEY_DOT
from planning.models import DraftVersion
from regions.models import RegionPlan


class KeepForm(forms.Form):
    """Why a version is kept."""

    reason = forms.CharField(
        label=_("Why do you keep it?"),
        help_text=_("In a few words, as in: before the south is drawn again."),
        max_length=200,
        error_messages={"required": _("Say in a few words why you keep it.")},
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("reason", "note", submit=_("Keep this version"))


class CompareForm(forms.Form):
    """Which two plans or versions."""

    before = forms.ChoiceField(label=_("Before"))
    after = forms.ChoiceField(label=_("After"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _choices()
        for name in ("before", "after"):
            cast("forms.ChoiceField", self.fields[name]).choices = choices


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return plans with their versions, the newest plan first."""
    versions = DraftVersion.objects.order_by("-number")
    rows: dict[int, list[tuple[int, str]]] = {}
    for plan, number, reason in versions.values_list("draft", "number", "reason"):
        rows.setdefault(plan, []).append((number, reason))
    plans = RegionPlan.objects.order_by("-valid_from", "-created_at", "-pk")
    return [
        (
            f"{plan.name} ({plan.get_status_display()})",
            [
                (plan.public_id, _as_it_stands(plan)),
                *(
                    (f"{plan.public_id}{KEY_DOT}{number}", _kept(number, reason))
                    for number, reason in rows.get(plan.pk, ())
                ),
            ],
        )
        for plan in plans
    ]


def _as_it_stands(plan: RegionPlan) -> str:
    return _now("%(plan)s, as it stands") % {"plan": plan.name}


def _kept(number: int, reason: str) -> str:
    return _now("version %(number)d: %(reason)s") % {
        "number": number,
        "reason": reason,
    }
