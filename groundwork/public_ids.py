"""Names for records that tell nothing: not how many there are, nor in which order."""

import secrets
from typing import Final

ALPHABET: Final = "23456789abcdefghjkmnpqrstvwxyz"
"""Digits and letters that are hard to misread or mishear: no 0 o 1 i l u."""


def new_public_id() -> str:
    """Return ten random characters, about 49 bits: enough for an address."""
    return random_code(10)


def random_code(length: int) -> str:
    """Return `length` random characters of `ALPHABET`, 4.9 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
