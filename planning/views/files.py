"""Plans as files: taking them away, bringing them in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.web import SignedInRequest
from groundwork import jobs
from groundwork.names import folded
from groundwork.web import told_in_form
from planning import rules
from planning.actions import files
from planning.forms.files import STAY, ImportForm, TakeInForm
from planning.models import Draft, FileFormat, PlanImport, PreparedFile
from planning.plain_files import csv_lines, geojson_pieces, plan_rows, region_rows
from planning.terrain import terrain
from planning.web import draft_for, plan_frame

_PREPARED = (FileFormat.REGIONS, FileFormat.GEOPACKAGE, FileFormat.TOPOJSON)
_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.GEOJSON: "application/geo+json",
    FileFormat.REGIONS: "application/geo+json",
    FileFormat.GEOPACKAGE: "application/geopackage+sqlite3",
    FileFormat.TOPOJSON: "application/topo+json",
}
_ENDINGS = {FileFormat.REGIONS: "regions.geojson"}


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    if request.method == "POST":
        rules.may_change(request.user, draft, at=at).require()
    form = ImportForm(
        request.POST or None, request.FILES or None, ground=terrain(draft.units_on)
    )
    if request.method == "POST" and not request.FILES:
        form = ImportForm(request.POST, {}, ground=terrain(draft.units_on))
    if form.is_valid():
        brought = files.receive(
            draft,
            form.findings,
            file_name=form.cleaned_data["file"].name,
            by=request.user,
            at=at,
        )
        return redirect("planning:import", public_id, brought.public_id)
    context = {
        **plan_frame(request, draft),
        "form": form,
        "prepared": _prepared(request, draft, at),
        "nobody_works": not jobs.somebody_works(at=at),
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/exchange.html", context)


def _prepared(
    request: SignedInRequest, draft: Draft, at: datetime
) -> list[dict[str, Any]]:
    """Return each format that takes a while, with the newest file there is."""
    rows = PreparedFile.objects.visible_to(request.user, at).filter(draft=draft)
    newest: dict[str, PreparedFile] = {}
    for row in rows:
        newest.setdefault(row.format, row)
    return [
        {
            "format": each,
            "file": (found := newest.get(each)),
            "is_waiting": files.is_waiting(found),
            "is_old": found is not None and found.revision != draft.revision,
        }
        for each in _PREPARED
    ]


@require_POST
def prepare(request: SignedInRequest, public_id: str, file_format: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    if file_format not in _PREPARED:
        raise Http404
    files.prepare(draft, FileFormat(file_format), by=request.user, at=at)
    return redirect("planning:exchange", public_id)


@require_safe
def download(
    request: SignedInRequest, public_id: str, file_id: str
) -> HttpResponseBase:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rows = PreparedFile.objects.visible_to(request.user, at).filter(draft=draft)
    found = get_object_or_404(rows.exclude(file=""), public_id=file_id)
    kind = FileFormat(found.format)
    return FileResponse(
        found.file.open(),
        as_attachment=True,
        filename=_file_name(draft, _ENDINGS.get(kind, kind.value)),
        content_type=_TYPES[kind],
    )


@require_safe
def export(
    request: SignedInRequest, public_id: str, what: str
) -> StreamingHttpResponse:
    at = timezone.now()
    # These files name every unit, so the draft comes with what it holds.
    pk = draft_for(request, public_id, at).pk
    draft = Draft.objects.visible_to(request.user, at).for_detail().get(pk=pk)
    if what == "units.csv":
        return _streamed(draft, csv_lines(plan_rows(draft)), FileFormat.CSV, "csv")
    if what == "regions.csv":
        lines = csv_lines(region_rows(draft))
        return _streamed(draft, lines, FileFormat.CSV, "regions.csv")
    if what == "units.geojson":
        pieces = geojson_pieces(draft)
        return _streamed(draft, pieces, FileFormat.GEOJSON, "geojson")
    raise Http404


def _streamed(
    draft: Draft, pieces: Iterator[str], kind: FileFormat, ending: str
) -> StreamingHttpResponse:
    name = _file_name(draft, ending)
    return StreamingHttpResponse(
        pieces,
        content_type=_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file_name(draft: Draft, ending: str) -> str:
    stem = slugify(folded(draft.plan.name)) or "plan"
    return f"{stem[:60]}-{draft.revision}.{ending}"


@require_http_methods(["GET", "HEAD", "POST"])
def look_at_import(
    request: SignedInRequest, public_id: str, import_id: str
) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rows = PlanImport.objects.visible_to(request.user, at).filter(draft=draft)
    brought = get_object_or_404(rows, public_id=import_id)
    form = TakeInForm(request.POST or None)
    if form.is_valid() and _taken_in(request, brought, form, at):
        messages.success(request, _("The plan is as the file says. You can undo it."))
        return redirect(draft)
    context = {
        **plan_frame(request, draft),
        "brought": brought,
        "report": brought.report,
        "form": form,
        "steps_since": draft.revision - brought.revision,
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/import_check.html", context)


def _taken_in(
    request: SignedInRequest, brought: PlanImport, form: TakeInForm, at: datetime
) -> bool:
    others_stay = form.cleaned_data["others"] == STAY
    with told_in_form(form):
        files.take_in(brought, others_stay=others_stay, by=request.user, at=at)
    return form.is_valid()
