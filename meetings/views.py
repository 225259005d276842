"""Pages about meetings: load what the person may see, do one thing, answer."""

from collections.abc import Callable
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import User
from accounts.web import SignedInRequest
from communities.models import Community
from groundwork.web import page_of, told_as_message, told_in_form
from meetings import actions, pages, rules
from meetings.calendars import CONTENT_TYPE, calendar_file
from meetings.forms import (
    ExpertForm,
    FilterForm,
    MoveForm,
    OtherTimesForm,
    ReasonForm,
    RequestForm,
)
from meetings.models import Meeting, MeetingExpert, MeetingQuerySet, ProposedTime
from meetings.notices import organizer_of
from meetings.summary import summary_of
from regions.responsibility import regions_answered_by

P = ParamSpec("P")
MANY = 1000
"""Past so many rows a list says only that there are more."""
_LONGEST_NUMBER = 19  # the digits of the biggest key


@require_safe
@login_not_required
def meeting_list(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = FilterForm(request.GET, signed_in=request.user.is_authenticated)
    rows = _filtered(request, form, at).with_place()
    page = page_of(request, rows)
    context = {"page": page, "form": form, "is_long": page.paginator.count > MANY}
    return render(request, "meetings/meeting_list.html", context)


def _filtered(request: HttpRequest, form: FilterForm, at: datetime) -> MeetingQuerySet:
    chosen = form.chosen()
    if chosen.get("whose"):
        rows = Meeting.objects.of_person(request.user, at)
    else:
        rows = Meeting.objects.visible_to(request.user, at)
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("county"):
        rows = rows.in_county(chosen["county"].code)
    match chosen.get("when"):
        case "past":
            return rows.past(at)
        case "waiting":
            return rows.waiting().order_by("requested_at", "pk")
    return rows.upcoming(at)


@require_safe
@login_not_required
def meeting_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    page = pages.find(request.user, public_id, at=timezone.now())
    if page is None and isinstance(request.user, User):
        raise Http404
    if page is None:
        return redirect_to_login(request.get_full_path())
    return render(request, "meetings/meeting_detail.html", {"page": page})


@require_safe
@login_not_required
def meeting_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    visible = Meeting.objects.visible_to(request.user, at).for_detail()
    meeting = get_object_or_404(visible.exclude(starts_at=None), public_id=public_id)
    newest = meeting.state_changes.order_by("-at", "-pk").first()
    content = calendar_file(
        meeting,
        stamp=newest.at if newest else meeting.requested_at,
        organizer=organizer_of(meeting, at),
    )
    response = HttpResponse(content, content_type=f"{CONTENT_TYPE}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{public_id}.ics"'
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_request(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    day = timezone.localdate(at)
    mine = Community.objects.of(request.user, day)
    near = Community.objects.in_regions(regions_answered_by(request.user, day), day)
    communities = Community.objects.public(at).filter(pk__in=mine | near).for_list()
    form = RequestForm(
        request.POST or None,
        communities=communities,
        at=at,
        initial={
            "community": request.GET.get("community", _only(communities)),
            "language": get_language(),
        },
    )
    if form.is_valid() and "send" in request.POST:
        with told_in_form(form):
            meeting = _send(form.wish(), by=request.user, at=at)
            messages.success(request, _("It is sent. You hear of the answer at once."))
            return redirect(meeting)
    elif form.is_valid() and "change" not in request.POST:
        return _summary(request, form, at)
    return render(request, "meetings/meeting_request.html", {"form": form})


def _only(communities: Any) -> str:
    """Return the one community somebody speaks for, chosen for them; else nothing."""
    ids = list(communities.values_list("public_id", flat=True)[:2])
    return ids[0] if len(ids) == 1 else ""


def _send(wish: dict[str, Any], *, by: User, at: datetime) -> Meeting:
    """Ask in the name of the community, or propose in the name of the police."""
    community = wish.pop("community")
    verb = (
        actions.request if rules.may_request(by, community, at=at) else actions.propose
    )
    return verb(community, **wish, by=by, at=at)


def _summary(request: SignedInRequest, form: RequestForm, at: datetime) -> HttpResponse:
    context = {"form": form, "summary": summary_of(form, request.user, at=at)}
    return render(request, "meetings/meeting_summary.html", context)


def _with_meeting(
    view: Callable[Concatenate[SignedInRequest, Meeting, datetime, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a view the time and the meeting of the address, if the person may see it."""

    def found(
        request: SignedInRequest, public_id: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        at = timezone.now()
        visible = Meeting.objects.visible_to(request.user, at).for_detail()
        meeting = get_object_or_404(visible, public_id=public_id)
        return view(request, meeting, at, *args, **kwargs)

    update_wrapper(found, view)
    return found


@require_POST
@_with_meeting
def meeting_confirm(
    request: SignedInRequest, meeting: Meeting, at: datetime
) -> HttpResponse:
    time = _offered(meeting, request.POST.get("time", ""))
    success = _("The meeting is confirmed. Everybody gets a mail with a calendar file.")
    with told_as_message(request, success=success):
        actions.confirm(meeting, time=time, by=request.user, at=at)
    return redirect(meeting)


def _offered(meeting: Meeting, number: str) -> ProposedTime:
    if not (number.isdecimal() and len(number) < _LONGEST_NUMBER):
        raise Http404
    return get_object_or_404(meeting.times, pk=number)


@require_http_methods(["GET", "HEAD", "POST"])
@_with_meeting
def meeting_other_times(
    request: SignedInRequest, meeting: Meeting, at: datetime
) -> HttpResponse:
    _require_answer(request.user, meeting, at)
    form = OtherTimesForm(request.POST or None, meeting=meeting, at=at)
    if form.is_valid():
        with told_in_form(form):
            actions.answer_with_other_times(
                meeting, times=form.spans, by=request.user, at=at
            )
            return redirect(meeting)
    return _act(request, meeting, form, _("Which other times suit you?"))


@require_http_methods(["GET", "HEAD", "POST"])
@_with_meeting
def meeting_decline(
    request: SignedInRequest, meeting: Meeting, at: datetime
) -> HttpResponse:
    _require_answer(request.user, meeting, at)
    form = ReasonForm(
        request.POST or None, meeting=meeting, submit=_("Decline the request")
    )
    if form.is_valid():
        with told_in_form(form):
            reason = form.cleaned_data["reason"]
            actions.decline(meeting, reason=reason, by=request.user, at=at)
            return redirect(meeting)
    return _act(request, meeting, form, _("Why is this meeting not possible?"))


@require_http_methods(["GET", "HEAD", "POST"])
@_with_meeting
def meeting_cancel(
    request: SignedInRequest, meeting: Meeting, at: datetime
) -> HttpResponse:
    _require_side(request.user, meeting, at)
    form = ReasonForm(
        request.POST or None, meeting=meeting, submit=_("Cancel the meeting")
    )
    if form.is_valid():
        with told_in_form(form):
            actions.cancel(
                meeting,
                reason=form.cleaned_data["reason"],
                seen_sequence=form.cleaned_data["seen"],
                by=request.user,
                at=at,
            )
            return redirect(meeting)
    return _act(request, meeting, form, _("Why is the meeting cancelled?"))


@require_http_methods(["GET", "HEAD", "POST"])
@_with_meeting
def meeting_move(
    request: SignedInRequest, meeting: Meeting, at: datetime
) -> HttpResponse:
    _require_side(request.user, meeting, at)
    form = MoveForm(request.POST or None, meeting=meeting, at=at)
    if form.is_valid():
        with told_in_form(form):
            actions.move(
                meeting,
                to=form.spans[0],
                place=form.cleaned_data["place"],
                reason=form.cleaned_data["reason"],
                seen_sequence=form.cleaned_data["seen"],
                by=request.user,
                at=at,
            )
            return redirect(meeting)
    return _act(request, meeting, form, _("When shall the meeting be instead?"))


@require_POST
@_with_meeting
def meeting_held(
    request: SignedInRequest, meeting: Meeting, at: datetime
) -> HttpResponse:
    with told_as_message(request, success=_("Noted: the meeting was held.")):
        actions.mark_held(meeting, by=request.user, at=at)
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@_with_meeting
def expert_invite(
    request: SignedInRequest, meeting: Meeting, at: datetime
) -> HttpResponse:
    _require_side(request.user, meeting, at)
    form = ExpertForm(request.POST or None, at=at)
    if form.is_valid():
        with told_in_form(form):
            actions.invite_expert(meeting, **form.cleaned_data, by=request.user, at=at)
            return redirect(meeting)
    return _act(request, meeting, form, _("Which expert shall join?"))


@require_POST
@_with_meeting
def expert_withdraw(
    request: SignedInRequest, meeting: Meeting, at: datetime, person: str
) -> HttpResponse:
    rows = MeetingExpert.objects.in_force(at).filter(expert__public_id=person)
    row = get_object_or_404(rows.filter(meeting=meeting))
    with told_as_message(request, success=_("The expert cannot see it any more.")):
        actions.withdraw_expert(row, by=request.user, at=at)
    return redirect(meeting)


def _require_answer(user: User, meeting: Meeting, at: datetime) -> None:
    sides = rules.sides_of(user, meeting.community, at=at)
    rules.may_answer(meeting, sides).require()


def _require_side(user: User, meeting: Meeting, at: datetime) -> None:
    rules.may_change(rules.sides_of(user, meeting.community, at=at)).require()


def _act(
    request: SignedInRequest, meeting: Meeting, form: Any, question: str
) -> HttpResponse:
    context = {"meeting": meeting, "form": form, "question": question}
    return render(request, "meetings/meeting_act.html", context)
