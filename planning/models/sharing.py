"""Showing a draft to others: links, a consultation, comments and their answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.rules import Person, is_planner
from groundwork.public_ids import new_public_id
from groundwork.workdays import TALLINN
from planning.models.drafts import Draft
from regions.models import PlanStatus


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    """Links, by who may see them and whether they open."""

    def visible_to(self, person: Person, at: datetime) -> ShareLinkQuerySet:
        """Return every link for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()

    def opening(self, at: datetime) -> ShareLinkQuerySet:
        """Return those that open at `at`."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def with_code(self, hashes: Collection[str]) -> ShareLinkQuerySet:
        """Return those whose code has one of some hashes; the code is the key."""
        return self.filter(code_hash__in=hashes)

    def for_detail(self) -> ShareLinkQuerySet:
        """Return them with their plans, without what these hold."""
        return self.select_related("draft__plan", "made_by").defer("draft__assignment")

    def for_list(self) -> ShareLinkQuerySet:
        """Return them with who made them, newest first."""
        return self.select_related("made_by").order_by("-made_at", "-pk")


class ShareLink(models.Model):
    """A link that shows a draft to whoever has it; its code is stored hashed.

    How often it was opened is counted, never by whom.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="links")
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(_("for whom"), max_length=120)
    may_comment = models.BooleanField(_("may comment"), default=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("opens until"))
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_count = models.PositiveIntegerField(_("times opened"), default=0)
    last_opened_on = models.DateField(_("last opened on"), null=True)

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

    @property
    def last_day(self) -> date:
        """Return the last day on which it opens."""
        return (self.expires_at - timedelta(seconds=1)).astimezone(TALLINN).date()

    def state(self, at: datetime) -> str:
        """Return "open", "revoked" or "over"."""
        if self.revoked_at is not None:
            return "revoked"
        return "open" if self.opens(at) else "over"

    def opens(self, at: datetime) -> bool:
        """Test whether it opens at `at`."""
        return self.revoked_at is None and at < self.expires_at


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Consultations, by who may read them."""

    def visible_to(self, person: Person, at: datetime) -> ConsultationQuerySet:
        """Return every consultation for planners, none for anybody else."""
        return self.all() if is_planner(person, at=at) else self.none()

    def public(self, at: datetime) -> ConsultationQuerySet:
        """Return those that were published; anybody may read them."""
        return self.filter(opened_at__lte=at, withdrawn_at=None)

    def withdrawn(self) -> ConsultationQuerySet:
        """Return those that were withdrawn; anybody may know that they were."""
        return self.exclude(withdrawn_at=None)

    def open_on(self, on: date) -> ConsultationQuerySet:
        """Return those that take comments on a day."""
        return self.filter(
            withdrawn_at=None,
            ends_on__gte=on,
            draft__plan__status=PlanStatus.DRAFT,
        )

    def for_list(self) -> ConsultationQuerySet:
        """Return them with their plans, without what they hold; newest first."""
        return (
            self.select_related("draft__plan", "version", "opened_by")
            .defer("draft__assignment", "version__assignment", "version__regions")
            .order_by("-opened_at", "-pk")
        )

    def for_detail(self) -> ConsultationQuerySet:
        """Return them with plan and version, without what these hold."""
        return self.for_list()

    def with_counts(self) -> ConsultationQuerySet:
        """Return them with `comment_count`, `answered_count` and `hidden_count`."""
        shown = Q(comments__hidden_at=None)
        return self.annotate(
            comment_count=Count("comments", filter=shown),
            answered_count=Count(
                "comments", filter=shown & Q(comments__answered_at__isnull=False)
            ),
            hidden_count=Count("comments", filter=Q(comments__hidden_at__isnull=False)),
        )


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
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True)

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

    def get_absolute_url(self) -> str:
        """Return the path of its public page."""
        return reverse("planning:consultation", args=[self.public_id])

    @property
    def introduction(self) -> tuple[str, str]:
        """Return the introduction and its language: the reader's, else one there is."""
        wanted = get_language() or Language.ESTONIAN
        tags = sorted(Language.values, key=lambda tag: tag != wanted)
        texts = ((getattr(self, f"intro_{tag}"), tag) for tag in tags)
        return next((text for text in texts if text[0]), ("", wanted))

    def is_open(self, on: date) -> bool:
        """Test whether it takes comments on a day; its draft's plan is asked."""
        return self.withdrawn_at is None and on <= self.ends_on and self.draft.is_open


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
        """Return those of published consultations that a planner has let through.

        That is, released or answered, and not hidden.
        """
        return self._published(at).filter(
            Q(released_at__isnull=False) | Q(answered_at__isnull=False), hidden_at=None
        )

    def of(self, user: User) -> CommentQuerySet:
        """Return what a person wrote while signed in."""
        return self.filter(made_by=user)

    def told(self, at: datetime) -> CommentQuerySet:
        """Return those that stand on a public page: let through, or hidden.

        Anybody may know that one was hidden, and why; `remarks` leaves out its words.
        """
        return self._published(at).exclude(
            released_at=None, answered_at=None, hidden_at=None
        )

    def waiting(self) -> CommentQuerySet:
        """Return those that no planner has dealt with yet."""
        return self.filter(released_at=None, answered_at=None, hidden_at=None)

    def unanswered(self) -> CommentQuerySet:
        """Return those that still wait for a planner's answer."""
        return self.filter(answered_at=None, hidden_at=None)

    def for_list(self) -> CommentQuerySet:
        """Return them in the order they came."""
        return self.select_related("made_by", "answered_by", "link").order_by("pk")

    def unanswered_first(self) -> CommentQuerySet:
        """Return them as planners work on them: what waits first, the oldest first."""
        is_dealt_with = Case(
            When(answered_at=None, hidden_at=None, then=Value(value=False)),
            default=Value(value=True),
        )
        return self.for_list().order_by(is_dealt_with, "pk")

    def _published(self, at: datetime) -> CommentQuerySet:
        return self.filter(consultation__in=Consultation.objects.public(at))


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
    released_at = models.DateTimeField(_("shown since"), null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
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
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="comment_released_at_and_by_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.public_id}"
