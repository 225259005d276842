"""Who may do what to a community and its spokespersons."""

from datetime import datetime
from typing import Final

from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from accounts.models import Grant, Role, User
from accounts.rules import Person, is_administrator, roles_granted
from communities.models import Community, Spokesperson
from groundwork.verdicts import ALLOWED, Verdict, allowed_if
from groundwork.workdays import TALLINN
from regions.models import SettlementUnit
from regions.responsibility import region_of, regions_answered_by

MOST_SPOKESPERSONS: Final = 20
"""More people than this speak for nobody; the list would be a mistake."""


def answers_for(person: Person, unit: SettlementUnit, *, at: datetime) -> Verdict:
    """Allow the police of the unit's region: officer, deputy, head."""
    day = at.astimezone(TALLINN).date()
    region = region_of(unit, day) if isinstance(person, User) else None
    answered = regions_answered_by(person, day)
    return allowed_if(
        region is not None and answered.filter(pk=region.pk).exists(),
        _("Only the officer of this place may do this."),
    )


def may_found(person: Person, unit: SettlementUnit, *, at: datetime) -> Verdict:
    """Allow administrators, and the region's officer for their own region."""
    if is_administrator(person, at=at):
        return ALLOWED
    return allowed_if(
        answers_for(person, unit, at=at),
        _("Only the officer of the region or an administrator may add a community."),
    )


def may_found_somewhere(person: Person, *, at: datetime) -> Verdict:
    """Allow whoever could add a community in at least one place."""
    if is_administrator(person, at=at):
        return ALLOWED
    day = at.astimezone(TALLINN).date()
    return allowed_if(
        isinstance(person, User) and regions_answered_by(person, day).exists(),
        _("Only officers and administrators may add a community."),
    )


def may_manage(person: Person, community: Community, *, at: datetime) -> Verdict:
    """Allow administrators and the region's officer to say who speaks for it."""
    if is_administrator(person, at=at):
        return ALLOWED
    return allowed_if(
        answers_for(person, community.unit, at=at),
        _("Only the officer of the region or an administrator may change this."),
    )


def holds_an_office(person: Person, *, at: datetime) -> bool:
    """Test whether `person` is of the police or an administrator, in one query.

    Pages ask this of everybody, and the rules above only of those who do.
    """
    if not isinstance(person, User):
        return False
    granted = Grant.objects.in_force(at).filter(user=person, role=Role.ADMINISTRATOR)
    ranks = User.objects.filter(pk=person.pk)
    return ranks.filter(Q(officer__isnull=False) | Exists(granted)).exists()


def may_end(person: Person, spokesperson: Spokesperson, *, at: datetime) -> Verdict:
    """Allow those who manage the community, and the spokesperson themselves."""
    if spokesperson.user == person:
        return ALLOWED
    return may_manage(person, spokesperson.community, at=at)


def role_of_manager(person: Person, *, at: datetime) -> Role:
    """Return in which role somebody who may manage communities does so."""
    if Role.ADMINISTRATOR in roles_granted(person, at=at):
        return Role.ADMINISTRATOR
    return Role.OFFICER
