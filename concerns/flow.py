"""What somebody has told so far, kept between the screens of the question flow.

The draft lies sealed in the session, so that the words of a threat are nowhere in the
clear, not even before they are sent. It holds what was typed, as it was typed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from cryptography.fernet import InvalidToken

from concerns.models import ConcernKind
from groundwork.sealing import seal, unseal

STEPS: Final = ("kind", "what", "where", "when", "answer", "readers")
"""The questions after "is anyone in danger right now?", in their order."""

_DRAFT: Final = "concerns.draft"


def _new_key() -> str:
    return secrets.token_hex(16)


@dataclass
class Draft:
    """The answers so far, by step; `key` makes sending it twice the same as once."""

    key: str = field(default_factory=_new_key)
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    offered_112: bool = False
    place: str = ""
    """The value of a place that the address brought along (`concerns.places`)."""

    @property
    def kind(self) -> str:
        """Return the kind that was chosen, empty before."""
        return self.typed.get("kind", {}).get("kind", "")

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the questions to ask; who may read a threat is not one of them."""
        return STEPS[:-1] if self.kind == ConcernKind.THREAT else STEPS

    def before(self, step: str) -> str | None:
        """Return the question before `step`, None before the first."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else None

    def texts(self) -> tuple[str, ...]:
        """Return everything that was written in free words."""
        return tuple(text for step in self.typed.values() for text in step.values())


def draft_in(session: Mapping[str, Any]) -> Draft | None:
    """Return the draft that the session keeps, None without one."""
    try:
        return Draft(**json.loads(unseal(session[_DRAFT].encode())))
    except (KeyError, InvalidToken):
        return None


def keep(session: MutableMapping[str, Any], draft: Draft) -> None:
    """Keep a draft in the session."""
    kept = json.dumps(asdict(draft), ensure_ascii=False)
    session[_DRAFT] = seal(kept).decode()


def forget(session: MutableMapping[str, Any]) -> None:
    """Take the draft out of the session."""
    session.pop(_DRAFT, None)
