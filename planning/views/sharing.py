"""Links to a plan: making, listing, withdrawing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.fernet import InvalidToken
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.web import SignedInRequest
from groundwork.sealing import seal, unseal
from groundwork.web import page_of, told_as_message, told_in_form
from planning import rules
from planning.actions import sharing
from planning.forms.sharing import LinkForm
from planning.models import Draft, ShareLink
from planning.web import draft_for, plan_frame

_MADE: Final = "planning.link_made"


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that was made a moment ago, with its address, which is shown once."""

    link: ShareLink
    url: str


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    form = LinkForm(request.POST or None)
    if form.is_valid():
        with told_in_form(form):
            link, code = sharing.make_link(draft, form.terms, by=request.user, at=at)
            _remember(request, link, code)
            return redirect("planning:share", public_id)
    rows = ShareLink.objects.visible_to(request.user, at).filter(draft=draft)
    page = page_of(request, rows.for_list())
    context = {
        **plan_frame(request, draft),
        "form": form,
        "made": _made(request, draft, at),
        "page": page,
        "links": [(link, link.state(at)) for link in page],
        "may_change": rules.may_change(request.user, draft, at=at),
    }
    return render(request, "planning/share.html", context)


@require_POST
def share_revoke(request: SignedInRequest, public_id: str, number: int) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    links = ShareLink.objects.visible_to(request.user, at).filter(draft=draft)
    link = get_object_or_404(links, pk=number)
    with told_as_message(request, success=_("The link opens no more.")):
        sharing.revoke_link(link, by=request.user, at=at)
    return redirect("planning:share", public_id)


def _remember(request: SignedInRequest, link: ShareLink, code: str) -> None:
    """Keep a code, sealed, for the page that shows it once."""
    request.session[_MADE] = seal(json.dumps([link.pk, code])).decode()


def _made(request: SignedInRequest, draft: Draft, at: datetime) -> MadeLink | None:
    sealed = request.session.pop(_MADE, None)
    if sealed is None:
        return None
    try:
        number, code = json.loads(unseal(sealed.encode()))
    except InvalidToken:
        return None
    links = ShareLink.objects.visible_to(request.user, at).filter(draft=draft)
    link = links.filter(pk=number).first()
    if link is None:
        return None
    path = reverse("planning:shared", args=[code])
    return MadeLink(link, request.build_absolute_uri(path))
