"""Everything that changes plans, postings and absences.

`by` is None where the portal itself acts, as a command does. Dates are days in
Estonia; spans are half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Language, Role, User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from regions import rules
from regions.adopting import end_of, put_in_force
from regions.models import (
    Absence,
    AbsenceReason,
    Officer,
    Posting,
    Region,
    RegionPlan,
)


class OfficerIsTakenError(WrongStateError):
    """The officer serves another region on some of these days."""


class RegionIsTakenError(WrongStateError):
    """Another officer serves the region on some of these days."""


# --- plans -------------------------------------------------------------------------


def draw_plan(  # noqa: PLR0913  (each is the planner's choice)
    *,
    regions: int,
    seed: int,
    preset: str = "balanced",
    name: str,
    by: User | None,
    at: datetime,
    tell: Callable[[int, int, str], None] | None = None,
) -> RegionPlan:
    """Draw a plan, store it as a draft and return it; takes seconds.

    Raises:
        InvalidInputError: the country cannot be divided so.
        NotAllowedError: `by` is no planner.
        WrongStateError: there are no units, or a prefecture has no station.
    """
    # Drawing loads scipy and shapely, which web processes do without.
    from regions import drawing  # noqa: PLC0415 -- heavy: only what needs it loads it

    rules.may_draw(by, at=at).require()
    drawn = drawing.draw(
        regions=regions, seed=seed, preset=preset, at=at, tell=tell or _silent
    )
    return drawing.store(drawn, name=name, by=by, at=at)


def _silent(*_args: Any) -> None:
    pass


def adopt(
    plan: RegionPlan, from_date: date, *, by: User | None, at: datetime
) -> RegionPlan:
    """Put a draft in force from a day on and return it; the plan before it ends then.

    Postings to regions that the new plan does not have end on that day. Looks at the
    polygons, which takes seconds; the workshop's own way of adopting does not.

    Raises:
        InvalidInputError: the day lies before the start of the plan now in force, or,
            when there is one, in the past.
        NotAllowedError: `by` is no planner.
        WrongStateError: the plan is not a draft, or does not divide the whole
            country into connected regions.
    """
    from regions.division import require_sound  # noqa: PLC0415 - heavy, see above

    return put_in_force(plan, from_date, require=require_sound, by=by, at=at).plan


def _day(at: datetime) -> date:
    return at.astimezone(TALLINN).date()


# --- postings ----------------------------------------------------------------------


@transaction.atomic
def post(  # noqa: PLR0913  (who, where, when, why, by whom)
    region: Region,
    officer: Officer,
    *,
    starts_on: date,
    reason: str,
    by: User | None,
    at: datetime,
) -> Posting:
    """Give a region its officer from a day on; whoever served it until then ends.

    In a region that a coming plan does not have the posting ends with the region.

    Raises:
        InvalidInputError: no reason is given.
        NotAllowedError: `by` is no administrator.
        OfficerIsTakenError: the officer serves another region then, or serves this
            one already.
        RegionIsTakenError: somebody is posted to the region from a later day.
        WrongStateError: the officer's account is closed.
    """
    _lock(regions=[region], officers=[officer])
    rules.may_post(by, at=at).require()
    _require_reason(reason)
    _require_in_service(officer)
    _require_free(officer, starts_on)
    for before in _postings_from(region, starts_on):
        if before.starts_on > starts_on:
            raise RegionIsTakenError(
                _("Another officer is posted to this region from %(date)s.")
                % {"date": date_format(before.starts_on)}
            )
        _cut(before, starts_on, reason)
    end = end_of(region, starts_on)
    return _place(region, officer, starts_on, end, _Act(reason, by, at, "post"))


@transaction.atomic
def end_posting(
    posting: Posting, *, ends_on: date, reason: str, by: User | None, at: datetime
) -> Posting:
    """End a posting on a day, so that the region is vacant from then; return it.

    Raises:
        InvalidInputError: no reason is given, or the day is not after the first.
        NotAllowedError: `by` is no administrator.
        WrongStateError: the posting ends no later than that already.
    """
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    rules.may_post(by, at=at).require()
    _require_reason(reason)
    if ends_on <= posting.starts_on:
        raise InvalidInputError(
            _("The posting begins on %(date)s, so it must end after that day.")
            % {"date": date_format(posting.starts_on)},
            field="ends_on",
        )
    if posting.ends_on is not None and posting.ends_on <= ends_on:
        raise WrongStateError(
            _("This posting ends on %(date)s already.")
            % {"date": date_format(posting.ends_on)}
        )
    _cut(posting, ends_on, reason)
    _record("end_posting", posting, by=by, at=at, details={"ends": str(ends_on)})
    return posting


@transaction.atomic
def swap(  # noqa: PLR0913  (which two, when, why, by whom)
    region_a: Region,
    region_b: Region,
    *,
    from_on: date,
    reason: str,
    by: User | None,
    at: datetime,
) -> tuple[Posting, Posting]:
    """Let the officers of two regions change places; return their new postings.

    Raises:
        InvalidInputError: no reason is given, or it is one region twice.
        NotAllowedError: `by` is no administrator.
        WrongStateError: a region has no officer on that day, or an officer's account
            is closed.
    """
    rules.may_post(by, at=at).require()
    _require_reason(reason)
    if region_a.pk == region_b.pk:
        raise InvalidInputError(_("Choose two different regions."), field="region_b")
    _lock(regions=[region_a, region_b], officers=[])
    first, second = _served_on(region_a, from_on), _served_on(region_b, from_on)
    for posting in (first, second):
        _require_in_service(posting.officer)
    ends = first.ends_on, second.ends_on
    for posting in (first, second):
        _cut(posting, from_on, reason)
    act = _Act(reason, by, at, "swap")
    _require_free(second.officer, from_on, ends[0])
    _require_free(first.officer, from_on, ends[1])
    return (
        _place(region_a, second.officer, from_on, ends[0], act),
        _place(region_b, first.officer, from_on, ends[1], act),
    )


class _Act:
    """Why, by whom and when something is done, and what it is called."""

    def __init__(self, reason: str, by: User | None, at: datetime, verb: str) -> None:
        self.reason, self.by, self.at, self.verb = reason, by, at, verb


def _lock(*, regions: list[Region], officers: list[Officer]) -> None:
    """Make everybody else who changes these wait; in one order, so that none blocks."""
    keys = [region.pk for region in regions]
    list(
        Region.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .order_by("pk")
    )
    people = {officer.pk for officer in officers} | set(
        Posting.objects.filter(region__in=keys).values_list("officer", flat=True)
    )
    list(
        Officer.objects.select_for_update(of=("self",))
        .filter(pk__in=people)
        .order_by("pk")
    )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInputError(_("Please give a reason."), field="reason")


def _require_in_service(officer: Officer) -> None:
    if not User.objects.filter(pk=officer.user_id, is_active=True).exists():
        raise WrongStateError(
            _("%(officer)s has left the service and cannot be posted.")
            % {"officer": officer.name}
        )


def _postings_from(target: Region | Officer, day: date) -> list[Posting]:
    """Return the postings of a region or officer that are not over on a day."""
    rows = target.postings.filter(Q(ends_on=None) | Q(ends_on__gt=day))
    return list(rows.select_related("region", "officer__user").order_by("starts_on"))


def _require_free(officer: Officer, start: date, end: date | None = None) -> None:
    for posting in _postings_from(officer, start):
        if end is None or posting.starts_on < end:
            raise OfficerIsTakenError(
                _("%(officer)s already serves %(region)s. End that posting first.")
                % {"officer": officer.name, "region": posting.region}
            )


def _served_on(region: Region, day: date) -> Posting:
    found = [row for row in _postings_from(region, day) if row.starts_on <= day]
    if not found:
        raise WrongStateError(
            _("%(region)s has no officer on that day.") % {"region": region}
        )
    return found[0]


def _cut(posting: Posting, on: date, reason: str) -> None:
    """End a posting on a day; one that would not last a day never was."""
    if posting.starts_on >= on:
        posting.delete()
        return
    posting.ends_on, posting.end_reason = on, reason.strip()
    posting.save(update_fields=["ends_on", "end_reason"])


def _place(
    region: Region, officer: Officer, start: date, end: date | None, act: _Act
) -> Posting:
    posting = Posting.objects.create(
        region=region,
        officer=officer,
        starts_on=start,
        ends_on=end,
        reason=act.reason.strip(),
        made_at=act.at,
        made_by=act.by,
    )
    _record(
        act.verb,
        posting,
        by=act.by,
        at=act.at,
        details={"region": region.pk, "officer": officer.pk, "starts": str(start)},
    )
    return posting


def _record(
    verb: str,
    posting: Posting,
    *,
    by: User | None,
    at: datetime,
    details: dict[str, str | int | bool | None],
) -> None:
    role = Role.ADMINISTRATOR if by else Role.SYSTEM
    record(f"regions.{verb}", posting, by=by, role=role, at=at, details=details)


# --- absences ----------------------------------------------------------------------


@transaction.atomic
def enter_absence(  # noqa: PLR0913  (who, when, in whose place, why, by whom)
    officer: Officer,
    *,
    starts_on: date,
    ends_on: date,
    deputy: Officer | None,
    reason: AbsenceReason,
    by: User | None,
    at: datetime,
) -> Absence:
    """Enter days on which an officer is away and a deputy answers; return them.

    Args:
        officer: who is away.
        starts_on: the first day away.
        ends_on: the day of being back.
        deputy: who stands in; without one the head of the station does.
        reason: why; the public does not see it.
        by: who enters it.
        at: when it is entered.

    Raises:
        InvalidInputError: the days or the deputy do not fit.
        NotAllowedError: `by` is neither the officer nor a head nor an administrator.
    """
    Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    rules.may_enter_absence(by, officer, at=at).require()
    _require_days(starts_on, ends_on, officer)
    _require_deputy(deputy, officer)
    absence = Absence.objects.create(
        officer=officer,
        deputy=deputy,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
    )
    record(
        "regions.enter_absence",
        absence,
        by=by,
        role=rules.role_for_absence(by, officer, at=at),
        at=at,
        details={"officer": officer.pk, "from": str(starts_on), "until": str(ends_on)},
    )
    return absence


def _require_days(starts_on: date, ends_on: date, officer: Officer) -> None:
    if ends_on <= starts_on:
        raise InvalidInputError(
            _("The day of being back must come after the first day away."),
            field="ends_on",
        )
    other = officer.absences.filter(starts_on__lt=ends_on, ends_on__gt=starts_on)
    for absence in other[:1]:
        raise InvalidInputError(
            _("An absence from %(start)s to %(end)s is entered already.")
            % {
                "start": date_format(absence.starts_on),
                "end": date_format(absence.ends_on),
            },
            field="starts_on",
        )


def _require_deputy(deputy: Officer | None, officer: Officer) -> None:
    if deputy is None:
        return
    if deputy.pk == officer.pk:
        raise InvalidInputError(_("Choose somebody else as deputy."), field="deputy")
    if not User.objects.filter(pk=deputy.user_id, is_active=True).exists():
        raise InvalidInputError(
            _("This officer has left the service. Choose another deputy."),
            field="deputy",
        )


@transaction.atomic
def cancel_absence(absence: Absence, *, by: User | None, at: datetime) -> None:
    """Take back an absence; one that has begun ends today, so the past stays true.

    Raises:
        NotAllowedError: `by` is neither the officer nor a head nor an administrator.
        WrongStateError: the absence is over.
    """
    absence = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("officer__station")
        .get(pk=absence.pk)
    )
    rules.may_enter_absence(by, absence.officer, at=at).require()
    today = _day(at)
    if absence.ends_on <= today:
        raise WrongStateError(_("This absence is over already."))
    record(
        "regions.cancel_absence",
        absence,
        by=by,
        role=rules.role_for_absence(by, absence.officer, at=at),
        at=at,
        details={"officer": absence.officer_id, "until": str(absence.ends_on)},
    )
    if absence.starts_on >= today:
        absence.delete()
        return
    absence.ends_on = today
    absence.save(update_fields=["ends_on"])


# --- what a region says of itself ----------------------------------------------------


@transaction.atomic
def introduce(
    region: Region, *, words: Mapping[str, str], by: User, at: datetime
) -> Region:
    """Keep a region's introduction and return it.

    Args:
        region: the region.
        words: the text by language tag; a language that is left out keeps its text.
        by: a content editor, or whoever answers for the region.
        at: now.

    Raises:
        NotAllowedError: `by` is neither.
    """
    region = Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    rules.may_introduce(by, region, at=at).require()
    fields = [f"welcome_{tag}" for tag in Language.values if tag in words]
    for field in fields:
        setattr(region, field, words[field.removeprefix("welcome_")].strip())
    region.save(update_fields=fields)
    role = rules.role_for_introduction(by, at=at)
    languages = ",".join(tag for tag in Language.values if tag in words)
    details = {"languages": languages}
    record("regions.introduce", region, by=by, role=role, at=at, details=details)
    return region
