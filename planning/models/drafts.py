"""What a region plan holds while planners work on it.

A plan (`regions.RegionPlan`) is what is adopted; its draft is the workshop's side of
it: which unit goes to which region, every change since the beginning, and what is
locked. Units are named by their codes, regions by their numbers in the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Person, is_planner
from regions.models import PlanStatus, Region, RegionPart, RegionPlan

Assignment = Mapping[str, int]
"""The region number of each unit by its code; a unit that is missing is a gap."""

MOST_REGIONS: Final = 5_000
"""Of one plan; far above what any country here needs."""


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts, by who may see them."""

    def visible_to(self, person: Person, at: datetime) -> DraftQuerySet:
        """Return every draft for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()

    def for_list(self) -> DraftQuerySet:
        """Return them with their plans, without what they hold; newest first."""
        return (
            self.select_related("plan__created_by", "plan__adopted_by", "changed_by")
            .defer("assignment")
            .order_by("-changed_at", "-pk")
        )

    def for_detail(self) -> DraftQuerySet:
        """Return them with their plans."""
        return self.select_related("plan__created_by", "changed_by")


class Draft(models.Model):
    """The workshop's side of a plan; after adoption it stays as its history.

    `assignment` is `{unit code: region number}`, regions are numbered from 1 to
    `region_count`. `revision` is the number of the last edit: whoever sends a change
    says which revision they saw. `prepared_revision` is the one whose regions have
    outlines and can be adopted.
    """

    plan = models.OneToOneField(
        RegionPlan, models.CASCADE, related_name="draft", primary_key=True
    )
    units_on = models.DateField(_("units as of"))
    assignment = models.JSONField(default=dict)
    region_count = models.PositiveSmallIntegerField(_("number of regions"))
    revision = models.PositiveIntegerField(default=0)
    prepared_revision = models.PositiveIntegerField(null=True)
    weights = models.JSONField(_("weights of the workload"), default=dict)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    copied_from = models.ForeignKey(
        RegionPlan, models.SET_NULL, null=True, related_name="+"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of a plan")
        verbose_name_plural = _("drafts of plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(region_count__gte=1, region_count__lte=MOST_REGIONS),
                name="draft_region_count_in_range",
            )
        ]

    def __str__(self) -> str:
        return f"draft of plan {self.plan_id}"

    def get_absolute_url(self) -> str:
        """Return the path of the plan's page in the workshop."""
        return reverse("planning:plan", args=[self.plan.public_id])

    @property
    def is_open(self) -> bool:
        """Test whether the plan may still be changed."""
        return self.plan.status == PlanStatus.DRAFT


class DraftRegion(models.Model):
    """One region of a draft; `region` is the one on the map that it goes on as."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="regions")
    number = models.PositiveSmallIntegerField(_("number in the plan"))
    region = models.ForeignKey(Region, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    part = models.CharField(
        _("part"), max_length=2, choices=RegionPart, blank=True, default=""
    )
    base_unit = models.CharField(_("officer's base"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("region of a draft")
        verbose_name_plural = _("regions of drafts")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"], name="draft_region_number_once"
            ),
            models.UniqueConstraint(
                fields=["draft", "region"],
                condition=~Q(region=None),
                name="draft_region_goes_on_once",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_REGIONS),
                name="draft_region_number_in_range",
            ),
            models.CheckConstraint(
                condition=Q(part__in=RegionPart.values),
                name="draft_region_part_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"region {self.number} of draft {self.draft_id}"

    @property
    def label(self) -> str:
        """Return its name, with the part of the town in the reader's language."""
        return labelled(self.name, self.get_part_display() if self.part else "")


def labelled(name: str, part: str) -> str:
    """Return a region's name with the part of the town, if there is one."""
    if not part:
        return name
    return gettext("%(place)s, %(part)s") % {"place": name, "part": part}


class EditKind(models.TextChoices):
    """What a change of a draft was."""

    MOVE = "MOVE", _("moved units")
    MUNICIPALITY = "MUNICIPALITY", _("moved a municipality")
    ATTACH = "ATTACH", _("attached a loose piece")
    DRAW = "DRAW", _("took over a drawing")
    RESTORE = "RESTORE", _("restored a version")
    IMPORT = "IMPORT", _("imported a file")
    REGIONS = "REGIONS", _("changed the list of regions")
    UNDO = "UNDO", _("undid a step")
    REDO = "REDO", _("did a step again")


class EditQuerySet(models.QuerySet["Edit"]):
    """Edits, by what may be undone and done again."""

    def done(self) -> EditQuerySet:
        """Return the steps that stand, the last one first."""
        return self._steps().filter(is_undone=False).order_by("-number")

    def undone(self) -> EditQuerySet:
        """Return the steps that may be done again, the next one first."""
        return self._steps().filter(is_undone=True, is_dropped=False).order_by("number")

    def since(self, revision: int) -> EditQuerySet:
        """Return what happened after a revision, in order."""
        return self.filter(number__gt=revision).order_by("number")

    def _steps(self) -> EditQuerySet:
        return self.exclude(kind__in=[EditKind.UNDO, EditKind.REDO])


class Edit(models.Model):
    """One line of a draft's journal: which units went from where to where.

    `moves` is `[[unit code, from, to], …]`; region 0 means none. `regions_before` and
    `regions_after` are the lists of regions (as in a version) when a step changed the
    list. Undoing a step adds a line of its own, so that the journal always tells what
    the draft looked like.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=EditKind)
    moves = models.JSONField(default=list)
    regions_before = models.JSONField(null=True)
    regions_after = models.JSONField(null=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    step = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    is_undone = models.BooleanField(default=False)
    is_dropped = models.BooleanField(default=False)

    objects = EditQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a draft")
        verbose_name_plural = _("changes of drafts")
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="edit_numbered"),
            models.CheckConstraint(
                condition=Q(kind__in=EditKind.values), name="edit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["UNDO", "REDO"], step__isnull=False)
                | (~Q(kind__in=["UNDO", "REDO"]) & Q(step=None)),
                name="edit_undo_names_its_step",
            ),
            models.CheckConstraint(
                condition=Q(is_dropped=False) | Q(is_undone=True),
                name="edit_dropped_only_when_undone",
            ),
        ]

    def __str__(self) -> str:
        return f"edit {self.number} of draft {self.draft_id}"


class DraftVersionQuerySet(models.QuerySet["DraftVersion"]):
    """Versions, by who may see them."""

    def visible_to(self, person: Person, at: datetime) -> DraftVersionQuerySet:
        """Return every version for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()

    def for_list(self) -> DraftVersionQuerySet:
        """Return them without what they hold, newest first."""
        return (
            self.select_related("made_by")
            .defer("assignment", "regions")
            .order_by("-number")
        )


class DraftVersion(models.Model):
    """A draft as somebody kept it, to come back to; it never changes.

    `units_on` is the day whose units it divides, `regions` is
    `[{number, region, name, part, base_unit}, …]`.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    reason = models.CharField(_("reason"), max_length=200)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField()
    units_on = models.DateField(_("units as of"))
    assignment = models.JSONField(default=dict)
    regions = models.JSONField(default=list)
    figures = models.JSONField(_("figures"), default=dict)

    objects = DraftVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a draft")
        verbose_name_plural = _("versions of drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number"], name="draft_version_numbered"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number} of draft {self.draft_id}"


class LockKind(models.TextChoices):
    """What is locked."""

    REGION = "REGION", _("region")
    UNIT = "UNIT", _("settlement unit")
    BORDER = "BORDER", _("border between two regions")


class LockQuerySet(models.QuerySet["Lock"]):
    """Locks, by whether they hold."""

    def holding(self) -> LockQuerySet:
        """Return those that were not lifted."""
        return self.filter(lifted_at=None).order_by("pk")


class Lock(models.Model):
    """Something that no change of the draft may touch until the lock is lifted.

    A locked region keeps its units and gets no others; a locked unit stays in its
    region; at a locked border the units on both sides stay where they are.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="locks")
    kind = models.CharField(_("kind"), max_length=8, choices=LockKind)
    region = models.PositiveSmallIntegerField(_("region"), null=True)
    other_region = models.PositiveSmallIntegerField(_("other region"), null=True)
    unit = models.CharField(_("settlement unit"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("locked at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = LockQuerySet.as_manager()

    class Meta:
        verbose_name = _("lock")
        verbose_name_plural = _("locks")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind=LockKind.REGION,
                    region__isnull=False,
                    other_region=None,
                    unit="",
                )
                | (Q(kind=LockKind.UNIT, region=None, other_region=None) & ~Q(unit=""))
                | Q(kind=LockKind.BORDER, region__lt=F("other_region"), unit=""),
                name="lock_names_what_it_locks",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("made_at")),
                name="lock_lifted_after_it_was_made",
            ),
            models.UniqueConstraint(
                fields=["draft", "region"],
                condition=Q(kind=LockKind.REGION, lifted_at=None),
                name="lock_region_once",
            ),
            models.UniqueConstraint(
                fields=["draft", "unit"],
                condition=Q(kind=LockKind.UNIT, lifted_at=None),
                name="lock_unit_once",
            ),
            models.UniqueConstraint(
                fields=["draft", "region", "other_region"],
                condition=Q(kind=LockKind.BORDER, lifted_at=None),
                name="lock_border_once",
            ),
        ]

    def __str__(self) -> str:
        return f"lock {self.pk}"
