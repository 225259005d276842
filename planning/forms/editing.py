"""What the editing page is sent without JavaScript, and the forms of one region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from groundwork.forms import portal_helper
from planning.models import DraftRegion
from regions.models import RegionPart

REASON_LETTERS = 200


class CodesField(forms.Field):
    """Codes of units: several values, or one with spaces between them."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        """Return the codes, each once."""
        texts = value if isinstance(value, list | tuple) else [value or ""]
        return list(dict.fromkeys(code for text in texts for code in text.split()))


class MoveForm(forms.Form):
    """Units and whole municipalities of one region that go to another."""

    units = CodesField(required=False)
    towns = CodesField(required=False)
    source = forms.IntegerField(min_value=0, required=False)
    target = forms.IntegerField(
        min_value=0,
        error_messages={"required": _("Choose the region they go to.")},
    )
    revision = forms.IntegerField(min_value=0)


class LockForm(forms.Form):
    """What to lock, and why.

    `what` is UNIT, REGION, or the number of the region at the other side of a border.
    """

    what = forms.CharField(max_length=8)
    region = forms.IntegerField(min_value=1, required=False)
    unit = forms.CharField(max_length=40, required=False)
    reason = forms.CharField(max_length=REASON_LETTERS, required=False)


class RegionForm(forms.Form):
    """The name of a region, and where its officer works from."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give the region a name.")},
    )
    part = forms.ChoiceField(
        label=_("Part of a town"),
        required=False,
        help_text=_("Where several regions share the name of one town."),
    )
    base_unit = forms.ChoiceField(
        label=_("Officer's base"),
        required=False,
        help_text=_("The unit that driving times are measured from."),
    )

    def __init__(
        self, data: Any, *, region: DraftRegion, units: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(
            data,
            initial={
                "name": region.name,
                "part": region.part,
                "base_unit": region.base_unit,
            },
        )
        parts = [(part.value, part.label) for part in RegionPart if part.value]
        self._choices("part", [("", _("the whole place")), *parts])
        self._choices("base_unit", [("", _("not chosen")), *units])
        self.helper = portal_helper("name", Div("part"), "base_unit", submit=_("Save"))

    def _choices(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class RegionLockForm(forms.Form):
    """Why a region is locked."""

    what = forms.CharField(widget=forms.HiddenInput, initial="REGION")
    region = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why is it locked?"), max_length=REASON_LETTERS, required=False
    )

    def __init__(self, *, number: int, path: str) -> None:
        super().__init__(initial={"region": number}, auto_id="region-%s")
        self.helper = portal_helper(
            "what", "region", "reason", submit=_("Lock the region")
        )
        self.helper.form_action = path


class BorderLockForm(forms.Form):
    """Which border of a region is locked, and why."""

    what = forms.ChoiceField(label=_("Border with"))
    region = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why is it locked?"), max_length=REASON_LETTERS, required=False
    )

    def __init__(
        self, *, number: int, path: str, neighbours: Mapping[int, str]
    ) -> None:
        super().__init__(initial={"region": number}, auto_id="border-%s")
        field = self.fields["what"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(neighbours.items())
        self.helper = portal_helper(
            "what", "region", "reason", submit=_("Lock the border")
        )
        self.helper.form_action = path


class NewRegionForm(forms.Form):
    """The name of a region that is added."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty to get the next number."),
    )
    helper = portal_helper("name", submit=_("Add the region"))
