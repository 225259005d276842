"""What one writes to find, add or staff a community."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language
from accounts.rules import Person
from communities import rules
from communities.actions import Newcomer
from communities.models import CommunityKind
from groundwork.forms import DayField, portal_helper
from groundwork.workdays import TALLINN
from regions.lookup import places_named, regions_of, unit_for
from regions.models import County, Region, SettlementUnit

MOST_LETTERS_OF_EMAIL = 254
"""As many as an account keeps; the library's field alone would take 320."""
MOST_PLACES = 8
"""How many places of one name are offered to choose from."""


class FilterForm(forms.Form):
    """Which communities to list; what makes no sense is left out, never an error."""

    q = forms.CharField(
        label=gettext_lazy("Name or place"), max_length=80, required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Every kind")), *CommunityKind.choices],
        required=False,
    )
    county = forms.ModelChoiceField(
        County.objects.order_by("name"),
        label=gettext_lazy("County"),
        to_field_name="code",
        empty_label=gettext_lazy("All of Estonia"),
        required=False,
    )
    region = forms.ModelChoiceField(
        Region.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.HiddenInput,
    )

    def chosen(self) -> Mapping[str, Any]:
        """Return the filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class FoundForm(forms.Form):
    """A new community: what it is called, what it is, and where."""

    name = forms.CharField(
        label=gettext_lazy("Name of the community"),
        help_text=gettext_lazy("As its people say it, for example: Laagri village."),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the name of the community.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of community is it?"),
        choices=CommunityKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the kind.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Village, town or part of town"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write the name of the place.")},
    )
    which = forms.ChoiceField(
        label=gettext_lazy("Which of these places?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={
            "required": gettext_lazy("Several places fit. Choose one of them."),
            "invalid_choice": gettext_lazy("Several places fit. Choose one of them."),
        },
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("For an apartment building. Everybody sees it."),
        max_length=160,
        required=False,
    )
    adults = forms.IntegerField(
        label=gettext_lazy("How many adults belong to it?"),
        min_value=1,
        max_value=500_000,
        required=False,
        widget=forms.NumberInput({"class": "input-tiny", "inputmode": "numeric"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the community"),
        choices=Language.choices,
        initial=Language.ESTONIAN,
    )

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.at = person, at
        self.places = self._places()
        which = cast("forms.ChoiceField", self.fields["which"])
        which.choices = [(code, label) for code, (_unit, label) in self.places.items()]
        which.required = len(self.places) > 1
        shown = ["name", "kind", "place", "which", "address", "adults", "language"]
        if not which.required:
            shown.remove("which")
        self.helper = portal_helper(*shown, submit=_("Add the community"))

    def _places(self) -> dict[str, tuple[SettlementUnit, str]]:
        """Return the units that the typed place may mean, by code, with a label."""
        query = str(self.data.get("place", "")).strip()[:80]
        if not query:
            return {}
        on = self.at.astimezone(TALLINN).date()
        found: dict[str, tuple[SettlementUnit, str]] = {}
        for place in places_named(query, on=on, limit=MOST_PLACES):
            for region in regions_of(place, on=on):
                unit = unit_for(place, region, on=on)
                label = _("%(place)s, %(municipality)s (region %(region)s)") % {
                    "place": place.name,
                    "municipality": place.municipality,
                    "region": region.label,
                }
                found[unit.code] = (unit, label)
        return found

    def clean_place(self) -> str:
        """Refuse a place that nobody knows."""
        if not self.places:
            raise forms.ValidationError(
                _("We do not know this place. Try the name of the village or town.")
            )
        return str(self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        """Settle on one unit, and see that the person may add a community there."""
        given = super().clean() or self.cleaned_data
        if "place" not in given or "which" not in given:
            return given
        unit = self._chosen(given["which"])
        verdict = rules.may_found(self.person, unit, at=self.at)
        if not verdict:
            self.add_error("place", verdict.reason)
        given["unit"] = unit
        return given

    def _chosen(self, code: str) -> SettlementUnit:
        """Return the unit of the choice, or of the only place there is."""
        return self.places[code or next(iter(self.places))][0]

    def facts(self) -> dict[str, Any]:
        """Return what was given, as `communities.actions.found` wants it."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "kind": CommunityKind(given["kind"]),
            "unit": given["unit"],
            "address": given["address"],
            "adults": given["adults"],
            "language": given["language"],
        }


class SpokespersonForm(forms.Form):
    """Who is to speak for a community."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=MOST_LETTERS_OF_EMAIL,
        help_text=gettext_lazy("Who has no account yet gets one and a mail about it."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the e-mail address.")},
    )
    full_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    topics = forms.CharField(
        label=gettext_lazy("Topics they speak about"),
        help_text=gettext_lazy("For example: traffic, young people."),
        max_length=200,
        required=False,
    )
    order = forms.IntegerField(
        label=gettext_lazy("Turn to them as number"),
        initial=1,
        min_value=1,
        max_value=20,
        widget=forms.NumberInput({"class": "input-tiny", "inputmode": "numeric"}),
    )
    ends_on = DayField(
        label=gettext_lazy("Speaks for the community until"),
        help_text=gettext_lazy("Leave it empty when no end is agreed."),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("They agreed to be named on the public page"),
        required=False,
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.helper = portal_helper(
            "full_name",
            "email",
            "topics",
            "order",
            "ends_on",
            "is_public",
            submit=_("Add the spokesperson"),
        )

    def clean_ends_on(self) -> date | None:
        """Refuse an end that is not ahead."""
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on is not None and ends_on <= self.on:
            raise forms.ValidationError(_("Choose a day after today."))
        return ends_on

    def newcomer(self) -> Newcomer:
        """Return what was given."""
        given = self.cleaned_data
        return Newcomer(
            email=given["email"],
            full_name=given["full_name"],
            topics=given["topics"],
            order=given["order"],
            is_public=given["is_public"],
            ends_on=given["ends_on"],
        )
