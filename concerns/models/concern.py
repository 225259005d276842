"""The concern itself: what somebody tells the police, from received to done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.rules import Person
from communities.models import Community, Spokesperson
from groundwork.names import folded
from groundwork.public_ids import new_public_id
from groundwork.workdays import TALLINN
from groundwork.workflows import Workflow
from regions.belonging import units_in, version_of
from regions.models import (
    Leadership,
    Posting,
    Region,
    RegionVersion,
    SettlementUnit,
)
from regions.responsibility import regions_answered_by


class ConcernKind(models.TextChoices):
    """Five kinds, each with its own clock and privacy.

    Source: Good Practice, tips 5 and 9.
    """

    CONCERN = "CONCERN", _("concern")
    WISH = "WISH", _("wish")
    PROBLEM = "PROBLEM", _("problem")
    ACTIVITY = "ACTIVITY", _("activity")
    THREAT = "THREAT", _("threat")


class Status(models.TextChoices):
    """Seven words for where a concern is, the same for everybody."""

    RECEIVED = "RECEIVED", _("received")
    READ = "READ", _("read")
    IN_WORK = "IN_WORK", _("being worked on")
    WAITING = "WAITING", _("waiting for you")
    HANDED_OVER = "HANDED_OVER", _("handed over")
    DONE = "DONE", _("done")
    NOT_POSSIBLE = "NOT_POSSIBLE", _("not possible")


_ANSWERS: Final = {Status.WAITING, Status.HANDED_OVER, Status.DONE, Status.NOT_POSSIBLE}

WORKFLOW: Final = Workflow(
    first=Status.RECEIVED,
    steps={
        Status.RECEIVED: frozenset({Status.READ, Status.IN_WORK} | _ANSWERS),
        Status.READ: frozenset({Status.IN_WORK} | _ANSWERS),
        Status.IN_WORK: frozenset(_ANSWERS),
        Status.WAITING: frozenset({Status.IN_WORK} | _ANSWERS - {Status.WAITING}),
        Status.HANDED_OVER: frozenset(
            {Status.IN_WORK, Status.WAITING, Status.DONE, Status.NOT_POSSIBLE}
        ),
        Status.DONE: frozenset({Status.IN_WORK}),
        Status.NOT_POSSIBLE: frozenset({Status.IN_WORK}),
    },
)

CLOSED: Final = (Status.DONE, Status.NOT_POSSIBLE)


class AnswerBy(models.TextChoices):
    """How the sender wants to hear from us."""

    ACCOUNT = "ACCOUNT", _("in my account")
    EMAIL = "EMAIL", _("by e-mail")
    PHONE = "PHONE", _("by telephone")
    CODE = "CODE", _("I will look with the receipt code")


class Audience(models.TextChoices):
    """Who may read a text."""

    OFFICER = "OFFICER", _("the sender and the officer")
    SPOKESPERSONS = "SPOKESPERSONS", _("the community's spokespersons too")
    PUBLIC = "PUBLIC", _("everybody")


SHOWN: Final = (Audience.SPOKESPERSONS, Audience.PUBLIC)
"""Audiences that reach beyond the sender and the officer."""

MOST_WORDS: Final = 8
"""Words of a search beyond these are not looked at."""


class Entry(models.TextChoices):
    """By which door it came."""

    WEB = "WEB", _("on this site")
    PHONE = "PHONE", _("by telephone")
    DOORSTEP = "DOORSTEP", _("in person")


def _day(at: datetime) -> date:
    return at.astimezone(TALLINN).date()


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns, by who may see them, which, and in what shape."""

    def visible_to(
        self,
        person: Person,
        at: datetime,
        *,
        answered: models.QuerySet[Region] | None = None,
    ) -> ConcernQuerySet:
        """Return what `person` may open.

        Their own, those of the communities they speak for, those of their place that
        the senders showed to spokespersons, those of the regions they police, and those
        they are invited to as an expert. A threat is for its sender and the police.

        Args:
            person: whoever asks.
            at: when.
            answered: the regions they police, when the caller has asked already.
        """
        from concerns.models.story import ConcernExpert  # noqa: PLC0415 -- story needs Concern

        if not isinstance(person, User):
            return self.none()
        day = _day(at)
        if answered is None:
            answered = regions_answered_by(person, day)
        spoken_for = Community.objects.of(person, day)
        invited = ConcernExpert.objects.in_force(at).filter(expert=person)
        rows = Concern.objects.order_by().values("pk")
        open_to_others = rows.exclude(kind=ConcernKind.THREAT)
        # A union and not one OR: each part goes by an index of its own, so that it
        # costs as much as the person may see and not as much as there is.
        seen = rows.filter(sender=person).union(
            rows.filter(unit__in=units_in(answered, day)),
            open_to_others.filter(on_behalf_of__in=spoken_for),
            open_to_others.filter(
                unit__in=spoken_for.values("unit"), audience__in=SHOWN
            ),
            open_to_others.filter(pk__in=invited.values("concern_id")),
        )
        return self.filter(pk__in=seen)

    def with_standing(
        self,
        person: User,
        at: datetime,
        *,
        answered: models.QuerySet[Region] | None = None,
    ) -> ConcernQuerySet:
        """Mark each with how `person` stands to it, for `rules.standing_of`."""
        from concerns.models.story import ConcernExpert  # noqa: PLC0415 -- story needs Concern

        day = _day(at)
        if answered is None:
            answered = regions_answered_by(person, day)
        posted = Posting.objects.on(day).filter(officer__user=person)
        led = Leadership.objects.on(day).filter(officer__user=person)
        spoken_for = Community.objects.of(person, day)
        place = RegionVersion.objects.filter(pk=OuterRef("place_version"))
        return self.alias(place_version=version_of("unit", day)).annotate(
            by_police=Exists(place.filter(region__in=answered)),
            by_posted=Exists(place.filter(region__in=posted.values("region"))),
            by_station_head=Exists(
                place.filter(region__station__in=led.values("station"))
            ),
            by_prefecture_head=Exists(
                place.filter(region__station__prefecture__in=led.values("prefecture"))
            ),
            by_speaker=Exists(spoken_for.filter(pk=OuterRef("on_behalf_of"))),
            by_neighbour=Exists(spoken_for.filter(unit=OuterRef("unit"))),
            by_expert=Exists(
                ConcernExpert.objects.in_force(at).filter(
                    expert=person, concern=OuterRef("pk")
                )
            ),
        )

    def public(self, at: datetime) -> ConcernQuerySet:
        """Return what anybody may read: published, and never a threat."""
        return self.filter(audience=Audience.PUBLIC, published_at__lte=at).exclude(
            kind=ConcernKind.THREAT
        )

    def of(self, user: User) -> ConcernQuerySet:
        """Return what `user` sent."""
        return self.filter(sender=user)

    def in_regions(
        self, regions: models.QuerySet[Region], at: datetime
    ) -> ConcernQuerySet:
        """Return those whose place lies in `regions` at `at`."""
        return self.filter(unit__in=units_in(regions, _day(at)))

    def open(self) -> ConcernQuerySet:
        """Return those without an end yet."""
        return self.exclude(status__in=CLOSED)

    def late(self, at: datetime) -> ConcernQuerySet:
        """Return those whose promise has passed without an answer.

        None is late while we wait for its sender.
        """
        return (
            self.open()
            .exclude(status=Status.WAITING)
            .filter(first_reply_at=None, due_at__lt=at)
        )

    def clocked(self, at: datetime) -> ConcernQuerySet:
        """Mark each with whether its promise is late (`is_late`)."""
        return self.annotate(
            is_late=models.ExpressionWrapper(
                Q(first_reply_at=None, due_at__lt=at)
                & ~Q(status__in=[*CLOSED, Status.WAITING]),
                output_field=models.BooleanField(),
            )
        )

    def matching(self, words: str) -> ConcernQuerySet:
        """Return those in which every word stands: in the text, the place, the number.

        The text of threats is sealed and is never searched.
        """
        found = self
        for word in words.split()[:MOST_WORDS]:
            found = found.filter(
                # SQLite folds the case of plain Latin letters only.
                Q(text__icontains=word)
                | Q(text__contains=word.lower())
                | Q(text__contains=word.capitalize())
                | Q(place_words__icontains=word)
                | Q(unit__folded_name__contains=folded(word) or word)
                | Q(public_id=word.lower())
            )
        return found

    def for_list(self) -> ConcernQuerySet:
        """Return them as lists show them, the newest first."""
        return self.select_related("unit__municipality", "on_behalf_of").order_by(
            "-received_at", "-pk"
        )

    def owed_first(self) -> ConcernQuerySet:
        """Return those that wait for a first answer before the others, by promise."""
        answered = models.Case(models.When(first_reply_at=None, then=0), default=1)
        return self.by_promise().order_by(answered, "due_at", "pk")

    def by_promise(self) -> ConcernQuerySet:
        """Return them as the desk shows them: the oldest promise first."""
        return self.select_related("unit__municipality", "on_behalf_of").order_by(
            "due_at", "pk"
        )

    def for_detail(self) -> ConcernQuerySet:
        """Return them with all that their page shows on top."""
        return self.select_related(
            "unit__municipality__county", "on_behalf_of", "sender"
        )


class Concern(models.Model):
    """One matter told to the police. It changes only through `concerns.actions`.

    Which region and officer it belongs to follows from `unit`, never stored. The text
    of a threat is not here but sealed (`SealedText`).
    """

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    receipt_hash = models.CharField(max_length=64, unique=True, editable=False)
    form_key = models.CharField(max_length=32, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ConcernKind)
    status = models.CharField(
        _("state"), max_length=12, choices=Status, default=Status.RECEIVED
    )
    text = models.TextField(_("what it is about"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    audience = models.CharField(
        _("who may read it"),
        max_length=14,
        choices=Audience,
        default=Audience.OFFICER,
    )
    published_at = models.DateTimeField(_("published at"), null=True)
    unit = models.ForeignKey(
        SettlementUnit, models.PROTECT, related_name="+", verbose_name=_("place")
    )
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    place_words = models.CharField(_("where exactly"), max_length=200, blank=True)
    when_words = models.CharField(_("when and how often"), max_length=200, blank=True)

    sender = models.ForeignKey(User, models.PROTECT, null=True, related_name="concerns")
    sender_name = models.CharField(_("name"), max_length=120, blank=True)
    sender_email = models.EmailField(_("e-mail"), blank=True)
    sender_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    answer_by = models.CharField(_("how we answer"), max_length=10, choices=AnswerBy)
    on_behalf_of = models.ForeignKey(
        Community, models.PROTECT, null=True, related_name="concerns"
    )
    mandate = models.ForeignKey(
        Spokesperson, models.PROTECT, null=True, related_name="+"
    )
    entry = models.CharField(
        _("how it came"), max_length=10, choices=Entry, default=Entry.WEB
    )
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    received_at = models.DateTimeField(_("received at"))
    due_at = models.DateTimeField(_("answer promised by"))
    first_reply_at = models.DateTimeField(_("first answered at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    acts = models.PositiveIntegerField(default=0, editable=False)
    """How often it was changed: a form that saw fewer acts is out of date."""

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        indexes = [
            models.Index(fields=["unit", "status"], name="concern_by_place"),
            models.Index(fields=["status", "due_at"], name="concern_by_promise"),
            models.Index(fields=["-received_at", "-id"], name="concern_newest"),
            models.Index(
                fields=["-published_at"],
                condition=Q(audience=Audience.PUBLIC),
                name="concern_public",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ConcernKind.values), name="concern_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="concern_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="concern_language_is_known",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="concern_audience_is_known",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__in=AnswerBy.values),
                name="concern_answer_by_is_known",
            ),
            models.CheckConstraint(
                condition=Q(entry__in=Entry.values), name="concern_entry_is_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind=ConcernKind.THREAT, text="", published_at=None)
                    & ~Q(audience=Audience.PUBLIC)
                )
                | (~Q(kind=ConcernKind.THREAT) & ~Q(text="")),
                name="concern_threat_is_sealed_and_private",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_at=None)),
                name="concern_closed_at_goes_with_an_end",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None, mandate=None)
                | Q(on_behalf_of__isnull=False, mandate__isnull=False),
                name="concern_for_a_community_has_a_mandate",
            ),
            models.CheckConstraint(
                condition=Q(lat=None, lon=None)
                | Q(lat__isnull=False, lon__isnull=False),
                name="concern_point_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(answer_by=AnswerBy.ACCOUNT) | Q(sender__isnull=False),
                name="concern_answer_in_account_needs_one",
            ),
            models.CheckConstraint(
                condition=~Q(answer_by=AnswerBy.EMAIL) | ~Q(sender_email=""),
                name="concern_answer_by_email_needs_one",
            ),
            models.CheckConstraint(
                condition=~Q(answer_by=AnswerBy.PHONE) | ~Q(sender_phone=""),
                name="concern_answer_by_phone_needs_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the path of its page for those who are signed in."""
        return reverse("concerns:detail", args=[self.public_id])

    @property
    def promised_on(self) -> date:
        """Return the last day of the promise; `due_at` is the midnight that ends it."""
        return (self.due_at.astimezone(TALLINN) - timedelta(microseconds=1)).date()

    @property
    def is_answered(self) -> bool:
        """Test whether the promise is kept: somebody answered in earnest."""
        return self.first_reply_at is not None

    @property
    def is_paused(self) -> bool:
        """Test whether the clock stands still while we wait for the sender."""
        return self.status == Status.WAITING and self.first_reply_at is None

    @property
    def is_waiting(self) -> bool:
        """Test whether the sender is asked for something."""
        return self.status == Status.WAITING

    @property
    def is_open(self) -> bool:
        """Test whether it has no end yet."""
        return self.status not in CLOSED

    @property
    def is_threat(self) -> bool:
        """Test whether its text is sealed."""
        return self.kind == ConcernKind.THREAT
