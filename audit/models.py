"""What happened: one row an act, added and never changed.

Rows hold no foreign keys, so that they outlive what they tell of, and no words that
a person wrote.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventQuerySet(models.QuerySet["Event"]):
    """Audit rows can be read; changing them is refused here and in the database."""

    def about(self, target: models.Model) -> EventQuerySet:
        """Return what happened to one record, oldest first."""
        return self.filter(
            target_kind=target._meta.label_lower, target_pk=str(target.pk)
        ).order_by("at", "pk")

    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse: history is not edited.

        Raises:
            TypeError: always.
        """
        raise TypeError("Audit rows are never changed.")

    def delete(self) -> NoReturn:
        """Refuse: history is not deleted.

        Raises:
            TypeError: always.
        """
        raise TypeError("Audit rows are never deleted.")


class Event(models.Model):
    """One act or one look at personal data.

    `verb` is `<app>.<what>`; `details` holds codes, ids and counts only.
    """

    at = models.DateTimeField(_("at"), db_index=True)
    actor_id = models.BigIntegerField(_("account number"), null=True)
    actor_role = models.CharField(_("acting as"), max_length=20)
    verb = models.CharField(_("act"), max_length=60)
    target_kind = models.CharField(_("kind of record"), max_length=60)
    target_pk = models.CharField(_("record"), max_length=40)
    is_look = models.BooleanField(_("a look at personal data"), default=False)
    details = models.JSONField(_("details"), default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit row")
        verbose_name_plural = _("audit rows")
        indexes = [
            models.Index(
                fields=["target_kind", "target_pk", "at"], name="audit_by_target"
            ),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_pk}"
