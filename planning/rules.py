"""Who may do what in the workshop. Pure questions: nothing here writes."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from accounts.rules import Person, is_planner
from groundwork.limits import Limit
from groundwork.verdicts import ALLOWED, Verdict, allowed_if, denied
from groundwork.workdays import TALLINN
from planning.models import Consultation, Draft, ShareLink

COMMENTS_PER_VISITOR: Final = Limit("planning.comment", times=15, seconds=3600)
"""Enough for whoever goes through a whole county; too little for a flood."""
WRONG_CODES: Final = Limit("planning.shared", times=20, seconds=600)
"""Of links to drafts; nobody finds a code by trying anyway."""


def may_plan(person: Person | None, *, at: datetime) -> Verdict:
    """Allow planners to use the workshop; None is the portal itself."""
    return ALLOWED if person is None else is_planner(person, at=at)


def may_change(person: Person | None, draft: Draft, *, at: datetime) -> Verdict:
    """Allow planners to change a plan that is still a draft."""
    allowed = may_plan(person, at=at)
    if not allowed:
        return allowed
    if draft.is_open:
        return ALLOWED
    return denied(_("An adopted plan cannot be changed. Copy it and change the copy."))


def may_comment(consultation: Consultation, *, at: datetime) -> Verdict:
    """Allow anybody to comment while a consultation is open; its plan is asked."""
    if consultation.is_open(at.astimezone(TALLINN).date()):
        return ALLOWED
    return denied(_("This plan is no longer open for comment."))


def may_comment_by_link(link: ShareLink, *, at: datetime) -> Verdict:
    """Allow whoever has a link that opens and takes comments; its draft is asked."""
    if not link.opens(at):
        return denied(_("This link does not open any more."))
    return allowed_if(
        link.may_comment and link.draft.is_open,
        _("This link shows the plan, but takes no comments."),
    )


def may_adopt(person: Person | None, *, at: datetime) -> Verdict:
    """Allow planners to put plans in force and to withdraw that."""
    return may_plan(person, at=at)
