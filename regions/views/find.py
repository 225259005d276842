"""Find my officer, by name, by point or from the plain list."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from regions.finding import Answer, answer_asked
from regions.forms import FindForm


@require_safe
@login_not_required
def find(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    form = FindForm(request.GET, today=on)
    answer = answer_asked(form, on=on) if form.is_valid() else None
    return render(
        request,
        f"regions/{_page(answer)}.html",
        {"form": form, "answer": answer, "tiles": settings.MAP_TILES_URL},
        status=200 if form.is_valid() else 400,
    )


def _page(answer: Answer | None) -> str:
    if answer is None:
        return "find"
    if not answer.contacts:
        return "find_nothing"
    if answer.day:
        return "find_then"
    return "find_one" if answer.one else "find_several"
