"""What the editing page asks while somebody works on the map: JSON, nothing drawn."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.web import SignedInRequest
from groundwork.errors import InvalidInputError
from planning import rules
from planning.actions import editing
from planning.bases import marks
from planning.layers import layer_of, table_of
from planning.listing import names_of, rows_of
from planning.locking import Locked, locked
from planning.meanwhile import Since, seen_at, since
from planning.models import Draft, EditKind, LockKind
from planning.previews import forecast
from planning.ramps import Ramp
from planning.views.answers import asked, json_door, revision_in
from planning.web import draft_for
from planning.workbench import Bench, bench_of

Told = dict[str, Any]


@require_safe
@json_door
def state(request: SignedInRequest, public_id: str) -> Told:
    """Answer with the whole draft: numbers of regions in the order of the codes."""
    draft = draft_for(request, public_id, timezone.now())
    bench = bench_of(draft)
    return {
        "revision": bench.revision,
        "assignment": list(bench.tally.region_of),
        "regions": [
            {"number": number, "name": name} for number, name in names_of(draft).items()
        ],
        "locks": locks_of(draft),
    }


def locks_of(draft: Draft) -> Told:
    """Return what is locked as the map takes it."""
    found: Told = {"regions": [], "units": [], "borders": []}
    for lock in draft.locks.holding():
        if lock.kind == LockKind.REGION:
            found["regions"].append(lock.region)
        elif lock.kind == LockKind.UNIT:
            found["units"].append(lock.unit)
        else:
            found["borders"].append([lock.region, lock.other_region])
    return found


@require_safe
@json_door
def changes(request: SignedInRequest, public_id: str) -> Told:
    """Answer with what happened since a revision: three short queries, mostly."""
    draft = draft_for(request, public_id, timezone.now())
    happened = since(draft, revision_in(request))
    return _told(happened) | _figures(draft, happened)


def _told(happened: Since) -> Told:
    return {
        "revision": happened.revision,
        "moves": happened.moves,
        "by": ", ".join(name for name in happened.people if name),
        "relisted": happened.is_relisted,
    }


def _figures(draft: Draft, happened: Since) -> Told:
    """Return the rows and the headline of a draft that has changed."""
    if not happened.moves:
        return {}
    bench = bench_of(draft)
    touched = {*happened.moves.values(), *happened.before.values()} - {0}
    names = names_of(draft, touched)
    held = locked(bench, draft.locks.holding())
    return _drawn(bench, names, held, touched)


def _drawn(
    bench: Bench, names: dict[int, str], held: Locked, touched: set[int]
) -> Told:
    rows = rows_of(bench, names, held, touched) if touched else []
    return {
        "rows": {
            row.number: render_to_string("planning/_edit_figures.html", {"row": row})
            for row in rows
        },
        "headline": render_to_string(
            "planning/_edit_headline.html", {"figures": bench.tally.figures()}
        ),
    }


@require_POST
@json_door
def preview(request: SignedInRequest, public_id: str) -> Told:
    """Answer with what a change would do; nothing is written."""
    draft = draft_for(request, public_id, timezone.now())
    wanted = asked(request)
    bench = bench_of(draft)
    editing.require_known(draft, bench, wanted.moves)
    touched = {*wanted.moves.values(), *map(bench.region_of, wanted.moves)} - {0}
    told = forecast(bench, wanted.moves, names_of(draft, touched))
    held = locked(bench, draft.locks.holding())
    lock = held.against(bench, bench.places(wanted.moves))
    context = {"forecast": told, "lock": lock}
    return {
        **_told(since(draft, wanted.revision)),
        "units": told.units,
        "locked": lock is not None,
        "html": render_to_string("planning/_edit_preview.html", context),
    }


@require_POST
@json_door
def move(request: SignedInRequest, public_id: str) -> Told:
    """Move units; whoever has moved them meanwhile is told, and nothing is changed."""
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    wanted = asked(request)
    seen = wanted.seen or seen_at(draft, bench_of(draft), wanted.moves, wanted.revision)
    edit = editing.move(
        draft, wanted.moves, seen=seen, kind=_kind(request), by=request.user, at=at
    )
    if edit is not None:
        draft.revision = edit.number
    return _after(draft, wanted.revision)


def _kind(request: SignedInRequest) -> EditKind:
    """Return what the journal calls the step; the page says so in the address."""
    kinds = {"town": EditKind.MUNICIPALITY, "attach": EditKind.ATTACH}
    return kinds.get(request.GET.get("as", ""), EditKind.MOVE)


@require_POST
@json_door
def undo(request: SignedInRequest, public_id: str) -> Told:
    """Take the last step back."""
    return _stepped(request, public_id, at=timezone.now(), back=True)


@require_POST
@json_door
def redo(request: SignedInRequest, public_id: str) -> Told:
    """Do the step again that was undone last."""
    return _stepped(request, public_id, at=timezone.now(), back=False)


def _stepped(
    request: SignedInRequest, public_id: str, *, at: datetime, back: bool
) -> Told:
    draft = draft_for(request, public_id, at)
    rules.may_change(request.user, draft, at=at).require()
    seen = revision_in(request)
    step = editing.undo if back else editing.redo
    edit = step(draft, by=request.user, at=at)
    if edit.regions_after is not None:
        draft = draft_for(request, public_id, at)
    draft.revision = edit.number
    return _after(draft, seen)


def _after(draft: Draft, seen: int) -> Told:
    """Return what a page that showed a revision has to draw anew."""
    happened = since(draft, seen)
    return _told(happened) | _figures(draft, happened)


@require_safe
@json_door
def layer(request: SignedInRequest, public_id: str, key: str) -> Told:
    """Answer with a layer: classes or groups of the units, and its table."""
    draft = draft_for(request, public_id, timezone.now())
    found = layer_of(draft, key)
    if found is None:
        raise InvalidInputError(_("There is no such layer."))
    bench = bench_of(draft)
    table = table_of(found, bench, names_of(draft))
    context = {"layer": found, "table": table}
    told: Told = {
        "title": found.title,
        "html": render_to_string("planning/_edit_layer.html", context),
    }
    if found.groups:
        return told | {"groups": found.groups, "group_of": found.group_of}
    ramp = found.ramp or Ramp.over(found.values)
    return told | {
        "legend": found.legend,
        "class_of": [ramp.of(value) for value in found.values],
        "texts": ["" if value is None else found.told(value) for value in found.values],
    }


@require_safe
@json_door
def base_marks(request: SignedInRequest, public_id: str) -> Told:
    """Answer with where the officers work from."""
    draft = draft_for(request, public_id, timezone.now())
    return {"marks": [asdict(mark) for mark in marks(draft, bench_of(draft))]}
