"""Where people live, by the official division of Estonia (EHAK).

Names stay as they are in every language.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groundwork.names import folded
from regions.models.spans import ends_after_it_starts


class Prefecture(models.Model):
    """One of the four police prefectures."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)

    class Meta:
        verbose_name = _("prefecture")
        verbose_name_plural = _("prefectures")

    def __str__(self) -> str:
        return self.name


class County(models.Model):
    """One of the fifteen counties; each lies in one prefecture."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=60)
    prefecture = models.ForeignKey(Prefecture, models.PROTECT, related_name="counties")

    class Meta:
        verbose_name = _("county")
        verbose_name_plural = _("counties")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """One of the 79 cities and rural municipalities."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=60)
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities")

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.name


class CommutingCentre(models.Model):
    """A town that the people of many units travel to for work. There are 21."""

    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("commuting centre")
        verbose_name_plural = _("commuting centres")

    def __str__(self) -> str:
        return self.name


class UnitType(models.TextChoices):
    """Kinds of settlement unit, by the words the gazetteer uses."""

    VILLAGE = "VILLAGE", _("village")
    SMALL_TOWN = "SMALL_TOWN", _("small town")
    TOWN = "TOWN", _("town")
    CITY = "CITY", _("city")
    QUARTER = "QUARTER", _("city quarter")
    PART = "PART", _("part of a larger unit")


class SettlementUnitQuerySet(models.QuerySet["SettlementUnit"]):
    """Settlement units, by when they exist and what a page needs."""

    def existing(self, on: date) -> SettlementUnitQuerySet:
        """Return the units of the division as it stands on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def for_list(self) -> SettlementUnitQuerySet:
        """Return them with municipality and county, by name."""
        return self.select_related("municipality__county").order_by(
            "public_name", "municipality__name", "pk"
        )


class SettlementUnit(models.Model):
    """The smallest piece a region is made of; figures carry how they are known.

    `name` may hold a made-up number (type PART); people see `public_name`.
    `successor` is, of a unit that ended, the one in which its place lies now;
    `predecessor`, of a younger one, that in which its place lay before. A plan that
    knows only these two tells the region through them.
    """

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    public_name = models.CharField(_("name people use"), max_length=80)
    folded_name = models.CharField(max_length=80, editable=False, db_index=True)
    type = models.CharField(_("type"), max_length=12, choices=UnitType)
    parent = models.CharField(
        _("quarter or city it is part of"), max_length=80, blank=True
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="units")
    commuting_centre = models.ForeignKey(
        CommutingCentre, models.PROTECT, null=True, blank=True, related_name="units"
    )
    population = models.PositiveIntegerField(_("inhabitants"))
    population_method = models.CharField(
        _("how the figure is known"), max_length=60, blank=True
    )
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    area_km2 = models.FloatField(_("area, km²"))
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit of its place after it"),
    )
    predecessor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("unit of its place before it"),
    )

    objects = SettlementUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement unit")
        verbose_name_plural = _("settlement units")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="unit_code_lives_once"
            ),
            models.CheckConstraint(
                condition=Q(type__in=UnitType.values), name="unit_type_is_known"
            ),
            ends_after_it_starts("unit"),
        ]
        indexes = [models.Index(fields=["code"], name="unit_by_code")]

    def __str__(self) -> str:
        return self.public_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step with the public one."""
        self.fold()
        super().save(*args, **kwargs)

    def name_on(self, day: date) -> str:
        """Return the name people used on a day."""
        former = self.former_names.on(day).first()
        return former.name if former else self.public_name

    def fold(self) -> None:
        """Set the form in which the name is compared; for bulk writes."""
        self.folded_name = folded(self.public_name)


class UnitShape(models.Model):
    """The polygon of a unit: GeoJSON geometry in WGS 84, with its bounding box.

    `perimeter_m` is the length of all its rings in EPSG:3301. A region's perimeter is
    the sum of its units' less twice the borders inside it, and needs no polygon.
    """

    unit = models.OneToOneField(
        SettlementUnit, models.CASCADE, related_name="shape", primary_key=True
    )
    geometry = models.JSONField(_("polygon"))
    min_lon = models.FloatField(db_index=True)
    min_lat = models.FloatField(db_index=True)
    max_lon = models.FloatField(db_index=True)
    max_lat = models.FloatField(db_index=True)
    perimeter_m = models.FloatField(_("length of its border, m"))
    is_approximate = models.BooleanField(_("drawn from points"))
    source = models.CharField(_("source"), max_length=120)

    class Meta:
        verbose_name = _("unit's polygon")
        verbose_name_plural = _("units' polygons")
        constraints = [
            models.CheckConstraint(
                condition=Q(perimeter_m__gt=0), name="shape_has_a_border"
            )
        ]

    def __str__(self) -> str:
        return f"shape {self.pk}"


class UnitBorder(models.Model):
    """Two units that touch, `first` being the one with the smaller key."""

    first = models.ForeignKey(SettlementUnit, models.CASCADE, related_name="+")
    second = models.ForeignKey(SettlementUnit, models.CASCADE, related_name="+")
    length_m = models.FloatField(_("shared border, m"))

    class Meta:
        verbose_name = _("border between units")
        verbose_name_plural = _("borders between units")
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="border_once_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="border_pair_is_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"border {self.pk}"
