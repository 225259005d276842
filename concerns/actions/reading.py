"""Looking at the words of a threat leaves a trace."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from audit.actions import record_look
from concerns import rules, sealed
from concerns.models import Concern

_VISITOR: Final = AnonymousUser()


def read(
    concern: Concern, who: rules.Standing, *, by: User | None, at: datetime
) -> sealed.Words:
    """Return what was told, and record the look when it is a threat.

    Raises:
        NotAllowedError: the words are not for `by`.
    """
    rules.may_read_words(who).require()
    if concern.is_threat:
        record_look(
            "concerns.read_threat", concern, by=by or _VISITOR, role=who.role, at=at
        )
    return sealed.told(concern)
