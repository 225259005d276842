"""All regions, as a list with the map beside it, and the poster of one."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from regions.atlas import contacts_called, known_region, regions_in
from regions.coming import later_of_region
from regions.contacts import contacts
from regions.forms import ListForm
from regions.models import Region
from regions.posters import qr_svg


@require_safe
@login_not_required
def region_list(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    form = ListForm(request.GET)
    regions = regions_in(form.chosen_area, on=on)
    found = contacts_called(form.query, regions, on=on)
    return render(
        request,
        "regions/region_list.html",
        {
            "form": form,
            "contacts": found,
            "chosen": " ".join(c.region.slug for c in found) if form.narrows else "",
            "tiles": settings.MAP_TILES_URL,
        },
    )


@require_safe
@login_not_required
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    on = timezone.localdate()
    region = Region.objects.public(on).for_list().filter(slug=slug).first()
    if region is None:
        return _elsewhere(slug)
    address = f"{settings.SITE_URL}{region.get_absolute_url()}"
    return render(
        request,
        "regions/region_poster.html",
        {
            "region": region,
            "contact": next(iter(contacts([region], on)), None),
            "later": later_of_region(region, on=on),
            "address": address,
            "code": qr_svg(address),
        },
    )


def _elsewhere(slug: str) -> HttpResponse:
    """Lead to the page of a region of another day: it says what has become of it."""
    known = known_region(slug)
    if known is None:
        raise Http404
    return redirect(known)
