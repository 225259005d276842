"""Officers to choose from, by who chooses."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import is_administrator
from groundwork.verdicts import Verdict, allowed_if
from groundwork.workdays import TALLINN
from regions.models import Absence, Leadership, Officer, Posting


def officers_for_posting(day: date) -> QuerySet[Officer]:
    """Return the officers in service with `is_taken`, the free ones first."""
    taken = Posting.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), officer=OuterRef("pk")
    )
    return (
        Officer.objects.in_service()
        .for_list()
        .annotate(is_taken=Exists(taken))
        .order_by("is_taken", "user__full_name", "pk")
    )


def officers_managed_by(user: User, *, at: datetime) -> QuerySet[Officer]:
    """Return the officers whose absences `user` may enter.

    All for an administrator; a head's own people; oneself.
    """
    officers = Officer.objects.in_service().for_list()
    if is_administrator(user, at=at):
        return officers
    led = Leadership.objects.on(at.astimezone(TALLINN).date()).filter(
        officer__user=user
    )
    return officers.filter(
        Q(user=user)
        | Q(station__in=led.exclude(station=None).values("station"))
        | Q(station__prefecture__in=led.exclude(prefecture=None).values("prefecture"))
    )


def may_manage_absences(officers: QuerySet[Officer]) -> Verdict:
    """Allow whoever manages the absences of some officers (`officers_managed_by`)."""
    return allowed_if(
        officers.exists(),
        _("Only officers, their heads and administrators see absences."),
    )


def absences_of(officers: QuerySet[Officer], day: date) -> QuerySet[Absence]:
    """Return the absences of `officers` that are not over, the next first."""
    return (
        Absence.objects.filter(officer__in=officers.values("pk"), ends_on__gt=day)
        .select_related("officer__user", "officer__station", "deputy__user")
        .order_by("starts_on", "pk")
    )
