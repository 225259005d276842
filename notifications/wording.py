"""The words of notices: templates filled with facts, in one language."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.template import Context
from django.template.loader import select_template
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, override

from groundwork.workdays import TALLINN
from notifications.models import Notice

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_DATETIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
_BLANK_LINES: Final = re.compile(r"\n\s*\n\s*\n+")


def subject_of(notice: Notice) -> str:
    """Return a notice in one line, in the language that is active: no personal data."""
    folder = f"notices/{notice.kind.replace('.', '/')}"
    words = _rendered(
        [f"{folder}_subject.txt", "notices/_unknown_subject.txt"], _context(notice)
    )
    return " ".join(words.split())  # a plain str again, which pages escape


def letter_of(notice: Notice, *, name: str) -> tuple[str, str]:
    """Return subject and text of a notice's mail, in the recipient's language.

    Args:
        notice: what is told.
        name: the recipient's name, empty when we do not know it.

    Raises:
        TemplateDoesNotExist: nobody wrote the words of this kind.
    """
    with override(notice.language):
        context = _context(notice) | {"recipient_name": name}
        folder = f"notices/{notice.kind.replace('.', '/')}"
        words = _rendered([f"{folder}_body.txt"], context).strip()
        letter = _rendered(
            ["notices/_letter.txt"],
            context | {"words": words, "says_url": context["url"] in words},
        )
        return subject_of(notice), _BLANK_LINES.sub("\n\n", letter).strip() + "\n"


def absolute_url(path: str, language: str) -> str:
    """Return the address of a page in one language; empty for an empty path."""
    return settings.SITE_URL + path_in(language, path) if path else ""


def path_in(language: str, path: str) -> str:
    """Return a page's path with the prefix of another language.

    The pages have the same names in all languages, so only the prefix differs.
    """
    first, slash, rest = path.lstrip("/").partition("/")
    if first in dict(settings.LANGUAGES):
        return f"/{language}{slash}{rest}"
    return path


def _context(notice: Notice) -> dict[str, Any]:
    language = get_language() or notice.language
    facts = {name: _as_value(fact) for name, fact in notice.facts.items()}
    return facts | {"url": absolute_url(notice.path, language)}


def _as_value(fact: object) -> object:
    """Return ISO dates as dates and moments in Tallinn's time, so that filters work."""
    if not isinstance(fact, str):
        return fact
    if _DATE.fullmatch(fact):
        return _day(fact)
    if _DATETIME.fullmatch(fact):
        return _moment(fact)
    return fact


def _day(fact: str) -> date | str:
    return parse_date(fact) or fact


def _moment(fact: str) -> datetime | str:
    moment = parse_datetime(fact)
    if moment is None or moment.tzinfo is None:
        return fact
    return moment.astimezone(TALLINN)


def _rendered(names: Sequence[str], context: dict[str, Any]) -> str:
    """Fill the first template there is as plain text: nothing is escaped."""
    template = select_template(names)
    filled: str = template.template.render(Context(context, autoescape=False))
    return filled
