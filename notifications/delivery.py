"""Working off the outbox: each delivery is claimed, sent and settled on its own.

A claim moves the next try on by `CLAIM`, in a transaction of its own, so that two
workers never hold the same delivery, and one that dies while sending leaves it to be
tried again. A mail may go out twice then, never not at all.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)
from typing import Final

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from notifications.letters import NobodyThereError, letter_for
from notifications.models import MOST_ATTEMPTS, Delivery, DeliveryState

logger = logging.getLogger(__name__)

CLAIM: Final = timedelta(minutes=5)
"""Well above the time one mail may take (`EMAIL_TIMEOUT`, for each step)."""

WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""After the first, second, … failure: a mail server may be away for a day or so."""

_REFUSED_FOR_GOOD: Final = 500


class LostTooOftenError(Exception):
    """Every worker that tried this letter ended while it did."""


def deliver_due(clock: Callable[[], datetime]) -> int:
    """Send what is due; return how many went out.

    When the mail server is away the rest is left for the next run: to wait for the
    server once for each letter would keep the worker from everything else.
    """
    post = get_connection()
    sent = 0
    try:
        while (delivery := _claim(clock())) is not None:
            error = _send(delivery, post)
            if error is None:
                _settle_success(delivery, at=clock())
                sent += 1
                continue
            post.close()
            _settle_failure(delivery, error, at=clock())
            if _post_is_away(error):
                break
    finally:
        post.close()
    return sent


def _claim(at: datetime) -> Delivery | None:
    """Take the delivery that has waited longest; None when none is due."""
    if not Delivery.objects.due(at).exists():
        return None
    with transaction.atomic():
        due = Delivery.objects.due(at).select_for_update(of=("self",), skip_locked=True)
        delivery = due.select_related("notice__recipient").first()
        if delivery is None:
            return None
        delivery.attempts += 1
        delivery.next_attempt_at = at + CLAIM
        delivery.save(update_fields=["attempts", "next_attempt_at"])
    return delivery


def _send(delivery: Delivery, post: BaseEmailBackend) -> Exception | None:
    """Send one letter; return what went wrong, if anything."""
    if delivery.attempts > MOST_ATTEMPTS:
        return LostTooOftenError()
    try:
        letter = letter_for(delivery.notice)
        letter.connection = post
        letter.send()
    except Exception as error:  # noqa: BLE001 -- a bad letter must not hold up the rest
        return error
    return None


def _settle_success(delivery: Delivery, *, at: datetime) -> None:
    delivery.state, delivery.sent_at = DeliveryState.SENT, at
    delivery.last_error = ""
    delivery.save(update_fields=["state", "sent_at", "last_error"])


def _settle_failure(delivery: Delivery, error: Exception, *, at: datetime) -> None:
    """Plan the next try, or give up.

    Only the error's class is kept: its message may quote an address.
    """
    delivery.last_error = type(error).__name__
    if delivery.attempts >= MOST_ATTEMPTS or _is_final(error):
        delivery.state = DeliveryState.FAILED
        logger.error(
            "delivery %s of %s given up after %d tries: %s",
            delivery.pk,
            delivery.notice.kind,
            delivery.attempts,
            delivery.last_error,
        )
    else:
        delivery.next_attempt_at = at + WAITS[delivery.attempts - 1]
    delivery.save(update_fields=["state", "next_attempt_at", "last_error"])


def _is_final(error: Exception) -> bool:
    """Test whether trying again is of no use: the address or the account is gone."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= _REFUSED_FOR_GOOD for code, _ in error.recipients.values())
    return isinstance(error, NobodyThereError)


def _post_is_away(error: Exception) -> bool:
    """Test whether the mail server, not the letter, is what is wrong."""
    if isinstance(error, SMTPException):
        return isinstance(
            error, SMTPServerDisconnected | SMTPConnectError | SMTPAuthenticationError
        )
    return isinstance(error, OSError)
