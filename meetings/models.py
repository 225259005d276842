"""Meetings between communities and the officers of their regions."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.rules import Person
from communities.models import (
    Community,
    ExpertInvitation,
    ExpertInvitationQuerySet,
    Spokesperson,
)
from groundwork.public_ids import new_public_id
from groundwork.workdays import TALLINN
from groundwork.workflows import Workflow
from regions.models import Region
from regions.responsibility import regions_answered_by


class MeetingKind(models.TextChoices):
    """Three kinds of meeting. Source: Good Practice, tip 1."""

    ROUND_TABLE = "ROUND_TABLE", _("round table")
    MEETING = "MEETING", _("meeting")
    SEMINAR = "SEMINAR", _("information seminar")


class Status(models.TextChoices):
    """Where a meeting is in its life."""

    PROPOSED = "PROPOSED", _("proposed")
    POLLING = "POLLING", _("finding a time")
    CONFIRMED = "CONFIRMED", _("confirmed")
    MOVED = "MOVED", _("moved")
    HELD = "HELD", _("held")
    MINUTED = "MINUTED", _("minuted")
    DECLINED = "DECLINED", _("declined")
    CANCELLED = "CANCELLED", _("cancelled")


WORKFLOW: Final = Workflow(
    first=Status.PROPOSED,
    steps={
        Status.PROPOSED: frozenset(
            {Status.POLLING, Status.CONFIRMED, Status.DECLINED, Status.CANCELLED}
        ),
        Status.POLLING: frozenset(
            {Status.CONFIRMED, Status.DECLINED, Status.CANCELLED}
        ),
        Status.CONFIRMED: frozenset({Status.MOVED, Status.HELD, Status.CANCELLED}),
        Status.MOVED: frozenset({Status.MOVED, Status.HELD, Status.CANCELLED}),
        Status.HELD: frozenset({Status.MINUTED}),
        Status.MINUTED: frozenset(),
        Status.DECLINED: frozenset(),
        Status.CANCELLED: frozenset(),
    },
)

TAKES_PLACE: Final = (Status.CONFIRMED, Status.MOVED)
"""The states in which people should come."""


class Side(models.TextChoices):
    """The two sides of a meeting request."""

    COMMUNITY = "COMMUNITY", _("community")
    POLICE = "POLICE", _("police")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, by who may see them, which, and in what shape."""

    def visible_to(self, person: Person, at: datetime) -> MeetingQuerySet:
        """Return what `person` may open: what concerns them, and the public ones."""
        if not isinstance(person, User):
            return self.public(at)
        public = Q(pk__in=Meeting.objects.public(at).values("pk"))
        return self.filter(_Ties(person, at).any | public)

    def visible_with_ties(self, person: Person, at: datetime) -> MeetingQuerySet:
        """Return what `person` may open, each with how it concerns them.

        `tie_community` and `tie_police` tell for which side they speak, `tie_guest`
        that they asked for it or are invited. One query instead of one a question.
        """
        if not isinstance(person, User):
            never = models.Value(value=False)
            return self.public(at).annotate(
                tie_community=never, tie_police=never, tie_guest=never
            )
        ties = _Ties(person, at)
        public = Q(pk__in=Meeting.objects.public(at).values("pk"))
        return self.annotate(
            tie_community=models.ExpressionWrapper(
                ties.community, models.BooleanField()
            ),
            tie_police=models.ExpressionWrapper(ties.police, models.BooleanField()),
            tie_guest=models.ExpressionWrapper(ties.guest, models.BooleanField()),
        ).filter(ties.any | public)

    def of_person(self, person: Person, at: datetime) -> MeetingQuerySet:
        """Return what concerns `person`.

        Their communities' and their regions' meetings, those they asked for, and those
        they are invited to.
        """
        if not isinstance(person, User):
            return self.none()
        return self.filter(_Ties(person, at).any)

    def public(self, at: datetime) -> MeetingQuerySet:  # noqa: ARG002 -- the same on every model
        """Return the open ones whose time is settled; anybody may come."""
        return self.filter(
            is_public=True,
            status__in=[*TAKES_PLACE, Status.HELD, Status.MINUTED, Status.CANCELLED],
        ).exclude(starts_at=None)

    def in_regions(
        self, regions: models.QuerySet[Region], at: datetime
    ) -> MeetingQuerySet:
        """Return the meetings of communities in `regions`."""
        day = at.astimezone(TALLINN).date()
        return self.filter(community__in=Community.objects.in_regions(regions, day))

    def waiting(self) -> MeetingQuerySet:
        """Return those without a time yet."""
        return self.filter(status__in=[Status.PROPOSED, Status.POLLING])

    def upcoming(self, at: datetime) -> MeetingQuerySet:
        """Return those that take place and are not over, soonest first."""
        return self.filter(status__in=TAKES_PLACE, ends_at__gt=at).order_by(
            "starts_at", "pk"
        )

    def past(self, at: datetime) -> MeetingQuerySet:
        """Return those that were to take place and are over, latest first."""
        return (
            self.filter(ends_at__lte=at)
            .exclude(status=Status.CANCELLED)
            .order_by("-starts_at", "-pk")
        )

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> MeetingQuerySet:
        """Return those that take place within a half-open span of time."""
        return self.filter(
            status__in=TAKES_PLACE, starts_at__lt=ends_at, ends_at__gt=starts_at
        )

    def in_county(self, code: str) -> MeetingQuerySet:
        """Return the meetings of communities in the county with this code."""
        return self.filter(community__unit__municipality__county__code=code)

    def with_place(self) -> MeetingQuerySet:
        """Return them with community and place, in the order they have."""
        return self.select_related("community__unit__municipality")

    def for_list(self) -> MeetingQuerySet:
        """Return them with community and place; latest first, undated ones on top."""
        return self.select_related("community__unit__municipality").order_by(
            F("starts_at").desc(nulls_first=True), "-pk"
        )

    def for_detail(self) -> MeetingQuerySet:
        """Return them with all that their page shows on top."""
        return self.select_related(
            "community__unit__municipality", "requested_by", "on_behalf_of"
        )


class _Ties:
    """What ties a person to meetings, each as a condition on the meeting."""

    def __init__(self, person: User, at: datetime) -> None:
        day = at.astimezone(TALLINN).date()
        near = Community.objects.in_regions(regions_answered_by(person, day), day)
        invited = Invitation.objects.filter(user=person)
        expert = MeetingExpert.objects.in_force(at).filter(expert=person)
        self.community = Q(community__in=Community.objects.of(person, day))
        self.police = Q(community__in=near)
        self.guest = (
            Q(requested_by=person)
            | Q(pk__in=invited.values("meeting"))
            | Q(pk__in=expert.values("meeting"))
        )

    @property
    def any(self) -> Q:
        return self.guest | self.community | self.police


class Meeting(models.Model):
    """One meeting, from request to minutes. Changes go through `meetings.actions`.

    `turn` says who has to answer while no time is settled. `sequence` counts material
    changes for calendars (RFC 5545).
    """

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    form_key = models.CharField(max_length=32, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=MeetingKind)
    topic = models.CharField(_("topic"), max_length=160)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    community = models.ForeignKey(Community, models.PROTECT, related_name="meetings")
    status = models.CharField(
        _("state"), max_length=12, choices=Status, default=Status.PROPOSED
    )
    turn = models.CharField(
        _("whose turn it is"), max_length=10, choices=Side, default=Side.POLICE
    )
    is_public = models.BooleanField(_("open to everybody"), default=False)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link for joining from afar"), blank=True)
    starts_at = models.DateTimeField(_("starts at"), null=True)
    ends_at = models.DateTimeField(_("ends at"), null=True)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    requested_by = models.ForeignKey(
        User, models.PROTECT, related_name="meetings_requested"
    )
    requested_at = models.DateTimeField(_("asked for at"))
    on_behalf_of = models.ForeignKey(
        Community, models.PROTECT, null=True, related_name="+"
    )
    mandate = models.ForeignKey(
        Spokesperson, models.PROTECT, null=True, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(fields=["community", "status"], name="meeting_by_community"),
            models.Index(fields=["status", "starts_at"], name="meeting_by_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MeetingKind.values), name="meeting_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="meeting_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(turn__in=Side.values), name="meeting_turn_is_known"
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[*TAKES_PLACE, Status.HELD, Status.MINUTED])
                | Q(starts_at__isnull=False),
                name="meeting_that_takes_place_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None, mandate=None)
                | Q(on_behalf_of__isnull=False, mandate__isnull=False),
                name="meeting_for_a_community_has_a_mandate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the path of its page."""
        return reverse("meetings:detail", args=[self.public_id])

    @property
    def takes_place(self) -> bool:
        """Test whether people should come."""
        return self.status in TAKES_PLACE

    @property
    def is_waiting(self) -> bool:
        """Test whether it still needs a time."""
        return self.status in (Status.PROPOSED, Status.POLLING)

    @property
    def is_called_off(self) -> bool:
        """Test whether people should not come."""
        return self.status in (Status.DECLINED, Status.CANCELLED)

    @property
    def waits_for_police(self) -> bool:
        """Test whether the police have to answer."""
        return self.is_waiting and self.turn == Side.POLICE


class ProposedTimeQuerySet(models.QuerySet["ProposedTime"]):
    """Offered times, by whether they still stand."""

    def on_table(self, meeting: Meeting) -> ProposedTimeQuerySet:
        """Return the times of the newest offer: those that can be confirmed."""
        newest = (
            ProposedTime.objects.filter(meeting=meeting)
            .order_by("-offered_at")
            .values("offered_at")[:1]
        )
        return self.filter(meeting=meeting, offered_at=models.Subquery(newest))


class ProposedTime(models.Model):
    """A time one side offers for a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="times")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    offered_by = models.CharField(_("offered by"), max_length=10, choices=Side)
    offered_at = models.DateTimeField(_("offered at"))

    objects = ProposedTimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="proposed_time_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(offered_by__in=Side.values),
                name="proposed_time_side_is_known",
            ),
            models.UniqueConstraint(
                fields=["meeting", "starts_at"], name="proposed_time_once_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"time {self.pk}"


class Invitation(models.Model):
    """Somebody invited to a meeting: an account, or a name with an e-mail address."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    user = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="invitations"
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    invited_at = models.DateTimeField(_("invited at"))

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(email=""),
                name="invitation_to_an_account_or_an_address",
            ),
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(user__isnull=False),
                name="invitation_once_an_account",
            ),
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=~Q(email=""),
                name="invitation_once_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class StateChange(models.Model):
    """A meeting going from one state to another, with the reason given."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="state_changes")
    before = models.CharField(max_length=12, choices=Status, blank=True)
    after = models.CharField(max_length=12, choices=Status)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"

    @property
    def sentence(self) -> str:
        """Return what happened, as a sentence in the reader's language."""
        if self.before == self.after == Status.PROPOSED:
            return str(_("Other times were offered."))
        return str(_WHAT_HAPPENED[Status(self.after)])

    @property
    def icon(self) -> str:
        """Return the name of the picture beside the sentence."""
        return f"state-{self.after.lower()}"


_WHAT_HAPPENED: Final = {
    Status.PROPOSED: _("The meeting was asked for."),
    Status.POLLING: _("People are being asked which time suits them."),
    Status.CONFIRMED: _("The time was confirmed."),
    Status.MOVED: _("The meeting was moved to another time."),
    Status.HELD: _("The meeting was held."),
    Status.MINUTED: _("The minutes are ready."),
    Status.DECLINED: _("The request was declined."),
    Status.CANCELLED: _("The meeting was cancelled."),
}


class MeetingExpertQuerySet(ExpertInvitationQuerySet["MeetingExpert"]):
    """Experts of meetings, by when they may see them."""


class MeetingExpert(ExpertInvitation):
    """An expert let into one meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="experts")

    objects = MeetingExpertQuerySet.as_manager()  # type: ignore[misc]  # narrower

    class Meta:
        verbose_name = _("expert for a meeting")
        verbose_name_plural = _("experts for meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "expert"],
                condition=Q(withdrawn_at=None),
                name="expert_once_a_meeting",
            )
        ]
