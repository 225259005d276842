from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event
from communities import actions
from communities.actions import Newcomer
from communities.models import Community, CommunityKind, Spokesperson
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from notifications.models import Notice
from tests.factories.accounts import GrantFactory
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.regions import SmallCountry

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)


def found(country: SmallCountry, by: User, **changes: Any) -> Community:
    facts: dict[str, Any] = {
        "name": "Laagri küla",
        "kind": CommunityKind.VILLAGE,
        "unit": country.units["laagri"],
        "language": "et",
    }
    return actions.found(**(facts | changes), by=by, at=NOW)


def newcomer(**changes: Any) -> Newcomer:
    facts = {"email": "Uus@Example.ee", "full_name": "Uus Inimene"}
    return Newcomer(**(facts | changes))


def test_found_is_in_the_register_from_today(
    country: SmallCountry, officer: User
) -> None:
    community = found(country, officer, name="  Laagri   küla ")
    assert (community.name, community.founded_on) == ("Laagri küla", TODAY)
    assert community in Community.objects.public(NOW)
    row = Event.objects.about(community).get()
    assert (row.verb, row.actor_role) == ("communities.found", "OFFICER")


def test_found_by_an_administrator_anywhere(country: SmallCountry) -> None:
    administrator = GrantFactory.create().user
    community = found(country, administrator, unit=country.units["elva"])
    row = Event.objects.about(community).get()
    assert row.actor_role == "ADMINISTRATOR"


def test_found_the_same_again_gives_the_first(
    country: SmallCountry, officer: User
) -> None:
    assert found(country, officer) == found(country, officer)
    assert Community.objects.count() == 1


@pytest.mark.parametrize("name", ["Laagri küla", "LAAGRI  KÜLA", "laagri kula"])
def test_found_refuses_a_namesake_in_the_same_place(
    country: SmallCountry, officer: User, name: str
) -> None:
    CommunityFactory.create(name="Laagri küla", unit=country.units["laagri"])
    with pytest.raises(InvalidInputError) as refusal:
        found(country, officer, name=name)
    assert refusal.value.field == "name"


def test_found_needs_a_name(country: SmallCountry, officer: User) -> None:
    with pytest.raises(InvalidInputError):
        found(country, officer, name="   ")


def test_found_is_refused_to_others(
    country: SmallCountry, stranger: User, resident: User, spokesperson: User
) -> None:
    for person in (stranger, resident, spokesperson):
        with pytest.raises(NotAllowedError):
            found(country, person, name="Muu")


def test_added_spokesperson_gets_an_account_and_is_told(
    community: Community, officer: User
) -> None:
    term = actions.add_spokesperson(community, newcomer(), by=officer, at=NOW)
    assert term.user.email == "uus@example.ee"
    assert not term.user.has_usable_password()
    assert community in Community.objects.of(term.user, TODAY)
    notice = Notice.objects.get()
    assert notice.kind == "communities.spokesperson_added"
    assert notice.facts == {"has_password": False}


def test_added_spokesperson_with_an_account_keeps_their_name(
    community: Community, officer: User, resident: User
) -> None:
    term = actions.add_spokesperson(
        community, newcomer(email=resident.email), by=officer, at=NOW
    )
    resident.refresh_from_db()
    assert term.user == resident
    assert resident.full_name != "Uus Inimene"


def test_added_twice_speaks_once(community: Community, officer: User) -> None:
    first = actions.add_spokesperson(community, newcomer(), by=officer, at=NOW)
    again = actions.add_spokesperson(community, newcomer(), by=officer, at=NOW)
    assert again == first
    assert Notice.objects.count() == 1


def test_adding_is_refused_to_spokespersons_and_strangers(
    community: Community, spokesperson: User, stranger: User
) -> None:
    for person in (spokesperson, stranger):
        with pytest.raises(NotAllowedError):
            actions.add_spokesperson(community, newcomer(), by=person, at=NOW)


def test_adding_refuses_what_cannot_be(
    country: SmallCountry, community: Community, officer: User, resident: User
) -> None:
    with pytest.raises(InvalidInputError):
        actions.add_spokesperson(community, newcomer(ends_on=TODAY), by=officer, at=NOW)
    resident.is_active = False
    resident.save()
    with pytest.raises(InvalidInputError):
        actions.add_spokesperson(
            community, newcomer(email=resident.email), by=officer, at=NOW
        )
    ended = CommunityFactory.create(unit=country.units["saue"], ended_on=TODAY)
    with pytest.raises(WrongStateError):
        actions.add_spokesperson(ended, newcomer(), by=officer, at=NOW)


def test_there_are_at_most_twenty_spokespersons(
    community: Community, officer: User
) -> None:
    SpokespersonFactory.create_batch(20, community=community)
    with pytest.raises(InvalidInputError):
        actions.add_spokesperson(community, newcomer(), by=officer, at=NOW)


def test_ended_spokesperson_speaks_no_more_and_is_told(
    community: Community, spokesperson: User, officer: User
) -> None:
    term = Spokesperson.objects.get(user=spokesperson)
    term = actions.end_spokesperson(term, by=officer, at=NOW)
    assert term.ends_on == TODAY
    assert community not in Community.objects.of(spokesperson, TODAY)
    assert Notice.objects.get().recipient == spokesperson
    actions.end_spokesperson(term, by=officer, at=NOW)
    assert Event.objects.about(term).count() == 1


def test_spokesperson_may_step_down_but_not_end_others(
    community: Community, spokesperson: User
) -> None:
    own = Spokesperson.objects.get(user=spokesperson)
    other = SpokespersonFactory.create(community=community)
    with pytest.raises(NotAllowedError):
        actions.end_spokesperson(other, by=spokesperson, at=NOW)
    actions.end_spokesperson(own, by=spokesperson, at=NOW)
    assert Event.objects.about(own).get().actor_role == "SPOKESPERSON"


def test_term_that_began_today_can_be_ended_and_added_again_tomorrow(
    community: Community, officer: User
) -> None:
    term = actions.add_spokesperson(community, newcomer(), by=officer, at=NOW)
    term = actions.end_spokesperson(term, by=officer, at=NOW)
    assert term.ends_on == date(2026, 3, 4)
    tomorrow = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    again = actions.add_spokesperson(community, newcomer(), by=officer, at=tomorrow)
    assert again != term
