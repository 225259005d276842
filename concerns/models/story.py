"""What happens to a concern: messages, sealed texts, states, pauses, experts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from communities.models import ExpertInvitation
from concerns.models.concern import Audience, Concern, Status


class MessageKind(models.TextChoices):
    """Who speaks to whom in a concern's thread."""

    REPLY = "REPLY", _("answer to the sender")
    ANSWER = "ANSWER", _("message from the sender")
    NOTE = "NOTE", _("internal note")


class Message(models.Model):
    """One text in a concern's thread. In a threat's thread `text` stays empty."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="messages")
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    audience = models.CharField(
        _("who may read it"), max_length=14, choices=Audience, default=Audience.OFFICER
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    form_key = models.CharField(max_length=32, unique=True, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MessageKind.values), name="message_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="message_audience_is_known",
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="message_language_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class SealedText(models.Model):
    """The encrypted text of a threat, or of one message in its thread."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="sealed_texts")
    message = models.OneToOneField(
        Message, models.CASCADE, null=True, related_name="sealed_text"
    )
    sealed = models.BinaryField(_("encrypted text"))

    class Meta:
        verbose_name = _("sealed text")
        verbose_name_plural = _("sealed texts")
        constraints = [
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(message=None),
                name="sealed_text_once_a_concern",
            )
        ]

    def __str__(self) -> str:
        return f"sealed text {self.pk}"


class StateChange(models.Model):
    """A concern going from one state to another; the first one comes from nowhere."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="state_changes")
    before = models.CharField(max_length=12, choices=Status, blank=True)
    after = models.CharField(max_length=12, choices=Status)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(after__in=Status.values), name="change_after_is_known"
            ),
            models.CheckConstraint(
                condition=Q(before__in=["", *Status.values]),
                name="change_before_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"


class ClockPause(models.Model):
    """A span in which we wait for the sender and the promise's clock stands still."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="pauses")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("pause of the clock")
        verbose_name_plural = _("pauses of the clock")
        constraints = [
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(ends_at=None),
                name="pause_open_once_a_concern",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                name="pause_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"


class ConcernExpert(ExpertInvitation):
    """An expert let into one concern."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="experts")

    class Meta:
        verbose_name = _("expert for a concern")
        verbose_name_plural = _("experts for concerns")
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "expert"],
                condition=Q(withdrawn_at=None),
                name="expert_once_a_concern",
            )
        ]
