"""Making and withdrawing links that show a draft to whoever has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from planning import rules
from planning.actions.standing import Act, take
from planning.links import code_hash, new_code
from planning.models import Draft, ShareLink
from planning.wording import plain_line

LABEL_LETTERS: Final = 120
LONGEST: Final = timedelta(days=366)
"""A link opens for a year at most."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom a link is, until which day (included) it opens, and comments."""

    label: str
    until: date
    may_comment: bool


@transaction.atomic
def make_link(
    draft: Draft, terms: Terms, *, by: User, at: datetime
) -> tuple[ShareLink, str]:
    """Make a link and return it with its code, which is not kept.

    Raises:
        InvalidInputError: the label is missing, or the day is not within a year.
        NotAllowedError: `by` may not change the draft.
    """
    act = Act(by, at)
    draft = take(draft, act)
    label = plain_line(terms.label)[:LABEL_LETTERS]
    if not label:
        raise InvalidInputError(_("Say for whom the link is."), field="label")
    _require_within_a_year(terms.until, at)
    code = new_code()
    link = ShareLink.objects.create(
        draft=draft,
        code_hash=code_hash(code),
        label=label,
        may_comment=terms.may_comment,
        made_at=at,
        made_by=by,
        expires_at=_end_of(terms.until),
    )
    record(
        "planning.link",
        draft.plan,
        by=by,
        role=act.role,
        at=at,
        details={"link": link.pk, "until": terms.until.isoformat()},
    )
    return link, code


def _require_within_a_year(until: date, at: datetime) -> None:
    today = at.astimezone(TALLINN).date()
    if not today <= until <= today + LONGEST:
        raise InvalidInputError(
            _("Choose a day from today to a year from now."), field="until"
        )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=TALLINN)


@transaction.atomic
def revoke_link(link: ShareLink, *, by: User, at: datetime) -> ShareLink:
    """Withdraw a link; from this moment on it opens no more.

    Raises:
        NotAllowedError: `by` is no planner.
        WrongStateError: it was withdrawn before.
    """
    rules.may_plan(by, at=at).require()
    link = (
        ShareLink.objects.select_for_update(of=("self",))
        .select_related("draft__plan")
        .get(pk=link.pk)
    )
    if link.revoked_at is not None:
        raise WrongStateError(_("This link was withdrawn before."))
    link.revoked_at, link.revoked_by = at, by
    link.save(update_fields=["revoked_at", "revoked_by"])
    record(
        "planning.revoke_link",
        link.draft.plan,
        by=by,
        role=Act(by, at).role,
        at=at,
        details={"link": link.pk},
    )
    return link


def note_opened(link: ShareLink, *, at: datetime) -> None:
    """Count that a link was opened; by whom is not kept, so no history is written."""
    day = at.astimezone(TALLINN).date()
    ShareLink.objects.filter(pk=link.pk).update(
        opened_count=F("opened_count") + 1, last_opened_on=day
    )
