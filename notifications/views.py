"""The inbox: what a person was told, and the way to it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.web import SignedInRequest
from groundwork.web import page_of
from notifications import actions
from notifications.models import Notice
from notifications.wording import path_in, subject_of


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, Notice.objects.of(request.user).for_list())
    rows = [{"notice": notice, "subject": subject_of(notice)} for notice in page]
    return render(request, "notifications/inbox.html", {"page": page, "rows": rows})


@require_GET
def open_notice(request: SignedInRequest, public_id: str) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.of(request.user), public_id=public_id)
    actions.mark_read(notice, by=request.user, at=now())
    path = path_in(get_language() or notice.language, notice.path)
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return redirect("notifications:inbox")
    return redirect(path)


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    actions.mark_all_read(by=request.user, at=now())
    return redirect("notifications:inbox")
