"""Making a draft ready for adoption: regions with names, stations and outlines."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from audit.actions import record
from groundwork.errors import DomainError, WrongStateError
from groundwork.jobs import enqueue
from planning import rules
from planning.actions.standing import Act, take
from planning.models import Draft, Preparation

TRIES: Final = 3
"""So often outlines are drawn anew when the draft was changed while they were drawn."""


@transaction.atomic
def ask(draft: Draft, *, by: User | None, at: datetime) -> Preparation:
    """Ask the worker to make a draft ready, and return what was asked.

    Raises:
        NotAllowedError: `by` may not change the draft.
    """
    act = Act(by, at)
    draft = take(draft, act)
    asked, _is_new = Preparation.objects.update_or_create(
        draft=draft,
        defaults={"asked_at": at, "asked_by": by, "ended_at": None, "problem": ""},
    )
    record("planning.ask_prepare", draft.plan, by=by, role=act.role, at=at)
    transaction.on_commit(partial(enqueue, "planning.tasks.make_ready", draft.pk))
    return asked


def prepare(draft: Draft, *, by: User | None, at: datetime) -> Draft:
    """Make a draft ready for adoption and return it; takes seconds.

    Doing it twice does it once; after an edit it is done anew.

    Raises:
        NotAllowedError: `by` may not change the draft.
        WrongStateError: the draft has gaps or empty regions, or is changed all the
            time; `prepared_revision` stays what it was.
    """
    # Drawing loads shapely, which web processes do without.
    from planning import preparing  # noqa: PLC0415 -- heavy: only the worker loads it

    for _try in range(TRIES):
        draft = Draft.objects.select_related("plan").get(pk=draft.pk)
        rules.may_change(by, draft, at=at).require()
        if is_prepared(draft):
            return draft
        made = preparing.prepared(draft)
        with transaction.atomic():
            now = take(draft, Act(by, at))
            if now.revision != made.revision:
                continue
            preparing.write(now, made)
            now.prepared_revision = now.revision
            now.save(update_fields=["prepared_revision"])
            record(
                "planning.prepare",
                now.plan,
                by=by,
                role=Act(by, at).role,
                at=at,
                details={"regions": now.region_count, "revision": now.revision},
            )
        return now
    raise WrongStateError(_("The draft is being changed. Try again later."))


def is_prepared(draft: Draft) -> bool:
    """Test whether the regions of a draft stand for what it holds now."""
    return (
        draft.prepared_revision == draft.revision
        and draft.plan.versions.count() == draft.region_count
    )


def prepare_asked(draft_pk: int, *, at: datetime) -> bool:
    """Do what was asked for, and note on the row how it ended; true when done."""
    asked = Preparation.objects.select_related("draft__plan", "asked_by").get(
        draft=draft_pk
    )
    problem = ""
    try:
        with override(asked.asked_by.language if asked.asked_by else None):
            prepare(asked.draft, by=None, at=at)
    except DomainError as error:
        problem = str(error)[:300]
    asked.ended_at, asked.problem = at, problem
    asked.save(update_fields=["ended_at", "problem"])
    return not problem
