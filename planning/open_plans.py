"""Which plan is open for comment, and where answers are: for pages that link there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from groundwork.workdays import TALLINN
from planning.models import Consultation
from regions.models import RegionPlan


@dataclass(frozen=True, slots=True)
class OpenForComment:
    """A plan that takes comments until a day (included), and its page."""

    until: date
    url: str


def open_for_comment(at: datetime) -> OpenForComment | None:
    """Return the plan that takes comments the longest, None without one; one query."""
    today = at.astimezone(TALLINN).date()
    rows = Consultation.objects.public(at).open_on(today).order_by("-ends_on", "-pk")
    found = rows.values_list("ends_on", "public_id").first()
    if found is None:
        return None
    until, public_id = found
    return OpenForComment(until, reverse("planning:consultation", args=[public_id]))


def report_of(plan: RegionPlan, at: datetime) -> str:
    """Return the path of the report of answers that goes with a plan, empty for none.

    One query. Of several consultations the last one counts.
    """
    rows = Consultation.objects.public(at).filter(draft__plan=plan).order_by("-pk")
    found = rows.values_list("public_id", flat=True).first()
    return reverse("planning:consultation-report", args=[found]) if found else ""
