"""A region's page: who answers, how to turn to them, what lies in it, what is on."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desks.region import RegionPage
from desks.region_days import Elsewhen, History, version_on
from planning.open_plans import open_for_comment
from regions.atlas import known_region
from regions.forms import DayForm
from regions.models import Region
from regions.rules import may_introduce


@require_safe
@login_not_required
def region_page(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    on = timezone.localdate(at)
    version = version_on(slug, on)
    if version is None:
        return _elsewhen(request, slug, on)
    page = RegionPage(version, at)
    form = DayForm(request.GET if "on" in request.GET else None, today=on)
    back = page.on(form.cleaned_data["on"]) if form.is_valid() else None
    context = {
        "page": page,
        "form": form,
        "back": back,
        "open_plan": open_for_comment(at),
        "may_introduce": may_introduce(request.user, page.region, at=at),
        "tiles": settings.MAP_TILES_URL,
    }
    return render(request, "desks/region_page.html", context)


def _elsewhen(request: HttpRequest, slug: str, on: date) -> HttpResponse:
    """Say what became of a region that is not on the map, or from when it is."""
    page = Elsewhen(_known(slug), on)
    name, status = ("region_coming", 200) if page.is_ahead else ("region_gone", 410)
    context = {"page": page, "tiles": settings.MAP_TILES_URL}
    return render(request, f"desks/{name}.html", context, status=status)


def _known(slug: str) -> Region:
    region = known_region(slug)
    if region is None:
        raise Http404
    return region


@require_safe
@login_not_required
def region_history(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    history = History(_known(slug), today)
    form = DayForm(request.GET if "on" in request.GET else None, today=today)
    context = {
        "history": history,
        "form": form,
        "back": history.on(form.cleaned_data["on"]) if form.is_valid() else None,
        "today": today,
        "tiles": settings.MAP_TILES_URL,
    }
    return render(request, "desks/region_history.html", context)
