"""What is asked when somebody tells us something, and when it is answered."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final, cast

from crispy_forms.layout import HTML, Div, LayoutObject
from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from accounts.models import User
from accounts.rules import Person
from communities.models import Community
from concerns import places, receipts
from concerns.actions import Telling, Written
from concerns.flow import Draft
from concerns.models import AnswerBy, Audience, Concern, ConcernKind, Status
from concerns.sentences import Ready, joined
from groundwork.forms import DayField, portal_helper
from groundwork.workdays import TALLINN
from regions import lookup
from regions.models import SettlementUnit

MOST_LETTERS: Final = 5000
_OWN_WORDS: Final = 10
"""Letters that an officer adds to a ready sentence at least."""

KIND_HINTS: Final = {
    ConcernKind.CONCERN: _("Something worries you, though nothing may have happened."),
    ConcernKind.WISH: _("Something you would like the police to do or explain."),
    ConcernKind.PROBLEM: _("Something that keeps happening and needs solving."),
    ConcernKind.ACTIVITY: _("Something you do or plan, and the police could join."),
    ConcernKind.THREAT: _(
        "Somebody or something may become dangerous. Only those nearest read it."
    ),
}
_ANSWER_HINTS: Final = {
    AnswerBy.ACCOUNT: _("You see the answer on your desk and get it told by e-mail."),
    AnswerBy.EMAIL: _("We send word when there is news. No account is needed."),
    AnswerBy.PHONE: _("The officer calls you."),
    AnswerBy.CODE: _("Nobody learns who you are. You get a code to look by."),
}
_AUDIENCE_HINTS: Final = {
    Audience.OFFICER: _("Nobody else sees that you wrote."),
    Audience.SPOKESPERSONS: _(
        "They see your words and our answer, not your name or how to reach you."
    ),
    Audience.PUBLIC: _(
        "After the officer has looked at it too: your words, without your name."
    ),
}


def _card(label: object, hint: object) -> SafeString:
    return format_html(
        "<strong>{}</strong> <small>{}</small>", capfirst(str(label)), hint
    )


class StepForm(forms.Form):
    """One question of the flow: a way on and a way back, nothing lost on either."""

    use_required_attribute = False

    shown: ClassVar[tuple[str, ...]]
    go_on: ClassVar[Any] = _("Go on")
    needed: ClassVar[tuple[str, ...]] = ()
    """Fields of which one has to be filled: none of them is called optional."""

    def __init__(
        self, *args: Any, draft: Draft, person: Person, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.draft, self.person, self.at = draft, person, at
        self.on = at.astimezone(TALLINN).date()
        self.prepare()
        self._call_needed()
        self.helper = _with_back(*self.layout(), submit=str(self.go_on))

    def prepare(self) -> None:
        """Fit the fields to the draft and the person."""

    def full_clean(self) -> None:
        """Check the fields; which of them are needed is for `clean` to say."""
        self._call_needed(required=False)
        super().full_clean()
        self._call_needed()

    def _call_needed(self, *, required: bool = True) -> None:
        for name in self.needed:
            self.fields[name].required = required

    def layout(self) -> list[str | LayoutObject]:
        """Return the fields in their order."""
        return [name for name in self.shown if name in self.fields]

    @classmethod
    def typed(cls, data: Mapping[str, Any]) -> dict[str, str]:
        """Return what was typed, as it was typed."""
        return {
            name: str(data.get(name) or "")[: 2 * MOST_LETTERS]
            for name in cls.base_fields
        }


def _with_back(*fields: str | LayoutObject, submit: str) -> Any:
    helper = portal_helper(*fields, submit=submit)
    button = helper.layout.pop()
    back = HTML(
        format_html(
            '<button class="btn btn-quiet" type="submit" name="back" value="1"'
            ' formnovalidate="">{}</button>',
            gettext("Back"),
        )
    )
    helper.layout.append(Div(button, back, css_class="actions"))
    return helper


class KindForm(StepForm):
    """Which of the five kinds."""

    shown = ("kind",)
    kind = forms.ChoiceField(
        label=_("It is a…"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes closest.")},
    )

    def prepare(self) -> None:
        """Offer each kind with one sentence."""
        cast("forms.ChoiceField", self.fields["kind"]).choices = [
            (kind.value, _card(kind.label, KIND_HINTS[kind])) for kind in ConcernKind
        ]


class WhatForm(StepForm):
    """What it is about, in the sender's words."""

    shown = ("text",)
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("Any language will do. A few sentences are enough."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 8}),
        error_messages={
            "required": _("Write a few words to go on."),
            "max_length": _("Make it shorter: up to 5,000 letters."),
        },
    )


class WhereForm(StepForm):
    """Where it is: by name, by a choice among places of that name, or by a point.

    `asked` and `point` carry the name and the point that the page showed, so that of
    name and point the one that was changed last wins.
    """

    shown = ("place", "choice", "place_words", "lat", "lon", "asked", "point")
    needed = ("place", "choice")
    place = forms.CharField(
        label=_("Village, town or part of town"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    choice = forms.ChoiceField(
        label=_("Which one is it?"), widget=forms.RadioSelect, required=False
    )
    place_words = forms.CharField(
        label=_("Where exactly"),
        help_text=_("For example a street, a house or “behind the school”."),
        max_length=200,
        required=False,
    )
    lat = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=-90, max_value=90
    )
    lon = forms.FloatField(
        widget=forms.HiddenInput, required=False, min_value=-180, max_value=180
    )
    asked = forms.CharField(widget=forms.HiddenInput, required=False)
    point = forms.CharField(widget=forms.HiddenInput, required=False)

    unit: SettlementUnit | None = None

    def layout(self) -> list[str | LayoutObject]:
        """Return the fields with the map after the name."""
        fields = super().layout()
        return [*fields[:2], HTML('{% include "concerns/_map.html" %}'), *fields[2:]]

    def prepare(self) -> None:
        """Offer the places that the name typed before may mean."""
        place = self._value("place")
        offers = places.offers_for(place, on=self.on) if place else []
        brought = self.draft.place and not place
        offer = places.offer_of(self.draft.place, on=self.on) if brought else None
        self._offer([offer] if offer else offers)

    def _value(self, name: str) -> str:
        source = self.data if self.is_bound else self.initial
        return str(source.get(name) or "").strip()

    def _offer(self, offers: list[places.Offer]) -> None:
        self.offers = offers
        choice = cast("forms.ChoiceField", self.fields["choice"])
        choice.choices = [
            (offer.value, _card(offer.label, offer.note)) for offer in offers
        ]
        if not offers or (len(offers) == 1 and self._value("place")):
            choice.widget = forms.HiddenInput()
        if self.draft.place and not self._value("place"):
            self.initial = {"choice": self.draft.place, **self.initial}

    def clean(self) -> dict[str, Any]:
        """Find the unit that the point, the choice or the name stands for."""
        cleaned = super().clean() or {}
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if lat is None or lon is None:
            cleaned["lat"] = cleaned["lon"] = None
            self.unit = self._chosen(cleaned)
        else:
            self.unit = lookup.unit_at(lat, lon, on=self.on)
        if self.unit is None and not self.errors:
            self._ask_again(has_point=cleaned["lat"] is not None)
        return cleaned

    def _chosen(self, cleaned: dict[str, Any]) -> SettlementUnit | None:
        value = cleaned.get("choice") or ""
        if not value and len(self.offers) == 1 and self._value("place"):
            value = self.offers[0].value
        return places.unit_of(value, on=self.on) if value else None

    def _ask_again(self, *, has_point: bool) -> None:
        if has_point:
            self.add_error("place", _("That point is not in Estonia. Choose another."))
        elif self.offers:
            self.add_error("choice", _("Choose one of these places."))
        elif self._value("place"):
            self.add_error(
                "place",
                _("We know no place of that name. Try a village or town nearby."),
            )
        else:
            self.add_error(
                "place", _("Name the place, so that it reaches its officer.")
            )

    @classmethod
    def typed(cls, data: Mapping[str, Any]) -> dict[str, str]:
        """Return what was typed, without what a later change has overtaken."""
        typed = super().typed(data)
        typed["place"] = typed["place"].strip()
        point = f"{typed['lat']},{typed['lon']}".strip(",")
        if typed["place"] != typed["asked"]:
            typed["choice"] = ""
            if point == typed["point"]:
                typed["lat"] = typed["lon"] = point = ""
        return typed | {"asked": typed["place"], "point": point}


class WhenForm(StepForm):
    """When it happens and how often."""

    shown = ("when_words",)
    when_words = forms.CharField(
        label=_("When and how often"),
        help_text=_("For example “last night”, or “on Fridays after ten”."),
        max_length=200,
        required=False,
    )


class AnswerForm(StepForm):
    """Who writes, and how to answer them."""

    shown = ("as_whom", "answer_by", "email", "phone", "name")
    as_whom = forms.ChoiceField(
        label=_("You write"), widget=forms.RadioSelect, required=False
    )
    answer_by = forms.ChoiceField(
        label=_("How shall we answer?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how to hear from us.")},
    )
    email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail"),
        help_text=_("If we answer by e-mail."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    phone = PhoneNumberField(
        label=_("Your telephone"),
        help_text=_("If we answer by telephone."),
        region="EE",
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "class": "input-short"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def prepare(self) -> None:
        """Ask visitors and people with an account what each can answer."""
        self.communities = Community.objects.of(self.person, self.on).order_by("name")
        if isinstance(self.person, User):
            self._ask_known(self.person)
        else:
            self._offer_ways([AnswerBy.EMAIL, AnswerBy.PHONE, AnswerBy.CODE])
            del self.fields["as_whom"]

    def _ask_known(self, user: User) -> None:
        """Ask somebody whose name and e-mail we have."""
        del self.fields["email"], self.fields["name"]
        self._offer_ways([AnswerBy.ACCOUNT, AnswerBy.PHONE])
        self.initial = {
            "answer_by": AnswerBy.ACCOUNT, "phone": str(user.phone or ""),
            **self.initial,
        }  # fmt: skip
        self._offer_communities(list(self.communities))

    def _offer_ways(self, ways: list[AnswerBy]) -> None:
        cast("forms.ChoiceField", self.fields["answer_by"]).choices = [
            (way.value, _card(way.label, _ANSWER_HINTS[way])) for way in ways
        ]

    def _offer_communities(self, communities: list[Community]) -> None:
        if not communities:
            del self.fields["as_whom"]
            return
        cast("forms.ChoiceField", self.fields["as_whom"]).choices = [
            ("", gettext("as myself")),
            *(
                (community.public_id, gettext("for %(community)s")
                 % {"community": community.name})
                for community in communities
            ),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for the address that the chosen way needs, and drop what it does not."""
        cleaned = super().clean() or {}
        way = cleaned.get("answer_by")
        if way == AnswerBy.EMAIL and not cleaned.get("email") and not self.errors:
            self.add_error("email", _("Add an e-mail address, or choose another way."))
        if way == AnswerBy.PHONE and not cleaned.get("phone") and not self.errors:
            self.add_error("phone", _("Add a telephone number, or choose another way."))
        if way != AnswerBy.EMAIL:
            cleaned["email"] = ""
        if way != AnswerBy.PHONE:
            cleaned["phone"] = ""
        if way == AnswerBy.CODE:
            cleaned["name"] = ""
        return cleaned

    @property
    def community(self) -> Community | None:
        """Return the community it is sent for, None for oneself."""
        return self.communities.filter(
            public_id=self.cleaned_data.get("as_whom") or ""
        ).first()


class ReadersForm(StepForm):
    """Who may read it besides the officer."""

    shown = ("audience",)
    audience = forms.ChoiceField(
        label=_("Who may read it?"),
        widget=forms.RadioSelect,
        initial=Audience.OFFICER,
        error_messages={"required": _("Choose who may read it.")},
    )

    def prepare(self) -> None:
        """Offer what fits: what is sent for a community, its spokespersons read."""
        ways = list(Audience)
        if self.draft.typed.get("answer", {}).get("as_whom"):
            ways.remove(Audience.OFFICER)
            self.initial = {"audience": Audience.SPOKESPERSONS, **self.initial}
        cast("forms.ChoiceField", self.fields["audience"]).choices = [
            (way.value, _card(way.label, _AUDIENCE_HINTS[way])) for way in ways
        ]


STEP_FORMS: Final[dict[str, type[StepForm]]] = {
    "kind": KindForm,
    "what": WhatForm,
    "where": WhereForm,
    "when": WhenForm,
    "answer": AnswerForm,
    "readers": ReadersForm,
}


class Answers:
    """A draft's answers checked together, for the summary and for sending."""

    def __init__(self, draft: Draft, *, person: Person, at: datetime) -> None:
        self.draft, self.person = draft, person
        self.forms = {
            step: STEP_FORMS[step](
                draft.typed.get(step, {}), draft=draft, person=person, at=at
            )
            for step in draft.steps
        }

    @property
    def missing(self) -> str | None:
        """Return the first question without a good answer, None when all have one."""
        return next(
            (
                step
                for step, form in self.forms.items()
                if step not in self.draft.typed or not form.is_valid()
            ),
            None,
        )

    def telling(self) -> Telling:
        """Return what is to be sent; call it once nothing is missing."""
        given = {
            name: value
            for form in self.forms.values()
            for name, value in form.cleaned_data.items()
        }
        where = cast("WhereForm", self.forms["where"])
        answer = cast("AnswerForm", self.forms["answer"])
        phone = given.get("phone")
        own_name = self.person.full_name if isinstance(self.person, User) else ""
        return Telling(
            kind=given["kind"],
            text=given["text"],
            unit=cast("SettlementUnit", where.unit),
            language=get_language() or "et",
            answer_by=given["answer_by"],
            audience=given.get("audience") or Audience.OFFICER,
            lat=given["lat"],
            lon=given["lon"],
            place_words=given["place_words"],
            when_words=given["when_words"],
            name=given.get("name") or own_name,
            email=given.get("email", ""),
            phone=phone.as_e164 if phone else "",
            on_behalf_of=answer.community,
        )


class CodeForm(forms.Form):
    """The receipt code, typed as people type."""

    code = forms.CharField(
        label=_("Receipt code"),
        help_text=_("Twelve letters and digits. Spaces and capitals do not matter."),
        max_length=60,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "input-short",
            }
        ),
        error_messages={"required": _("Type the code to go on.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("code", submit=gettext("Show the answer"))

    def clean(self) -> dict[str, Any]:
        """Find what the code belongs to; near misses and long-gone look the same."""
        cleaned = super().clean() or {}
        self.concern = (
            receipts.concern_of(cleaned["code"]) if "code" in cleaned else None
        )
        if "code" in cleaned and self.concern is None:
            self.add_error(
                "code",
                _("We do not know this code. Look at it once more, letter by letter."),
            )
        return cleaned


class FilterForm(forms.Form):
    """What a list of concerns is narrowed to; everything in it may be left open."""

    OPEN, CLOSED = "open", "closed"

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            (OPEN, _("open")),
            (CLOSED, _("closed")),
            *Status.choices,
        ],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *ConcernKind.choices]
    )
    q = forms.CharField(label=_("Words or place"), required=False, max_length=100)


class WrittenForm(forms.Form):
    """Some words in a concern's thread, with the marks that every such form carries."""

    text = forms.CharField(
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": _("Write a few words to go on."),
            "max_length": _("Make it shorter: up to 5,000 letters."),
        },
    )
    form_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    shown: ClassVar[tuple[str, ...]] = ("text",)
    label: ClassVar[Any] = _("Your words")
    submit: ClassVar[Any] = _("Send")

    def __init__(
        self, *args: Any, concern: Concern, action: str, **kwargs: Any
    ) -> None:
        kwargs["prefix"] = type(self).__name__.removesuffix("Form").lower()
        super().__init__(*args, **kwargs)
        self.concern = concern
        self.fields["text"].label = self.label
        self.initial = {
            **self.initial, "form_key": secrets.token_hex(16), "seen": concern.acts,
        }  # fmt: skip
        self.helper = portal_helper(
            *self.shown, "form_key", "seen", submit=str(self.submit)
        )
        self.helper.layout[-1].id = f"{self.prefix}-submit"
        self.helper.form_action = action

    def show_again(self) -> None:
        """Let the same words be sent again: their writer now sees what is new."""
        typed = {name: self.data.get(name) for name in self.data}
        self.data = typed | {self.add_prefix("seen"): str(self.concern.acts)}

    @property
    def written(self) -> Written:
        """Return the words with the marks of the form."""
        return Written(
            text=self.cleaned_data["text"],
            form_key=self.cleaned_data["form_key"],
            language=get_language() or "et",
            seen=self.cleaned_data["seen"],
        )


class ReplyForm(WrittenForm):
    """An answer to the sender and what follows from it.

    A ready sentence may begin it, and own words must follow.
    """

    shown = ("ready", "text", "then")
    label = _("Your answer in your own words")
    submit = _("Send the answer")
    ready = forms.ChoiceField(
        label=_("Ready sentence to begin with"),
        required=False,
        help_text=_("It is sent in the sender's language."),
        choices=[("", _("none")), *Ready.choices],
    )
    then = forms.ChoiceField(label=_("And then it is…"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, concern: Concern, action: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, concern=concern, action=action, **kwargs)
        endings = [
            (Status.IN_WORK, Status.IN_WORK.label, _("The work goes on.")),
            (
                Status.WAITING,
                _("waiting for the sender"),
                _("You asked something; the clock stands still."),
            ),
            (Status.DONE, Status.DONE.label, _("It is solved. Your words say how.")),
            (
                Status.NOT_POSSIBLE,
                Status.NOT_POSSIBLE.label,
                _("Your words give the reason."),
            ),
        ]
        cast("forms.ChoiceField", self.fields["then"]).choices = [
            (status.value, _card(label, hint))
            for status, label, hint in endings
            if status != Status.WAITING or concern.status != Status.WAITING
        ]
        self.initial = {**self.initial, "then": Status.IN_WORK}

    def clean_text(self) -> str:
        """Ask for own words, not only a greeting."""
        text: str = self.cleaned_data["text"].strip()
        if len(text) < _OWN_WORDS:
            raise forms.ValidationError(
                _("Add a sentence of your own, so that it speaks to this person.")
            )
        return text

    @property
    def written(self) -> Written:
        """Return the ready sentence and the own words as one text."""
        own = self.cleaned_data["text"]
        return Written(
            text=joined(self.concern, self.cleaned_data["ready"], own),
            form_key=self.cleaned_data["form_key"],
            language=get_language() or "et",
            seen=self.cleaned_data["seen"],
        )

    @property
    def next_state(self) -> Status:
        """Return the state that follows."""
        return Status(self.cleaned_data["then"])


class HandOverForm(WrittenForm):
    """To whom it is handed over, and the words about it to the sender."""

    shown = ("to", "text")
    label = _("What the sender should know")
    submit = _("Hand over")
    to = forms.CharField(
        label=_("To whom"),
        help_text=_("The name of the body, for example the municipality."),
        max_length=120,
        error_messages={"required": _("Name the body you hand it over to.")},
    )


class NoteForm(WrittenForm):
    """A note among the police."""

    label = _("Internal note")
    submit = _("Keep the note")


class AnswerBackForm(WrittenForm):
    """What the sender adds or answers."""

    label = _("Your message to the officer")
    submit = _("Send the message")


class ReopenForm(WrittenForm):
    """Why it is not over."""

    label = _("What is still not right?")
    submit = _("Open it again")


class ExpertForm(forms.Form):
    """Whom to let in as an expert, and until when (a day in Estonia)."""

    prefix = "expert"
    email = forms.EmailField(
        max_length=254,
        label=_("E-mail of the expert's account"),
        help_text=_("The expert needs an account here."),
    )
    until = DayField(
        label=_("Until the end of"),
        widget=forms.DateInput({"type": "date", "class": "input-short"}, "%Y-%m-%d"),
    )

    def __init__(self, *args: Any, on: date, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, "until": on + timedelta(days=30)}
        self.helper = portal_helper("email", "until", submit=gettext("Invite"))
        self.helper.layout[-1].id = "expert-submit"
        self.helper.form_action = action

    def clean_email(self) -> User:
        """Find the account."""
        address = self.cleaned_data["email"].lower()
        expert = User.objects.filter(email=address, is_active=True).first()
        if expert is None:
            raise forms.ValidationError(
                _("Nobody here has an account with this e-mail.")
            )
        return expert

    def clean_until(self) -> datetime:
        """Return the midnight that ends the day."""
        day: date = self.cleaned_data["until"]
        return datetime.combine(day + timedelta(days=1), time(), TALLINN)
