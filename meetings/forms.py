"""What one writes to ask for a meeting, to answer, move or call one off."""

import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, cast

from crispy_forms.layout import HTML, Div, Fieldset, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Language
from communities.models import Community
from groundwork.forms import DayField, portal_helper
from groundwork.web import idempotency_key
from groundwork.workdays import TALLINN
from meetings import rules
from meetings.invitees import LONGEST_ADDRESS, read_invitees
from meetings.models import Meeting, MeetingKind
from meetings.times import Span, TimeError, exists, require_free, require_span
from regions.models import County

_MINUTES: Final = (30, 60, 90, 120, 180, 240)
_TIMES_HEADING: Final = "{% include 'meetings/_times_heading.html' %}"
_USUAL: Final = int(rules.USUAL.total_seconds()) // 60


_WHEN: Final = [
    ("", gettext_lazy("Coming up")),
    ("waiting", gettext_lazy("Without a time yet")),
    ("past", gettext_lazy("Past")),
]


class FilterForm(forms.Form):
    """Which meetings to list; what makes no sense is left out, never an error."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=_WHEN,
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("Every kind")), *MeetingKind.choices],
        required=False,
    )
    county = forms.ModelChoiceField(
        County.objects.order_by("name"),
        label=gettext_lazy("County"),
        to_field_name="code",
        empty_label=gettext_lazy("All of Estonia"),
        required=False,
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        choices=[
            ("", gettext_lazy("All that I may see")),
            ("mine", gettext_lazy("Those that concern me")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not signed_in:
            del self.fields["whose"]
            when = cast("forms.ChoiceField", self.fields["when"])
            when.choices = [row for row in _WHEN if row[0] != "waiting"]

    def chosen(self) -> Mapping[str, Any]:
        """Return the filters that make sense."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _lengths(own: int = _USUAL) -> list[tuple[int, str]]:
    """Return the usual lengths, and a meeting's own where it is another."""
    return [
        (minutes, ngettext("%d minute", "%d minutes", minutes) % minutes)
        for minutes in sorted({*_MINUTES, own})
    ]


class TimesForm(forms.Form):
    """Some pairs of date and time, with one length for all.

    Errors stand beside the date they belong to, all of them at once.
    """

    pairs = rules.MOST_TIMES
    notice = rules.MIN_NOTICE

    length = forms.TypedChoiceField(
        label=gettext_lazy("How long?"),
        choices=_lengths,
        coerce=int,
        initial=_USUAL,
    )

    def __init__(
        self,
        *args: Any,
        at: datetime,
        community: Community | None = None,
        meeting: Meeting | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.at, self.meeting = at, meeting
        self.whose = meeting.community if meeting else community
        self.spans: list[Span] = []
        for number in range(1, self.pairs + 1):
            self.fields[f"date_{number}"] = _date_field(required=number == 1)
            self.fields[f"time_{number}"] = _time_field(required=number == 1)

    def time_rows(self) -> list[LayoutObject]:
        """Return the pairs as rows of the layout."""
        return [
            Div(f"date_{number}", f"time_{number}", css_class="fields-row")
            if self.pairs == 1
            else Fieldset(
                _("Time %(number)d") % {"number": number},
                Div(f"date_{number}", f"time_{number}", css_class="fields-row"),
            )
            for number in range(1, self.pairs + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Read the pairs into `spans`."""
        given = super().clean() or self.cleaned_data
        for number in range(1, self.pairs + 1):
            start = self._start(number)
            if start is not None and "length" in given:
                span = start, _later(start, given["length"])
                self._take(span, number)
        return given

    def _start(self, number: int) -> datetime | None:
        """Return the moment a pair names; None, with an error, for half a pair."""
        day = self.cleaned_data.get(f"date_{number}")
        clock = self.cleaned_data.get(f"time_{number}")
        if isinstance(day, date) and isinstance(clock, time):
            start = datetime.combine(day, clock, TALLINN)
            if exists(start):
                return start
            self.add_error(
                f"time_{number}",
                _("The clocks change in this hour. Choose another hour."),
            )
        elif isinstance(day, date) and not self.has_error(f"time_{number}"):
            self.add_error(f"time_{number}", _("Add the hour to this date."))
        elif isinstance(clock, time) and not self.has_error(f"date_{number}"):
            self.add_error(f"date_{number}", _("Add the date to this hour."))
        return None

    def _take(self, span: Span, number: int) -> None:
        if span[0] in [start for start, _end in self.spans]:
            self.add_error(f"date_{number}", _("This time is there twice."))
            return
        self.spans.append(span)
        try:
            require_span(span, at=self.at, notice=self.notice)
            if self.whose is not None:
                require_free(self.whose, span, but=self.meeting)
        except TimeError as error:
            self.add_error(f"date_{number}", str(error))


def _later(start: datetime, minutes: int) -> datetime:
    """Return the moment so many minutes on, though the clocks change in between."""
    return (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(TALLINN)


def _date_field(*, required: bool) -> DayField:
    return DayField(
        label=gettext_lazy("Date"),
        required=required,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a date."),
            "invalid": gettext_lazy("Write the date like this: 24.12.2030."),
        },
    )


def _time_field(*, required: bool) -> forms.TimeField:
    return forms.TimeField(
        label=gettext_lazy("Hour"),
        required=required,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Choose the hour."),
            "invalid": gettext_lazy("Write the hour like this: 18:30."),
        },
    )


class RequestForm(TimesForm):
    """Everything that a meeting is asked for with."""

    community = forms.ModelChoiceField(
        Community.objects.none(),
        label=gettext_lazy("For which community?"),
        to_field_name="public_id",
        error_messages={
            "required": gettext_lazy("Choose the community."),
            "invalid_choice": gettext_lazy("Choose a community from the list."),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of meeting?"),
        choices=MeetingKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the kind of meeting.")},
    )
    topic = forms.CharField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("A few words. Name no private person."),
        max_length=160,
        error_messages={
            "required": gettext_lazy("Write what the meeting is about."),
        },
    )
    place = forms.CharField(
        label=gettext_lazy("Where?"),
        help_text=gettext_lazy("A house and a room that people find."),
        max_length=200,
        required=False,
    )
    link = forms.URLField(
        label=gettext_lazy("Link for joining from afar"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput({"placeholder": "https://"}),
        error_messages={
            "invalid": gettext_lazy("A link begins with https:// and has no spaces."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the meeting"), choices=Language.choices
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Everybody may come: show it in the list of meetings"),
        required=False,
    )
    invitees = forms.CharField(
        label=gettext_lazy("Whom else shall we invite?"),
        help_text=gettext_lazy(
            "One person a line: name, comma, e-mail. They get one mail with a calendar"
            " file when the time is settled."
        ),
        max_length=6000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, communities: QuerySet[Community], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"form_key": secrets.token_hex(16)} | kwargs["initial"]
        super().__init__(*args, **kwargs)
        community = cast("forms.ModelChoiceField[Community]", self.fields["community"])
        community.queryset = communities
        self.helper = portal_helper(
            "community",
            "kind",
            "topic",
            HTML(_TIMES_HEADING),
            *self.time_rows(),
            "length",
            "place",
            "link",
            "language",
            "is_public",
            "invitees",
            "form_key",
            submit=_("Go on to the summary"),
        )

    @property
    def has_communities(self) -> bool:
        """Test whether there is a community to ask for."""
        field = cast("forms.ModelChoiceField[Community]", self.fields["community"])
        return field.queryset is not None and field.queryset.exists()

    def clean_community(self) -> Community:
        """Keep the community, so that its other meetings are seen."""
        self.whose = cast("Community", self.cleaned_data["community"])
        return self.whose

    def clean_invitees(self) -> list[tuple[str, str]]:
        """Return names with addresses."""
        people, wrong = read_invitees(self.cleaned_data["invitees"])
        if wrong:
            raise ValidationError(wrong)
        if len(people) > rules.MOST_INVITEES:
            raise ValidationError(
                _("Invite at most %(most)d people.") % {"most": rules.MOST_INVITEES}
            )
        return people

    def clean(self) -> dict[str, Any]:
        """See that people know where to go."""
        given = super().clean()
        faulty = self.has_error("link") or self.has_error("place")
        if not (given.get("place") or given.get("link") or faulty):
            self.add_error("place", _("Give a place, or a link for joining from afar."))
        return given

    def wish(self) -> dict[str, Any]:
        """Return what was given, as `meetings.actions.request` wants it."""
        given = self.cleaned_data
        names = ("topic", "place", "link", "language", "is_public", "invitees")
        return {name: given[name] for name in names} | {
            "community": given["community"],
            "kind": MeetingKind(given["kind"]),
            "times": self.spans,
            "form_key": idempotency_key(given["form_key"]),
        }


class OtherTimesForm(TimesForm):
    """One to three other times."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(
            *self.time_rows(), "length", submit=_("Offer these times")
        )


class MoveForm(TimesForm):
    """Another time for a settled meeting."""

    pairs = 1
    notice = timedelta()

    place = forms.CharField(
        label=gettext_lazy("Where?"), max_length=200, required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is it moved?"),
        help_text=gettext_lazy("Both sides and those invited can read it."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        kwargs["initial"] = _as_it_stands(meeting)
        super().__init__(*args, meeting=meeting, **kwargs)
        length = cast("forms.TypedChoiceField", self.fields["length"])
        length.choices = _lengths(self.initial.get("length", _USUAL))
        self.helper = portal_helper(
            *self.time_rows(),
            "length",
            "place",
            "reason",
            "seen",
            submit=_("Move the meeting"),
        )

    def clean(self) -> dict[str, Any]:
        """See that people still know where to go."""
        given = super().clean()
        if not given.get("place") and self.meeting and not self.meeting.link:
            self.add_error("place", _("Give a place."))
        return given


def _as_it_stands(meeting: Meeting) -> dict[str, Any]:
    if meeting.starts_at is None or meeting.ends_at is None:
        return {"seen": meeting.sequence}
    local = meeting.starts_at.astimezone(TALLINN)
    return {
        "date_1": local.date(),
        "time_1": local.time(),
        "length": int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60,
        "place": meeting.place,
        "seen": meeting.sequence,
    }


class ReasonForm(forms.Form):
    """Why a meeting is declined or called off."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Both sides and those invited can read it."),
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Write the reason.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, meeting: Meeting, submit: str, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"seen": meeting.sequence}
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("reason", "seen", submit=submit)


class ExpertForm(forms.Form):
    """Whom to let into one meeting, and until when."""

    full_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=LONGEST_ADDRESS,
        help_text=gettext_lazy("Who has no account yet gets one and a mail about it."),
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the e-mail address.")},
    )
    until = DayField(
        label=gettext_lazy("May see this meeting until"),
        help_text=gettext_lazy("The day itself is included."),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose the last day."),
            "invalid": gettext_lazy("Write the date like this: 24.12.2030."),
        },
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.helper = portal_helper(
            "full_name", "email", "until", submit=_("Invite the expert")
        )

    def clean_until(self) -> datetime:
        """Return the end of the day given."""
        day: date = self.cleaned_data["until"]
        until = datetime.combine(day + timedelta(days=1), time(), TALLINN)
        if not self.at < until <= self.at + rules.EXPERT_LONGEST:
            raise ValidationError(_("Choose a day within a year from now."))
        return until
