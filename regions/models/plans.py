"""Region plans: a plan is a set of region versions, each a set of settlement units.

A region's identity outlives a plan: its postings, concerns and communities stay with
it when the next plan moves its borders.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.errors import WrongStateError
from groundwork.public_ids import new_public_id
from groundwork.workflows import Workflow
from regions.models.places import SettlementUnit


class PlanStatus(models.TextChoices):
    """Where a plan is in its life."""

    DRAFT = "DRAFT", _("draft")
    ADOPTED = "ADOPTED", _("adopted")
    SUPERSEDED = "SUPERSEDED", _("superseded")


PLAN_WORKFLOW: Final = Workflow(
    first=PlanStatus.DRAFT,
    steps={
        PlanStatus.DRAFT: frozenset({PlanStatus.ADOPTED}),
        PlanStatus.ADOPTED: frozenset({PlanStatus.SUPERSEDED, PlanStatus.DRAFT}),
        PlanStatus.SUPERSEDED: frozenset({PlanStatus.ADOPTED}),
    },
    conditions={
        (PlanStatus.ADOPTED, PlanStatus.DRAFT): "withdrawn before its day",
        (PlanStatus.SUPERSEDED, PlanStatus.ADOPTED): "the plan after it is withdrawn",
    },
)


_AFTER_ADOPTION: Final = frozenset({"status", "valid_to", "note"})
"""What may still change in a plan that is not a draft."""
_DRAWING: Final = frozenset(
    {"outline", "detail", "label_lat", "label_lon", "colour", "is_approximate"}
    | {"min_lon", "min_lat", "max_lon", "max_lat", "area_km2"}
)
"""How a version looks; it follows from its units and may be drawn anew."""


class PlanIsFixedError(WrongStateError):
    """The plan has been adopted; from then on it never changes."""

    def __init__(self) -> None:
        super().__init__(gettext("An adopted plan cannot be changed. Draw a new one."))


class RegionPlanQuerySet(models.QuerySet["RegionPlan"]):
    """Plans, by when they are in force."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete drafts.

        Raises:
            PlanIsFixedError: one of them is not a draft.
        """
        _require_none(self.exclude(status=PlanStatus.DRAFT))
        return super().delete()

    def update(self, **kwargs: Any) -> int:
        """Change drafts; in other plans only what ends them.

        Raises:
            PlanIsFixedError: one of them is not a draft.
        """
        if not kwargs.keys() <= _AFTER_ADOPTION:
            _require_none(self.exclude(status=PlanStatus.DRAFT))
        return super().update(**kwargs)

    def in_force(self, on: date) -> RegionPlanQuerySet:
        """Return the one plan that holds on a day (none before the first)."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            valid_from__lte=on,
        ).exclude(status=PlanStatus.DRAFT)

    def coming(self, on: date) -> RegionPlanQuerySet:
        """Return the plans that begin after a day, the next one first."""
        rows = self.filter(valid_from__gt=on).exclude(status=PlanStatus.DRAFT)
        lasting = rows.exclude(valid_to=F("valid_from"))
        return lasting.order_by("valid_from", "pk")

    def back_to_draft(self) -> int:
        """Make plans drafts again; whoever calls has seen that none has begun."""
        return super().update(
            status=PlanStatus.DRAFT,
            valid_from=None,
            valid_to=None,
            adopted_at=None,
            adopted_by=None,
        )


def _require_none(rows: models.QuerySet[Any]) -> None:
    if rows.exists():
        raise PlanIsFixedError


def _require_draft(plan_pk: Any) -> None:
    _require_none(
        RegionPlan.objects.filter(pk=plan_pk).exclude(status=PlanStatus.DRAFT)
    )


class RegionPlan(models.Model):
    """One way to divide all of Estonia; while adopted it never changes."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(
        _("state"), max_length=12, choices=PlanStatus, default=PlanStatus.DRAFT
    )
    seed = models.IntegerField(_("seed"), null=True)
    preset = models.CharField(_("preset"), max_length=20, blank=True)
    figures = models.JSONField(_("figures"), default=dict)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("drawn at"))
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(_("adopted at"), null=True)
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("in force from"), null=True)
    valid_to = models.DateField(_("in force until"), null=True)

    objects = RegionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("region plan")
        verbose_name_plural = _("region plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PlanStatus.values), name="plan_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.DRAFT, valid_from=None, adopted_at=None)
                | (
                    ~Q(status=PlanStatus.DRAFT)
                    & Q(valid_from__isnull=False, adopted_at__isnull=False)
                ),
                name="plan_adoption_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(status=PlanStatus.SUPERSEDED, valid_to__isnull=False)
                | (~Q(status=PlanStatus.SUPERSEDED) & Q(valid_to=None)),
                name="plan_superseded_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="plan_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status=PlanStatus.ADOPTED),
                name="plan_one_adopted",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is fixed.

        Raises:
            PlanIsFixedError: the plan is no draft and more than its end changes.
        """
        if not _names_only(kwargs.get("update_fields"), _AFTER_ADOPTION):
            _require_draft(self.pk)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft.

        Raises:
            PlanIsFixedError: it is not a draft.
        """
        _require_draft(self.pk)
        return super().delete(*args, **kwargs)


def _names_only(given: Iterable[str] | None, allowed: frozenset[str]) -> bool:
    return given is not None and frozenset(given) <= allowed


class PlanRowQuerySet(models.QuerySet[Any]):
    """Rows that are fixed from their plan's adoption on."""

    def update(self, **kwargs: Any) -> int:
        """Change rows of drafts; in other plans only how a version looks.

        Raises:
            PlanIsFixedError: one of the plans is not a draft.
        """
        if not kwargs.keys() <= _DRAWING:
            self._require_drafts()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows of drafts.

        Raises:
            PlanIsFixedError: one of the plans is not a draft.
        """
        self._require_drafts()
        return super().delete()

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Add rows to drafts.

        Raises:
            PlanIsFixedError: one of the plans is not a draft.
        """
        rows = list(objs)
        plans = RegionPlan.objects.filter(pk__in={row.plan_id for row in rows})
        _require_none(plans.exclude(status=PlanStatus.DRAFT))
        return super().bulk_create(rows, *args, **kwargs)

    def _require_drafts(self) -> None:
        _require_none(self.exclude(plan__status=PlanStatus.DRAFT))


class RegionVersionQuerySet(PlanRowQuerySet):
    """Versions, by when they are in force."""

    def in_force(self, on: date) -> RegionVersionQuerySet:
        """Return the versions that hold on a day."""
        return self.filter(plan__in=RegionPlan.objects.in_force(on))

    def for_page(self) -> RegionVersionQuerySet:
        """Return them with region, station and plan, without the heavy outlines."""
        return self.select_related("region__station__prefecture", "plan").defer(
            "outline", "detail"
        )


class RegionVersion(models.Model):
    """A region as one plan draws it.

    `outline` is GeoJSON in WGS 84, dissolved and smoothed for the map of the country;
    `detail` the same, finer, for the region's own map.
    """

    plan = models.ForeignKey(RegionPlan, models.CASCADE, related_name="versions")
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("number in the plan"))
    population = models.PositiveIntegerField(_("inhabitants"))
    area_km2 = models.FloatField(_("area, km²"))
    unit_count = models.PositiveIntegerField(_("settlement units"))
    outline = models.JSONField(_("outline"))
    detail = models.JSONField(_("fine outline"))
    label_lat = models.FloatField()
    label_lon = models.FloatField()
    min_lon = models.FloatField()
    min_lat = models.FloatField()
    max_lon = models.FloatField()
    max_lat = models.FloatField()
    colour = models.PositiveSmallIntegerField(_("colour class"))
    is_approximate = models.BooleanField(_("drawn from points"))

    objects = RegionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region version")
        verbose_name_plural = _("region versions")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "region"], name="version_once_a_plan"
            ),
            models.UniqueConstraint(
                fields=["plan", "number"], name="version_number_once_a_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of plan {self.plan_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is fixed.

        Raises:
            PlanIsFixedError: the plan is no draft and more than the drawing changes.
        """
        if not _names_only(kwargs.get("update_fields"), _DRAWING):
            _require_draft(self.plan_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a version of a draft.

        Raises:
            PlanIsFixedError: its plan is not a draft.
        """
        _require_draft(self.plan_id)
        return super().delete(*args, **kwargs)


class RegionUnit(models.Model):
    """A unit's place in a plan: in one version, once a plan."""

    plan = models.ForeignKey(RegionPlan, models.CASCADE, related_name="+")
    version = models.ForeignKey(
        RegionVersion, models.CASCADE, related_name="memberships"
    )
    unit = models.ForeignKey(SettlementUnit, models.PROTECT, related_name="memberships")

    objects = PlanRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit in a region")
        verbose_name_plural = _("units in regions")
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit"], name="unit_once_a_plan")
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is fixed.

        Raises:
            PlanIsFixedError: its plan is not a draft.
        """
        _require_draft(self.plan_id)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Take a unit out of a draft.

        Raises:
            PlanIsFixedError: its plan is not a draft.
        """
        _require_draft(self.plan_id)
        return super().delete(*args, **kwargs)
