"""Putting a plan in force from a day, and taking that back before the day.

Only rows with days change here. Who is responsible is derived from them, so a plan
takes effect on its day even when nothing runs then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from regions import rules
from regions.models import (
    PLAN_WORKFLOW,
    PlanStatus,
    Posting,
    Region,
    RegionPlan,
    RegionVersion,
)

EndedPosting = Mapping[str, Any]
"""A posting's fields as they were before a plan ended it, ready for JSON."""


@dataclass(frozen=True)
class InForce:
    """A plan that was put in force, and the postings that end because of it."""

    plan: RegionPlan
    ended: list[dict[str, Any]]


@dataclass(frozen=True)
class TakenBack:
    """What taking a plan back came to.

    Attributes:
        plan: The plan, a draft again.
        before: The plan that goes on; None when there was none.
        given_back: How many postings stand again as they did.
        left: Postings that could not be given back, since somebody has been posted
            otherwise meanwhile.
    """

    plan: RegionPlan
    before: RegionPlan | None
    given_back: int
    left: list[EndedPosting]


@transaction.atomic
def put_in_force(
    plan: RegionPlan,
    from_date: date,
    *,
    require: Callable[[RegionPlan, date], None],
    by: User | None,
    at: datetime,
) -> InForce:
    """Put a draft in force from a day on; the plan before it ends then.

    Args:
        plan: the draft.
        from_date: its first day.
        require: raises when the plan is not sound on that day.
        by: a planner, or None for the portal itself.
        at: now.

    Raises:
        InvalidInputError: the day lies before the start of the plan now in force, or,
            when there is one, in the past.
        NotAllowedError: `by` is no planner.
        WrongStateError: the plan is not a draft, or what `require` raises.
    """
    plans = _locked_plans()
    plan = plans[plan.pk]
    rules.may_adopt(by, at=at).require()
    PLAN_WORKFLOW.require(PlanStatus(plan.status), PlanStatus.ADOPTED)
    require(plan, from_date)
    for before in plans.values():
        if before.status == PlanStatus.ADOPTED:
            _supersede(before, from_date, today=_day(at))
    plan.status, plan.valid_from = PlanStatus.ADOPTED, from_date
    plan.adopted_by, plan.adopted_at = by, at
    RegionPlan.objects.filter(pk=plan.pk).update(
        status=plan.status,
        valid_from=from_date,
        adopted_by=by,
        adopted_at=at,
    )
    ended = _end_postings_off_the_map(plan, from_date)
    record(
        "regions.adopt",
        plan,
        by=by,
        role=_role(by),
        at=at,
        details={"from": from_date.isoformat(), "postings_ended": len(ended)},
    )
    return InForce(plan, ended)


@transaction.atomic
def take_back(
    plan: RegionPlan,
    *,
    ended: Sequence[EndedPosting],
    by: User | None,
    at: datetime,
) -> TakenBack:
    """Make a plan whose day lies ahead a draft again; the plan before it goes on.

    Args:
        plan: the plan adopted last.
        ended: the postings that ended because of it; they stand again as they did.
        by: a planner, or None for the portal itself.
        at: now.

    Raises:
        NotAllowedError: `by` is no planner.
        WrongStateError: it is not adopted, its day has come, or another plan is
            adopted after it.
    """
    plans = _locked_plans()
    plan = plans[plan.pk]
    rules.may_adopt(by, at=at).require()
    first_day = _require_ahead(plan, today=_day(at))
    decided_at = plan.adopted_at
    RegionPlan.objects.filter(pk=plan.pk).back_to_draft()
    plan.refresh_from_db()
    before = next((p for p in plans.values() if p.valid_to == first_day), None)
    if before is not None:
        PLAN_WORKFLOW.require(PlanStatus(before.status), PlanStatus.ADOPTED)
        before.status, before.valid_to = PlanStatus.ADOPTED, None
        before.save(update_fields=["status", "valid_to"])
        _end_postings_off_the_map(before, first_day)
    left = _give_back(ended, first_day)
    _lengthen(plan, first_day, since=decided_at)
    given = len(ended) - len(left)
    record(
        "regions.take_back",
        plan,
        by=by,
        role=_role(by),
        at=at,
        details={"from": first_day.isoformat(), "postings_given_back": given},
    )
    return TakenBack(plan, before, given, left)


def _locked_plans() -> dict[int, RegionPlan]:
    """Make everybody else who adopts or withdraws wait, in one order."""
    rows = RegionPlan.objects.select_for_update(of=("self",)).order_by("pk")
    return {row.pk: row for row in rows}


def _role(by: User | None) -> Role:
    return Role.PLANNER if by else Role.SYSTEM


def _day(at: datetime) -> date:
    return at.astimezone(TALLINN).date()


def _supersede(plan: RegionPlan, on: date, *, today: date) -> None:
    if plan.valid_from is not None and on < plan.valid_from:
        raise InvalidInputError(
            _("The plan “%(plan)s” begins on %(date)s. Choose that day or a later one.")
            % {"plan": plan, "date": date_format(plan.valid_from)},
            field="from_date",
        )
    if on == plan.valid_from and on > today:
        raise InvalidInputError(
            _("The plan “%(plan)s” begins on that day. Withdraw it first.")
            % {"plan": plan},
            field="from_date",
        )
    if on < today:
        raise InvalidInputError(
            _("A plan is in force already. Choose today or a later day."),
            field="from_date",
        )
    plan.status, plan.valid_to = PlanStatus.SUPERSEDED, on
    plan.save(update_fields=["status", "valid_to"])


def _require_ahead(plan: RegionPlan, *, today: date) -> date:
    """Return a plan's first day when it may still be taken back."""
    if plan.status == PlanStatus.SUPERSEDED and plan.valid_to is not None:
        raise WrongStateError(
            _("Another plan is adopted from %(date)s. Withdraw that one first.")
            % {"date": date_format(plan.valid_to)}
        )
    PLAN_WORKFLOW.require(PlanStatus(plan.status), PlanStatus.DRAFT)
    if plan.valid_from is None or plan.valid_from <= today:
        raise WrongStateError(
            _("This plan is in force, so it can no longer be withdrawn.")
        )
    return plan.valid_from


# --- postings ----------------------------------------------------------------------


def _end_postings_off_the_map(plan: RegionPlan, on: date) -> list[dict[str, Any]]:
    """End postings to regions that a plan does not have; return what they were.

    One that would not last a day never was.
    """
    kept = RegionVersion.objects.filter(plan=plan).values("region")
    lasting = Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on))
    gone = lasting.exclude(region__in=kept)
    # Whoever posts somebody locks the region first, so that we see all of them.
    regions = Region.objects.select_for_update(of=("self",)).order_by("pk")
    list(regions.filter(pk__in=gone.values("region")))
    ended = []
    for posting in gone.select_for_update(of=("self",)).order_by("pk"):
        ended.append(_as_json(posting))
        if posting.starts_on >= on:
            posting.delete()
            continue
        posting.ends_on = on
        posting.end_reason = _("The region is not in the new plan.")
        posting.save(update_fields=["ends_on", "end_reason"])
    return ended


def _as_json(posting: Posting) -> dict[str, Any]:
    return {
        "id": posting.pk,
        "region_id": posting.region_id,
        "officer_id": posting.officer_id,
        "starts_on": posting.starts_on.isoformat(),
        "ends_on": posting.ends_on.isoformat() if posting.ends_on else None,
        "reason": posting.reason,
        "end_reason": posting.end_reason,
        "made_at": posting.made_at.isoformat(),
        "made_by_id": posting.made_by_id,
    }


def _give_back(ended: Iterable[EndedPosting], on: date) -> list[EndedPosting]:
    """Let postings stand as they did; return those that clash with newer ones."""
    left = []
    for fields in ended:
        was = Posting(
            **{
                **fields,
                "starts_on": parse_date(fields["starts_on"]),
                "ends_on": fields["ends_on"] and parse_date(fields["ends_on"]),
                "made_at": parse_datetime(fields["made_at"]),
            }
        )
        known = Posting.objects.filter(pk=was.pk).first()
        if _changed_since(was, known, on) or _clashes(was):
            left.append(fields)
        else:
            was.save(force_insert=known is None, force_update=known is not None)
    return left


def _lengthen(plan: RegionPlan, on: date, *, since: datetime | None) -> None:
    """Let postings go on that were made later and ended with their region (`end_of`).

    Whoever ends a posting gives a reason; these have none.
    """
    kept = RegionVersion.objects.filter(plan=plan).values("region")
    short = Posting.objects.filter(ends_on=on, end_reason="", made_at__gte=since)
    for posting in short.exclude(region__in=kept).order_by("pk"):
        posting.ends_on = None
        if not _clashes(posting):
            posting.save(update_fields=["ends_on"])


def end_of(region: Region, starts_on: date) -> date | None:
    """Return the day on which a region on the map leaves it, None when none is known.

    A posting from `starts_on` on cannot last longer.
    """
    for plan in RegionPlan.objects.coming(starts_on):
        if not plan.versions.filter(region=region).exists():
            return plan.valid_from
    return None


def _changed_since(was: Posting, known: Posting | None, on: date) -> bool:
    """Test whether an administrator has decided otherwise since the plan ended it."""
    if was.starts_on >= on:
        return False  # deleted then; whoever came in its place clashes with it
    return known is None or known.ends_on != on


def _clashes(posting: Posting) -> bool:
    others = Posting.objects.exclude(pk=posting.pk).filter(
        Q(region=posting.region_id) | Q(officer=posting.officer_id),
        Q(ends_on=None) | Q(ends_on__gt=posting.starts_on),
    )
    if posting.ends_on is not None:
        others = others.filter(starts_on__lt=posting.ends_on)
    return others.exists()
