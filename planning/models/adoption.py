"""Putting a plan in force from a day, and taking that back before the day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from regions.models import RegionPlan


class Adoption(models.Model):
    """One decision that a plan is in force from a day on.

    `preview` is what the deciding planner was shown: counts of what moves.
    `ended_postings` are postings that ended because their region left the map, as
    `[{posting fields}, …]`, so that withdrawing the decision can give them back.
    """

    plan = models.ForeignKey(RegionPlan, models.CASCADE, related_name="adoptions")
    effective_on = models.DateField(_("in force from"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    preview = models.JSONField(default=dict)
    ended_postings = models.JSONField(default=list)
    told_at = models.DateTimeField(_("people told at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(withdrawn_at=None),
                name="adoption_stands_once_a_plan",
            ),
        ]

    def __str__(self) -> str:
        return f"adoption {self.pk} of plan {self.plan_id}"
