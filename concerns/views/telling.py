"""The question flow: one question a screen, a summary, the receipt."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import User
from concerns import actions, alarm, clock, flow, places, web
from concerns.contacts import contact_for
from concerns.flow import Draft
from concerns.forms import STEP_FORMS, Answers
from concerns.models import Audience, Concern
from groundwork.errors import DomainError, TooOftenError
from groundwork.web import visitor_key
from groundwork.workdays import TALLINN


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    draft = flow.draft_in(request.session)
    if request.method == "POST":
        draft = draft or Draft()
        draft.place = _place_from(request, at=timezone.now()) or draft.place
        flow.keep(request.session, draft)
        return redirect("concerns:tell-step", flow.STEPS[0])
    return render(request, "concerns/tell.html", {"draft": draft})


def _place_from(request: HttpRequest, *, at: datetime) -> str:
    """Return the place that the address brought along, empty without a known one."""
    on = at.astimezone(TALLINN).date()
    offer = places.offer_of_unit(request.GET.get("unit", ""), on=on)
    offer = offer or places.offer_of_region(request.GET.get("region", ""), on=on)
    return offer.value if offer else ""


@login_not_required
@require_safe
def tell_call(request: HttpRequest) -> HttpResponse:
    return render(request, "concerns/tell_call.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell_step(request: HttpRequest, step: str) -> HttpResponse:
    draft = flow.draft_in(request.session)
    if draft is None or step not in draft.steps:
        return redirect("concerns:tell")
    at = timezone.now()
    form_class = STEP_FORMS[step]
    fitted = partial(form_class, draft=draft, person=request.user, at=at)
    if request.method != "POST":
        form = fitted(initial=draft.typed.get(step, {}))
        return render(request, f"concerns/tell_{step}.html", _frame(draft, step, form))
    draft.typed[step] = form_class.typed(request.POST)
    flow.keep(request.session, draft)
    if "back" in request.POST:
        before = draft.before(step)
        return redirect("concerns:tell-step", before) if before else _to_start()
    form = fitted(draft.typed[step])
    if form.is_valid():
        return _after(request, draft, step, at=at)
    context = _frame(draft, step, form)
    return render(request, f"concerns/tell_{step}.html", context, status=422)


def _to_start() -> HttpResponse:
    return redirect("concerns:tell")


def _frame(draft: Draft, step: str, form: object) -> dict[str, object]:
    return {
        "form": form,
        "draft": draft,
        "tiles": settings.MAP_TILES_URL,
        "number": draft.steps.index(step) + 2,
        "total": len(draft.steps) + 1,
    }


def _after(
    request: HttpRequest, draft: Draft, step: str, *, at: datetime
) -> HttpResponse:
    """Go to the offer of 112, the next unanswered question, or the summary."""
    if step == "what" and _offers_112(request, draft):
        return redirect("concerns:tell-urgent")
    missing = Answers(draft, person=request.user, at=at).missing
    return (
        redirect("concerns:tell-step", missing)
        if missing
        else redirect("concerns:tell-check")
    )


def _offers_112(request: HttpRequest, draft: Draft) -> bool:
    """Offer 112 when the words sound urgent, once for each draft."""
    if draft.offered_112 or not alarm.sounds_urgent(*draft.texts()):
        return False
    draft.offered_112 = True
    flow.keep(request.session, draft)
    return True


@login_not_required
@require_safe
def tell_urgent(request: HttpRequest) -> HttpResponse:
    draft = flow.draft_in(request.session)
    if draft is None:
        return redirect("concerns:tell")
    missing = Answers(draft, person=request.user, at=timezone.now()).missing
    return render(request, "concerns/tell_urgent.html", {"missing": missing})


@login_not_required
@require_safe
def tell_check(request: HttpRequest) -> HttpResponse:
    draft = flow.draft_in(request.session)
    if draft is None:
        return redirect("concerns:tell")
    return _check(request, draft, at=timezone.now())


def _check(
    request: HttpRequest, draft: Draft, *, at: datetime, problem: str = ""
) -> HttpResponse:
    answers = Answers(draft, person=request.user, at=at)
    if answers.missing:
        return redirect("concerns:tell-step", answers.missing)
    telling = answers.telling()
    preview = Concern(
        kind=telling.kind,
        audience=telling.audience,
        answer_by=telling.answer_by,
        due_at=clock.due_at(telling.kind, at),
    )
    context = {
        "telling": telling,
        "preview": preview,
        "contact": contact_for(telling.unit, at),
        "shown_to_spokespersons": telling.audience != Audience.OFFICER,
        "shown_to_all": telling.audience == Audience.PUBLIC,
        "draft": draft,
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "concerns/tell_check.html", context, status=status)


@login_not_required
@require_POST
def tell_send(request: HttpRequest) -> HttpResponse:
    draft, at = flow.draft_in(request.session), timezone.now()
    if draft is None:
        # The form came twice: the first one was kept, and its receipt is shown again.
        return redirect("concerns:sent")
    answers = Answers(draft, person=request.user, at=at)
    if answers.missing:
        return redirect("concerns:tell-step", answers.missing)
    if _offers_112(request, draft):
        return redirect("concerns:tell-urgent")
    by = request.user if isinstance(request.user, User) else None
    try:
        web.SENDING.take(visitor_key(request))
        receipt = actions.receive(answers.telling(), form_key=draft.key, by=by, at=at)
    except TooOftenError as error:
        return render(request, "429.html", {"reason": str(error)}, status=429)
    except DomainError as error:
        return _check(request, draft, at=at, problem=str(error))
    web.remember_sent(request.session, receipt, at=at)
    flow.forget(request.session)
    return redirect("concerns:sent")


@login_not_required
@require_POST
def tell_forget(request: HttpRequest) -> HttpResponse:
    flow.forget(request.session)
    return redirect("concerns:tell")


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    known = web.sent(request.session, at=at)
    if known is None:
        return redirect("concerns:follow")
    contact = contact_for(known.concern.unit, at)
    return render(request, "concerns/sent.html", {"sent": known, "contact": contact})
