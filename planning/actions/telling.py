"""Telling people of adoptions: at the decision, on its day, and when it is withdrawn.

Each person hears of each occasion once, however often this runs and wherever it was
interrupted: the notices' keys are made of the adoption and the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from groundwork.workdays import TALLINN
from notifications.actions import Recipient, notify
from notifications.models import Notice
from planning.letters import Letter, Post
from planning.models import Adoption, Draft
from planning.shifting import shift_of

_AT_ONCE: Final = 50
"""Letters of one transaction: whoever withdraws waits no longer than for these."""
_FRESH: Final = timedelta(days=2)
"""Who was told so shortly before the day is not reminded on it."""


def tell_all(*, at: datetime) -> int:
    """Tell of every decision, and withdrawal, that was not told; return how many."""
    told = 0
    for adoption in Adoption.objects.to_tell().select_related("plan"):
        told += _tell(adoption, "planning.adopted", "told_at", at)
    for adoption in Adoption.objects.to_unsay().select_related("plan"):
        told += _unsay(adoption, at)
    return told


def remind_all(*, at: datetime) -> int:
    """Remind people on the first day of a plan; return how many were."""
    day = at.astimezone(TALLINN).date()
    told = 0
    for adoption in Adoption.objects.to_remind(day).select_related("plan"):
        if _is_fresh(adoption):
            _note(adoption, "reminded_at", at)
        else:
            told += _tell(adoption, "planning.in_force", "reminded_at", at)
    return told


def _is_fresh(adoption: Adoption) -> bool:
    told = adoption.told_at
    if told is None:
        return False
    return told.astimezone(TALLINN).date() > adoption.effective_on - _FRESH


def _tell(adoption: Adoption, kind: str, noted: str, at: datetime) -> int:
    letters = _letters(adoption)
    for start in range(0, len(letters), _AT_ONCE):
        if not _send(adoption, kind, letters[start : start + _AT_ONCE], at):
            return start
    _note(adoption, noted, at)
    return len(letters)


def _letters(adoption: Adoption) -> list[Letter]:
    draft = Draft.objects.select_related("plan").get(plan=adoption.plan_id)
    day = adoption.effective_on
    return Post(shift_of(draft, day), day).letters()


@transaction.atomic
def _send(
    adoption: Adoption, kind: str, letters: Iterable[Letter], at: datetime
) -> bool:
    """Write some notices; false when the decision was withdrawn meanwhile."""
    now = Adoption.objects.select_for_update(of=("self",)).get(pk=adoption.pk)
    if now.withdrawn_at is not None:
        return False
    for letter in letters:
        notify(
            kind,
            to=Recipient.account(letter.user),
            dedupe_key=f"{kind}:{adoption.pk}:{letter.user.pk}",
            at=at,
            path=letter.path,
            facts={
                "day": adoption.effective_on.isoformat(),
                "lines": letter.text(),
            },
        )
    return True


@transaction.atomic
def _unsay(adoption: Adoption, at: datetime) -> int:
    key = f"planning.adopted:{adoption.pk}:"
    told = Notice.objects.filter(dedupe_key__startswith=key).exclude(recipient=None)
    count = 0
    for notice in told.select_related("recipient").order_by("pk"):
        user = notice.recipient
        if user is None or not user.is_active:
            continue
        notify(
            "planning.withdrawn",
            to=Recipient.account(user),
            dedupe_key=f"planning.withdrawn:{adoption.pk}:{user.pk}",
            at=at,
            path=notice.path,
            facts={"day": adoption.effective_on.isoformat()},
        )
        count += 1
    _note(adoption, "unsaid_at", at)
    return count


def _note(adoption: Adoption, field: str, at: datetime) -> None:
    Adoption.objects.filter(pk=adoption.pk).update(**{field: at})
