"""What a plan cuts, and how many people that touches."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.web import SignedInRequest
from planning.plain_files import csv_lines
from planning.splits import csv_rows, splits_of
from planning.web import draft_for, plan_frame


@require_safe
def splits(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    context = {**plan_frame(request, draft), "splits": splits_of(draft, at)}
    return render(request, "planning/splits.html", context)


@require_safe
def splits_csv(request: SignedInRequest, public_id: str) -> StreamingHttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    name = f"splits-{public_id}-{draft.revision}.csv"
    return StreamingHttpResponse(
        csv_lines(csv_rows(splits_of(draft, at))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
