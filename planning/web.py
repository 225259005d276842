"""What the workshop's pages share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.web import SignedInRequest
from planning import rules
from planning.models import Draft

PAGES: Final[tuple[tuple[str, Promise, str], ...]] = (
    ("planning:plan", _("Overview"), "map"),
    ("planning:edit", _("Edit"), "edit"),
    ("planning:draw", _("Drawing"), "draw"),
    ("planning:frontier", _("Cuts against balance"), "filter"),
    ("planning:splits", _("What is cut"), "list"),
    ("planning:exchange", _("Files"), "download"),
    ("planning:versions", _("Versions"), "history"),
    ("planning:compare", _("Compare"), "swap"),
    ("planning:share", _("Share"), "link"),
    ("planning:consult", _("Consultation"), "megaphone"),
    ("planning:comments", _("Comments"), "chat"),
    ("planning:adopt", _("Adoption"), "calendar"),
)
"""The pages of one plan, as its navigation shows them: name, label, icon."""


@dataclass(frozen=True, slots=True)
class PlanLink:
    """One entry of a plan's navigation; `current` is a value of aria-current."""

    label: Promise
    url: str
    icon: str
    current: str


def draft_for(request: SignedInRequest, public_id: str, at: datetime) -> Draft:
    """Return a plan's draft without what it holds.

    Raises:
        Http404: there is none.
        NotAllowedError: whoever asks is no planner.
    """
    rules.may_plan(request.user, at=at).require()
    rows = Draft.objects.visible_to(request.user, at).for_detail().defer("assignment")
    return get_object_or_404(rows, plan__public_id=public_id)


def plan_frame(request: HttpRequest, draft: Draft) -> dict[str, object]:
    """Return what `planning/_head.html` draws above every page of a plan."""
    links = []
    for name, label, icon in PAGES:
        url = reverse(name, args=[draft.plan.public_id])
        current = "page" if request.path == url else ""
        links.append(PlanLink(label, url, icon, current))
    return {
        "draft": draft,
        "plan": draft.plan,
        "plan_links": links,
        "today": timezone.localdate(),
    }
