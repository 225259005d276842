"""Words that strangers send: what cannot be seen is taken out of them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of all text behind them. Source: UAX 9."""
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def plain_text(typed: str) -> str:
    """Return somebody's words without control characters; one blank line at most."""
    lines = _LINE_ENDS.sub("\n", _TURNING.sub("", typed))
    seen = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    return _BLANK_LINES.sub("\n\n", seen).strip()


def plain_line(typed: str) -> str:
    """Return somebody's words on one line without control characters."""
    return " ".join(plain_text(typed).split())
