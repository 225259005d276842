"""Following what one sent by its receipt code, without an account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from concerns import actions, clock, rules, web
from concerns.contacts import contact_for
from concerns.forms import AnswerBackForm, CodeForm, ReopenForm, WrittenForm
from concerns.models import Concern
from concerns.story import story_of
from groundwork.errors import TooOftenError
from groundwork.web import told_in_form, visitor_key


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        try:
            web.FOLLOWING.take(visitor_key(request))
        except TooOftenError as error:
            return render(request, "429.html", {"reason": str(error)}, status=429)
        if form.is_valid() and form.concern is not None:
            # A session that somebody planted beforehand must not see the page.
            request.session.cycle_key()
            web.follow(request.session, form.concern, at=timezone.now())
            return redirect("concerns:followed")
    status = 422 if form.errors else 200
    return render(request, "concerns/follow.html", {"form": form}, status=status)


@login_not_required
@never_cache
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    concern = web.followed(request.session, at=at)
    return _page(request, concern, at=at) if concern else _ask_for_code(request)


def _ask_for_code(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Type the code to see it. The page closes by itself."))
    return redirect("concerns:follow")


def _page(
    request: HttpRequest,
    concern: Concern,
    *,
    at: datetime,
    form: WrittenForm | None = None,
) -> HttpResponse:
    who = rules.CODE_HOLDER
    form_class = AnswerBackForm if concern.is_open else ReopenForm
    context = {
        "concern": concern,
        "is_late": clock.is_late(concern, at=at),
        "words": actions.read(concern, who, by=None, at=at),
        "who": who,
        "story": story_of(concern, who),
        "contact": contact_for(concern.unit, at),
        "form": form or form_class(concern=concern, action=_action(concern)),
    }
    status = 422 if form else 200
    return render(request, "concerns/followed.html", context, status=status)


def _action(concern: Concern) -> str:
    return reverse(f"concerns:followed-{'answer' if concern.is_open else 'reopen'}")


@login_not_required
@never_cache
@require_POST
def followed_answer(request: HttpRequest) -> HttpResponse:
    return _write(
        request,
        AnswerBackForm,
        actions.answer_as_sender,
        success=_("Your message is on its way to the officer."),
    )


@login_not_required
@never_cache
@require_POST
def followed_reopen(request: HttpRequest) -> HttpResponse:
    return _write(request, ReopenForm, actions.reopen, success=_("It is open again."))


def _write(
    request: HttpRequest,
    form_class: type[WrittenForm],
    act: Callable[..., Concern],
    *,
    success: str,
) -> HttpResponse:
    at = timezone.now()
    concern = web.followed(request.session, at=at)
    if concern is None:
        return _ask_for_code(request)
    form = form_class(request.POST, concern=concern, action=request.path)
    if form.is_valid():
        with told_in_form(form):
            web.WRITING.take(visitor_key(request))
            act(concern, form.written, by=None, at=at)
    if form.errors:
        form.show_again()
        return _page(request, concern, at=at, form=form)
    messages.success(request, success)
    return redirect("concerns:followed")


@login_not_required
@require_POST
def follow_leave(request: HttpRequest) -> HttpResponse:
    web.leave(request.session)
    messages.success(request, _("The page is closed. Your code opens it again."))
    return redirect("concerns:follow")
