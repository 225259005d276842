"""Officers' absences: who is away until when, and who stands in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.web import SignedInRequest
from groundwork.web import page_of, told_as_message, told_in_form
from regions import actions
from regions.forms import AbsenceForm
from regions.models import Officer
from regions.rosters import absences_of, may_manage_absences, officers_managed_by


@require_safe
def absence_list(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    officers = officers_managed_by(request.user, at=at)
    may_manage_absences(officers).require()
    rows = absences_of(officers, timezone.localdate(at))
    context = {"page": page_of(request, rows)}
    return render(request, "regions/absence_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def absence_new(request: SignedInRequest) -> HttpResponse:
    at = timezone.now()
    officers = officers_managed_by(request.user, at=at)
    may_manage_absences(officers).require()
    own = officers.filter(user=request.user).first()
    form = AbsenceForm(
        request.POST or None,
        initial={
            "officer": own.public_id if own else "",
            "starts_on": timezone.localdate(at),
        },
        officers=officers,
        deputies=Officer.objects.in_service().for_list(),
    )
    if form.is_valid():
        with told_in_form(form):
            actions.enter_absence(**form.cleaned_data, by=request.user, at=at)
            messages.success(request, _("The absence is entered."))
            return redirect("regions:absences")
    return render(request, "regions/absence_new.html", {"form": form})


@require_POST
def absence_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    officers = officers_managed_by(request.user, at=at)
    rows = absences_of(officers, timezone.localdate(at))
    absence = get_object_or_404(rows, pk=pk)
    with told_as_message(request, success=_("The absence is taken back.")):
        actions.cancel_absence(absence, by=request.user, at=at)
    return redirect("regions:absences")
