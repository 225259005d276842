"""Regions: what one officer serves, whatever plan draws its borders."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from regions.models.officers import Station
from regions.models.plans import PlanStatus, RegionPlan, RegionVersion


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
