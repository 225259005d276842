"""What can be asked of the regions, and what an administrator changes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.layout import Div
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundwork.forms import DayField, portal_helper
from groundwork.names import folded
from regions.assigning import Assignment
from regions.lookup import QUERY_LETTERS
from regions.models import AbsenceReason, County, Officer, Region

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class OneLineField(forms.CharField):
    """A line somebody typed; control characters become spaces."""

    def to_python(self, value: object) -> str:
        """Return the visible characters of `value` with single spaces."""
        typed = super().to_python(value) or ""
        kept = (" " if unicodedata.category(c)[0] == "C" else c for c in typed)
        return " ".join("".join(kept).split())


class FindForm(forms.Form):
    """A name or a point to find the officer of. Empty is valid: nothing was asked."""

    q = OneLineField(
        required=False,
        max_length=QUERY_LETTERS,
        error_messages={
            "max_length": _("That is too long for a place. Write only its name.")
        },
    )
    place = OneLineField(required=False)
    on = DayField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(
            {"type": "date", "class": "input-short"}, format="%Y-%m-%d"
        ),
        error_messages={"invalid": _("Write the day as in 2026-03-03.")},
    )
    lat = forms.FloatField(
        required=False,
        min_value=-90,
        max_value=90,
        error_messages={
            "invalid": _("The latitude must be a number, as in 59.40."),
            "min_value": _("The latitude must lie between -90 and 90."),
            "max_value": _("The latitude must lie between -90 and 90."),
        },
    )
    lon = forms.FloatField(
        required=False,
        min_value=-180,
        max_value=180,
        error_messages={
            "invalid": _("The longitude must be a number, as in 24.69."),
            "min_value": _("The longitude must lie between -180 and 180."),
            "max_value": _("The longitude must lie between -180 and 180."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Require both halves of a point, and a day that can be known."""
        cleaned = super().clean() or {}
        if (day := cleaned.get("on")) and self._today and day > _horizon(self._today):
            self.add_error("on", _too_far())
        if not self.errors and (cleaned["lat"] is None) != (cleaned["lon"] is None):
            raise forms.ValidationError(
                gettext("A point needs both its latitude and its longitude.")
            )
        return cleaned

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    @property
    def point(self) -> tuple[float, float] | None:
        """Return latitude and longitude in degrees, when a valid point was given."""
        if not self.is_valid() or self.cleaned_data["lat"] is None:
            return None
        return self.cleaned_data["lat"], self.cleaned_data["lon"]

    @property
    def query(self) -> str:
        """Return the name asked for, empty when none or when it was refused."""
        return self.cleaned_data.get("q", "") if self.is_valid() else ""

    @property
    def day(self) -> date | None:
        """Return the day asked about, None for today."""
        return self.cleaned_data.get("on") if self.is_valid() else None

    @property
    def place_key(self) -> str:
        """Return the key of the place chosen from a list, empty when none."""
        return self.cleaned_data.get("place", "") if self.is_valid() else ""

    @property
    def sentences(self) -> list[str]:
        """Return what is wrong, in whole sentences."""
        return [str(error) for errors in self.errors.values() for error in errors]


def _areas() -> list[tuple[str, object]]:
    """Return the prefectures, each followed by its counties, as choices."""
    choices: list[tuple[str, object]] = [("", _("All of Estonia"))]
    counties = County.objects.select_related("prefecture").order_by(
        "prefecture__name", "name"
    )
    for prefecture, rows in groupby(counties, key=lambda county: county.prefecture):
        inside = [(f"county-{county.code}", county.name) for county in rows]
        whole = (f"prefecture-{prefecture.slug}", prefecture.name)
        choices.append((prefecture.name, [whole, *inside]))
    return choices


class ListForm(forms.Form):
    """What narrows the list of regions."""

    q = OneLineField(
        label=_("Place, region or officer"), required=False, max_length=QUERY_LETTERS
    )
    area = forms.ChoiceField(label=_("County or prefecture"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once: a callable is asked again for every use of the choices.
        cast("forms.ChoiceField", self.fields["area"]).choices = _areas()

    @property
    def query(self) -> str:
        """Return the words asked for; empty when none or refused."""
        return self.cleaned_data.get("q", "") if self.is_valid() else ""

    @property
    def chosen_area(self) -> str:
        """Return the county or prefecture asked for; empty when none or refused."""
        return self.cleaned_data.get("area", "") if self.is_valid() else ""

    @property
    def narrows(self) -> bool:
        """Test whether this is less than the whole list."""
        return bool(self.query or self.chosen_area)


class StaffingForm(ListForm):
    """What narrows the administrator's table."""

    which = forms.ChoiceField(
        label=_("Which regions?"),
        required=False,
        choices=[("", _("Every region")), ("vacant", _("Without an officer"))],
    )

    def narrowed(self, rows: Iterable[Assignment]) -> list[Assignment]:
        """Return the rows whose region or officer is called as asked for."""
        if not self.is_valid():
            return list(rows)
        form = folded(self.query)
        return [
            row
            for row in rows
            if form in folded(row.words)
            and (row.is_vacant or not self.cleaned_data["which"])
        ]


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(
            {"type": "date", "class": "input-short"}, format="%Y-%m-%d"
        ),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write the day as in 2026-03-03."),
        },
    )


class DayForm(forms.Form):
    """A day on which somebody wants to know who answered."""

    on = _day_field(_("Day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_on(self) -> date:
        """Refuse days on which nobody can know who will answer."""
        day: date = self.cleaned_data["on"]
        if day > _horizon(self._today):
            raise forms.ValidationError(_too_far())
        return day


def _horizon(today: date) -> date:
    return today + timedelta(days=366)


def _too_far() -> str:
    return gettext("That is too far ahead. Choose a day within a year.")


class OfficerField(forms.ModelChoiceField):
    """A choice of officers by their public ids; people see name, rank and station."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, to_field_name="public_id", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return name, rank, station, and whether the officer serves a region."""
        label = f"{obj.name}, {obj.get_rank_display()}, {obj.station.name}"
        if getattr(obj, "is_taken", False):
            label = gettext("%(officer)s (serves a region)") % {"officer": label}
        return label


def _reason_field() -> forms.CharField:
    return OneLineField(
        label=_("Reason"),
        max_length=200,
        help_text=_("It is kept in the history; the public does not see it."),
        error_messages={"required": _("Write the reason.")},
    )


class SeenForm(forms.Form):
    """A change of postings as they stood when the page was drawn."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class PostForm(SeenForm):
    """Which officer serves a region from a day on."""

    officer = OfficerField(
        queryset=Officer.objects.none(),
        label=_("Officer"),
        empty_label=_("Choose an officer"),
        help_text=_("Those without a region come first."),
        error_messages={
            "required": _("Choose an officer."),
            "invalid_choice": _("Choose an officer from the list."),
        },
    )
    starts_on = _day_field(_("From"))
    reason = _reason_field()

    def __init__(self, *args: Any, officers: QuerySet[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("OfficerField", self.fields["officer"]).queryset = officers
        self.helper = portal_helper(
            "seen", "officer", "starts_on", "reason", submit=gettext("Post the officer")
        )


class EndForm(SeenForm):
    """When and why a posting ends."""

    ends_on = _day_field(_("First day without the officer"))
    reason = _reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(
            "seen", "ends_on", "reason", submit=gettext("End the posting")
        )


class SwapForm(forms.Form):
    """Two regions whose officers change places."""

    region_a = forms.ModelChoiceField(
        Region.objects.none(),
        to_field_name="slug",
        label=_("First region"),
        empty_label=_("Choose a region"),
        error_messages={
            "required": _("Choose a region."),
            "invalid_choice": _("Choose a region from the list."),
        },
    )
    region_b = forms.ModelChoiceField(
        Region.objects.none(),
        to_field_name="slug",
        label=_("Second region"),
        empty_label=_("Choose a region"),
        error_messages={
            "required": _("Choose a region."),
            "invalid_choice": _("Choose a region from the list."),
        },
    )
    from_on = _day_field(_("From"))
    reason = _reason_field()

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("region_a", "region_b"):
            cast("forms.ModelChoiceField", self.fields[name]).queryset = regions
        self.helper = portal_helper(
            "region_a", "region_b", "from_on", "reason", submit=gettext("Show the swap")
        )

    def clean(self) -> dict[str, Any]:
        """Refuse one region twice."""
        cleaned = super().clean() or {}
        first = cleaned.get("region_a")
        if first is not None and first == cleaned.get("region_b"):
            self.add_error("region_b", gettext("Choose two different regions."))
        return cleaned

    @property
    def both(self) -> list[Region]:
        """Return the two regions of a valid form."""
        return [self.cleaned_data["region_a"], self.cleaned_data["region_b"]]


def _words_field(label: _StrPromise) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"max_length": _("Please keep it under 1,000 letters.")},
    )


class IntroductionForm(forms.Form):
    """What a region's page says of itself, in three languages side by side."""

    et = _words_field(_("In Estonian"))
    en = _words_field(_("In English"))
    ru = _words_field(_("In Russian"))

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag, field in self.fields.items():
            field.widget.attrs["lang"] = tag
            self.initial[tag] = getattr(region, f"welcome_{tag}")
        self.helper = portal_helper("et", "en", "ru", submit=gettext("Save"))


class AbsenceForm(forms.Form):
    """Days away, and who stands in."""

    officer = OfficerField(
        queryset=Officer.objects.none(),
        label=_("Who is away?"),
        empty_label=_("Choose an officer"),
        error_messages={
            "required": _("Choose an officer."),
            "invalid_choice": _("Choose an officer from the list."),
        },
    )
    starts_on = _day_field(_("First day away"))
    ends_on = _day_field(_("Back on"))
    deputy = OfficerField(
        queryset=Officer.objects.none(),
        label=_("Who stands in?"),
        required=False,
        empty_label=_("Nobody: the head of the station answers"),
        error_messages={"invalid_choice": _("Choose an officer from the list.")},
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=AbsenceReason.choices,
        help_text=_("The public sees only who stands in and until when."),
        error_messages={"required": _("Choose the reason.")},
    )

    def __init__(
        self,
        *args: Any,
        officers: QuerySet[Officer],
        deputies: QuerySet[Officer],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("OfficerField", self.fields["officer"]).queryset = officers
        cast("OfficerField", self.fields["deputy"]).queryset = deputies
        self.helper = portal_helper(
            "officer",
            Div("starts_on", "ends_on", css_class="fields-row"),
            "deputy",
            "reason",
            submit=gettext("Enter the absence"),
        )
