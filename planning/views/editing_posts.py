"""What the editing page's forms send: with or without JavaScript the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.web import SignedInRequest
from groundwork.errors import DomainError, InvalidInputError, NotAllowedError
from planning.actions import editing, locks
from planning.actions.locks import Target
from planning.forms.editing import LockForm, MoveForm
from planning.listing import names_of
from planning.locklist import lock_rows
from planning.meanwhile import seen_at
from planning.models import Draft, EditKind, LockKind
from planning.views.answers import refused
from planning.web import draft_for
from planning.workbench import Bench, bench_of


def _acted(request: SignedInRequest, back: str, act: Callable[[], str]) -> HttpResponse:
    """Do something and tell what came of it, on the page or to the page's script."""
    to_script = request.headers.get("Accept") == "application/json"
    try:
        says = act()
    except NotAllowedError:
        raise
    except DomainError as error:
        if to_script:
            return refused(error)
        messages.error(request, str(error))
        return redirect(back)
    if to_script:
        return JsonResponse({"says": says})
    messages.success(request, says)
    return redirect(back)


def _page(draft: Draft, region: int | None = None) -> str:
    path = reverse("planning:edit", args=[draft.plan.public_id])
    return path if region is None else f"{path}?region={region}#region-{region}"


@require_POST
def move_units(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    form = MoveForm(request.POST)
    form.is_valid()
    back = _page(draft, form.cleaned_data.get("source"))
    return _acted(request, back, lambda: _move(request, draft, form, at))


def _move(request: SignedInRequest, draft: Draft, form: MoveForm, at: datetime) -> str:
    for problems in form.errors.values():
        raise InvalidInputError(str(problems[0]))
    sent = form.cleaned_data
    bench = bench_of(draft)
    codes = [*sent["units"], *_in_towns(bench, sent["towns"], sent["source"])]
    if not codes:
        raise InvalidInputError(_("Choose what to move first."), field="units")
    edit = editing.move(
        draft,
        dict.fromkeys(codes, sent["target"]),
        seen=seen_at(draft, bench, codes, sent["revision"]),
        kind=_kind(request, sent),
        by=request.user,
        at=at,
    )
    if edit is None:
        return _("Nothing had to move: everything is there already.")
    moved = len(edit.moves)
    return ngettext(
        "%(count)d unit was moved.", "%(count)d units were moved.", moved
    ) % {"count": moved}


def _kind(request: SignedInRequest, sent: dict[str, list[str]]) -> EditKind:
    if request.POST.get("as") == "attach":
        return EditKind.ATTACH
    only_towns = sent["towns"] and not sent["units"]
    return EditKind.MUNICIPALITY if only_towns else EditKind.MOVE


def _in_towns(bench: Bench, towns: list[str], source: int | None) -> list[str]:
    """Return the units of municipalities, those in one region if it is given."""
    wanted = set(towns)
    return [
        unit.code
        for unit, number in zip(bench.terrain.units, bench.tally.region_of, strict=True)
        if unit.municipality_code in wanted and source in {None, number}
    ]


@require_POST
def step_back(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)

    def act() -> str:
        editing.undo(draft, by=request.user, at=at)
        return _("The last step is taken back.")

    return _acted(request, _page(draft), act)


@require_POST
def step_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)

    def act() -> str:
        editing.redo(draft, by=request.user, at=at)
        return _("The step is done again.")

    return _acted(request, _page(draft), act)


@require_POST
def lock(request: SignedInRequest, public_id: str) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)
    form = LockForm(request.POST)

    def act() -> str:
        target = _target(form)
        reason = form.cleaned_data["reason"]
        made = locks.lock(draft, target, reason=reason, by=request.user, at=at)
        (row,) = lock_rows(bench_of(draft), [made], names_of(draft))
        return _("Locked: %(what)s.") % {"what": row.name}

    return _acted(request, _page(draft), act)


def _target(form: LockForm) -> Target:
    if not form.is_valid():
        raise InvalidInputError(_("Say what to lock."))
    sent = form.cleaned_data
    if sent["what"] == LockKind.UNIT:
        return Target(LockKind.UNIT, unit=sent["unit"])
    if sent["what"] == LockKind.REGION:
        return Target(LockKind.REGION, region=sent["region"])
    if not (sent["what"].isascii() and sent["what"].isdecimal()):
        raise InvalidInputError(_("Say what to lock."))
    return Target(
        LockKind.BORDER, region=sent["region"], other_region=int(sent["what"])
    )


@require_POST
def unlock(request: SignedInRequest, public_id: str, number: int) -> HttpResponse:
    at = timezone.now()
    draft = draft_for(request, public_id, at)

    def act() -> str:
        locks.unlock(draft, number, by=request.user, at=at)
        return _("The lock is lifted.")

    return _acted(request, _page(draft), act)
