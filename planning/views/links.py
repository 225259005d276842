"""Ferries, bridges and causeways that make units neighbours which do not touch."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web import SignedInRequest
from groundwork.web import told_in_form
from planning import rules
from planning.forms.links import EndLinkForm, LinkForm
from planning.linking import LinkRow, geometry_for, link_rows, living_links
from regions.links import add_link, remove_link
from regions.models import LinkKind, LinkSeason


@require_safe
def link_list(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rules.may_plan(request.user, at=at).require()
    on = timezone.localdate(at)
    context = {"links": link_rows(on), "geometry": geometry_for(on, at=at)}
    return render(request, "planning/link_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def link_new(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    rules.may_plan(request.user, at=at).require()
    form = LinkForm(request.POST or None, on=timezone.localdate(at))
    if form.is_valid():
        with told_in_form(form):
            sent = form.cleaned_data
            add_link(
                sent["one"],
                sent["other"],
                kind=LinkKind(sent["kind"]),
                season=LinkSeason(sent["season"]),
                reason=sent["reason"],
                by=request.user,
                at=at,
            )
            messages.success(request, _("The link is added. It counts from today on."))
            return redirect("planning:links")
    return render(request, "planning/link_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def link_end(request: SignedInRequest, number: int) -> HttpResponse:
    at = timezone.now()
    rules.may_plan(request.user, at=at).require()
    link = get_object_or_404(living_links(), pk=number)
    form = EndLinkForm(request.POST or None)
    if form.is_valid():
        with told_in_form(form):
            remove_link(
                link, reason=form.cleaned_data["reason"], by=request.user, at=at
            )
            messages.success(request, _("The link has ended."))
            return redirect("planning:links")
    context = {"form": form, "row": LinkRow(link)}
    return render(request, "planning/link_end.html", context)
