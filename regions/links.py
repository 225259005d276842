"""Ferries, bridges and causeways: adding them, ending them, keeping their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.actions import record
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.workdays import TALLINN
from regions import rules
from regions.models import (
    LinkKind,
    LinkSeason,
    SettlementUnit,
    UnitBorder,
    UnitLink,
    pair_of,
)

REASON_LETTERS: Final = 120


@transaction.atomic
def add_link(  # noqa: PLR0913 -- which two, by what, when, why, by whom
    one: SettlementUnit,
    other: SettlementUnit,
    *,
    kind: LinkKind,
    season: LinkSeason,
    reason: str,
    by: User | None,
    at: datetime,
) -> UnitLink:
    """Join two units over water from today on, and return the link.

    Raises:
        InvalidInputError: it is one unit twice, a unit that no longer exists, a pair
            that touches or is joined already, or there is no reason; `field` is
            `other`, `one` or `reason`.
        NotAllowedError: `by` is no planner.
    """
    first, second = _locked(one, other)
    rules.may_link(by, at=at).require()
    today = at.astimezone(TALLINN).date()
    _require_two(one, other, today)
    _require_apart(first, second)
    link = UnitLink.objects.create(
        first=first,
        second=second,
        kind=kind,
        season=season,
        reason=_sound(reason),
        valid_from=today,
    )
    _record("add_link", link, by=by, at=at)
    return link


@transaction.atomic
def change_link(  # noqa: PLR0913 -- what, when, why, by whom
    link: UnitLink,
    *,
    kind: LinkKind,
    season: LinkSeason,
    reason: str,
    by: User | None,
    at: datetime,
) -> UnitLink:
    """Let a link be another from today on, and return it; what it was is kept.

    Raises:
        InvalidInputError: there is no reason; `field` is `reason`.
        NotAllowedError: `by` is no planner.
        WrongStateError: the link has ended.
    """
    link = _locked_link(link)
    rules.may_link(by, at=at).require()
    _require_living(link)
    reason = _sound(reason)
    if (link.kind, link.season, link.reason) == (kind, season, reason):
        return link
    today = at.astimezone(TALLINN).date()
    first, second = link.first, link.second
    _end(link, today, _("Replaced by a new entry."))
    new = UnitLink.objects.create(
        first=first,
        second=second,
        kind=kind,
        season=season,
        reason=reason,
        valid_from=today,
    )
    _record("change_link", new, by=by, at=at)
    return new


@transaction.atomic
def remove_link(link: UnitLink, *, reason: str, by: User | None, at: datetime) -> None:
    """End a link today; it stays as history, unless it was added today.

    Raises:
        InvalidInputError: there is no reason; `field` is `reason`.
        NotAllowedError: `by` is no planner.
        WrongStateError: the link has ended.
    """
    link = _locked_link(link)
    rules.may_link(by, at=at).require()
    _require_living(link)
    reason = _sound(reason)
    _record("remove_link", link, by=by, at=at)
    _end(link, at.astimezone(TALLINN).date(), reason)


def _locked(
    one: SettlementUnit, other: SettlementUnit
) -> tuple[SettlementUnit, SettlementUnit]:
    """Make everybody else who joins these wait, in one order."""
    pair = pair_of(one, other)
    rows = SettlementUnit.objects.select_for_update(of=("self",))
    list(rows.filter(pk__in=[unit.pk for unit in pair]).order_by("pk"))
    return pair


def _locked_link(link: UnitLink) -> UnitLink:
    rows = UnitLink.objects.select_for_update(of=("self",))
    found: UnitLink = rows.select_related("first", "second").get(pk=link.pk)
    return found


def _require_two(one: SettlementUnit, other: SettlementUnit, today: date) -> None:
    if one.pk == other.pk:
        raise InvalidInputError(_("Choose two different units."), field="other")
    there = set(
        SettlementUnit.objects.existing(today)
        .filter(pk__in=(one.pk, other.pk))
        .values_list("pk", flat=True)
    )
    for field, unit in (("one", one), ("other", other)):
        if unit.pk not in there:
            raise InvalidInputError(
                _("%(unit)s no longer exists.") % {"unit": unit}, field=field
            )


def _require_apart(first: SettlementUnit, second: SettlementUnit) -> None:
    pair = {"first": first, "second": second}
    if UnitBorder.objects.filter(**pair).exists():
        raise InvalidInputError(
            _("These units touch, so they need no link."), field="other"
        )
    known = UnitLink.objects.living().filter(**pair).first()
    if known is not None:
        raise InvalidInputError(
            _("These units are joined already: %(link)s.") % {"link": known},
            field="other",
        )


def _require_living(link: UnitLink) -> None:
    if link.valid_to is not None:
        raise WrongStateError(
            _("This link ended on %(date)s.") % {"date": date_format(link.valid_to)}
        )


def _sound(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInputError(_("Please give a reason."), field="reason")
    if len(reason) > REASON_LETTERS:
        raise InvalidInputError(
            _("A reason has at most %(count)d letters.") % {"count": REASON_LETTERS},
            field="reason",
        )
    return reason


def _end(link: UnitLink, on: date, reason: str) -> None:
    """End a link on a day; one that would not last a day never was."""
    if link.valid_from >= on:
        link.delete()
        return
    link.valid_to, link.end_reason = on, reason
    link.save(update_fields=["valid_to", "end_reason"])


def _record(verb: str, link: UnitLink, *, by: User | None, at: datetime) -> None:
    record(
        f"regions.{verb}",
        link,
        by=by,
        role=Role.PLANNER if by else Role.SYSTEM,
        at=at,
        details={
            "first": link.first.code,
            "second": link.second.code,
            "kind": link.kind,
            "season": link.season,
        },
    )
