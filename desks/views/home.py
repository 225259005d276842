"""The front page: who is my officer, I want to tell something, when do we meet."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.models import Meeting
from planning.open_plans import open_for_comment

MEETINGS_SHOWN = 3


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    meetings = (
        Meeting.objects.public(at)
        .upcoming(at)
        .select_related("community__unit__municipality")[:MEETINGS_SHOWN]
    )
    context = {"meetings": meetings, "open_plan": open_for_comment(at)}
    return render(request, "desks/home.html", context)
