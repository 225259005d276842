"""Joining two units over water, and ending that."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundwork.forms import portal_helper
from groundwork.names import folded
from regions.models import LinkKind, LinkSeason, SettlementUnit

_NAMED = 5


class UnitField(forms.CharField):
    """A settlement unit as people name it: "Virtsu", or "Nõmme, Hiiumaa vald"."""

    on: date
    """The day on which it must exist; the form sets it."""

    def clean(self, value: Any) -> Any:
        """Return the unit.

        Raises:
            ValidationError: no unit is called so, or several are.
        """
        text = super().clean(value)
        name, _comma, town = text.partition(",")
        rows = SettlementUnit.objects.existing(self.on).select_related("municipality")
        found = list(rows.filter(folded_name=folded(name.strip())).order_by("pk"))
        wanted = folded(town.strip())
        if wanted:
            found = [u for u in found if folded(u.municipality.name).startswith(wanted)]
        found = found or list(rows.filter(code=text.strip()))
        if not found:
            raise ValidationError(gettext("No settlement unit is called so."))
        if len(found) > 1:
            raise ValidationError(_several(found))
        return found[0]


def _several(units: list[SettlementUnit]) -> str:
    towns = sorted({unit.municipality.name for unit in units})
    if len(towns) == 1:
        codes = ", ".join(unit.code for unit in units[:_NAMED])
        return gettext(
            "Several parts of this place have the same name. Write the code of one:"
            " %(codes)s."
        ) % {"codes": codes}
    return gettext(
        "Several places have this name. Write the municipality after a comma:"
        " %(towns)s."
    ) % {"towns": ", ".join(towns[:_NAMED])}


class LinkForm(forms.Form):
    """Which units are joined, by what, when and why."""

    one = UnitField(
        label=_("From"),
        max_length=120,
        help_text=_("The name of a settlement unit, as in “Virtsu”."),
    )
    other = UnitField(label=_("To"), max_length=120)
    kind = forms.ChoiceField(label=_("By what"), choices=LinkKind)
    season = forms.ChoiceField(label=_("When"), choices=LinkSeason)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=120,
        help_text=_("As in “Ferry Virtsu–Kuivastu, every hour”."),  # noqa: RUF001 -- a dash between places
    )
    helper = portal_helper(
        "one", "other", "kind", "season", "reason", submit=_("Add the link")
    )

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data)
        for name in ("one", "other"):
            field = self.fields[name]
            if isinstance(field, UnitField):
                field.on = on


class EndLinkForm(forms.Form):
    """Why a link ends."""

    reason = forms.CharField(label=_("Why does it end?"), max_length=120)
    helper = portal_helper("reason", submit=_("End the link"))
