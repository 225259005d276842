"""Weights that planners keep under a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from groundwork.errors import InvalidInputError
from planning import rules
from planning.actions.standing import Act
from planning.models import WeightSet
from planning.weighing import checked


@transaction.atomic
def keep(
    name: str, weights: Mapping[str, float], *, by: User | None, at: datetime
) -> WeightSet:
    """Keep weights under a name; one of that name is replaced.

    Raises:
        InvalidInputError: the name is missing, or a weight is out of range.
        NotAllowedError: `by` is no planner.
    """
    rules.may_plan(by, at=at).require()
    if not name.strip():
        raise InvalidInputError(_("Give the weights a name."), field="weights_name")
    kept, _new = WeightSet.objects.update_or_create(
        name=name.strip(),
        defaults={"weights": checked(weights), "made_at": at, "made_by": by},
    )
    record("planning.keep_weights", kept, by=by, role=Act(by, at).role, at=at)
    return kept


@transaction.atomic
def forget(number: int, *, by: User | None, at: datetime) -> None:
    """Forget kept weights by their key; nothing happens when they are gone already.

    Raises:
        NotAllowedError: `by` is no planner.
    """
    rules.may_plan(by, at=at).require()
    kept = WeightSet.objects.select_for_update().filter(pk=number).first()
    if kept is not None:
        record("planning.forget_weights", kept, by=by, role=Act(by, at).role, at=at)
        kept.delete()
