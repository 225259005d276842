"""Concerns, made the way they come: through `actions.receive`."""

import itertools
from datetime import datetime
from typing import Any

from accounts.models import User
from concerns.actions import Receipt, Telling, Written, receive
from concerns.models import AnswerBy, Concern, ConcernKind
from regions.models import SettlementUnit

_keys = itertools.count()


def new_key() -> str:
    """Return a form's key that no other form has."""
    return f"form-{next(_keys)}"


def telling(unit: SettlementUnit, **given: Any) -> Telling:
    """Return something to tell from `unit`: by default a concern, followed by code."""
    usual: dict[str, Any] = {
        "kind": ConcernKind.CONCERN,
        "text": "Noored sõidavad öösiti mopeedidega mängumurul.",
        "unit": unit,
        "language": "et",
        "answer_by": AnswerBy.CODE,
    }
    return Telling(**usual | given)


def received(
    unit: SettlementUnit,
    *,
    at: datetime,
    by: User | None = None,
    form_key: str = "",
    **given: Any,
) -> Receipt:
    """Receive one; what is not given is as in `telling`."""
    if by is not None:
        given.setdefault("answer_by", AnswerBy.ACCOUNT)
    return receive(telling(unit, **given), form_key=form_key or new_key(), by=by, at=at)


def threat(unit: SettlementUnit, *, at: datetime, **given: Any) -> Concern:
    """Receive a threat and return it."""
    given = {
        "kind": ConcernKind.THREAT,
        "text": "Naaber lubas kuuri põlema panna.",
        **given,
    }
    return received(unit, at=at, **given).concern


def written(text: str = "Käisin kohal ja rääkisin noortega.", **given: Any) -> Written:
    """Return some words with a form key of their own."""
    usual: dict[str, Any] = {"text": text, "form_key": new_key()}
    return Written(**usual | given)
