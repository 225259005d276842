"""Who may do what in the workshop. Pure questions: nothing here writes."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.rules import Person, is_planner
from groundwork.verdicts import ALLOWED, Verdict, denied
from planning.models import Draft


def may_plan(person: Person | None, *, at: datetime) -> Verdict:
    """Allow planners to use the workshop; None is the portal itself."""
    return ALLOWED if person is None else is_planner(person, at=at)


def may_change(person: Person | None, draft: Draft, *, at: datetime) -> Verdict:
    """Allow planners to change a plan that is still a draft."""
    allowed = may_plan(person, at=at)
    if not allowed:
        return allowed
    if draft.is_open:
        return ALLOWED
    return denied(_("An adopted plan cannot be changed. Copy it and change the copy."))
