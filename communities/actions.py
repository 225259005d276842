"""Everything that changes a community and who speaks for it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import open_account
from accounts.models import Role, User
from audit.actions import record
from communities import rules
from communities.models import Community, CommunityKind, Spokesperson
from groundwork.errors import InvalidInputError, WrongStateError
from groundwork.names import folded
from groundwork.workdays import TALLINN
from notifications.actions import Recipient, notify
from regions.models import SettlementUnit


@transaction.atomic
def found(  # noqa: PLR0913 -- a community is made of these
    *,
    name: str,
    kind: CommunityKind,
    unit: SettlementUnit,
    language: str,
    address: str = "",
    adults: int | None = None,
    by: User,
    at: datetime,
) -> Community:
    """Enter a community in the register from today on, and return it.

    The same once more on the same day gives back the first.

    Raises:
        NotAllowedError: `by` is neither an administrator nor the place's officer.
        InvalidInputError: the place has a community of this name, or none was given.
    """
    # The place's row is the lock: two communities of one name cannot slip in at once.
    unit = SettlementUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    rules.may_found(by, unit, at=at).require()
    today = at.astimezone(TALLINN).date()
    name = " ".join(name.split())
    if not name:
        raise InvalidInputError(_("Write the name of the community."), field="name")
    known = _namesake(name, unit, at)
    if known is not None:
        if (known.kind, known.founded_on) == (kind, today):
            return known
        raise InvalidInputError(
            _("This place already has a community of this name."), field="name"
        )
    community = Community.objects.create(
        name=name,
        kind=kind,
        unit=unit,
        language=language,
        address=address.strip(),
        adults=adults,
        founded_on=today,
    )
    role = rules.role_of_manager(by, at=at)
    record("communities.found", community, by=by, role=role, at=at)
    return community


def _namesake(name: str, unit: SettlementUnit, at: datetime) -> Community | None:
    there = Community.objects.public(at).filter(unit=unit)
    return next((row for row in there if folded(row.name) == folded(name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is to speak for a community, as the form gives them."""

    email: str
    full_name: str
    topics: str = ""
    order: int = 1
    is_public: bool = False
    ends_on: date | None = None


@transaction.atomic
def add_spokesperson(
    community: Community, newcomer: Newcomer, *, by: User, at: datetime
) -> Spokesperson:
    """Let a person speak for `community` from today on, tell them, and return the term.

    Who has no account gets one without a password and sets it by the reset flow. Who
    speaks for the community already is returned as they are.

    Raises:
        NotAllowedError: `by` is neither an administrator nor the region's officer.
        WrongStateError: the community has ended.
        InvalidInputError: the term ends before it starts, the account is closed, or
            there are too many spokespersons.
    """
    community = Community.objects.select_for_update(of=("self",)).get(pk=community.pk)
    rules.may_manage(by, community, at=at).require()
    today = at.astimezone(TALLINN).date()
    _require_alive(community, today)
    role = rules.role_of_manager(by, at=at)
    stranger = User(
        email=newcomer.email,
        full_name=newcomer.full_name,
        language=community.language,
    )
    user = account_for(stranger, by=by, role=role, at=at)
    held = community.spokespersons.on(today)
    known = held.filter(user=user).first()
    if known is not None:
        return known
    _require_fitting(newcomer, held.count(), today)
    spokesperson = Spokesperson.objects.create(
        community=community,
        user=user,
        topics=newcomer.topics.strip(),
        order=newcomer.order,
        is_public=newcomer.is_public,
        starts_on=today,
        ends_on=newcomer.ends_on,
    )
    record("communities.add_spokesperson", spokesperson, by=by, role=role, at=at)
    _tell("spokesperson_added", spokesperson, at=at)
    return spokesperson


def _require_alive(community: Community, today: date) -> None:
    if community.ended_on is not None and community.ended_on <= today:
        raise WrongStateError(_("This community is not in the register any more."))


def _require_fitting(newcomer: Newcomer, already: int, today: date) -> None:
    if newcomer.ends_on is not None and newcomer.ends_on <= today:
        raise InvalidInputError(_("Choose a day after today."), field="ends_on")
    if already >= rules.MOST_SPOKESPERSONS:
        raise InvalidInputError(
            _("A community has at most %(most)d spokespersons at a time.")
            % {"most": rules.MOST_SPOKESPERSONS}
        )


def account_for(newcomer: User, *, by: User, role: Role, at: datetime) -> User:
    """Return the account with the address of `newcomer`, which is not kept yet.

    When there is none, `newcomer` becomes one without a password. Its owner sets one by
    the reset flow, which proves the address.

    Raises:
        InvalidInputError: the account is closed.
    """
    user = User.objects.filter(email=newcomer.email.strip().lower()).first()
    if user is None:
        return open_account(newcomer, by=by, role=role, at=at)
    if not user.is_active:
        raise InvalidInputError(
            _("The account with this address is closed. Ask an administrator."),
            field="email",
        )
    return user


@transaction.atomic
def end_spokesperson(
    spokesperson: Spokesperson, *, by: User, at: datetime
) -> Spokesperson:
    """End a term today, tell the person, and return the term.

    Ended once more, it stays as it is.

    Raises:
        NotAllowedError: `by` is not the person, the region's officer, or an
            administrator.
    """
    spokesperson = (
        Spokesperson.objects.select_for_update(of=("self",))
        .select_related("community__unit", "user")
        .get(pk=spokesperson.pk)
    )
    rules.may_end(by, spokesperson, at=at).require()
    today = at.astimezone(TALLINN).date()
    if spokesperson.ends_on is not None and spokesperson.ends_on <= today:
        return spokesperson
    # Half-open days: a term from today until today would be empty, so it ends tomorrow.
    spokesperson.ends_on = max(today, _day_after(spokesperson.starts_on))
    spokesperson.is_public = False
    spokesperson.save(update_fields=["ends_on", "is_public"])
    role = (
        Role.SPOKESPERSON
        if spokesperson.user == by
        else rules.role_of_manager(by, at=at)
    )
    record("communities.end_spokesperson", spokesperson, by=by, role=role, at=at)
    _tell("spokesperson_ended", spokesperson, at=at)
    return spokesperson


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _tell(what: str, spokesperson: Spokesperson, *, at: datetime) -> None:
    notify(
        f"communities.{what}",
        to=Recipient.account(spokesperson.user),
        dedupe_key=f"communities.{what}:{spokesperson.pk}",
        at=at,
        path=spokesperson.community.get_absolute_url(),
        facts={"has_password": spokesperson.user.has_usable_password()},
    )
