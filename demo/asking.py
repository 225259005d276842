"""A plan that is open for comment: what people say of it, and what is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import User
from demo.texts.asking import COMMENTS, WORDS, Comment
from planning.actions import commenting
from planning.actions.commenting import Answer, Said
from planning.actions.consulting import open_consultation
from planning.editions import Edition, edition_of_consultation
from planning.models import CommentTarget, Consultation, DraftVersion
from planning.targets import WHOLE_PLAN, Target

OPEN_FOR: Final = timedelta(days=12)
"""From today on; the page takes comments while somebody tries it."""
OPENED_BEFORE: Final = timedelta(days=6)


@transaction.atomic
def ask(version: DraftVersion, *, by: User, at: datetime) -> None:
    """Publish a version, comment on it, and answer what has been read already."""
    opened = at - OPENED_BEFORE
    consultation = open_consultation(
        version, WORDS, ends_on=(at + OPEN_FOR).date(), by=by, at=opened
    )
    edition = edition_of_consultation(consultation)
    for number, comment in enumerate(COMMENTS, start=1):
        said_at = opened + timedelta(hours=9 * number)
        target = _target(comment.kind, edition)
        _say(consultation, comment, target, by=by, at=said_at)


def _target(kind: CommentTarget, edition: Edition) -> Target:
    """Return something of a kind that the plan has, always the same."""
    number = next(n for n in edition.rows if edition.neighbours[n])
    if kind == CommentTarget.REGION:
        return Target(kind, number)
    if kind == CommentTarget.UNIT:
        return Target(kind, unit=edition.units(number)[-1].code)
    if kind == CommentTarget.BORDER:
        one, other = sorted((number, edition.neighbours[number][0]))
        return Target(kind, one, other)
    return WHOLE_PLAN


def _say(
    consultation: Consultation,
    comment: Comment,
    target: Target,
    *,
    by: User,
    at: datetime,
) -> None:
    key = f"demo-{consultation.pk}-{at:%Y%m%d%H}"
    said = Said(target, comment.text, comment.language, comment.name, key)
    row = commenting.comment_on(consultation, said, by=None, at=at)
    later = at + timedelta(hours=20)
    if comment.answer:
        given = Answer(comment.answer, comment.language)
        commenting.answer(row, given, by=by, at=later)
    elif comment.hidden:
        commenting.hide(row, comment.hidden, by=by, at=later)
    elif comment.kind == CommentTarget.BORDER:
        commenting.release(row, by=by, at=later)
