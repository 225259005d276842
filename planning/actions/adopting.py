"""Adopting a plan from a day on, and withdrawing that before the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.jobs import enqueue_once
from groundwork.workdays import TALLINN
from planning import rules
from planning.actions.preparing import is_prepared
from planning.affected import affected_by
from planning.models import Adoption, Draft
from planning.shifting import shift_of
from planning.soundness import faults_of
from regions.adopting import TakenBack, put_in_force, take_back
from regions.models import RegionPlan, RegionUnit

FARTHEST: Final = timedelta(days=2 * 366)
"""A day further ahead is a slip of the pen: people are told of it at once."""
REASON_LETTERS: Final = 200

_tell: Final = partial(enqueue_once, "planning.tasks.tell")


class NotReadyError(WrongStateError):
    """The plan cannot be adopted as it stands."""


@transaction.atomic
def adopt(  # noqa: PLR0913  (what, from when, why, seen how, which form, who, when)
    draft: Draft,
    from_date: date,
    *,
    reason: str = "",
    seen_revision: int | None = None,
    form_key: str,
    by: User | None,
    at: datetime,
) -> Adoption:
    """Put a draft in force from a day on, and return the decision.

    Everything takes effect by its date: on the day nothing has to run. The people
    concerned are told by the worker, which is not waited for.

    Args:
        draft: a prepared draft without faults.
        from_date: its first day, today or later.
        reason: why, for the record.
        seen_revision: the draft's revision that the planner looked at.
        form_key: what tells one sending of the form from another; the same key sent
            again adopts nothing twice.
        by: a planner, or None for the portal itself.
        at: now.

    Raises:
        InvalidInputError: the day is past, before the plan adopted last, or far ahead.
        NotAllowedError: `by` is no planner.
        NotReadyError: the draft has faults, is not prepared, or was changed since.
        WrongStateError: the plan is not a draft any more.
    """
    rules.may_adopt(by, at=at).require()
    draft = _locked(draft)
    known = Adoption.objects.filter(form_key=form_key).first()
    if known is not None:
        return known
    _require_near(from_date, at)
    if seen_revision is not None and seen_revision != draft.revision:
        raise NotReadyError(
            _("The draft was changed meanwhile. Look at what moves once more.")
        )

    def require(plan: RegionPlan, day: date) -> None:
        _require_ready(draft, plan, day)

    shift = shift_of(draft, from_date)
    preview = {**shift.counts(), **affected_by(shift, from_date).counts()}
    done = put_in_force(draft.plan, from_date, require=require, by=by, at=at)
    adoption = Adoption.objects.create(
        plan=done.plan,
        form_key=form_key,
        effective_on=from_date,
        reason=reason.strip()[:REASON_LETTERS],
        decided_at=at,
        decided_by=by,
        preview=preview,
        ended_postings=done.ended,
    )
    record(
        "planning.adopt",
        done.plan,
        by=by,
        role=_role(by),
        at=at,
        details={"from": from_date.isoformat(), "people": preview["people"]},
    )
    transaction.on_commit(_tell)
    return adoption


@transaction.atomic
def withdraw(
    adoption: Adoption, *, reason: str, by: User | None, at: datetime
) -> TakenBack:
    """Take a decision back before its day; the plan is a draft again.

    The plan before it goes on, and postings that were to end stand again as they did.

    Raises:
        InvalidInputError: no reason is given.
        NotAllowedError: `by` is no planner.
        WrongStateError: it was withdrawn already, its day has come, or another plan
            is adopted after it.
    """
    rules.may_adopt(by, at=at).require()
    if not reason.strip():
        raise InvalidInputError(_("Please give a reason."), field="reason")
    draft = Draft.objects.filter(plan=adoption.plan_id).first()
    if draft is not None:
        _locked(draft)
    adoption = (
        Adoption.objects.select_for_update(of=("self",))
        .select_related("plan")
        .get(pk=adoption.pk)
    )
    if adoption.withdrawn_at is not None:
        raise WrongStateError(_("This decision was withdrawn already."))
    done = take_back(adoption.plan, ended=adoption.ended_postings, by=by, at=at)
    adoption.withdrawn_at, adoption.withdrawn_by = at, by
    adoption.withdrawn_reason = reason.strip()[:REASON_LETTERS]
    adoption.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record(
        "planning.withdraw",
        done.plan,
        by=by,
        role=_role(by),
        at=at,
        details={"from": adoption.effective_on.isoformat(), "left": len(done.left)},
    )
    transaction.on_commit(_tell)
    return done


def _role(by: User | None) -> Role:
    return Role.PLANNER if by else Role.SYSTEM


def _locked(draft: Draft) -> Draft:
    rows = Draft.objects.select_for_update(of=("self",)).select_related("plan")
    return rows.get(pk=draft.pk)


def _require_near(day: date, at: datetime) -> None:
    if day > at.astimezone(TALLINN).date() + FARTHEST:
        raise InvalidInputError(
            _("That is too far ahead. Choose a day within two years."),
            field="from_date",
        )


def _require_ready(draft: Draft, plan: RegionPlan, day: date) -> None:
    faults = faults_of(draft, day)
    if faults:
        raise NotReadyError(faults[0].text)
    if not is_prepared(draft):
        raise NotReadyError(
            _("The regions have no outlines for what the draft holds now.")
        )
    rows = RegionUnit.objects.filter(plan=plan)
    stored = dict(rows.values_list("unit__code", "version__number"))
    if stored != draft.assignment:
        raise NotReadyError(
            _("The regions do not stand for what the draft holds. Prepare it again.")
        )
