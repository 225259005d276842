"""How an action says no.

Actions raise these and know nothing of pages; the web layer decides what a person
sees. Every message is a whole sentence in the person's language.
"""

from django.core.exceptions import PermissionDenied


class DomainError(Exception):
    """A rule was broken. Its message can be shown to whoever asked."""

    field: str | None = None
    """The form field that the message belongs beside, where there is one."""


class NotAllowedError(DomainError, PermissionDenied):
    """This person may not do this; the page answers 403."""


class WrongStateError(DomainError):
    """The record has moved on, or is not there yet: not now."""


class InvalidInputError(DomainError):
    """Something given cannot be taken; `field` names what."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooOftenError(DomainError):
    """More tries than the limit allows; the page answers 429."""
