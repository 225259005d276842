"""One region of a draft: its name, its officer's base, its locks; adding, removing."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web import SignedInRequest
from groundwork.web import told_as_message, told_in_form
from planning import rules
from planning.actions import regions
from planning.forms.editing import (
    BorderLockForm,
    NewRegionForm,
    RegionForm,
    RegionLockForm,
)
from planning.listing import names_of
from planning.locklist import lock_rows
from planning.models import Draft, DraftRegion
from planning.web import draft_for, plan_frame
from planning.workbench import bench_of


@require_http_methods(["GET", "HEAD", "POST"])
def region(request: SignedInRequest, public_id: str, number: int) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rules.may_change(request.user, draft, at=at).require()
    row = _row(draft, number)
    form = RegionForm(request.POST or None, region=row, units=_units(draft, number))
    if form.is_valid():
        with told_in_form(form):
            sent = form.cleaned_data
            if (sent["name"], sent["part"]) != (row.name, row.part):
                regions.rename_region(
                    draft, number, sent["name"], sent["part"], by=request.user, at=at
                )
            if sent["base_unit"] != row.base_unit:
                regions.choose_base(
                    draft, number, sent["base_unit"], by=request.user, at=at
                )
        if form.is_valid():
            return redirect(_list(draft, number))
    context = {**plan_frame(request, draft), **_about(draft, row), "form": form}
    return render(request, "planning/edit_region.html", context)


def _row(draft: Draft, number: int) -> DraftRegion:
    row = draft.regions.filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _list(draft: Draft, number: int) -> str:
    path = reverse("planning:edit", args=[draft.plan.public_id])
    return f"{path}?region={number}#region-{number}"


def _units(draft: Draft, number: int) -> list[tuple[str, str]]:
    bench = bench_of(draft)
    units = [bench.terrain.units[k] for k in bench.tally.units(number)]
    rows = [(unit.code, f"{unit.name}, {unit.municipality}") for unit in units]
    return sorted(rows, key=lambda row: (row[1], row[0]))


def _about(draft: Draft, row: DraftRegion) -> dict[str, object]:
    bench, names = bench_of(draft), names_of(draft)
    tally = bench.tally
    near = {
        tally.region_of[other]
        for k in tally.units(row.number)
        for other, _mm in tally.ground.near[k]
    } - {0, row.number}
    neighbours = {n: names[n] for n in sorted(near, key=lambda n: names.get(n, ""))}
    path = reverse("planning:lock", args=[draft.plan.public_id])
    locks = lock_rows(bench, draft.locks.holding().select_related("made_by"), names)
    return {
        "region": row,
        "figures": tally.region(row.number),
        "region_lock": RegionLockForm(number=row.number, path=path),
        "border_lock": BorderLockForm(
            number=row.number, path=path, neighbours=neighbours
        ),
        "has_neighbours": bool(neighbours),
        "locks": [lock for lock in locks if row.number in lock.regions],
        "is_empty": not tally.units(row.number),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def region_new(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rules.may_change(request.user, draft, at=at).require()
    form = NewRegionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told_in_form(form):
            regions.add_region(draft, form.cleaned_data["name"], by=request.user, at=at)
            return redirect(_list(draft, draft.region_count + 1))
    context = {**plan_frame(request, draft), "form": form}
    return render(request, "planning/edit_region_new.html", context)


@require_POST
def region_remove(
    request: SignedInRequest, public_id: str, number: int
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    with told_as_message(request, success=_("The region is off the list.")):
        regions.remove_region(draft, number, by=request.user, at=at)
    return redirect("planning:edit", public_id)
