"""Commenting on a plan, and what planners do with comments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Language, Role, User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from notifications.actions import Recipient, notify
from planning import rules
from planning.editions import edition_of_consultation, edition_of_draft
from planning.models import Comment, Consultation, ShareLink
from planning.targets import Target
from planning.wording import plain_line, plain_text

COMMENT_LETTERS: Final = 2000
NAME_LETTERS: Final = 120
ANSWER_LETTERS: Final = 4000
REASON_LETTERS: Final = 200


class AnsweredMeanwhileError(WrongStateError):
    """Another planner has answered, or changed the answer, since this one looked."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of what; the same `form_key` twice makes one comment."""

    target: Target
    text: str
    language: str
    name: str
    form_key: str


@transaction.atomic
def comment_on(
    consultation: Consultation, said: Said, *, by: User | None, at: datetime
) -> Comment:
    """Take a comment on a published plan and return it; a planner lets it through.

    Raises:
        InvalidInputError: there is nothing to say, too much, or no such thing.
        NotAllowedError: the consultation is over.
    """
    consultation = (
        Consultation.objects.for_detail()
        .select_for_update(of=("self",))
        .get(pk=consultation.pk)
    )
    rules.may_comment(consultation, at=at).require()
    if not said.target.exists_in(edition_of_consultation(consultation)):
        raise _no_such_thing()
    row = Comment(draft=consultation.draft, consultation=consultation)
    return _written(row, said, by, at, told=consultation.opened_by)


@transaction.atomic
def comment_by_link(
    link: ShareLink, said: Said, *, by: User | None, at: datetime
) -> Comment:
    """Take a comment from whoever has a link and return it; only planners read it.

    Raises:
        InvalidInputError: there is nothing to say, too much, or no such thing.
        NotAllowedError: the link opens no more, or takes no comments.
    """
    link = (
        ShareLink.objects.select_for_update(of=("self",))
        .select_related("draft__plan", "made_by")
        .get(pk=link.pk)
    )
    rules.may_comment_by_link(link, at=at).require()
    if not said.target.exists_in(edition_of_draft(link.draft)):
        raise _no_such_thing()
    row = Comment(draft=link.draft, link=link)
    return _written(row, said, by, at, told=link.made_by)


def _no_such_thing() -> InvalidInputError:
    return InvalidInputError(_("The plan has no such place or border."), field="about")


def _written(
    row: Comment, said: Said, by: User | None, at: datetime, *, told: User
) -> Comment:
    known = Comment.objects.filter(form_key=said.form_key).first()
    if known is not None:
        return known
    row.form_key = said.form_key
    row.target = said.target.kind
    row.region, row.other_region = said.target.region, said.target.other_region
    row.unit = said.target.unit
    row.text = _within(said.text, COMMENT_LETTERS, _("Write your comment."))
    row.language = _language(said.language)
    row.author_name = plain_line(said.name)[:NAME_LETTERS]
    row.made_at, row.made_by = at, by
    row.save()
    _record("comment", row, by, Role.RESIDENT if by else Role.VISITOR, at)
    _tell_planner(row, told, at)
    return row


def _within(typed: str, most: int, missing: str) -> str:
    text = plain_text(typed)
    if not text:
        raise InvalidInputError(missing, field="text")
    if len(text) > most:
        raise InvalidInputError(
            _("That is %(count)d letters; at most %(most)d fit.")
            % {"count": len(text), "most": most},
            field="text",
        )
    return text


def _language(code: str) -> str:
    if code not in Language.values:
        raise InvalidInputError(_("Choose a language from the list."), field="language")
    return code


def _tell_planner(row: Comment, told: User, at: datetime) -> None:
    """Tell whoever opened the plan to comments, once a day however many come."""
    day = at.astimezone(TALLINN).date().isoformat()
    notify(
        "planning.comments_came",
        to=Recipient.account(told),
        dedupe_key=f"planning.comments_came:{row.draft_id}:{told.pk}:{day}",
        at=at,
        path=reverse("planning:comments", args=[row.draft.plan.public_id]),
    )


# --- planners ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """A planner's answer; `seen` is when the one was given that it takes the place of.

    None when there was no answer yet.
    """

    text: str
    language: str
    seen: datetime | None = None


@transaction.atomic
def answer(row: Comment, given: Answer, *, by: User, at: datetime) -> Comment:
    """Answer a comment, or change the answer; from then on both are public.

    Raises:
        AnsweredMeanwhileError: somebody else was quicker; theirs stands.
        InvalidInputError: the answer is missing or too long.
        NotAllowedError: `by` is no planner.
        WrongStateError: the comment is hidden.
    """
    row = _taken(row, by, at)
    if row.answered_at != given.seen:
        raise AnsweredMeanwhileError(
            _("Another planner has answered meanwhile. Their answer stands.")
        )
    if row.hidden_at is not None:
        raise WrongStateError(_("This comment is hidden. Show it again first."))
    is_first = row.answered_at is None
    row.answer = _within(given.text, ANSWER_LETTERS, _("Write your answer."))
    row.answer_language = _language(given.language)
    row.answered_at, row.answered_by = at, by
    row.save(update_fields=["answer", "answer_language", "answered_at", "answered_by"])
    verb = "answer_comment" if is_first else "change_answer"
    _record(verb, row, by, Role.PLANNER, at)
    if is_first:
        _tell_author(row, at)
    return row


def _tell_author(row: Comment, at: datetime) -> None:
    if row.made_by is None:
        return
    shown_at = row.consultation.get_absolute_url() if row.consultation else ""
    notify(
        "planning.comment_answered",
        to=Recipient.account(row.made_by),
        dedupe_key=f"planning.comment_answered:{row.pk}",
        at=at,
        path=f"{shown_at}#comment-{row.public_id}" if shown_at else "",
    )


@transaction.atomic
def release(row: Comment, *, by: User, at: datetime) -> Comment:
    """Let a comment through to the public before it is answered.

    Raises:
        NotAllowedError: `by` is no planner.
        WrongStateError: it is hidden, or is shown already.
    """
    row = _taken(row, by, at)
    if row.hidden_at is not None or row.released_at is not None:
        raise WrongStateError(_("This comment is shown or hidden already."))
    row.released_at, row.released_by = at, by
    row.save(update_fields=["released_at", "released_by"])
    _record("release_comment", row, by, Role.PLANNER, at)
    return row


@transaction.atomic
def hide(row: Comment, reason: str, *, by: User, at: datetime) -> Comment:
    """Keep a comment from the public; in its place stands the reason.

    Raises:
        InvalidInputError: no reason is given.
        NotAllowedError: `by` is no planner.
        WrongStateError: it is hidden already.
    """
    row = _taken(row, by, at)
    if row.hidden_at is not None:
        raise WrongStateError(_("This comment is hidden already."))
    why = plain_line(reason)[:REASON_LETTERS]
    if not why:
        raise InvalidInputError(_("Say why; everybody can read it."), field="reason")
    row.hidden_at, row.hidden_by, row.hidden_reason = at, by, why
    row.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _record("hide_comment", row, by, Role.PLANNER, at)
    return row


@transaction.atomic
def show_again(row: Comment, *, by: User, at: datetime) -> Comment:
    """Let a hidden comment through after all.

    Raises:
        NotAllowedError: `by` is no planner.
        WrongStateError: it is not hidden.
    """
    row = _taken(row, by, at)
    if row.hidden_at is None:
        raise WrongStateError(_("This comment is not hidden."))
    row.hidden_at, row.hidden_by, row.hidden_reason = None, None, ""
    if row.released_at is None:
        row.released_at, row.released_by = at, by
    row.save(
        update_fields=[
            "hidden_at",
            "hidden_by",
            "hidden_reason",
            "released_at",
            "released_by",
        ]
    )
    _record("show_comment", row, by, Role.PLANNER, at)
    return row


def _taken(row: Comment, by: User, at: datetime) -> Comment:
    """Lock a comment and return it as it stands."""
    rules.may_plan(by, at=at).require()
    return (
        Comment.objects.select_for_update(of=("self",))
        .select_related("draft__plan", "consultation", "made_by")
        .get(pk=row.pk)
    )


def _record(verb: str, row: Comment, by: User | None, role: Role, at: datetime) -> None:
    record(
        f"planning.{verb}",
        row.draft.plan,
        by=by,
        role=role,
        at=at,
        details={"comment": row.public_id},
    )
