"""Words that may mean somebody is in danger right now, in three languages.

A wrong alarm costs one more screen with the number 112 on it, so the list is short but
not shy. Nothing of what it finds is kept.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

_WORDS: Final = Path(__file__).resolve().parent / "data" / "urgent_words.txt"


def sounds_urgent(*texts: str) -> bool:
    """Test whether any of the texts holds a word of immediate danger."""
    return any(_urgent().search(text.casefold()) for text in texts)


@cache
def _urgent() -> re.Pattern[str]:
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    forms = (
        re.escape(word).replace(r"\*", r"\w*").replace("_", r"\s+") for word in words
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")
