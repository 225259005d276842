"""Lists and pages of concerns for those who are signed in, and all acts on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.web import SignedInRequest
from concerns import actions, clock, rules, web
from concerns.contacts import contact_for
from concerns.forms import (
    AnswerBackForm,
    ExpertForm,
    FilterForm,
    HandOverForm,
    NoteForm,
    ReopenForm,
    ReplyForm,
    WrittenForm,
)
from concerns.listing import narrowed, some_of
from concerns.models import Concern, Status
from concerns.models.concern import CLOSED
from concerns.story import experts_of, story_of
from groundwork.web import told_as_message, told_in_form, visitor_key
from groundwork.workdays import TALLINN
from regions.responsibility import regions_answered_by

Act = Callable[[Concern, Any], object]


@require_safe
def concern_list(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    filters = FilterForm(request.GET)
    found = narrowed(Concern.objects.visible_to(request.user, at), filters)
    page = some_of(found.clocked(at).for_list(), request.GET.get("page"))
    context = {"page": page, "concerns": page.object_list, "filters": filters}
    return render(request, "concerns/concern_list.html", context)


def _opened(request: SignedInRequest, public_id: str, at: datetime) -> Concern:
    """Return what the person may see, marked with how they stand to it."""
    user = request.user
    answered = regions_answered_by(user, at.astimezone(TALLINN).date())
    found = Concern.objects.visible_to(user, at, answered=answered)
    marked = found.with_standing(user, at, answered=answered)
    return get_object_or_404(marked.for_detail(), public_id=public_id)


@require_safe
def concern_detail(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    return _page(request, _opened(request, public_id, at), at=at)


def _page(
    request: SignedInRequest,
    concern: Concern,
    *,
    at: datetime,
    form: WrittenForm | ExpertForm | None = None,
) -> HttpResponse:
    who = rules.standing_of(request.user, concern, at=at)
    offers = rules.offers(who, concern)
    context = {
        "concern": concern,
        "is_late": clock.is_late(concern, at=at),
        "who": who,
        "offers": offers,
        "words": (
            actions.read(concern, who, by=request.user, at=at)
            if who.reads_words
            else None
        ),
        "story": story_of(concern, who),
        "experts": experts_of(concern, at=at) if offers.invite else [],
        "contact": (None if who.is_police else contact_for(concern.unit, at)),
        "forms": _forms(concern, offers, at=at) | ({form.prefix: form} if form else {}),
        "form": form,
    }
    status = 422 if form else 200
    return render(request, "concerns/concern_detail.html", context, status=status)


def _forms(
    concern: Concern, offers: rules.Offers, *, at: datetime
) -> dict[str, WrittenForm | ExpertForm]:
    """Return an empty form for each thing that is offered, by its prefix."""
    wanted: list[tuple[bool, type[WrittenForm], str]] = [
        (offers.reply, ReplyForm, "reply"),
        (offers.hand_over, HandOverForm, "hand-over"),
        (offers.note, NoteForm, "note"),
        (offers.answer, AnswerBackForm, "answer"),
        (offers.reopen, ReopenForm, "reopen"),
    ]
    forms: dict[str, WrittenForm | ExpertForm] = {
        form.prefix or "": form
        for form in (
            form_class(concern=concern, action=_url(act, concern))
            for offered, form_class, act in wanted
            if offered
        )
    }
    if offers.invite:
        day = at.astimezone(TALLINN).date()
        forms["expert"] = ExpertForm(on=day, action=_url("invite-expert", concern))
    return forms


def _url(act: str, concern: Concern) -> str:
    return reverse(f"concerns:{act}", args=[concern.public_id])


def _written(
    request: SignedInRequest,
    public_id: str,
    form_class: type[WrittenForm],
    act: Callable[..., object],
    *,
    success: str,
) -> HttpResponse:
    """Take one form with words: do the act, or show the page with what was typed."""
    at = timezone.now()
    concern = _opened(request, public_id, at)
    form = form_class(request.POST, concern=concern, action=request.path)
    if form.is_valid():
        with told_in_form(form):
            act(concern, form, by=request.user, at=at)
    if form.errors:
        form.show_again()
        return _page(request, concern, at=at, form=form)
    messages.success(request, success)
    return redirect(concern)


def _clicked(
    request: SignedInRequest,
    public_id: str,
    act: Callable[..., object],
    *,
    success: str,
) -> HttpResponse:
    """Take one button: do the act and say so, or say why not."""
    at = timezone.now()
    concern = _opened(request, public_id, at)
    with told_as_message(request, success=success):
        act(concern, by=request.user, at=at)
    return redirect(concern)


@require_POST
def mark_read(request: SignedInRequest, public_id: str) -> HttpResponse:
    success = _("The sender now sees that you have read it.")
    return _clicked(request, public_id, actions.mark_read, success=success)


@require_POST
def acknowledge(request: SignedInRequest, public_id: str) -> HttpResponse:
    success = _("The sender knows that you have read it and by when you answer.")
    return _clicked(request, public_id, actions.acknowledge, success=success)


@require_POST
def start_work(request: SignedInRequest, public_id: str) -> HttpResponse:
    success = _("The sender now sees that it is being worked on.")
    return _clicked(request, public_id, actions.start_work, success=success)


@require_POST
def publish(request: SignedInRequest, public_id: str) -> HttpResponse:
    success = _("It may now be shown to everybody, without the sender's name.")
    return _clicked(request, public_id, actions.publish, success=success)


@require_POST
def unpublish(request: SignedInRequest, public_id: str) -> HttpResponse:
    success = _("It is no longer public.")
    return _clicked(request, public_id, actions.unpublish, success=success)


@require_POST
def reply(request: SignedInRequest, public_id: str) -> HttpResponse:
    success = _("Your answer is on its way.")
    return _written(request, public_id, ReplyForm, _reply, success=success)


def _reply(concern: Concern, form: ReplyForm, **who_and_when: Any) -> None:
    state = form.next_state
    act: Callable[..., object] = partial(actions.reply, then=state)
    if state in CLOSED:
        act = partial(actions.close, status=state)
    elif state == Status.WAITING:
        act = actions.ask_sender
    act(concern, form.written, **who_and_when)


@require_POST
def hand_over(request: SignedInRequest, public_id: str) -> HttpResponse:
    success = _("It is handed over. The sender has been told.")
    return _written(request, public_id, HandOverForm, _hand_over, success=success)


def _hand_over(concern: Concern, form: HandOverForm, **who_and_when: Any) -> None:
    actions.hand_over(concern, form.written, to=form.cleaned_data["to"], **who_and_when)


@require_POST
def note(request: SignedInRequest, public_id: str) -> HttpResponse:
    act = _with_words(actions.add_note)
    success = _("The note is kept. Only the police see it.")
    return _written(request, public_id, NoteForm, act, success=success)


@require_POST
def answer(request: SignedInRequest, public_id: str) -> HttpResponse:
    act = _with_words(actions.answer_as_sender)
    success = _("Your message is on its way to the officer.")
    return _written(request, public_id, AnswerBackForm, act, success=success)


@require_POST
def reopen(request: SignedInRequest, public_id: str) -> HttpResponse:
    act = _with_words(actions.reopen)
    success = _("It is open again.")
    return _written(request, public_id, ReopenForm, act, success=success)


def _with_words(act: Callable[..., object]) -> Callable[..., object]:
    def run(concern: Concern, form: WrittenForm, **who_and_when: Any) -> None:
        act(concern, form.written, **who_and_when)

    return run


@require_POST
def invite_expert(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    concern = _opened(request, public_id, at)
    web.INVITING.take(visitor_key(request))
    day = at.astimezone(TALLINN).date()
    form = ExpertForm(request.POST, on=day, action=request.path)
    if form.is_valid():
        with told_in_form(form):
            actions.invite_expert(
                concern,
                expert=form.cleaned_data["email"],
                until=form.cleaned_data["until"],
                by=request.user,
                at=at,
            )
    if form.errors:
        return _page(request, concern, at=at, form=form)
    messages.success(request, _("The expert is invited and can read it now."))
    return redirect(concern)


@require_POST
def withdraw_expert(
    request: SignedInRequest, public_id: str, number: int
) -> HttpResponse:
    at = timezone.now()
    concern = _opened(request, public_id, at)
    invitation = get_object_or_404(concern.experts, pk=number)
    with told_as_message(request, success=_("The expert cannot read it any more.")):
        actions.withdraw_expert(invitation, by=request.user, at=at)
    return redirect(concern)
