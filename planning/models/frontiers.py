"""What cuts buy in balance, computed for the units and weights of a day and kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Person, is_planner

CUTS: Final = (0, 4, 8, 12, 16, 20, 24, 30, 36)
"""The numbers of cuts that are looked at."""


class Zone(models.TextChoices):
    """Inside what municipalities may share regions."""

    COUNTY = "county", _("inside counties")
    PREFECTURE = "prefecture", _("inside prefectures")


class FrontierQuerySet(models.QuerySet["Frontier"]):
    """Frontiers, by who may see them."""

    def visible_to(self, person: Person, at: datetime) -> FrontierQuerySet:
        """Return every one for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()


class Frontier(models.Model):
    """For each number of cuts the least deviations that any plan can have.

    `stamp` names units, weights and number of regions: the same are computed once.
    `points` is `[{zone, cuts, mean_dev, max_dev}, …]`, None while it is computed; a
    number of cuts that allows no plan is left out.
    """

    stamp = models.CharField(max_length=64, unique=True, editable=False)
    units_on = models.DateField(_("units as of"))
    region_count = models.PositiveSmallIntegerField(_("number of regions"))
    weights = models.JSONField(_("weights of the workload"), default=dict)
    points = models.JSONField(null=True)
    problem = models.TextField(_("what went wrong"), blank=True)
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(_("ended at"), null=True)

    objects = FrontierQuerySet.as_manager()

    class Meta:
        verbose_name = _("cuts against balance")
        verbose_name_plural = _("cuts against balance")
        constraints = [
            models.CheckConstraint(
                condition=Q(region_count__gte=1), name="frontier_has_regions"
            )
        ]

    def __str__(self) -> str:
        return f"frontier {self.stamp[:8]}"
