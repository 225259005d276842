"""Receipt codes: shown once, kept as a keyed hash, typed in as people type.

A code follows from the form's random key and the portal's secret, so that a form sent
twice gets the same code though the portal keeps neither key nor code.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from django.conf import settings

from concerns.models import Concern
from groundwork.public_ids import ALPHABET

LENGTH: Final = 12
_GROUP: Final = 4
_LONGEST_TYPED: Final = 60


def _keyed(purpose: str, value: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"{purpose}\0{value}".encode(), hashlib.sha256)


def code_for(form_key: str) -> str:
    """Return the receipt code of a form: 12 characters, about 58 bits."""
    number = int.from_bytes(_keyed("receipt code", form_key, settings.SECRET_KEY))
    letters = []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def key_hash(form_key: str) -> str:
    """Return a form's key in the shape in which it is kept (32 hex digits)."""
    return hashlib.blake2b(form_key.encode(), digest_size=16).hexdigest()


def code_hash(code: str) -> str:
    """Return a code in the shape in which it is kept (64 hex digits)."""
    return _keyed("receipt hash", code, settings.SECRET_KEY).hex()


def grouped(code: str) -> str:
    """Return a code as it is shown: in fours."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def normalised(typed: str) -> str:
    """Return a typed code without spaces, hyphens and capitals."""
    return "".join(c for c in typed[:_LONGEST_TYPED].casefold() if c.isalnum())


def concern_of(typed: str) -> Concern | None:
    """Return the concern that a typed code belongs to.

    Hashes are compared, so the time it takes tells nothing about near misses.
    Codes made with an earlier secret count while it is among the fallbacks.
    """
    code = normalised(typed)
    hashes = [
        _keyed("receipt hash", code, secret).hex()
        for secret in (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    ]
    return Concern.objects.filter(receipt_hash__in=hashes).first()
