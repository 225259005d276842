"""Administrators say which officer serves which region."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web import SignedInRequest
from groundwork.web import told_in_form
from regions import actions, rules
from regions.assigning import Assignment, assignments, seen, unless_changed
from regions.atlas import regions_in
from regions.coming import coming_day
from regions.forms import EndForm, PostForm, StaffingForm, SwapForm
from regions.models import Region
from regions.rosters import officers_for_posting


@require_safe
def assignment_table(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rules.may_post(request.user, at=at).require()
    on = timezone.localdate(at)
    form = StaffingForm(request.GET)
    rows = assignments(regions_in(form.chosen_area, on=on), on)
    shown = form.narrowed(rows)
    context = {
        "form": form,
        "rows": shown,
        "vacant": sum(row.is_vacant for row in rows),
        "coming": _coming(on),
        "chosen": " ".join(row.region.slug for row in shown if row.is_vacant),
        "tiles": settings.MAP_TILES_URL,
    }
    return render(request, "regions/assignment_table.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    rules.may_post(request.user, at=at).require()
    on = timezone.localdate(at)
    row = _assignment(slug, on)
    form = PostForm(
        request.POST or None,
        initial={
            "starts_on": _first_day(row.region, on),
            "seen": seen([row.region], on),
        },
        officers=officers_for_posting(on),
    )
    if form.is_valid() and _posted(request, form, row.region):
        return redirect("regions:assignments")
    return render(request, "regions/post.html", {"form": form, "row": row})


@require_http_methods(["GET", "HEAD", "POST"])
def end_posting(request: SignedInRequest, slug: str) -> HttpResponse:
    at = timezone.now()
    rules.may_post(request.user, at=at).require()
    on = timezone.localdate(at)
    row = _assignment(slug, on)
    initial = {"ends_on": on, "seen": seen([row.region], on)}
    form = EndForm(request.POST or None, initial=initial)
    if row.is_vacant:
        return redirect("regions:post", slug)
    if form.is_valid() and _ended(request, form, row):
        return redirect("regions:assignments")
    return render(request, "regions/posting_end.html", {"form": form, "row": row})


@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rules.may_post(request.user, at=at).require()
    on = timezone.localdate(at)
    form = SwapForm(
        request.POST or None,
        initial={"from_on": on, "region_a": request.GET.get("region", "")},
        regions=regions_in("", on=on),
    )
    if not form.is_valid():
        return render(request, "regions/swap.html", {"form": form})
    if "confirmed" in request.POST and _swapped(request, form):
        return redirect("regions:assignments")
    return _swap_summary(request, form, on)


def _assignment(slug: str, on: date) -> Assignment:
    """Return a region on the map, or on that of a coming plan, with its postings."""
    regions = Region.objects.public(on)
    day = coming_day(on)
    if day is not None:
        regions |= Region.objects.public(day)
    region = get_object_or_404(regions.for_list(), slug=slug)
    return assignments([region], on)[0]


def _coming(on: date) -> list[Assignment]:
    """Return the regions that come onto the map next, with who is posted to them."""
    day = coming_day(on)
    if day is None:
        return []
    new = Region.objects.public(day).exclude(pk__in=Region.objects.public(on))
    return assignments(new.for_list(), day)


def _first_day(region: Region, on: date) -> date:
    """Return the day to offer: today, or when the region comes onto the map."""
    if Region.objects.public(on).filter(pk=region.pk).exists():
        return on
    return coming_day(on) or on


def _posted(request: SignedInRequest, form: PostForm, region: Region) -> bool:
    at = timezone.now()
    data = form.cleaned_data
    with told_in_form(form):
        unless_changed(
            [region],
            data["seen"],
            timezone.localdate(at),
            lambda: actions.post(
                region,
                data["officer"],
                starts_on=data["starts_on"],
                reason=data["reason"],
                by=request.user,
                at=at,
            ),
        )
        words = {"officer": data["officer"].name, "region": region.label}
        messages.success(request, _("%(officer)s is posted to %(region)s.") % words)
    return form.is_valid()


def _ended(request: SignedInRequest, form: EndForm, row: Assignment) -> bool:
    at = timezone.now()
    data = form.cleaned_data
    posting = row.posting
    if posting is None:
        return False
    with told_in_form(form):
        unless_changed(
            [row.region],
            data["seen"],
            timezone.localdate(at),
            lambda: actions.end_posting(
                posting,
                ends_on=data["ends_on"],
                reason=data["reason"],
                by=request.user,
                at=at,
            ),
        )
        messages.success(request, _("The posting is ended."))
    return form.is_valid()


def _swapped(request: SignedInRequest, form: SwapForm) -> bool:
    at = timezone.now()
    first, second = form.both
    with told_in_form(form):
        unless_changed(
            form.both,
            request.POST.get("seen", ""),
            timezone.localdate(at),
            lambda: actions.swap(
                first,
                second,
                from_on=form.cleaned_data["from_on"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=at,
            ),
        )
        messages.success(request, _("The two officers have changed places."))
    return form.is_valid()


def _swap_summary(request: HttpRequest, form: SwapForm, on: date) -> HttpResponse:
    """Show who serves where before and after, to be confirmed."""
    if not form.is_valid():
        return render(request, "regions/swap.html", {"form": form})
    rows = assignments(form.both, form.cleaned_data["from_on"])
    by_region = {row.region.pk: row for row in rows}
    first, second = (by_region[region.pk] for region in form.both)
    context = {
        "form": form,
        "first": first,
        "second": second,
        "is_possible": not (first.is_vacant or second.is_vacant),
        "seen": seen(form.both, on),
    }
    return render(request, "regions/swap_summary.html", context)
