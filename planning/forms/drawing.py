"""What planners choose for a drawing, and the yes that takes one over."""

from __future__ import annotations

from typing import Any, Final, cast

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundwork.forms import portal_helper
from planning.actions.drawing import MOST_SEED, Wish
from planning.models import MOST_REGIONS, Draft, Preset
from planning.weighing import FACTORS, MOST, PEOPLE
from planning.workbench import bench_of

ALL, PART = "all", "part"

EFFORTS: Final = (
    ("0.3", _("quick: for trying out")),
    ("1.0", _("usual")),
    ("3.0", _("thorough: three times as long, never worse")),
)

_WEIGHTS_HELP: Final = _(
    "Each measure counts by its share of the country: 1 and 1 weigh alike, 1 and 0.5"
    " two to one. What has 0 does not count."
)
_WHOLE_NUMBER: Final = _("Write a whole number, as in 125.")


def _count(
    label: Any, help_text: Any = "", *, required: bool = True
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=1,
        max_value=MOST_REGIONS,
        required=required,
        widget=forms.NumberInput({"class": "input-tiny"}),
        error_messages={
            "invalid": _WHOLE_NUMBER,
            "required": _("Write how many regions to draw."),
        },
    )


def _weight(name: str) -> forms.FloatField:
    return forms.FloatField(
        label=cast("str", FACTORS[name]),
        min_value=0,
        max_value=MOST,
        error_messages={"required": _("Write 0 for what shall not count.")},
        widget=forms.NumberInput({"class": "input-tiny", "step": "0.1"}),
    )


class DrawForm(forms.Form):
    """A drawing: how, how many, of what, and by what weights."""

    preset = forms.ChoiceField(
        label=_("How municipalities are treated"),
        choices=Preset.choices,
        widget=forms.RadioSelect,
    )
    scope = forms.ChoiceField(
        label=_("What is drawn"),
        choices=[
            (ALL, _("the whole plan")),
            (PART, _("only some regions; the others stay as they are")),
        ],
        widget=forms.RadioSelect,
    )
    redrawn = forms.TypedMultipleChoiceField(
        label=_("Regions to draw again"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    part_count = _count(
        _("Number of regions in this part"),
        _("Leave it empty for as many as you have chosen."),
        required=False,
    )
    region_count = _count(_("Number of regions"))
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("The same seed draws the same plan; another one, another plan."),
        min_value=0,
        max_value=MOST_SEED,
        widget=forms.NumberInput({"class": "input-tiny"}),
        error_messages={"invalid": _("Write a whole number, as in 1.")},
    )
    effort = forms.ChoiceField(label=_("Effort"), choices=EFFORTS)
    keeps_locks = forms.BooleanField(
        label=_("Leave what is locked as it is"), required=False
    )
    inhabitants = _weight("inhabitants")
    law_and_order = _weight("law_and_order")
    incidents = _weight("incidents")
    open_concerns = _weight("open_concerns")
    driving = _weight("driving")
    local_life = _weight("local_life")
    weights_name = forms.CharField(
        label=_("Keep these weights under a name"),
        help_text=_("Other planners can use them as well."),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._draft = draft
        rows = list(draft.regions.order_by("name", "part", "number"))
        choices = [(row.number, f"{row.label} ({row.number})") for row in rows]
        cast("forms.ChoiceField", self.fields["redrawn"]).choices = choices
        self.helper = portal_helper(
            "preset",
            "scope",
            Div("redrawn", "part_count", css_class="draw-part"),
            Div("region_count", css_class="draw-all"),
            Div("seed", "effort", css_class="fields-row"),
            "keeps_locks",
            Fieldset(
                gettext("What regions are balanced on"),
                HTML(f'<p class="form-text">{_WEIGHTS_HELP}</p>'),
                Div(*FACTORS, css_class="weights"),
                "weights_name",
            ),
            submit=_("Draw"),
        )

    def clean(self) -> dict[str, Any]:
        """Require regions for a part, and one weight at least."""
        cleaned = super().clean() or {}
        if cleaned.get("scope") == PART and not cleaned.get("redrawn"):
            self.add_error("redrawn", gettext("Choose the regions to draw again."))
        weights = [cleaned.get(name) for name in FACTORS]
        if not any(weights) and None not in weights:
            self.add_error(
                "inhabitants", gettext("At least one weight must be more than 0.")
            )
        return cleaned

    @property
    def weights(self) -> dict[str, float]:
        """Return the weights that are more than zero."""
        given = self.cleaned_data
        return {name: given[name] for name in FACTORS if given.get(name)}

    @property
    def wish(self) -> Wish:
        """Return what is asked for."""
        given = self.cleaned_data
        is_part = given["scope"] == PART
        return Wish(
            region_count=self._part_total() if is_part else given["region_count"],
            preset=Preset(given["preset"]),
            seed=given["seed"],
            effort=float(given["effort"]),
            weights=self.weights,
            redrawn=tuple(given["redrawn"]) if is_part else (),
            keeps_locks=given["keeps_locks"],
        )

    def _part_total(self) -> int:
        chosen = set(self.cleaned_data["redrawn"])
        wanted = self.cleaned_data["part_count"] or len(chosen)
        # Regions without units are not kept: there is nothing to keep.
        gone = chosen | set(bench_of(self._draft).tally.empty())
        return self._draft.region_count - len(gone) + int(wanted)


def beginnings(draft: Draft) -> dict[str, Any]:
    """Return what the form shows at first."""
    return {
        "preset": Preset.BALANCED,
        "scope": ALL,
        "region_count": draft.region_count,
        "seed": 1,
        "effort": "1.0",
        "keeps_locks": True,
        **dict.fromkeys(FACTORS, 0),
        **(draft.weights or PEOPLE),
    }


class TakeForm(forms.Form):
    """Taking a drawing over; `overwrite` is wanted when the draft has changed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    overwrite = forms.BooleanField(required=False)
