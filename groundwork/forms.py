"""How every form of the portal is laid out, and what its fields have in common."""

from datetime import MAXYEAR, MINYEAR, date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.functional import Promise


class DayField(forms.DateField):
    """A day that can be reckoned with: the next one and its hours elsewhere exist.

    Years 1 and 9999 are the ends of what a date can be.
    """

    def to_python(self, value: Any) -> date | None:
        """Return the day.

        Raises:
            ValidationError: it is no day, or one at the ends.
        """
        day = super().to_python(value)
        if day is not None and not MINYEAR < day.year < MAXYEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class ErrorSummary(LayoutObject):  # type: ignore[misc]  # untyped base
    """What is wrong with this form; a page may hold several forms."""

    def render(self, form: BaseForm, *_args: Any, **_options: Any) -> str:
        """Draw the summary, empty without an error."""
        return render_to_string("_errors.html", {"form": form})


def portal_helper(
    *fields: str | LayoutObject, submit: str | Promise, method: str = "post"
) -> FormHelper:
    """Return the layout of a form: error summary, these fields in order, one button."""
    helper = FormHelper()
    helper.form_method = method
    helper.form_show_errors = True
    helper.form_error_title = ""
    helper.attrs = {"novalidate": ""}
    helper.layout = Layout(
        ErrorSummary(),
        *fields,
        Submit("submit", submit, css_id="submit-button", css_class="btn btn-primary"),
    )
    return helper
