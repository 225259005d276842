"""Comments as pages show them; the words of hidden ones are left out here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from planning.editions import Edition
from planning.models import Comment
from planning.targets import Target


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment for readers; of a hidden one only that there was one, and why not."""

    public_id: str
    target: Target
    about: str
    made_at: datetime
    hidden_reason: str = ""
    text: str = ""
    language: str = ""
    author: str = ""
    answer: str = ""
    answer_language: str = ""
    answered_at: datetime | None = None


def remarks(rows: Iterable[Comment], edition: Edition) -> list[Remark]:
    """Return comments for readers, in the reader's language."""
    return [_remark(row, edition) for row in rows]


def _remark(row: Comment, edition: Edition) -> Remark:
    target = Target.of(row)
    known = row.public_id, target, target.label(edition), row.made_at
    if row.hidden_at is not None:
        return Remark(*known, hidden_reason=row.hidden_reason)
    return Remark(
        *known,
        text=row.text,
        language=row.language,
        author=row.author_name,
        answer=row.answer,
        answer_language=row.answer_language,
        answered_at=row.answered_at,
    )


def concerning(rows: Iterable[Comment], edition: Edition, number: int) -> list[Comment]:
    """Return the comments on a region, its borders and its units."""
    return [row for row in rows if number in Target.of(row).regions(edition)]
