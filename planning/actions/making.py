"""Beginning, copying, renaming and dropping plans; keeping and restoring versions."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from planning import rules
from planning.actions.editing import Content, replace
from planning.actions.standing import Act, regions_of, take, write_regions
from planning.models import (
    MOST_REGIONS,
    Draft,
    DraftVersion,
    Edit,
    EditKind,
)
from planning.workbench import bench_of
from regions.models import RegionPlan, RegionUnit

NAME_LETTERS: Final = 120


@transaction.atomic
def begin(
    *,
    name: str,
    copy: RegionPlan | None,
    region_count: int = 1,
    by: User | None,
    at: datetime,
) -> Draft:
    """Begin a plan and return its draft.

    Args:
        name: what planners call it.
        copy: a plan to begin from, draft or not; None for an empty plan.
        region_count: how many regions an empty plan has.
        by: the planner.
        at: when; the units of this day are divided.

    Raises:
        InvalidInputError: the name is missing, or the number out of range.
        NotAllowedError: `by` is no planner.
    """
    rules.may_plan(by, at=at).require()
    act = Act(by, at)
    plan = RegionPlan.objects.create(name=_named(name), created_at=at, created_by=by)
    today = at.astimezone(TALLINN).date()
    content = _empty(region_count) if copy is None else content_of(copy)
    draft = Draft.objects.create(
        plan=plan,
        units_on=today,
        region_count=len(content.regions),
        assignment=dict(content.assignment),
        weights=_weights_of(copy),
        changed_at=at,
        changed_by=by,
        copied_from=copy,
    )
    write_regions(draft, content.regions)
    record(
        "planning.begin",
        plan,
        by=by,
        role=act.role,
        at=at,
        details={"copy_of": copy.public_id if copy else None},
    )
    return draft


def _named(name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidInputError(_("Give the plan a name."), field="name")
    return name[:NAME_LETTERS]


def _empty(region_count: int) -> Content:
    if not 1 <= region_count <= MOST_REGIONS:
        raise InvalidInputError(
            _("The number of regions must lie between 1 and %(most)d.")
            % {"most": MOST_REGIONS},
            field="region_count",
        )
    return Content({}, [empty_region(n) for n in range(1, region_count + 1)])


def empty_region(number: int) -> dict[str, Any]:
    """Return the row of a region that has nothing yet."""
    name = _("Region %(number)d") % {"number": number}
    return {
        "number": number,
        "region": None,
        "name": name,
        "part": "",
        "base_unit": "",
    }


def _weights_of(plan: RegionPlan | None) -> dict[str, float]:
    draft = Draft.objects.filter(plan=plan).first() if plan else None
    return dict(draft.weights) if draft else {}


def content_of(plan: RegionPlan) -> Content:
    """Return what a plan holds: its draft's content, else its regions on the map."""
    draft = Draft.objects.filter(plan=plan).first()
    if draft is not None:
        return Content(draft.assignment, regions_of(draft))
    rows = RegionUnit.objects.filter(plan=plan)
    versions = plan.versions.select_related("region").order_by("number")
    return Content(
        dict(rows.values_list("unit__code", "version__number")),
        [
            {
                "number": number,
                "region": version.region_id,
                "name": version.region.name,
                "part": version.region.part,
                "base_unit": "",
            }
            for number, version in enumerate(versions, start=1)
        ],
    )


@transaction.atomic
def open_in_workshop(plan: RegionPlan, *, by: User | None, at: datetime) -> Draft:
    """Return a plan's draft; for a plan drawn elsewhere it is made now.

    Raises:
        NotAllowedError: `by` is no planner.
    """
    rules.may_plan(by, at=at).require()
    plan = RegionPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    known = Draft.objects.filter(plan=plan).first()
    if known is not None:
        return known
    content = content_of(plan)
    draft = Draft.objects.create(
        plan=plan,
        units_on=units_day(plan, at),
        region_count=max(len(content.regions), 1),
        assignment=dict(content.assignment),
        prepared_revision=0,
        changed_at=plan.created_at,
        changed_by=plan.created_by,
    )
    write_regions(draft, content.regions or [empty_region(1)])
    record("planning.open", plan, by=by, role=Act(by, at).role, at=at)
    return draft


def units_day(plan: RegionPlan, at: datetime) -> date:
    """Return the day whose units a plan divides that was drawn elsewhere."""
    today = at.astimezone(TALLINN).date()
    return min(today, plan.valid_from) if plan.valid_from else today


@transaction.atomic
def rename(draft: Draft, name: str, *, by: User | None, at: datetime) -> Draft:
    """Give a plan another name.

    Raises:
        InvalidInputError: there is no name.
        NotAllowedError: `by` may not change the draft.
    """
    act = Act(by, at)
    draft = take(draft, act)
    draft.plan.name = _named(name)
    draft.plan.save(update_fields=["name"])
    record("planning.rename", draft.plan, by=by, role=act.role, at=at)
    return draft


@transaction.atomic
def drop(draft: Draft, *, by: User | None, at: datetime) -> None:
    """Throw a draft away with all its versions.

    Raises:
        NotAllowedError: `by` may not change the draft.
        WrongStateError: people have commented on it.
    """
    act = Act(by, at)
    draft = take(draft, act)
    if draft.consultations.exists() or draft.comments.exists():
        raise WrongStateError(
            _("This plan was published for comment, so it is kept for the record.")
        )
    record("planning.drop", draft.plan, by=by, role=act.role, at=at)
    draft.plan.delete()


@transaction.atomic
def move_to_today(draft: Draft, *, by: User | None, at: datetime) -> Draft:
    """Let a draft divide the units of today; new units are gaps until assigned.

    Raises:
        NotAllowedError: `by` may not change the draft.
    """
    act = Act(by, at)
    draft = take(draft, act)
    draft.units_on = at.astimezone(TALLINN).date()
    draft.save(update_fields=["units_on"])
    record("planning.move_to_today", draft.plan, by=by, role=act.role, at=at)
    return draft


# --- versions ----------------------------------------------------------------------


@transaction.atomic
def keep_version(
    draft: Draft, *, reason: str, note: str = "", by: User | None, at: datetime
) -> DraftVersion:
    """Keep a draft as it stands under a number, to come back to.

    Raises:
        InvalidInputError: no reason is given.
        NotAllowedError: `by` may not change the draft.
    """
    act = Act(by, at)
    draft = take(draft, act)
    if not reason.strip():
        raise InvalidInputError(
            _("Say in a few words why you keep it."), field="reason"
        )
    last = draft.versions.aggregate(last=Max("number"))["last"] or 0
    version = DraftVersion.objects.create(
        draft=draft,
        number=last + 1,
        reason=reason.strip(),
        note=note.strip(),
        made_at=at,
        made_by=by,
        revision=draft.revision,
        units_on=draft.units_on,
        assignment=draft.assignment,
        regions=regions_of(draft),
        figures=dataclasses.asdict(bench_of(draft).tally.figures()),
    )
    record(
        "planning.keep_version",
        draft.plan,
        by=by,
        role=act.role,
        at=at,
        details={"version": version.number},
    )
    return version


def restore(version: DraftVersion, *, by: User | None, at: datetime) -> Edit:
    """Bring a draft back to a version, as a step that can be undone.

    Raises:
        NotAllowedError: `by` may not change the draft.
        ThingIsLockedError: it would change something that is locked.
    """
    return replace(
        version.draft,
        Content(version.assignment, version.regions),
        kind=EditKind.RESTORE,
        by=by,
        at=at,
    )
