"""Making a plan ready, looking at what it moves, adopting it, withdrawing that."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web import SignedInRequest
from groundwork.public_ids import random_code
from groundwork.web import idempotency_key, told_as_message, told_in_form
from planning import rules
from planning.actions import adopting, making, preparing
from planning.affected import affected_by
from planning.forms.adoption import AdoptForm, DayForm, WithdrawForm, next_monday
from planning.models import Adoption, Draft, Preparation
from planning.shifting import shift_of
from planning.soundness import faults_of
from planning.web import draft_for, plan_frame

SLOW: Final = timedelta(seconds=60)
"""A worker that is awake has begun by then."""


@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rules.may_adopt(request.user, at=at).require()
    if not draft.is_open:
        return _adopted(request, draft, at)
    today = timezone.localdate(at)
    day, day_form = _day_asked(request, today)
    form = AdoptForm(
        request.POST or None,
        day=day,
        initial={
            "from_date": day,
            "seen": draft.revision,
            "form_key": random_code(32),
        },
    )
    if form.is_valid() and _did_adopt(request, draft, form, at):
        return redirect("planning:adopt", public_id)
    found = faults_of(draft, day)
    faults = [fault for fault in found if not fault.is_doubt]
    shift = shift_of(draft, day)
    context = {
        **plan_frame(request, draft),
        "day": day,
        "last_day": day - timedelta(days=1),
        "day_form": day_form,
        "form": form,
        "faults": faults,
        "doubts": [fault for fault in found if fault.is_doubt],
        "has_old_units": any(fault.is_of_units for fault in faults),
        "is_prepared": preparing.is_prepared(draft),
        "preparation": _preparation(draft),
        "is_slow": _is_slow(draft, at),
        "shift": shift,
        "affected": affected_by(shift, day),
    }
    return render(request, "planning/adoption_preview.html", context)


def _day_asked(request: SignedInRequest, today: date) -> tuple[date, DayForm]:
    """Return the day to look at: the one asked for, else next Monday."""
    offered = next_monday(today)
    given = request.POST if request.method == "POST" else request.GET
    form = DayForm(
        given if "from_date" in given else None,
        today=today,
        initial={"from_date": offered},
    )
    if form.is_bound and form.is_valid():
        return form.cleaned_data["from_date"], form
    return offered, form


def _did_adopt(
    request: SignedInRequest, draft: Draft, form: AdoptForm, at: datetime
) -> bool:
    data = form.cleaned_data
    with told_in_form(form):
        adopting.adopt(
            draft,
            data["from_date"],
            reason=data["reason"],
            seen_revision=data["seen"],
            form_key=idempotency_key(data["form_key"]),
            by=request.user,
            at=at,
        )
    if not form.is_valid():
        return False
    day = date_format(data["from_date"], "DATE_FORMAT")
    messages.success(
        request, _("The plan is adopted. First day: %(day)s") % {"day": day}
    )
    return True


def _preparation(draft: Draft) -> Preparation | None:
    found: Preparation | None = getattr(draft, "preparation", None)
    return found


def _is_slow(draft: Draft, at: datetime) -> bool:
    asked = _preparation(draft)
    return asked is not None and asked.ended_at is None and at > asked.asked_at + SLOW


def _adopted(request: SignedInRequest, draft: Draft, at: datetime) -> HttpResponse:
    """Show a decision that stands; a form sent once more has nothing left to do."""
    context: dict[str, Any] = {
        **plan_frame(request, draft),
        "adoption": _standing(draft),
        "may_withdraw": _may_withdraw(draft, timezone.localdate(at)),
        "is_ahead": _is_ahead(draft, timezone.localdate(at)),
    }
    return render(request, "planning/adoption_detail.html", context)


def _standing(draft: Draft) -> Adoption | None:
    rows = draft.plan.adoptions.standing().select_related("decided_by")
    found: Adoption | None = rows.first()
    return found


def _may_withdraw(draft: Draft, today: date) -> bool:
    return draft.plan.valid_to is None and _is_ahead(draft, today)


def _is_ahead(draft: Draft, today: date) -> bool:
    begins = draft.plan.valid_from
    return begins is not None and begins > today


@require_POST
def prepare(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    with told_as_message(request, success=_("The outlines are being drawn.")):
        preparing.ask(draft, by=request.user, at=at)
    return redirect("planning:adopt", public_id)


@require_POST
def use_todays_units(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    success = _("The draft divides the settlement units of today now.")
    with told_as_message(request, success=success):
        making.move_to_today(draft, by=request.user, at=at)
    return redirect("planning:adopt", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    rules.may_adopt(request.user, at=at).require()
    adoption = _standing(draft)
    form = WithdrawForm(request.POST or None)
    if adoption is None:
        return redirect("planning:adopt", public_id)
    if form.is_valid() and _did_withdraw(request, adoption, form, at):
        return redirect("planning:adopt", public_id)
    context = {
        **plan_frame(request, draft),
        "adoption": adoption,
        "form": form,
    }
    return render(request, "planning/adoption_withdraw.html", context)


def _did_withdraw(
    request: SignedInRequest, adoption: Adoption, form: WithdrawForm, at: datetime
) -> bool:
    with told_in_form(form):
        done = adopting.withdraw(
            adoption, reason=form.cleaned_data["reason"], by=request.user, at=at
        )
        messages.success(request, _("The plan is withdrawn and a draft again."))
        if done.left:
            messages.warning(
                request,
                _(
                    "Postings that could not be given back, since somebody was posted"
                    " otherwise meanwhile: %(count)d. Look at officers and regions."
                )
                % {"count": len(done.left)},
            )
    return form.is_valid()
