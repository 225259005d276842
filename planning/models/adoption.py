"""Making a plan ready, putting it in force from a day, taking that back before it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from planning.models.drafts import Draft
from regions.models import RegionPlan

REMIND_DAYS: Final = 7
"""So many days after its first one people are still reminded of a plan."""


class Preparation(models.Model):
    """What the worker was asked to make of a draft: regions with outlines and names.

    `Draft.prepared_revision` says for which revision they stand; this row says what
    was asked for last, and why it could not be done.
    """

    draft = models.OneToOneField(
        Draft, models.CASCADE, primary_key=True, related_name="preparation"
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("preparation of a plan")
        verbose_name_plural = _("preparations of plans")

    def __str__(self) -> str:
        return f"preparation of draft {self.draft_id}"


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    """Decisions, by whether they stand and who still has to be told."""

    def standing(self) -> AdoptionQuerySet:
        """Return those that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def to_tell(self) -> AdoptionQuerySet:
        """Return those that stand and nobody, or not everybody, was told of."""
        return self.standing().filter(told_at=None)

    def to_remind(self, day: date) -> AdoptionQuerySet:
        """Return those in force since at most a week of which nobody was reminded."""
        since = day - timedelta(days=REMIND_DAYS)
        due = self.standing().filter(effective_on__lte=day, effective_on__gt=since)
        return due.filter(reminded_at=None).exclude(told_at=None)

    def to_unsay(self) -> AdoptionQuerySet:
        """Return those that were withdrawn and of which nobody was told so."""
        return self.exclude(withdrawn_at=None).filter(unsaid_at=None)


class Adoption(models.Model):
    """One decision that a plan is in force from a day on.

    `preview` is what the deciding planner was shown: counts of what moves.
    `ended_postings` are postings that ended because their region left the map, as
    `[{posting fields}, …]`, so that withdrawing the decision can give them back.
    `told_at`, `reminded_at` and `unsaid_at` tell when the last of those concerned had
    their notice: of the decision, on its day, of its withdrawal.
    """

    plan = models.ForeignKey(RegionPlan, models.CASCADE, related_name="adoptions")
    form_key = models.CharField(max_length=32, unique=True, editable=False)
    effective_on = models.DateField(_("in force from"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    preview = models.JSONField(default=dict)
    ended_postings = models.JSONField(default=list)
    told_at = models.DateTimeField(_("people told at"), null=True)
    reminded_at = models.DateTimeField(_("people reminded at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)
    unsaid_at = models.DateTimeField(_("people told of the withdrawal at"), null=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(withdrawn_at=None),
                name="adoption_stands_once_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(unsaid_at=None),
                name="adoption_unsaid_only_when_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"adoption {self.pk} of plan {self.plan_id}"
