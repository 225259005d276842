# ruff: noqa: RUF001 -- Russian letters are meant where they stand
"""Comparing names as people type them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_CYRILLIC: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "o",
        "ж": "z", "з": "s", "и": "i", "й": "i", "к": "k", "л": "l", "м": "m",
        "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
        "ф": "f", "х": "h", "ц": "ts", "ч": "ts", "ш": "s", "щ": "sts", "ъ": "",
        "ы": "o", "ь": "", "э": "e", "ю": "u", "я": "a", "і": "i", "ї": "i",
        "є": "e", "ґ": "g",
    }
)  # fmt: skip
"""Russian letters as Estonian place names are written with them, diacritics dropped."""

_WHOLE_LATIN: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"}
)
"""Letters that Unicode does not take apart into a letter and a mark."""

_SOFT: Final = (
    (re.compile(r"\bй"), "j"),
    (re.compile(r"\bя"), "ja"),
    (re.compile(r"\bё"), "jo"),
    (re.compile(r"(?<=[ьъаеиоуыэюя])я(?!э)"), "ja"),
    (re.compile(r"(?<=[ьъ])ю"), "ju"),
    (re.compile(r"(?<=[ьъ])е"), "je"),
)
"""Where Russian letters stand for a j: at the start of a word, after a soft sign."""

_EITHER: Final = (
    (re.compile(r"яэ"), "аа"),
    (re.compile(r"\bю"), "йу"),
)
"""Where Russian has one spelling for two Estonian ones: -mäe and Pää-, Ü- and Jü-."""


def folded(name: str) -> str:
    """Return `name` in plain lower-case Latin letters, digits and single spaces.

    "Mustamäe" and "Мустамяэ" become "mustamae": what was typed and what is
    kept are compared in this form.
    """
    name = unicodedata.normalize("NFC", name).casefold()
    for pattern, letters in _SOFT:
        name = pattern.sub(letters, name)
    plain = unicodedata.normalize("NFKD", name.translate(_CYRILLIC))
    plain = plain.translate(_WHOLE_LATIN)
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def spellings(name: str) -> tuple[str, ...]:
    """Return every folded form that `name` may stand for, the likeliest first.

    Latin letters give one; Russian ones may give more: "Юлемисте" is Ülemiste, "Юри"
    is Jüri.
    """
    forms = [unicodedata.normalize("NFC", name).casefold()]
    for pattern, letters in _EITHER:
        forms += [pattern.sub(letters, form) for form in forms if pattern.search(form)]
    return tuple(dict.fromkeys(folded(form) for form in forms))


def errors_forgiven(length: int) -> int:
    """Return how many typing errors a name of `length` letters may have.

    Short words are each other's typing errors, so they get none.
    """
    if length <= 3:  # noqa: PLR2004 -- the table of lengths is here
        return 0
    return 1 if length <= 5 else 2 if length <= 9 else 3  # noqa: PLR2004 -- the figure is the rule itself


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Folded names and the numbers of the things that bear them."""

    bearers: Mapping[str, Sequence[int]]
    ordered: Sequence[str]

    @classmethod
    def of(cls, bearers: Mapping[str, Sequence[int]]) -> NameIndex:
        """Return the index of `bearers`: folded name → numbers."""
        return cls(bearers, sorted(bearers))

    def called(self, forms: Iterable[str]) -> list[int]:
        """Return the things called exactly one of `forms`."""
        return self._numbers(form for form in forms if form in self.bearers)

    def beginning(self, forms: Iterable[str]) -> list[int]:
        """Return the things with a name that begins with one of `forms`."""
        found: list[str] = []
        for form in forms:
            first = bisect_left(self.ordered, form)
            last = bisect_left(self.ordered, form + "\uffff")
            found += self.ordered[first:last]
        return self._numbers(found)

    def with_word(self, forms: Iterable[str]) -> list[int]:
        """Return the things with a name of which a later word begins with a form."""
        inside = [f" {form}" for form in forms]
        return self._numbers(
            name for name in self.ordered if any(part in name for part in inside)
        )

    def nearly_called(
        self, forms: Iterable[str], *, most: int | None = None
    ) -> list[int]:
        """Return the things whose name has the fewest typing errors, if few enough.

        Args:
            forms: folded names.
            most: how many errors are forgiven; as many as its length allows if None.
        """
        near: dict[str, float] = {}
        for form in forms:
            allowed = errors_forgiven(len(form))
            for name, errors, _ in process.extract(
                form,
                self.ordered,
                scorer=OSA.distance,
                score_cutoff=min(allowed, allowed if most is None else most),
                limit=None,
            ):
                near[name] = min(errors, near.get(name, errors))
        fewest = min(near.values(), default=0)
        return self._numbers(name for name in near if near[name] == fewest)

    def _numbers(self, names: Iterable[str]) -> list[int]:
        return list(dict.fromkeys(n for name in names for n in self.bearers[name]))
