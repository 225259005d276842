"""What people write about a plan, and what planners answer."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from groundwork.forms import portal_helper
from groundwork.web import idempotency_key
from planning.actions.commenting import (
    ANSWER_LETTERS,
    COMMENT_LETTERS,
    NAME_LETTERS,
    REASON_LETTERS,
    Answer,
    Said,
)
from planning.models import Comment, CommentTarget
from planning.targets import WHOLE_PLAN, Target, target_of

_TOO_LONG: Final = _(
    "That is %(show_value)d letters; at most %(limit_value)d fit. Shorten it, or send"
    " a second comment."
)


class CommentForm(forms.Form):
    """A comment; what it is about stands in the address and in a hidden field."""

    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("Say what should be different, and why. Up to 2,000 letters."),
        max_length=COMMENT_LETTERS,
        widget=forms.Textarea({"rows": 7, "dir": "auto"}),
        error_messages={
            "required": _("Write your comment."),
            "max_length": _TOO_LONG,
        },
    )
    language = forms.ChoiceField(
        label=_("In which language do you write?"), choices=Language
    )
    author_name = forms.CharField(
        label=_("Your name"),
        help_text=_("If you give it, it is shown beside the comment."),
        max_length=NAME_LETTERS,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )
    about = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", secrets.token_hex(16))
        self.initial.setdefault("language", get_language())
        self.fields["text"].widget.attrs.pop("maxlength", None)  # nothing is cut off
        self.helper = portal_helper(
            "text",
            "language",
            "author_name",
            "website",
            "about",
            "form_key",
            submit=_("Send the comment"),
        )

    def clean_website(self) -> str:
        """Refuse what only programs fill in.

        Raises:
            ValidationError: something was written.
        """
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _now("Leave this field empty; it is there to catch programs.")
            )
        return ""

    @property
    def target(self) -> Target:
        """Return what the comment is about; the whole plan when that is unclear."""
        given = self.data.get("about") if self.is_bound else self.initial.get("about")
        return target_of(str(given or "")) or WHOLE_PLAN

    @property
    def said(self) -> Said:
        """Return what was said."""
        given = self.cleaned_data
        return Said(
            self.target,
            given["text"],
            given["language"],
            given["author_name"],
            idempotency_key(given["form_key"]),
        )


class AnswerForm(forms.Form):
    """A planner's answer, or a better one in the place of the last."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("It is shown below the comment, to everybody."),
        max_length=ANSWER_LETTERS,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write your answer."), "max_length": _TOO_LONG},
    )
    language = forms.ChoiceField(label=_("Language of the answer"), choices=Language)
    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        at = comment.answered_at
        kwargs["initial"] = {
            "text": comment.answer,
            "language": comment.answer_language or comment.language,
            "seen": at.isoformat() if at else "",
        }
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)
        submit = _("Change the answer") if at else _("Send the answer")
        self.helper = portal_helper("text", "language", "seen", submit=submit)

    def clean_seen(self) -> datetime | None:
        """Return when the answer was given that stood on the page."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    @property
    def answer(self) -> Answer:
        """Return the answer."""
        given = self.cleaned_data
        return Answer(given["text"], given["language"], given["seen"])


class HideForm(forms.Form):
    """Why a comment is not shown."""

    reason = forms.CharField(
        label=_("Why is it not shown?"),
        help_text=_("The reason stands in its place, for everybody to read."),
        max_length=REASON_LETTERS,
        error_messages={"required": _("Say why; everybody can read it.")},
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("reason", submit=_("Hide the comment"))
        self.helper.form_action = action


WAITING, ANSWERED, HIDDEN = "waiting", "answered", "hidden"


class CommentFilterForm(forms.Form):
    """Which comments a planner wants to see."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=(
            ("", _("all, the unanswered first")),
            (WAITING, _("unanswered")),
            (ANSWERED, _("answered")),
            (HIDDEN, _("hidden")),
        ),
    )
    about = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=(("", _("everything")), *CommentTarget.choices),
    )

    def narrowed(self, rows: Any) -> Any:
        """Return the rows that are wanted; an unknown wish narrows nothing."""
        wanted = self.cleaned_data if self.is_valid() else {}
        state, about = wanted.get("state"), wanted.get("about")
        if state == WAITING:
            rows = rows.unanswered()
        elif state == ANSWERED:
            rows = rows.filter(hidden_at=None).exclude(answered_at=None)
        elif state == HIDDEN:
            rows = rows.exclude(hidden_at=None)
        return rows.filter(target=about) if about else rows
