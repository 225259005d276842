"""What the session keeps for those who come without an account."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.fernet import InvalidToken

from concerns import receipts
from concerns.actions import Receipt
from concerns.models import Concern
from groundwork.limits import Limit
from groundwork.sealing import seal, unseal

SENDING: Final = Limit("concerns.send", times=20, seconds=3600)
FOLLOWING: Final = Limit("concerns.follow", times=10, seconds=600)
WRITING: Final = Limit("concerns.write", times=60, seconds=3600)
INVITING: Final = Limit("concerns.invite", times=20, seconds=3600)
"""The answer tells whether an address has an account, so it is not for guessing."""

FOLLOWED_FOR: Final = timedelta(minutes=30)
"""How long a typed code opens its page, so that a shared computer forgets it."""
SHOWN_FOR: Final = timedelta(minutes=30)
"""How long the page with the code can be opened once more after sending."""

_SENT: Final = "concerns.sent"
_FOLLOWED: Final = "concerns.followed"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent a moment ago: the concern and its code in fours."""

    concern: Concern
    code: str


def remember_sent(
    session: MutableMapping[str, Any], receipt: Receipt, *, at: datetime
) -> None:
    """Keep a receipt, sealed, for the page that shows it once."""
    kept = [receipt.concern.pk, receipt.code, (at + SHOWN_FOR).isoformat()]
    session[_SENT] = seal(json.dumps(kept)).decode()


def sent(session: MutableMapping[str, Any], *, at: datetime) -> Sent | None:
    """Return what this visitor sent a moment ago, None when the moment has passed."""
    try:
        number, code, until = json.loads(unseal(session[_SENT].encode()))
    except (KeyError, InvalidToken):
        return None
    concern = Concern.objects.filter(pk=number).select_related("unit").first()
    if concern is None or datetime.fromisoformat(until) < at:
        return None
    return Sent(concern, receipts.grouped(code))


def follow(
    session: MutableMapping[str, Any], concern: Concern, *, at: datetime
) -> None:
    """Open a concern's page to this visitor, who typed its code, for a while."""
    session[_FOLLOWED] = [concern.pk, (at + FOLLOWED_FOR).isoformat()]


def followed(session: MutableMapping[str, Any], *, at: datetime) -> Concern | None:
    """Return the concern whose code this visitor typed less than half an hour ago."""
    number, until = session.get(_FOLLOWED, (None, None))
    if number is None or datetime.fromisoformat(until) < at:
        return None
    return Concern.objects.for_detail().filter(pk=number).first()


def leave(session: MutableMapping[str, Any]) -> None:
    """Close what was opened by a code."""
    session.pop(_FOLLOWED, None)
