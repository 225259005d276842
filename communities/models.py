"""Communities, who speaks for them, and experts invited to one matter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.rules import Person
from groundwork.names import folded
from groundwork.public_ids import new_public_id
from groundwork.workdays import TALLINN
from regions.belonging import units_in
from regions.models import Region, SettlementUnit


class CommunityKind(models.TextChoices):
    """What holds a community together. Source: Good Practice, its first page."""

    VILLAGE = "VILLAGE", _("village community")
    URBAN = "URBAN", _("urban settlement")
    BUILDING = "BUILDING", _("apartment building")
    OTHER = "OTHER", _("other community")


class CommunityQuerySet(models.QuerySet["Community"]):
    """Communities, by who sees them, whose they are and where they lie."""

    def public(self, at: datetime) -> CommunityQuerySet:
        """Return the communities that exist at `at`; anybody may see them."""
        day = at.astimezone(TALLINN).date()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), founded_on__lte=day)

    def visible_to(self, person: Person, at: datetime) -> CommunityQuerySet:  # noqa: ARG002 -- the same on every model
        """Return the communities `person` may see: the public ones."""
        return self.public(at)

    def of(self, person: Person, on: date) -> CommunityQuerySet:
        """Return the communities that `person` speaks for on a day."""
        if not isinstance(person, User):
            return self.none()
        held = Spokesperson.objects.on(on).filter(user=person)
        return self.filter(pk__in=held.values("community"))

    def in_region(self, region: Region, on: date) -> CommunityQuerySet:
        """Return the communities whose home unit lies in one region on a day."""
        return self.in_regions(Region.objects.filter(pk=region.pk), on)

    def in_regions(
        self, regions: models.QuerySet[Region], on: date
    ) -> CommunityQuerySet:
        """Return the communities whose home unit lies in `regions` on a day."""
        return self.filter(unit__in=units_in(regions, on))

    def in_county(self, code: str) -> CommunityQuerySet:
        """Return those whose home unit lies in the county with this code."""
        return self.filter(unit__municipality__county__code=code)

    def named(self, query: str) -> CommunityQuerySet:
        """Return those whose name or place holds `query`, as people type it."""
        # What has neither letters nor digits folds to nothing, which every name holds.
        place = Q(unit__folded_name__contains=folded(query) or query)
        return self.filter(Q(name__icontains=query) | place)

    def for_list(self) -> CommunityQuerySet:
        """Return them with their place, by name."""
        return self.select_related("unit__municipality__county").order_by("name", "pk")

    def for_detail(self) -> CommunityQuerySet:
        """Return them with all that their page shows on top."""
        return self.select_related("unit__municipality__county")


class Community(models.Model):
    """People who live in one place and belong together. Its region follows its unit."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=CommunityKind)
    unit = models.ForeignKey(
        SettlementUnit,
        models.PROTECT,
        related_name="communities",
        verbose_name=_("settlement unit"),
    )
    address = models.CharField(_("address"), max_length=160, blank=True)
    adults = models.PositiveIntegerField(_("adults"), null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ESTONIAN
    )
    founded_on = models.DateField(_("in the register from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CommunityKind.values),
                name="community_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="community_language_is_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("founded_on")),
                name="community_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the path of its page."""
        return reverse("community-page", args=[self.public_id])


class SpokespersonQuerySet(models.QuerySet["Spokesperson"]):
    """Spokespersons, by when they speak."""

    def on(self, day: date) -> SpokespersonQuerySet:
        """Return those whose term holds on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)

    def public(self, at: datetime) -> SpokespersonQuerySet:
        """Return those who agreed to be named on the community's page."""
        return self.on(at.astimezone(TALLINN).date()).filter(is_public=True)

    def for_list(self) -> SpokespersonQuerySet:
        """Return them with their account, in the order in which to turn to them."""
        return self.select_related("user", "community").order_by(
            "community", "order", "pk"
        )


class Spokesperson(models.Model):
    """A person speaking for a community during a term (half-open days).

    There may be several. Source: Good Practice, its first page.
    """

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="spokespersons"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="spokesperson_terms")
    topics = models.CharField(_("topics"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order of contact"), default=1)
    is_public = models.BooleanField(_("agreed to be named in public"), default=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = SpokespersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("spokesperson")
        verbose_name_plural = _("spokespersons")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="spokesperson_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["community", "user"],
                condition=Q(ends_on=None),
                name="spokesperson_open_once_a_community",
            ),
        ]

    def __str__(self) -> str:
        return f"spokesperson {self.pk}"


ExpertT = TypeVar("ExpertT", bound="ExpertInvitation")


class ExpertInvitationQuerySet(models.QuerySet[ExpertT]):
    """Invitations, by when they hold; concrete tables say of what."""

    def in_force(self, at: datetime) -> Self:
        """Return those that are neither over nor withdrawn at `at`."""
        return self.filter(until__gt=at, withdrawn_at=None)


def last_day_before(until: datetime) -> date:
    """Return the last day, in Tallinn, that has a moment before `until`."""
    return (until - timedelta(microseconds=1)).astimezone(TALLINN).date()


class ExpertInvitation(models.Model):
    """A person with special knowledge let into one matter until a moment.

    Concerns and meetings own a concrete table each. Source: Good Practice, first page.
    """

    expert = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"))
    until = models.DateTimeField(_("until"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ExpertInvitationQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"expert invitation {self.pk}"

    @property
    def last_day(self) -> date:
        """Return the last day, in Tallinn, on which it holds at some hour."""
        return last_day_before(self.until)
