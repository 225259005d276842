"""Thanks that reach an officer privately. Source: Good Practice, tip 4."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from accounts.rules import Person
from groundwork.public_ids import new_public_id
from regions.models import Officer, Region


class ThanksQuerySet(models.QuerySet["Thanks"]):
    """Thanks, by who may read them."""

    def visible_to(self, person: Person, at: datetime) -> ThanksQuerySet:  # noqa: ARG002 -- the same name and shape on every model
        """Return the thanks `person` got or gave."""
        if not isinstance(person, User):
            return self.none()
        return self.filter(Q(officer__user=person) | Q(giver=person))

    def for_list(self) -> ThanksQuerySet:
        """Return them as lists show them, the newest first."""
        return self.select_related("officer__user", "region", "giver").order_by(
            "-given_at", "-pk"
        )


class Thanks(models.Model):
    """One thank-you to the officer who served a region when it was given."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    form_key = models.CharField(max_length=32, unique=True, editable=False)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="thanks")
    region = models.ForeignKey(Region, models.PROTECT, related_name="thanks")
    text = models.TextField(_("what you are thankful for"), max_length=1000)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    giver = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    giver_name = models.CharField(_("your name"), max_length=120, blank=True)
    given_at = models.DateTimeField(_("given at"))

    objects = ThanksQuerySet.as_manager()

    class Meta:
        verbose_name = _("thanks")
        verbose_name_plural = _("thanks")
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="thanks_language_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"thanks {self.public_id}"

    def get_absolute_url(self) -> str:
        """Return the path of the list, at this thank-you."""
        return f"{reverse('feedback:list')}#{self.public_id}"
