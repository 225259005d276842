"""Tags and filters that every template may use without loading them."""

from django import template
from django.utils import numberformat
from django.utils.formats import get_format, number_format

_THOUSANDS = 3
register = template.Library()


@register.filter
def percent(share: float | None, decimals: int = 1) -> str:
    """Return a share (0.058) as a percentage in the reader's language: "5.8 %"."""
    if share is None:
        return "\N{EN DASH}"
    return f"{number_format(share * 100, decimals)}\N{NO-BREAK SPACE}%"


@register.filter
def signed_percent(share: float | None, decimals: int = 1) -> str:
    """Return a share with a plus or minus before it, unless it is zero."""
    if share is None:
        return percent(None)
    rounded = round(share * 100, decimals)
    sign = "+" if rounded > 0 else "\N{MINUS SIGN}" if rounded < 0 else ""
    return sign + percent(abs(share), decimals)


@register.filter
def grouped(value: float | None) -> str:
    """Return a whole number with its thousands apart: "12 345"."""
    if value is None:
        return "\N{EN DASH}"
    return numberformat.format(
        round(value),
        decimal_sep="",
        decimal_pos=0,
        grouping=_THOUSANDS,
        thousand_sep=str(get_format("THOUSAND_SEPARATOR")),
        force_grouping=True,
    )
