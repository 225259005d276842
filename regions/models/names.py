"""What units and regions were called before; what they are called now is on them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.models.places import SettlementUnit
from regions.models.regions import Region, RegionPart, label_of
from regions.models.spans import ValidQuerySet, ends_after_it_starts


class UnitName(models.Model):
    """The name people used for a unit from a day to a day."""

    unit = models.ForeignKey(
        SettlementUnit,
        models.CASCADE,
        related_name="former_names",
        verbose_name=_("settlement unit"),
    )
    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"))

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name of a unit")
        verbose_name_plural = _("former names of units")
        constraints = [ends_after_it_starts("unit_name")]

    def __str__(self) -> str:
        return self.name


class RegionName(models.Model):
    """What a region was called from a day to a day."""

    region = models.ForeignKey(
        Region,
        models.CASCADE,
        related_name="former_names",
        verbose_name=_("region"),
    )
    name = models.CharField(_("name"), max_length=120)
    part = models.CharField(
        _("part"),
        max_length=2,
        choices=RegionPart,
        blank=True,
        default=RegionPart.WHOLE,
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"))

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name of a region")
        verbose_name_plural = _("former names of regions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(part__in=RegionPart.values),
                name="region_name_part_is_known",
            ),
            ends_after_it_starts("region_name"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the name, with the part of the town in the reader's language."""
        return label_of(self.name, RegionPart(self.part))
