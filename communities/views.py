"""Pages about communities. A community's own page is in `desks`."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.web import SignedInRequest
from communities import actions, rules
from communities.forms import FilterForm, FoundForm, SpokespersonForm
from communities.models import Community, CommunityQuerySet, Spokesperson
from groundwork.web import page_of, told_as_message, told_in_form

MANY = 1000
"""Past so many rows a list says only that there are more."""


@require_safe
@login_not_required
def community_list(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = FilterForm(request.GET)
    visible = Community.objects.visible_to(request.user, at)
    rows = _filtered(visible, form, on=timezone.localdate(at)).for_list()
    page = page_of(request, rows)
    context = {
        "page": page,
        "form": form,
        "region": form.chosen().get("region"),
        "is_long": page.paginator.count > MANY,
    }
    return render(request, "communities/community_list.html", context)


def _filtered(
    rows: CommunityQuerySet, form: FilterForm, *, on: date
) -> CommunityQuerySet:
    chosen = form.chosen()
    if "q" in chosen:
        rows = rows.named(chosen["q"])
    if "kind" in chosen:
        rows = rows.filter(kind=chosen["kind"])
    if "county" in chosen:
        rows = rows.in_county(chosen["county"].code)
    if "region" in chosen:
        rows = rows.in_region(chosen["region"], on)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def community_found(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rules.may_found_somewhere(request.user, at=at).require()
    form = FoundForm(request.POST or None, person=request.user, at=at)
    if form.is_valid():
        with told_in_form(form):
            return redirect(actions.found(**form.facts(), by=request.user, at=at))
    return render(request, "communities/community_found.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def spokesperson_add(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    visible = Community.objects.visible_to(request.user, at).for_detail()
    community = get_object_or_404(visible, public_id=public_id)
    rules.may_manage(request.user, community, at=at).require()
    form = SpokespersonForm(request.POST or None, on=timezone.localdate(at))
    if form.is_valid():
        with told_in_form(form):
            actions.add_spokesperson(community, form.newcomer(), by=request.user, at=at)
            return redirect(community)
    context = {"form": form, "community": community}
    return render(request, "communities/spokesperson_add.html", context)


@require_POST
def spokesperson_end(
    request: SignedInRequest, public_id: str, person: str
) -> HttpResponse:
    at = timezone.now()
    visible = Community.objects.visible_to(request.user, at)
    spokesperson = get_object_or_404(
        Spokesperson.objects.on(timezone.localdate(at)).for_list(),
        community__in=visible.filter(public_id=public_id),
        user__public_id=person,
    )
    with told_as_message(request, success=_("The change is saved.")):
        actions.end_spokesperson(spokesperson, by=request.user, at=at)
    return redirect(spokesperson.community)
