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
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from groundwork.errors import WrongStateError
from groundwork.public_ids import new_public_id
from groundwork.workflows import Workflow
from regions.models.officers import Station
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
        PlanStatus.ADOPTED: frozenset({PlanStatus.SUPERSEDED}),
        PlanStatus.SUPERSEDED: frozenset(),
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


def _require_none(rows: models.QuerySet[Any]) -> None:
    if rows.exists():
        raise PlanIsFixedError


def _require_draft(plan_pk: Any) -> None:
    _require_none(
        RegionPlan.objects.filter(pk=plan_pk).exclude(status=PlanStatus.DRAFT)
    )


class RegionPlan(models.Model):
    """One way to divide all of Estonia; from its adoption on it never changes."""

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


class RegionPart(models.TextChoices):
    """Which part of a town a region is, when several regions share its name."""

    WHOLE = "", ""
    CENTRE = "C", _("centre")
    NORTH = "N", _("north")
    NORTH_EAST = "NE", _("north-east")
    EAST = "E", _("east")
    SOUTH_EAST = "SE", _("south-east")
    SOUTH = "S", _("south")
    SOUTH_WEST = "SW", _("south-west")
    WEST = "W", _("west")
    NORTH_WEST = "NW", _("north-west")


def label_of(name: str, part: RegionPart) -> str:
    """Return a region's name, with the part of the town in the reader's language."""
    if not part:
        return name
    return gettext("%(place)s, %(part)s") % {"place": name, "part": part.label}


class RegionQuerySet(models.QuerySet["Region"]):
    """Regions, by whether they are on the map."""

    def public(self, on: date) -> RegionQuerySet:
        """Return the regions of the plan in force on a day; anybody may see them."""
        current = RegionVersion.objects.in_force(on).values("region")
        return self.filter(pk__in=current)

    def for_list(self) -> RegionQuerySet:
        """Return them with station and prefecture, by name."""
        return self.select_related("station__prefecture").order_by("name", "part", "pk")


class Region(models.Model):
    """What one officer serves. Its borders are in its versions."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    part = models.CharField(
        _("part"),
        max_length=2,
        choices=RegionPart,
        blank=True,
        default=RegionPart.WHOLE,
    )
    station = models.ForeignKey(Station, models.PROTECT, related_name="regions")
    welcome_et = models.TextField(_("introduction in Estonian"), blank=True)
    welcome_en = models.TextField(_("introduction in English"), blank=True)
    welcome_ru = models.TextField(_("introduction in Russian"), blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.CheckConstraint(
                condition=Q(part__in=RegionPart.values), name="region_part_is_known"
            ),
            models.UniqueConstraint(
                fields=["name", "part"], name="region_name_and_part_are_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Return the path of its page."""
        return reverse("region-page", args=[self.slug])

    @property
    def welcome(self) -> tuple[str, str]:
        """Return the introduction and its language: the reader's, else one there is."""
        wanted = get_language() or Language.ESTONIAN
        tags = sorted(Language.values, key=lambda tag: tag != wanted)
        texts = ((getattr(self, f"welcome_{tag}"), tag) for tag in tags)
        return next((text for text in texts if text[0]), ("", wanted))

    @cached_property
    def valid_from(self) -> date | None:
        """Return the first day it was on a map; None when it never was."""
        return self._span[0]

    @cached_property
    def valid_to(self) -> date | None:
        """Return the day it left the last map; None while nothing ends it.

        A region may have been off the map in between: `days_on_map` tells.
        """
        return self._span[1]

    @property
    def _span(self) -> tuple[date | None, date | None]:
        spans = self.days_on_map()
        return (spans[0][0], spans[-1][1]) if spans else (None, None)

    def days_on_map(self) -> list[tuple[date, date | None]]:
        """Return the half-open spans of days on which a plan in force had it.

        Derived from the plans, earliest first; plans that follow each other without a
        day between are one span, a plan that was in force for no day is none.
        """
        plans = RegionPlan.objects.filter(versions__region=self)
        rows = plans.exclude(status=PlanStatus.DRAFT).order_by("valid_from", "pk")
        found: list[tuple[date, date | None]] = []
        for start, end in rows.values_list("valid_from", "valid_to"):
            if start is None or start == end:
                continue
            follows = bool(found) and found[-1][1] == start
            found.append((found.pop()[0] if follows else start, end))
        return found

    def label_on(self, day: date) -> str:
        """Return what it was called on a day, as `label` does."""
        former = self.former_names.on(day).first()
        return former.label if former else self.label

    @property
    def label(self) -> str:
        """Return its name, with the part of the town in the reader's language."""
        return label_of(self.name, RegionPart(self.part))


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
    region = models.ForeignKey(Region, models.PROTECT, related_name="versions")
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
