"""Files of plans: what is prepared to be taken away, and what was brought."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import Person, is_planner
from groundwork.public_ids import new_public_id
from planning.models.drafts import Draft

KEPT: Final = timedelta(days=1)
"""How long a prepared file and an import that nobody confirmed are kept."""


class FileFormat(models.TextChoices):
    """The formats in which plans go out; the regions' outlines only go out."""

    CSV = "csv", "CSV"
    GEOJSON = "geojson", "GeoJSON"
    REGIONS = "regions", _("GeoJSON of the regions")
    GEOPACKAGE = "gpkg", "GeoPackage"
    TOPOJSON = "topojson", "TopoJSON"


class PreparedFileQuerySet(models.QuerySet["PreparedFile"]):
    """Prepared files, by who may take them."""

    def visible_to(self, person: Person, at: datetime) -> PreparedFileQuerySet:
        """Return those of the last day for planners, none for anybody else."""
        if not is_planner(person, at=at):
            return self.none()
        return self.filter(asked_at__gt=at - KEPT).order_by("-pk")


class PreparedFile(models.Model):
    """A plan as a file that takes the worker some seconds to make."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    format = models.CharField(_("format"), max_length=8, choices=FileFormat)
    revision = models.PositiveIntegerField()
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"), null=True)
    problem = models.TextField(_("what went wrong"), blank=True)
    file = models.FileField(_("file"), upload_to="plans", blank=True)

    objects = PreparedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared file")
        verbose_name_plural = _("prepared files")
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=FileFormat.values), name="file_format_is_known"
            ),
            models.UniqueConstraint(
                fields=["draft", "format", "revision"],
                condition=Q(made_at=None),
                name="file_made_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.public_id}"


class PlanImportQuerySet(models.QuerySet["PlanImport"]):
    """Imports, by who may see them."""

    def visible_to(self, person: Person, at: datetime) -> PlanImportQuerySet:
        """Return those of the last day for planners, none for anybody else."""
        if not is_planner(person, at=at):
            return self.none()
        return self.filter(made_at__gt=at - KEPT)


class PlanImport(models.Model):
    """A file that was read and waits for the planner's yes; nothing is changed yet.

    `assignment` is `{unit code: region number}`, `names` `{number: name}`, `report`
    what `planning.incoming` found.
    """

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="imports")
    file_name = models.CharField(_("file"), max_length=120)
    revision = models.PositiveIntegerField()
    region_count = models.PositiveSmallIntegerField(_("number of regions"))
    assignment = models.JSONField(default=dict)
    names = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(_("taken over"), null=True)

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a plan")
        verbose_name_plural = _("imports of plans")

    def __str__(self) -> str:
        return f"import {self.public_id}"
