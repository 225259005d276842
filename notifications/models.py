"""What the portal tells people: the inbox is the truth, mail is a copy of it.

A notice is written in the same transaction as the act it tells of; its deliveries are
rows that a background task works off, so that nothing is told of an act that was
rolled back and nothing is lost when a mail server is down.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from groundwork.public_ids import new_public_id

MOST_ATTEMPTS: Final = 8
"""After so many failed tries a delivery is given up and shown to the administrator."""

OVERDUE: Final = timedelta(minutes=15)
"""A delivery that is due for so long shows that no worker runs."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, by whose they are."""

    def of(self, user: User) -> NoticeQuerySet:
        """Return the notices in `user`'s inbox."""
        return self.filter(recipient=user)

    def unread(self) -> NoticeQuerySet:
        """Return those that were not opened yet."""
        return self.filter(read_at=None)

    def for_list(self) -> NoticeQuerySet:
        """Return them as the inbox shows them: newest first."""
        return self.order_by("-created_at", "-pk")


class Notice(models.Model):
    """One thing told to one recipient: an account, or an address without one."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    kind = models.CharField(_("kind"), max_length=60)
    recipient = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="notices"
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    dedupe_key = models.CharField(max_length=120, unique=True)
    facts = models.JSONField(default=dict)
    path = models.CharField(_("page it leads to"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("told at"), db_index=True)
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="notice_language_is_known",
            ),
            models.CheckConstraint(
                condition=Q(recipient=None) ^ Q(address=""),
                name="notice_has_a_recipient_or_an_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"],
                condition=~Q(recipient=None),
                name="notice_inbox",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at=None),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class AttachedFile(models.Model):
    """A file that goes with a notice's mail, such as a calendar entry."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="attachments")
    file_name = models.CharField(max_length=80)
    content_type = models.CharField(max_length=100)
    content = models.TextField()
    method = models.CharField(max_length=12, blank=True)
    """For a calendar entry: what it asks of the calendar. Source: RFC 5546."""

    def __str__(self) -> str:
        return f"attached file {self.pk}"


class Channel(models.TextChoices):
    """How a notice leaves the portal. The inbox is not one: it is the notice itself."""

    EMAIL = "EMAIL", _("e-mail")


class DeliveryState(models.TextChoices):
    """How far a delivery got."""

    PENDING = "PENDING", _("waiting")
    SENT = "SENT", _("sent")
    FAILED = "FAILED", _("given up")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries, by what is to be done."""

    def due(self, at: datetime) -> DeliveryQuerySet:
        """Return those to try at `at`, the longest waiting first."""
        return self.filter(
            state=DeliveryState.PENDING, next_attempt_at__lte=at
        ).order_by("next_attempt_at", "pk")

    def overdue(self, at: datetime) -> DeliveryQuerySet:
        """Return those that should have been tried well before `at`: no worker runs."""
        return self.due(at - OVERDUE)

    def failed(self) -> DeliveryQuerySet:
        """Return those that were given up."""
        return self.filter(state=DeliveryState.FAILED)


class Delivery(models.Model):
    """One notice on one channel, tried until it is sent or given up."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DeliveryState,
        default=DeliveryState.PENDING,
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_attempt_at = models.DateTimeField(_("next try"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    last_error = models.CharField(_("last error"), max_length=120, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "channel"], name="delivery_once_a_channel"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values),
                name="delivery_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values),
                name="delivery_channel_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
                name="delivery_sent_at_goes_with_sent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state=DeliveryState.PENDING),
                name="delivery_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"
