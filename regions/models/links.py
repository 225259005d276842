"""What joins settlement units that do not touch."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from regions.models.places import SettlementUnit
from regions.models.spans import ValidQuerySet, ends_after_it_starts


class LinkKind(models.TextChoices):
    """By what one gets across."""

    FERRY = "FERRY", _("ferry")
    BOAT = "BOAT", _("boat")
    BRIDGE = "BRIDGE", _("bridge")
    CAUSEWAY = "CAUSEWAY", _("causeway")
    ICE_ROAD = "ICE_ROAD", _("ice road")


class LinkSeason(models.TextChoices):
    """When in the year one gets across."""

    ALL_YEAR = "ALL_YEAR", _("all year")
    SUMMER = "SUMMER", _("summer only")
    WINTER = "WINTER", _("winter only")


class UnitLink(models.Model):
    """A ferry, bridge or causeway that joins two units which do not touch.

    `first` is the unit with the smaller key. A link that is removed ends on that day
    and stays as history.
    """

    first = models.ForeignKey(SettlementUnit, models.CASCADE, related_name="+")
    second = models.ForeignKey(SettlementUnit, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind)
    season = models.CharField(_("season"), max_length=20, choices=LinkSeason)
    reason = models.CharField(_("reason"), max_length=120)
    end_reason = models.CharField(_("reason of the end"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("link over water")
        verbose_name_plural = _("links over water")
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(valid_to=None),
                name="link_lives_once_a_pair",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="link_pair_is_ordered"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LinkKind.values), name="link_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(season__in=LinkSeason.values), name="link_season_is_known"
            ),
            ends_after_it_starts("link"),
        ]

    def __str__(self) -> str:
        return self.reason


def pair_of(
    one: SettlementUnit, other: SettlementUnit
) -> tuple[SettlementUnit, SettlementUnit]:
    """Return two units as links and borders keep them: the smaller key first."""
    return (one, other) if one.pk < other.pk else (other, one)
