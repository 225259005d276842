"""What planners write to publish a version for comment, and to change that."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.forms import DayField, portal_helper
from planning.actions.consulting import INTRO_LETTERS, REASON_LETTERS, Introductions
from planning.models import Draft, DraftVersion


def _introduction(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=INTRO_LETTERS,
        required=required,
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": _("Write the introduction in Estonian at least."),
        },
    )


def _end() -> DayField:
    return DayField(
        label=_("Comments until"),
        help_text=_("This day included."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day from tomorrow to a year from now."),
            "invalid": _("Choose a day from tomorrow to a year from now."),
        },
    )


class VersionField(forms.ModelChoiceField[DraftVersion]):
    """A kept version, by number and reason."""

    def label_from_instance(self, obj: DraftVersion) -> str:
        """Return what a version is called."""
        return _now("version %(number)d: %(reason)s") % {
            "number": obj.number,
            "reason": obj.reason,
        }


class PublishForm(forms.Form):
    """Which version is published, until when, with which words."""

    version = VersionField(
        DraftVersion.objects.none(),
        label=_("Version"),
        to_field_name="number",
        empty_label=None,
        help_text=_("People see it as it was kept; later changes do not show."),
        error_messages={"required": _("Choose a kept version.")},
    )
    ends_on = _end()
    intro_et = _introduction(_("Introduction in Estonian"), required=True)
    intro_en = _introduction(_("Introduction in English"))
    intro_ru = _introduction(_("Introduction in Russian"))

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = cast("VersionField", self.fields["version"])
        version.queryset = DraftVersion.objects.filter(draft=draft).for_list()
        self.fields["intro_et"].help_text = _(
            "What it is about and why. Who reads another language gets this text when"
            " you leave theirs out."
        )
        self.helper = portal_helper(
            "version",
            "ends_on",
            "intro_et",
            "intro_en",
            "intro_ru",
            submit=_("Publish for comment"),
        )

    @property
    def words(self) -> Introductions:
        """Return the introductions."""
        given = self.cleaned_data
        return Introductions(given["intro_et"], given["intro_en"], given["intro_ru"])


class ExtendForm(forms.Form):
    """A later end."""

    ends_on = _end()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("ends_on", submit=_("Move the end"))


class WithdrawForm(forms.Form):
    """Why a plan is taken back."""

    reason = forms.CharField(
        label=_("Why do you take it back?"),
        help_text=_("Whoever opens the page reads it."),
        max_length=REASON_LETTERS,
        error_messages={"required": _("Say why, for whoever reads it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper("reason", submit=_("Take it back"))
