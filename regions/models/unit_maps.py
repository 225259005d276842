"""The polygons of a day's units, drawn together for maps that people edit on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitMap(models.Model):
    """The borders of all units of a division, as `geometry.topology.packed` tells them.

    `digest` stands for the units in the order of their codes: every day with the same
    units has the same map. A row without `made_at` was asked for and is not drawn yet.
    """

    digest = models.CharField(max_length=32, unique=True)
    on = models.DateField(_("units as of"))
    asked_at = models.DateTimeField(_("asked for at"))
    made_at = models.DateTimeField(_("drawn at"), null=True)
    topology = models.TextField(blank=True)

    class Meta:
        verbose_name = _("map of the units")
        verbose_name_plural = _("maps of the units")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at=None, topology="")
                | (models.Q(made_at__isnull=False) & ~models.Q(topology="")),
                name="unit_map_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"map {self.pk}"
