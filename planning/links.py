"""The codes of links to drafts: random, shown once, kept as a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from django.conf import settings

from groundwork.public_ids import random_code

LENGTH: Final = 24
"""About 118 bits: nobody finds one by trying."""
_LONGEST: Final = 64


def new_code() -> str:
    """Return a code that nobody has."""
    return random_code(LENGTH)


def code_hash(code: str, secret: str = "") -> str:
    """Return a code in the shape in which it is kept (64 hex digits)."""
    key = (secret or settings.SECRET_KEY).encode()
    return hmac.digest(key, f"share link\0{code}".encode(), hashlib.sha256).hex()


def hashes_of(code: str) -> list[str]:
    """Return under which hashes a code may be kept, earlier secrets included.

    Hashes are compared, so the time it takes tells nothing about near misses.
    """
    secrets = (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    return [code_hash(code[:_LONGEST], secret) for secret in secrets]
