"""How a plan stands on a day: a state of its own for each span of days, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions.models import PlanStatus, RegionPlan


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan's state: `code` is one of `PlanStatus`, for its looks."""

    code: str
    label: str


def standing_of(plan: RegionPlan, on: date) -> Standing:
    """Return how a plan stands: by its days, whatever was decided for later."""
    if plan.status == PlanStatus.DRAFT or plan.valid_from is None:
        return Standing(PlanStatus.DRAFT, str(PlanStatus.DRAFT.label))
    first = date_format(plan.valid_from, "DATE_FORMAT")
    if plan.valid_to is None:
        words = _("in force from: %(first)s") if plan.valid_from > on else None
        label = words or _("in force since: %(first)s")
        return Standing(PlanStatus.ADOPTED, label % {"first": first})
    days = {
        "first": first,
        "last": date_format(plan.valid_to - timedelta(days=1), "DATE_FORMAT"),
    }
    if plan.valid_to <= on:
        label = _("was in force: %(first)s to %(last)s")
        return Standing(PlanStatus.SUPERSEDED, label % days)
    if plan.valid_from > on:
        label = _("in force from %(first)s to %(last)s")
        return Standing(PlanStatus.ADOPTED, label % days)
    return Standing(PlanStatus.ADOPTED, _("in force until: %(last)s") % days)
