"""What the workshop's templates ask of plans."""

from datetime import date

from django import template

from planning.standing import Standing, standing_of
from regions.models import RegionPlan

register = template.Library()


@register.filter
def standing(plan: RegionPlan, on: date) -> Standing:
    """Return how a plan stands on a day."""
    return standing_of(plan, on)
