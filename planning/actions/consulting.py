"""Publishing a kept version for comment, moving its end, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from planning.actions.standing import Act, take
from planning.models import Consultation, Draft, DraftVersion
from planning.wording import plain_line, plain_text

LONGEST: Final = timedelta(days=366)
INTRO_LETTERS: Final = 4000
REASON_LETTERS: Final = 200


@dataclass(frozen=True, slots=True)
class Introductions:
    """What readers are told first; Estonian is a must."""

    et: str
    en: str = ""
    ru: str = ""


@transaction.atomic
def open_consultation(
    version: DraftVersion,
    words: Introductions,
    *,
    ends_on: date,
    by: User,
    at: datetime,
) -> Consultation:
    """Publish a version for comment until a day (included).

    Raises:
        InvalidInputError: the Estonian words are missing, some are too long, the day
            is not within a year, or the version has gaps.
        NotAllowedError: `by` may not change the draft.
        WrongStateError: the plan is open for comment already.
    """
    act = Act(by, at)
    draft = take(version.draft, act)
    today = at.astimezone(TALLINN).date()
    if Consultation.objects.filter(draft=draft).open_on(today).exists():
        raise WrongStateError(_("This plan is open for comment already."))
    _require_whole(version)
    _require_day(ends_on, today)
    consultation = Consultation.objects.create(
        draft=draft,
        version=version,
        intro_et=_introduction("intro_et", words.et),
        intro_en=_introduction("intro_en", words.en),
        intro_ru=_introduction("intro_ru", words.ru),
        opened_at=at,
        opened_by=by,
        ends_on=ends_on,
    )
    _record("open_consultation", consultation, act, version=version.number)
    return consultation


def _require_whole(version: DraftVersion) -> None:
    if version.figures.get("uncovered"):
        raise InvalidInputError(
            _("Some units have no region in this version. Choose one without gaps."),
            field="version",
        )


def _require_day(ends_on: date, today: date) -> None:
    if not today < ends_on <= today + LONGEST:
        raise InvalidInputError(
            _("Choose a day from tomorrow to a year from now."), field="ends_on"
        )


def _introduction(field: str, typed: str) -> str:
    text = plain_text(typed)
    if field == "intro_et" and not text:
        raise InvalidInputError(
            _("Write the introduction in Estonian at least."), field=field
        )
    if len(text) > INTRO_LETTERS:
        raise InvalidInputError(
            _("At most %(most)d letters.") % {"most": INTRO_LETTERS}, field=field
        )
    return text


@transaction.atomic
def extend(
    consultation: Consultation, ends_on: date, *, by: User, at: datetime
) -> Consultation:
    """Let a consultation take comments until a later day.

    Raises:
        InvalidInputError: the day is not later, or not within a year.
        NotAllowedError: `by` may not change the draft.
        WrongStateError: it was withdrawn.
    """
    act = Act(by, at)
    consultation = _taken(consultation, act)
    _require_day(ends_on, at.astimezone(TALLINN).date())
    before = consultation.ends_on
    if ends_on <= before:
        raise InvalidInputError(
            _("Choose a day after the present one."), field="ends_on"
        )
    consultation.ends_on = ends_on
    consultation.save(update_fields=["ends_on"])
    days = {"from": before.isoformat(), "to": ends_on.isoformat()}
    _record("extend_consultation", consultation, act, **days)
    return consultation


@transaction.atomic
def withdraw(
    consultation: Consultation, reason: str, *, by: User, at: datetime
) -> Consultation:
    """Take a plan back from the public; what was written stays with the planners.

    Raises:
        InvalidInputError: no reason is given.
        NotAllowedError: `by` may not change the draft.
        WrongStateError: it was withdrawn before.
    """
    act = Act(by, at)
    consultation = _taken(consultation, act)
    why = plain_line(reason)[:REASON_LETTERS]
    if not why:
        raise InvalidInputError(_("Say why, for whoever reads it."), field="reason")
    consultation.withdrawn_at, consultation.withdrawn_by = at, by
    consultation.withdrawn_reason = why
    fields = ["withdrawn_at", "withdrawn_by", "withdrawn_reason"]
    consultation.save(update_fields=fields)
    _record("withdraw_consultation", consultation, act)
    return consultation


def _taken(consultation: Consultation, act: Act) -> Consultation:
    """Lock a consultation's draft and return the consultation as it stands."""
    draft: Draft = take(consultation.draft, act)
    found = Consultation.objects.select_for_update().get(pk=consultation.pk)
    found.draft = draft
    if found.withdrawn_at is not None:
        raise WrongStateError(_("This consultation was withdrawn before."))
    return found


def _record(
    verb: str, consultation: Consultation, act: Act, **details: str | int
) -> None:
    record(
        f"planning.{verb}",
        consultation.draft.plan,
        by=act.by,
        role=act.role,
        at=act.at,
        details={"consultation": consultation.public_id, **details},
    )
