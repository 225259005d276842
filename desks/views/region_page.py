"""A region's page: who answers, how to turn to them, what lies in it, what is on."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desks.region import RegionPage
from planning.open_plans import open_for_comment
from regions.forms import DayForm
from regions.models import Region, RegionVersion
from regions.rules import may_introduce


@require_safe
@login_not_required
def region_page(request: HttpRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    on = timezone.localdate(at)
    versions = RegionVersion.objects.in_force(on).for_page()
    version = versions.filter(region__slug=slug).first()
    if version is None:
        return _gone(request, slug)
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


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a region of an earlier plan is no longer on the map."""
    region = get_object_or_404(Region, slug=slug)
    return render(request, "desks/region_gone.html", {"region": region}, status=410)
