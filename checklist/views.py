"""Pages of the good practice. Nothing that is ticked on them leaves the page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checklist.practice import COMMUNITIES_EXPECT, POLICE_EXPECT, TIP_GROUPS


@require_safe
@login_not_required
def practice(request: HttpRequest) -> HttpResponse:
    return render(request, "checklist/practice.html", {"groups": TIP_GROUPS})


@require_safe
@login_not_required
def expectations(request: HttpRequest) -> HttpResponse:
    lists = {"police_expect": POLICE_EXPECT, "communities_expect": COMMUNITIES_EXPECT}
    return render(request, "checklist/expectations.html", lists)


@require_safe
@login_not_required
def sheet(request: HttpRequest) -> HttpResponse:
    return render(request, "checklist/sheet.html", {"groups": TIP_GROUPS})
