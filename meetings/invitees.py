"""Reading a list of people to invite: one a line, a name and an e-mail address."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST_ADDRESS: Final = 254
"""Letters. Source: RFC 5321, 4.5.3.1.3, without the angle brackets."""
_WORDS: Final = re.compile(r"[\s,;<>()]+")
_BETWEEN: Final = " \t,;<>()\"'"
"""What may stand around a name and an address."""


def read_invitees(text: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return people as (name, address), and a sentence for each line not understood.

    "Mari Mets, mari@example.ee", "Mari Mets <mari@example.ee>" and a bare address are
    understood; empty lines and a second mention of an address are left out.
    """
    people: dict[str, str] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, email = _parts(line)
        if not _is_address(email):
            wrong.append(
                _("Line %(number)d: write a name, a comma and an e-mail address.")
                % {"number": number}
            )
            continue
        people.setdefault(email.lower(), name[:120])
    return [(name, email) for email, name in people.items()], wrong


def _parts(line: str) -> tuple[str, str]:
    """Return what stands before the last word of a line, and that word."""
    line = line.strip(_BETWEEN)
    email = _WORDS.split(line)[-1]
    return line.removesuffix(email).strip(_BETWEEN), email


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS
