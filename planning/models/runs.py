"""Drawings made in the background: asked for, running, and what came out."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Person, is_planner
from groundwork.public_ids import new_public_id
from groundwork.workflows import Workflow
from planning.models.drafts import Draft


class Preset(models.TextChoices):
    """How municipalities are treated; the values are `districting.PRESETS`."""

    BALANCED = "balanced", _("balanced: few municipalities cut")
    WHOLE = "whole", _("whole: no municipality shares a region with a part of another")
    EVEN = "even", _("even: officers serve as equal numbers as can be")


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    """Kept weights, by who may use them."""

    def visible_to(self, person: Person, at: datetime) -> WeightSetQuerySet:
        """Return all of them for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()


class WeightSet(models.Model):
    """Weights of the workload that planners keep under a name, to use them again."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    weights = models.JSONField(_("weights of the workload"), default=dict)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = WeightSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of weights")
        verbose_name_plural = _("sets of weights")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class RunStatus(models.TextChoices):
    """Where a drawing is in its life."""

    QUEUED = "QUEUED", _("waiting")
    RUNNING = "RUNNING", _("being drawn")
    READY = "READY", _("drawn")
    FAILED = "FAILED", _("could not be drawn")
    CANCELLED = "CANCELLED", _("cancelled")
    TAKEN = "TAKEN", _("taken over")
    DISCARDED = "DISCARDED", _("put aside")


RUN_WORKFLOW: Final = Workflow(
    first=RunStatus.QUEUED,
    steps={
        RunStatus.QUEUED: frozenset(
            {RunStatus.RUNNING, RunStatus.FAILED, RunStatus.CANCELLED}
        ),
        RunStatus.RUNNING: frozenset(
            {RunStatus.READY, RunStatus.FAILED, RunStatus.CANCELLED}
        ),
        RunStatus.READY: frozenset({RunStatus.TAKEN, RunStatus.DISCARDED}),
        RunStatus.FAILED: frozenset(),
        RunStatus.CANCELLED: frozenset(),
        RunStatus.TAKEN: frozenset(),
        RunStatus.DISCARDED: frozenset(),
    },
)


class DrawingRunQuerySet(models.QuerySet["DrawingRun"]):
    """Drawings, by who may see them."""

    def visible_to(self, person: Person, at: datetime) -> DrawingRunQuerySet:
        """Return every drawing for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()

    def under_way(self) -> DrawingRunQuerySet:
        """Return those that wait or are being drawn."""
        return self.filter(status__in=[RunStatus.QUEUED, RunStatus.RUNNING])

    def for_list(self) -> DrawingRunQuerySet:
        """Return them without what came out, newest first."""
        return self.select_related("asked_by").defer("result").order_by("-pk")


class DrawingRun(models.Model):
    """One drawing of a draft, of all of it or of some regions.

    `redrawn` holds the numbers of the regions to draw again; empty for all. `result`
    is `{unit code: region number}`, `report` what `districting` tells of it.
    """

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="runs")
    status = models.CharField(
        _("state"), max_length=10, choices=RunStatus, default=RunStatus.QUEUED
    )
    preset = models.CharField(
        _("preset"), max_length=10, choices=Preset, default=Preset.BALANCED
    )
    region_count = models.PositiveSmallIntegerField(_("number of regions"))
    seed = models.PositiveIntegerField(_("seed"), default=1)
    effort = models.FloatField(_("effort"), default=1.0)
    weights = models.JSONField(_("weights of the workload"), default=dict)
    redrawn = models.JSONField(_("regions drawn again"), default=list)
    keeps_locks = models.BooleanField(_("locks are kept"), default=True)
    revision = models.PositiveIntegerField(_("drawn from revision"))
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(_("begun at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=200, blank=True)
    problem = models.TextField(_("what went wrong"), blank=True)
    result = models.JSONField(default=dict)
    report = models.JSONField(default=dict)

    objects = DrawingRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("drawing")
        verbose_name_plural = _("drawings")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="run_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(preset__in=Preset.values), name="run_preset_is_known"
            ),
            models.CheckConstraint(
                condition=Q(effort__gt=0, region_count__gte=1), name="run_can_be_drawn"
            ),
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(status__in=["QUEUED", "RUNNING"]),
                name="run_one_under_way_a_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"drawing {self.public_id}"
