"""What a settlement unit asks of the police beside its inhabitants."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from regions.models.places import SettlementUnit
from regions.models.spans import ValidQuerySet, ends_after_it_starts


class Measure(models.TextChoices):
    """What is counted of a unit. All but DRIVING can be added up over units."""

    LAW_AND_ORDER = "LAW_AND_ORDER", _("law-and-order load")
    INCIDENTS = "INCIDENTS", _("incidents a year")
    DRIVING = "DRIVING", _("driving minutes")
    LOCAL_LIFE = "LOCAL_LIFE", _("local life")


class Known(models.Model):
    """How a figure is known: whoever shows the figure shows this beside it."""

    source = models.CharField(_("source"), max_length=120)
    as_of = models.DateField(_("as of"))
    method = models.CharField(_("method"), max_length=120)
    is_invented = models.BooleanField(_("invented"), default=False)

    class Meta:
        abstract = True


class UnitLoad(Known):
    """One figure of one unit; the living one holds, those before are history.

    Units of `value`: LAW_AND_ORDER in points of its source, INCIDENTS a year, DRIVING
    in minutes from the base to the unit, LOCAL_LIFE in events and circles a year.
    """

    unit = models.ForeignKey(
        SettlementUnit,
        models.CASCADE,
        related_name="loads",
        verbose_name=_("settlement unit"),
    )
    measure = models.CharField(_("measure"), max_length=20, choices=Measure)
    value = models.FloatField(_("value"))
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("load of a unit")
        verbose_name_plural = _("loads of units")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "measure"],
                condition=Q(valid_to=None),
                name="load_lives_once_a_unit_and_measure",
            ),
            models.CheckConstraint(
                condition=Q(measure__in=Measure.values), name="load_measure_is_known"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0), name="load_is_not_negative"
            ),
            ends_after_it_starts("load"),
        ]

    def __str__(self) -> str:
        return f"load {self.pk}"


class DrivingTime(Known):
    """Minutes by road from one unit to another.

    A pair that is given one way only counts both ways.
    """

    # The unique pair below serves look-ups by origin as well.
    origin = models.ForeignKey(
        SettlementUnit,
        models.CASCADE,
        related_name="+",
        db_index=False,
        verbose_name=_("from where"),
    )
    target = models.ForeignKey(
        SettlementUnit,
        models.CASCADE,
        related_name="+",
        verbose_name=_("to where"),
    )
    minutes = models.FloatField(_("driving time, minutes"))

    class Meta:
        verbose_name = _("driving time")
        verbose_name_plural = _("driving times")
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "target"], name="driving_time_once_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=0), name="driving_time_is_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(origin=F("target")), name="driving_time_goes_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"driving time {self.pk}"
