"""Showing a draft to others: links, a consultation, comments and their answers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.rules import Person, is_planner
from groundwork.public_ids import new_public_id
from planning.models.drafts import Draft


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Links, by whether they open."""

    def opening(self, at: datetime) -> ShareLinkQuerySet:
        """Return those that open at `at`."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class ShareLink(models.Model):
    """A link that shows a draft to whoever has it; its code is stored hashed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="links")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(_("for whom"), max_length=120)
    may_comment = models.BooleanField(_("may comment"), default=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("opens until"))
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a draft")
        verbose_name_plural = _("links to drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="link_opens_for_a_while"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="link_revoked_at_and_by_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk} to draft {self.draft_id}"


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Consultations, by who may read them."""

    def public(self, at: datetime) -> ConsultationQuerySet:
        """Return those that were published; anybody may read them."""
        return self.filter(opened_at__lte=at, withdrawn_at=None)

    def open_on(self, on: date) -> ConsultationQuerySet:
        """Return those that take comments on a day."""
        return self.filter(withdrawn_at=None, ends_on__gte=on)


class Consultation(models.Model):
    """A draft published for comment until a day (included).

    What the public sees is the version that was published, not later changes.
    """

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="consultations")
    version = models.ForeignKey("DraftVersion", models.PROTECT, related_name="+")
    intro_et = models.TextField(_("introduction in Estonian"), max_length=4000)
    intro_en = models.TextField(
        _("introduction in English"), blank=True, max_length=4000
    )
    intro_ru = models.TextField(
        _("introduction in Russian"), blank=True, max_length=4000
    )
    opened_at = models.DateTimeField(_("published at"))
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ends_on = models.DateField(_("comments until"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consultation_withdrawn_at_and_by_go_together",
            )
        ]

    def __str__(self) -> str:
        return f"consultation {self.public_id}"


class CommentTarget(models.TextChoices):
    """What a comment is about."""

    PLAN = "PLAN", _("the whole plan")
    REGION = "REGION", _("a region")
    UNIT = "UNIT", _("a place")
    BORDER = "BORDER", _("a border between two regions")


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, by who may read them."""

    def visible_to(self, person: Person, at: datetime) -> CommentQuerySet:
        """Return every comment for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()

    def public(self, at: datetime) -> CommentQuerySet:
        """Return those of published consultations that are not hidden."""
        shown = Consultation.objects.public(at)
        return self.filter(consultation__in=shown, hidden_at=None)

    def unanswered(self) -> CommentQuerySet:
        """Return those that still wait for a planner's answer."""
        return self.filter(answered_at=None, hidden_at=None)

    def for_list(self) -> CommentQuerySet:
        """Return them in the order they came."""
        return self.select_related("made_by", "answered_by", "link").order_by("pk")


class Comment(models.Model):
    """What somebody says of a draft, and what a planner answers."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    form_key = models.CharField(max_length=32, unique=True, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="comments")
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, null=True, related_name="comments"
    )
    link = models.ForeignKey(
        ShareLink, models.SET_NULL, null=True, related_name="comments"
    )
    target = models.CharField(_("about"), max_length=8, choices=CommentTarget)
    region = models.PositiveSmallIntegerField(_("region"), null=True)
    other_region = models.PositiveSmallIntegerField(_("other region"), null=True)
    unit = models.CharField(_("settlement unit"), max_length=40, blank=True)
    text = models.TextField(_("your comment"), max_length=2000)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    author_name = models.CharField(_("your name"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True, max_length=4000)
    answer_language = models.CharField(
        _("language of the answer"), max_length=2, blank=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hidden_at = models.DateTimeField(_("hidden at"), null=True)
    hidden_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hidden_reason = models.CharField(_("why hidden"), max_length=200, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on a draft")
        verbose_name_plural = _("comments on drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="comment_language_is_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    target=CommentTarget.PLAN, region=None, other_region=None, unit=""
                )
                | Q(
                    target=CommentTarget.REGION,
                    region__isnull=False,
                    other_region=None,
                    unit="",
                )
                | (
                    Q(target=CommentTarget.UNIT, region=None, other_region=None)
                    & ~Q(unit="")
                )
                | Q(target=CommentTarget.BORDER, region__lt=F("other_region"), unit=""),
                name="comment_names_what_it_is_about",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                ),
                name="comment_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None)
                | Q(hidden_at__isnull=False, hidden_by__isnull=False),
                name="comment_hidden_at_and_by_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.public_id}"
