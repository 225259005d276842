"""A published version and a link, and words to comment with."""

from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from groundwork.public_ids import random_code
from planning.actions import consulting, making, sharing
from planning.actions.commenting import Said
from planning.models import Consultation, Draft, ShareLink
from planning.targets import target_of

DAYS: Final = 14


def published(draft: Draft, planner: User, at: datetime, **words: str) -> Consultation:
    """Keep the draft and publish it for two weeks."""
    version = making.keep_version(draft, reason="Aruteluks", by=planner, at=at)
    return consulting.open_consultation(
        version,
        consulting.Introductions(words.pop("et", "Vaadake üle."), **words),
        ends_on=(at + timedelta(days=DAYS)).date(),
        by=planner,
        at=at,
    )


def linked(
    draft: Draft, planner: User, at: datetime, *, may_comment: bool = True
) -> tuple[ShareLink, str]:
    """Make a link for two weeks and return it with its code."""
    until = (at + timedelta(days=DAYS)).date()
    terms = sharing.Terms("Saue vald", until, may_comment)
    return sharing.make_link(draft, terms, by=planner, at=at)


def said(
    text: str = "Jätke Laagri Sauega kokku.",
    about: str = "plan",
    *,
    language: str = "et",
    name: str = "",
    key: str = "",
) -> Said:
    """Return a comment."""
    target = target_of(about)
    assert target is not None
    return Said(target, text, language, name, key or random_code(32))
