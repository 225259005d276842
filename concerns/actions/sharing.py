"""Letting others see a concern: everybody, or one expert."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from concerns import rules
from concerns.actions.steps import finish, locked
from concerns.models import Concern, ConcernExpert
from concerns.notices import tell_account
from groundwork.errors import InvalidInputError, WrongStateError


@transaction.atomic
def publish(concern: Concern, *, by: User, at: datetime) -> Concern:
    """Show it to everybody, as its sender allowed.

    Raises:
        NotAllowedError: the sender did not allow it, it is a threat, or `by` does not
            answer for the place.
        WrongStateError: it is published already.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_publish(who, concern).require()
    if concern.published_at is not None:
        raise WrongStateError(_("Everybody can see it already."))
    concern.published_at = at
    finish("publish", concern, who, by=by, at=at)
    return concern


@transaction.atomic
def unpublish(concern: Concern, *, by: User, at: datetime) -> Concern:
    """Take it back from the public.

    Raises:
        NotAllowedError: `by` does not answer for the place.
        WrongStateError: it is not published.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_handle(who).require()
    if concern.published_at is None:
        raise WrongStateError(_("It is not public."))
    concern.published_at = None
    finish("unpublish", concern, who, by=by, at=at)
    return concern


@transaction.atomic
def invite_expert(
    concern: Concern, *, expert: User, until: datetime, by: User, at: datetime
) -> ConcernExpert:
    """Let an expert read the text and the thread until a moment, and tell them.

    Raises:
        NotAllowedError: it is a threat, or `by` neither polices the place nor speaks
            for the community.
        InvalidInputError: the moment has passed.
        WrongStateError: the expert is invited already.
    """
    concern = locked(concern)
    who = rules.standing(by, concern, at=at)
    rules.may_invite(who, concern).require()
    if until <= at:
        raise InvalidInputError(_("Choose a day that is still to come."), field="until")
    if concern.experts.in_force(at).filter(expert=expert).exists():
        raise WrongStateError(_("This person is invited already."))
    # An invitation that is over makes room for the new one.
    concern.experts.filter(expert=expert, withdrawn_at=None).update(withdrawn_at=at)
    invitation = ConcernExpert.objects.create(
        concern=concern, expert=expert, invited_by=by, invited_at=at, until=until
    )
    finish("invite_expert", concern, who, by=by, at=at)
    tell_account(expert, concern, "expert_invited", key=str(invitation.pk), at=at)
    return invitation


@transaction.atomic
def withdraw_expert(
    invitation: ConcernExpert, *, by: User, at: datetime
) -> ConcernExpert:
    """Take an expert's access back.

    Raises:
        NotAllowedError: `by` may not invite here either.
        WrongStateError: it was taken back before.
    """
    concern = locked(invitation.concern)
    invitation = concern.experts.select_for_update().get(pk=invitation.pk)
    who = rules.standing(by, concern, at=at)
    rules.may_invite(who, concern).require()
    if invitation.withdrawn_at is not None:
        raise WrongStateError(_("This invitation was taken back before."))
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    finish("withdraw_expert", concern, who, by=by, at=at)
    return invitation
