"""Taking in what somebody tells us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.actions import record
from communities.models import Community, Spokesperson
from concerns import clock, receipts, sealed
from concerns.actions.steps import checked_text
from concerns.models import (
    AnswerBy,
    Audience,
    Concern,
    ConcernKind,
    Entry,
    StateChange,
    Status,
)
from concerns.notices import tell_officer, tell_sender
from groundwork.errors import InvalidInputError, NotAllowedError
from groundwork.workdays import TALLINN
from regions.models import SettlementUnit


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody tells: what, where, when, who they are and how to answer them.

    `lat` and `lon` are degrees (WGS 84). `audience` is whom the sender lets read it.
    """

    kind: str
    text: str
    unit: SettlementUnit
    language: str
    answer_by: str
    audience: str = Audience.OFFICER
    lat: float | None = None
    lon: float | None = None
    place_words: str = ""
    when_words: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    on_behalf_of: Community | None = None
    entry: str = Entry.WEB
    entered_by: User | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The concern as kept, and the code with which its sender can follow it."""

    concern: Concern
    code: str

    @property
    def code_in_fours(self) -> str:
        """Return the code as it is shown."""
        return receipts.grouped(self.code)


@transaction.atomic
def receive(
    telling: Telling, *, form_key: str, by: User | None, at: datetime
) -> Receipt:
    """Keep what was told, start its clock, tell the officer and the sender.

    The same `form_key` a second time changes nothing and returns the same receipt.

    Args:
        telling: what was told.
        form_key: a random key of the form it came with; keep it from others.
        by: the sender's account, None without one.
        at: when.

    Raises:
        NotAllowedError: `by` does not speak for the community it is sent for.
        InvalidInputError: there is no text, or no way to answer.
    """
    code = receipts.code_for(form_key)
    mandate = _mandate(telling, by=by, at=at)
    concern, is_new = Concern.objects.get_or_create(
        form_key=receipts.key_hash(form_key),
        defaults={
            **_fields(telling, by=by, at=at),
            "mandate": mandate,
            "receipt_hash": receipts.code_hash(code),
        },
    )
    if is_new:
        _begin(concern, telling, by=by, at=at)
    return Receipt(concern, code)


def _fields(telling: Telling, *, by: User | None, at: datetime) -> dict[str, Any]:
    text = checked_text(telling.text)
    if telling.answer_by == AnswerBy.ACCOUNT and by is None:
        raise InvalidInputError(
            _("Sign in, or choose another way to be answered."), field="answer_by"
        )
    is_threat = telling.kind == ConcernKind.THREAT
    shown = {
        "text": text,
        "lat": telling.lat,
        "lon": telling.lon,
        "place_words": telling.place_words,
        "when_words": telling.when_words,
    }
    return {
        "kind": telling.kind,
        "status": Status.RECEIVED,
        "language": telling.language,
        "audience": _audience(telling),
        "unit": telling.unit,
        "sender": by,
        "sender_name": telling.name,
        "sender_email": telling.email,
        "sender_phone": telling.phone,
        "answer_by": telling.answer_by,
        "on_behalf_of": telling.on_behalf_of,
        "entry": telling.entry,
        "entered_by": telling.entered_by,
        "received_at": at,
        "due_at": clock.due_at(telling.kind, at),
        **({} if is_threat else shown),
    }


def _audience(telling: Telling) -> str:
    if telling.kind == ConcernKind.THREAT:
        return Audience.OFFICER
    if telling.on_behalf_of is not None and telling.audience == Audience.OFFICER:
        return Audience.SPOKESPERSONS
    return telling.audience


def _mandate(telling: Telling, *, by: User | None, at: datetime) -> Spokesperson | None:
    if telling.on_behalf_of is None:
        return None
    mandate = (
        Spokesperson.objects.on(at.astimezone(TALLINN).date())
        .filter(community=telling.on_behalf_of, user=by)
        .first()
    )
    if mandate is None:
        raise NotAllowedError(
            _("Only a spokesperson may write for a community. Send it as yourself.")
        )
    return mandate


def _begin(
    concern: Concern, telling: Telling, *, by: User | None, at: datetime
) -> None:
    if concern.is_threat:
        words = sealed.Words(
            checked_text(telling.text),
            telling.place_words,
            telling.when_words,
            telling.lat,
            telling.lon,
        )
        sealed.keep(concern, words)
    StateChange.objects.create(concern=concern, after=Status.RECEIVED, by=by, at=at)
    record(
        "concerns.receive",
        concern,
        by=telling.entered_by or by,
        role=_role(telling, by=by),
        at=at,
        details={"kind": concern.kind, "entry": concern.entry},
    )
    tell_officer(concern, "arrived", key="", at=at)
    tell_sender(concern, "received", key="", at=at)


def _role(telling: Telling, *, by: User | None) -> Role:
    if telling.entered_by is not None:
        return Role.OFFICER
    if telling.on_behalf_of is not None:
        return Role.SPOKESPERSON
    return Role.RESIDENT if by is not None else Role.VISITOR
