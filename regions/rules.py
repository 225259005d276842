"""Who may change plans, postings and absences.

`person` may be None where the portal itself acts, as a command does.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.rules import Person, is_administrator, is_planner, roles_granted
from groundwork.verdicts import ALLOWED, Verdict, allowed_if
from groundwork.workdays import TALLINN
from regions.models import Leadership, Officer, Region
from regions.responsibility import regions_answered_by


def may_draw(person: Person | None, *, at: datetime) -> Verdict:
    """Allow planners to draw region plans."""
    return ALLOWED if person is None else is_planner(person, at=at)


def may_adopt(person: Person | None, *, at: datetime) -> Verdict:
    """Allow planners to put a plan in force."""
    return ALLOWED if person is None else is_planner(person, at=at)


def may_post(person: Person | None, *, at: datetime) -> Verdict:
    """Allow administrators to say which officer serves which region."""
    return ALLOWED if person is None else is_administrator(person, at=at)


def may_import(person: Person | None, *, at: datetime) -> Verdict:
    """Allow administrators to import official data."""
    return ALLOWED if person is None else is_administrator(person, at=at)


def may_enter_absence(
    person: Person | None, officer: Officer, *, at: datetime
) -> Verdict:
    """Allow the officer, the heads over the officer, and administrators."""
    if person is None:
        return ALLOWED
    is_theirs = isinstance(person, User) and (
        person.pk == officer.user_id or _led_role(person, officer, at) is not None
    )
    return allowed_if(
        is_theirs or is_administrator(person, at=at),
        _("Only the officer, a head or an administrator may do this."),
    )


def _led_role(user: User, officer: Officer, at: datetime) -> Role | None:
    """Return as which head `user` stands over the officer, None when as none."""
    rows = Leadership.objects.on(at.astimezone(TALLINN).date()).filter(
        Q(station=officer.station_id) | Q(prefecture=officer.station.prefecture_id),
        officer__user=user,
    )
    led = list(rows.values_list("station", flat=True))
    if not led:
        return None
    return Role.STATION_HEAD if any(led) else Role.PREFECTURE_HEAD


def may_introduce(person: Person, region: Region, *, at: datetime) -> Verdict:
    """Allow content editors, and whoever answers for the region."""
    day = at.astimezone(TALLINN).date()
    return allowed_if(
        Role.CONTENT_EDITOR in roles_granted(person, at=at)
        or regions_answered_by(person, day).filter(pk=region.pk).exists(),
        _("Only a content editor or the region's officer may do this."),
    )


def role_for_introduction(person: User, *, at: datetime) -> Role:
    """Return in which role somebody introduces a region, for the history."""
    if Role.CONTENT_EDITOR in roles_granted(person, at=at):
        return Role.CONTENT_EDITOR
    return Role.OFFICER


def role_for_absence(person: Person | None, officer: Officer, *, at: datetime) -> Role:
    """Return in which role somebody enters an absence, for the history."""
    if person is None:
        return Role.SYSTEM
    if not isinstance(person, User):
        return Role.VISITOR
    if person.pk == officer.user_id:
        return Role.OFFICER
    return _led_role(person, officer, at) or Role.ADMINISTRATOR


def may_import_loads(person: Person | None, *, at: datetime) -> Verdict:
    """Allow administrators and planners to bring loads and driving times."""
    if person is None or is_administrator(person, at=at):
        return ALLOWED
    return allowed_if(
        bool(is_planner(person, at=at)),
        _("Only an administrator or a planner may do this."),
    )


def role_for_loads(person: User | None, *, at: datetime) -> Role:
    """Return in which role somebody brings loads, for the history."""
    if person is None:
        return Role.SYSTEM
    if is_administrator(person, at=at):
        return Role.ADMINISTRATOR
    return Role.PLANNER


def may_rename(person: Person | None, *, at: datetime) -> Verdict:
    """Allow administrators and planners to name units and regions."""
    return may_import_loads(person, at=at)


def may_link(person: Person | None, *, at: datetime) -> Verdict:
    """Allow planners to say which units a ferry or a bridge joins."""
    return may_draw(person, at=at)
