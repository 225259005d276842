"""The editing page: map and list alike, and the pieces of it that change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.web import SignedInRequest
from groundwork.web import page_of
from planning import rules
from planning.journal import lines_of, steps_of
from planning.layers import LAYERS, layer_of, table_of
from planning.listing import names_of, rows_of, towns_of
from planning.locking import locked
from planning.locklist import lock_rows
from planning.models import Draft
from planning.problems import problems_of
from planning.unit_maps import address_of
from planning.web import draft_for, plan_frame
from planning.workbench import Bench, bench_of

_JOURNAL: Final = 10
_TALLEST: Final = 9


@require_safe
@never_cache
def edit(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    bench = bench_of(draft)
    opened = _opened(request, draft)
    layer = layer_of(draft, request.GET.get("layer", ""))
    context = {
        **plan_frame(request, draft),
        **_standing(request, draft, at, opened=opened["opened"]),
        **opened,
        "gaps_open": opened["opened"] == 0,
        "geometry": address_of(draft.units_on, at=at),
        "layers": [(key, title, layer and layer.key == key) for key, title in LAYERS],
        "layer": layer,
        "table": table_of(layer, bench, names_of(draft)) if layer else [],
    }
    return render(request, "planning/edit.html", context)


def _standing(
    request: SignedInRequest, draft: Draft, at: datetime, opened: int | None = None
) -> dict[str, Any]:
    """Return what every piece of the page draws from."""
    bench = bench_of(draft)
    names = names_of(draft)
    locks = list(draft.locks.holding().select_related("made_by"))
    steps = steps_of(draft)
    return {
        "draft": draft,
        "plan": draft.plan,
        "revision": bench.revision,
        "figures": bench.tally.figures(),
        "rows": rows_of(bench, names, locked(bench, locks), opened=opened),
        "targets": sorted(names.items(), key=lambda row: (row[1], row[0])),
        "problems": problems_of(bench, names),
        "locks": lock_rows(bench, locks, names),
        "journal": lines_of(steps[:_JOURNAL], bench, names),
        "may_undo": steps.done().exists(),
        "may_redo": steps.undone().exists(),
        "may_change": rules.may_change(request.user, draft, at=at),
    }


def _opened(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """Return the region that the address opens in the list, with its units."""
    text = request.GET.get("region", "")
    if not (text.isascii() and text.isdecimal() and len(text) < _TALLEST):
        return {"opened": None}
    bench = bench_of(draft)
    if int(text) > bench.tally.regions:
        return {"opened": None}
    return _region(bench, draft, int(text))


def _region(bench: Bench, draft: Draft, number: int) -> dict[str, Any]:
    return {
        "opened": number,
        "towns": towns_of(bench, number),
        "opened_figures": bench.tally.region(number) if number else None,
        "region": draft.regions.filter(number=number).first(),
    }


@require_safe
@never_cache
def region_units(request: SignedInRequest, public_id: str, number: int) -> HttpResponse:
    """Answer with the units of one region, as the list shows them when it is open."""
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    bench = bench_of(draft)
    if number > bench.tally.regions:
        raise Http404
    names = names_of(draft)
    context = {
        **_region(bench, draft, number),
        "plan": draft.plan,
        "revision": bench.revision,
        "targets": sorted(names.items(), key=lambda row: (row[1], row[0])),
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/_edit_region.html", context)


@require_safe
@never_cache
def panels(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Answer with problems, locks and journal as they stand."""
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    return render(request, "planning/_edit_panels.html", _standing(request, draft, at))


@require_safe
@never_cache
def place(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Answer with what is known of a unit, and what may be locked there."""
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    bench = bench_of(draft)
    k = bench.terrain.place.get(request.GET.get("unit", ""))
    if k is None:
        raise Http404
    number = bench.tally.region_of[k]
    names = names_of(draft)
    locks = list(draft.locks.holding())
    context = {
        "plan": draft.plan,
        "unit": bench.terrain.units[k],
        "number": number,
        "name": names.get(number, ""),
        "figures": bench.tally.region(number) if number else None,
        "beside": _beside(bench, k, names),
        "held": [
            row for row in lock_rows(bench, locks, names) if row.concerns(bench, k)
        ],
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/_edit_place.html", context)


def _beside(bench: Bench, k: int, names: dict[int, str]) -> list[tuple[int, str]]:
    """Return the other regions that a unit's neighbours are in."""
    own = bench.tally.region_of[k]
    near = {bench.tally.region_of[other] for other, _mm in bench.tally.ground.near[k]}
    return sorted((n, names.get(n, "")) for n in near - {0, own} if own)


@require_safe
def journal(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    page = page_of(request, steps_of(draft))
    names = names_of(draft)
    context = {
        **plan_frame(request, draft),
        "page": page,
        "journal": lines_of(page.object_list, bench_of(draft), names),
    }
    return render(request, "planning/journal.html", context)
