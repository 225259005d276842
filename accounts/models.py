"""People with an account, and what some of them may do everywhere.

Most roles have a place and live with it: an officer is whoever has a posting, a head
whoever leads a station or prefecture (regions), a spokesperson whoever speaks for a
community (communities), an expert whoever was invited to one matter (concerns,
meetings). Everybody with an account is a resident. Only the roles without a place are
kept here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from groundwork.public_ids import new_public_id


class Language(models.TextChoices):
    """The languages the portal speaks, by their BCP 47 tags."""

    ESTONIAN = "et", _("Estonian")
    ENGLISH = "en", _("English")
    RUSSIAN = "ru", _("Russian")


class UserManager(BaseUserManager["User"]):
    """Making accounts; e-mail addresses are compared in lower case."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        """Return a new account, without a usable password when none is given."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        """Return a new account that may edit every reference row."""
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    public_id = models.CharField(
        max_length=10, unique=True, default=new_public_id, editable=False
    )
    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=120)
    phone = PhoneNumberField(_("telephone"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ESTONIAN
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may edit reference rows"), default=False)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=Language.values),
                name="user_language_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.public_id}"

    def clean(self) -> None:
        """Write the address as addresses are compared, before it is."""
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """Return the name as the person gave it."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the first given name."""
        return self.full_name.split(" ")[0]


class Role(models.TextChoices):
    """Every role of the portal. Only those in `GRANTED` are given one by one."""

    VISITOR = "VISITOR", _("visitor")
    RESIDENT = "RESIDENT", _("resident")
    SPOKESPERSON = "SPOKESPERSON", _("spokesperson")
    EXPERT = "EXPERT", _("expert")
    OFFICER = "OFFICER", _("officer")
    STATION_HEAD = "STATION_HEAD", _("station head")
    PREFECTURE_HEAD = "PREFECTURE_HEAD", _("prefecture head")
    PLANNER = "PLANNER", _("planner")
    CONTENT_EDITOR = "CONTENT_EDITOR", _("content editor")
    AUDITOR = "AUDITOR", _("auditor")
    ADMINISTRATOR = "ADMINISTRATOR", _("administrator")
    SYSTEM = "SYSTEM", _("the portal itself")


GRANTED = (Role.PLANNER, Role.CONTENT_EDITOR, Role.AUDITOR, Role.ADMINISTRATOR)


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants, by when they hold."""

    def in_force(self, at: datetime) -> GrantQuerySet:
        """Return the grants that hold at the moment `at`."""
        return self.filter(
            Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, user__is_active=True
        )


class Grant(models.Model):
    """One role without a place, given to one person from a moment on."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(
        _("role"), max_length=20, choices=[(r.value, r.label) for r in GRANTED]
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role given")
        verbose_name_plural = _("roles given")
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=GRANTED), name="grant_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="grant_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ends_at=None),
                name="grant_open_once_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"
