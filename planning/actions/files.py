"""Plans as files: asking for one, keeping it a day, taking one in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from groundwork import jobs
from groundwork.errors import WrongStateError
from planning import rules
from planning.actions.editing import Content, replace
from planning.actions.making import empty_region
from planning.actions.standing import Act, regions_of, take
from planning.incoming.findings import Findings
from planning.models import (
    Draft,
    Edit,
    EditKind,
    FileFormat,
    PlanImport,
    PreparedFile,
)
from planning.models.files import KEPT

TASK: Final = "planning.tasks.prepare_file"


@transaction.atomic
def prepare(
    draft: Draft, file_format: FileFormat, *, by: User | None, at: datetime
) -> PreparedFile:
    """Return the plan's file in a format; a worker makes it if there is none yet.

    Raises:
        NotAllowedError: `by` is no planner.
    """
    rules.may_plan(by, at=at).require()
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    wanted = {"draft": draft, "format": file_format, "revision": draft.revision}
    known = PreparedFile.objects.filter(**wanted, problem="", asked_at__gt=at - KEPT)
    found = known.order_by("-pk").first()
    if found is None:
        PreparedFile.objects.filter(**wanted, made_at=None).delete()
        found = PreparedFile.objects.create(**wanted, asked_at=at, asked_by=by)
        record("planning.export", draft.plan, by=by, role=Act(by, at).role, at=at)
    if found.made_at is None and not jobs.is_pending(TASK, found.pk):
        jobs.enqueue(TASK, found.pk)
    return found


def is_waiting(wanted: PreparedFile | None) -> bool:
    """Test whether it is still to come; false when its worker is gone for good."""
    if wanted is None or wanted.made_at is not None:
        return False
    return jobs.is_pending(TASK, wanted.pk)


def finish(wanted: PreparedFile, content: bytes, *, at: datetime) -> None:
    """Keep the file that was made."""
    name = f"{wanted.public_id}.{wanted.format}"
    wanted.file.save(name, ContentFile(content), save=False)
    wanted.made_at = at
    wanted.save(update_fields=["file", "made_at"])


def fail(wanted: PreparedFile, problem: str, *, at: datetime) -> None:
    """Note that the file cannot be made, and why."""
    PreparedFile.objects.filter(pk=wanted.pk).update(problem=problem, made_at=at)


def drop_old(*, at: datetime) -> int:
    """Delete what was kept long enough; return how many rows."""
    old = PreparedFile.objects.filter(asked_at__lte=at - KEPT)
    for row in old.exclude(file=""):
        row.file.delete(save=False)
    gone, _kinds = old.delete()
    imports, _kinds = PlanImport.objects.filter(made_at__lte=at - KEPT).delete()
    return gone + imports


# --- taking in -----------------------------------------------------------------------


@transaction.atomic
def receive(
    draft: Draft, findings: Findings, *, file_name: str, by: User | None, at: datetime
) -> PlanImport:
    """Keep what a file says for the planner to look at; nothing is changed yet.

    Raises:
        NotAllowedError: `by` may not change the draft.
    """
    rules.may_change(by, draft, at=at).require()
    return PlanImport.objects.create(
        draft=draft,
        file_name=file_name[-120:],
        revision=draft.revision,
        region_count=findings.region_count,
        assignment=dict(findings.assignment),
        names={str(number): row for number, row in findings.names.items()},
        report=findings.told(),
        made_at=at,
        made_by=by,
    )


@transaction.atomic
def take_in(
    brought: PlanImport, *, others_stay: bool, by: User | None, at: datetime
) -> Edit:
    """Make what a file says the draft's content, as a step that can be undone.

    Args:
        brought: What the file says.
        others_stay: Whether units that the file does not name stay where they are;
            otherwise they have no region.
        by: The planner.
        at: When.

    Raises:
        NotAllowedError: `by` may not change the draft.
        ThingIsLockedError: it would change something that is locked.
        WrongStateError: it was taken in already.
    """
    draft = take(brought.draft, Act(by, at))
    brought = PlanImport.objects.select_for_update(of=("self",)).get(pk=brought.pk)
    if brought.taken_at is not None:
        raise WrongStateError(_("This file was taken over already."))
    content = _content(draft, brought, others_stay=others_stay)
    edit = replace(draft, content, kind=EditKind.IMPORT, by=by, at=at)
    brought.taken_at = at
    brought.save(update_fields=["taken_at"])
    return edit


def _content(draft: Draft, brought: PlanImport, *, others_stay: bool) -> Content:
    named: dict[str, int] = brought.assignment
    kept = draft.assignment if others_stay else {}
    assignment = {**kept, **named}
    count = max([brought.region_count, 1, *assignment.values()])
    before = {row["number"]: row for row in regions_of(draft)}
    rows = [
        _row(n, before.get(n), brought.names.get(str(n))) for n in range(1, count + 1)
    ]
    return Content(assignment, rows)


def _row(
    number: int,
    before: Mapping[str, Any] | None,
    named: Mapping[str, str | None] | None,
) -> dict[str, Any]:
    """Return a region's row: what it was, with the name that the file gives."""
    row = dict(before or empty_region(number))
    if named is None:
        return row
    if named["part"] is not None:
        return {**row, "name": named["name"], "part": named["part"]}
    if named["name"] != row["name"]:
        return {**row, "name": named["name"], "part": ""}
    return row
