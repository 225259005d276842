"""Tags and filters that every template may use without loading them."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share (0.058) as a percentage in the reader's language: "5.8 %"."""
    if share is None:
        return "\N{EN DASH}"
    return f"{number_format(share * 100, decimals)}\N{NO-BREAK SPACE}%"
