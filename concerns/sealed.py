"""The words of threats: written sealed, read only through here.

What tells of a threat (its text, the exact place, when) is sealed as one piece, so that
neither lists nor searches nor mail can show any of it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from concerns.models import Concern, Message, SealedText
from groundwork.sealing import seal, unseal


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody told: in words, where exactly (degrees, WGS 84) and when."""

    text: str
    place_words: str = ""
    when_words: str = ""
    lat: float | None = None
    lon: float | None = None


def keep(concern: Concern, words: Words) -> None:
    """Seal what was told of a threat."""
    SealedText.objects.create(
        concern=concern, sealed=seal(json.dumps(asdict(words), ensure_ascii=False))
    )


def keep_message(message: Message, text: str) -> None:
    """Seal one message of a threat's thread."""
    SealedText.objects.create(
        concern_id=message.concern_id, message=message, sealed=seal(text)
    )


def told(concern: Concern) -> Words:
    """Return what was told, unsealing it for a threat.

    Whoever shows it to the police or by a code records the look (`actions.read`).
    """
    if not concern.is_threat:
        return Words(
            concern.text,
            concern.place_words,
            concern.when_words,
            concern.lat,
            concern.lon,
        )
    row = SealedText.objects.get(concern=concern, message=None)
    return Words(**json.loads(unseal(row.sealed)))


def text_of(message: Message) -> str:
    """Return a message's text, unsealing it where there is nothing in the clear."""
    if message.text or not hasattr(message, "sealed_text"):
        return message.text
    return unseal(message.sealed_text.sealed)
