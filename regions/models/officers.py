"""Stations, the officers who work in them, and who serves which region when.

All spans are half-open days: `starts_on` belongs to the span, `ends_on` does not.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import Language, User
from groundwork.public_ids import new_public_id
from regions.models.places import Prefecture


class Station(models.Model):
    """A police station: where officers of several regions work, under one head."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    prefecture = models.ForeignKey(Prefecture, models.PROTECT, related_name="stations")
    address = models.CharField(_("address"), max_length=160, blank=True)
    phone = PhoneNumberField(_("telephone"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        constraints = [
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False),
                name="station_position_is_whole",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Rank(models.TextChoices):
    """Ranks of regional officers and heads. Source: Police and Border Guard Act."""

    CONSTABLE = "CONSTABLE", _("constable")
    SENIOR_CONSTABLE = "SENIOR_CONSTABLE", _("senior constable")
    INSPECTOR = "INSPECTOR", _("inspector")
    SENIOR_INSPECTOR = "SENIOR_INSPECTOR", _("senior inspector")
    CHIEF_INSPECTOR = "CHIEF_INSPECTOR", _("chief inspector")
    COMMISSIONER = "COMMISSIONER", _("commissioner")
    CHIEF_COMMISSIONER = "CHIEF_COMMISSIONER", _("chief commissioner")


class OfficerQuerySet(models.QuerySet["Officer"]):
    """Officers, by what a page needs."""

    def in_service(self) -> OfficerQuerySet:
        """Return those whose account may sign in."""
        return self.filter(user__is_active=True)

    def for_list(self) -> OfficerQuerySet:
        """Return them with account and station, by name."""
        return self.select_related("user", "station").order_by("user__full_name", "pk")


class Officer(models.Model):
    """A police officer's service data, all of it public. The person is the account."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    user = models.OneToOneField(User, models.PROTECT, related_name="officer")
    station = models.ForeignKey(Station, models.PROTECT, related_name="officers")
    rank = models.CharField(_("rank"), max_length=20, choices=Rank)
    languages = models.JSONField(_("languages spoken"), default=list)
    phone = PhoneNumberField(_("service telephone"))
    email = models.EmailField(_("service e-mail"))
    photo = models.ImageField(_("photo"), upload_to="officers", blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            models.CheckConstraint(
                condition=Q(rank__in=Rank.values), name="officer_rank_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"officer {self.public_id}"

    @property
    def name(self) -> str:
        """Return the officer's name; an officer's name is public."""
        return self.user.full_name

    @property
    def language_names(self) -> list[str]:
        """Return the languages the officer speaks, named in the reader's language."""
        return [str(Language(tag).label) for tag in self.languages]


class SpanQuerySet(models.QuerySet[Any]):
    """Rows with a half-open span of days."""

    def on(self, day: date) -> SpanQuerySet:
        """Return those that hold on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Posting(models.Model):
    """An officer serving a region, from a day to a day.

    One region has one officer at a time and one officer one region: the database
    refuses overlaps (see the app's migrations).
    """

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="postings")
    region = models.ForeignKey(
        "regions.Region", models.PROTECT, related_name="postings"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    end_reason = models.CharField(_("reason of the end"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("entered at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="posting_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(ends_on=None),
                name="posting_open_once_a_region",
            ),
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(ends_on=None),
                name="posting_open_once_an_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"posting {self.pk}"


class AbsenceReason(models.TextChoices):
    """Why an officer is away; the public sees only until when."""

    LEAVE = "LEAVE", _("leave")
    ILLNESS = "ILLNESS", _("illness")
    TRAINING = "TRAINING", _("training")
    OTHER = "OTHER", _("other")


class Absence(models.Model):
    """Days on which a deputy stands in for an officer."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(
        Officer, models.PROTECT, related_name="stand_ins", null=True, blank=True
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("back on"))
    reason = models.CharField(_("reason"), max_length=10, choices=AbsenceReason)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="absence_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=AbsenceReason.values),
                name="absence_reason_is_known",
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("officer")),
                name="absence_deputy_is_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"


class Leadership(models.Model):
    """An officer leading a station or a prefecture, from a day to a day."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="leaderships")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="leaderships"
    )
    prefecture = models.ForeignKey(
        Prefecture, models.PROTECT, null=True, blank=True, related_name="leaderships"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("leadership")
        verbose_name_plural = _("leaderships")
        constraints = [
            models.CheckConstraint(
                condition=Q(station=None) ^ Q(prefecture=None),
                name="leadership_of_a_station_or_a_prefecture",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="leadership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=Q(ends_on=None, station__isnull=False),
                name="leadership_open_once_a_station",
            ),
            models.UniqueConstraint(
                fields=["prefecture"],
                condition=Q(ends_on=None, prefecture__isnull=False),
                name="leadership_open_once_a_prefecture",
            ),
        ]

    def __str__(self) -> str:
        return f"leadership {self.pk}"
