"""Who may see which concern, and how much of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from communities.models import Community
from concerns import actions, rules
from concerns.models import Audience, Concern
from concerns.story import story_of
from tests.concerns.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.concerns import received, written
from tests.factories.concerns import threat as received_threat
from tests.factories.regions import AbsenceFactory, SmallCountry

SEES = {
    "sender": {"concern", "shown", "threat"},
    "spokesperson": {"shown", "for_community"},
    "officer": {"concern", "shown", "for_community", "threat"},
    "head": {"concern", "shown", "for_community", "threat"},
    "prefecture_head": {"concern", "shown", "for_community", "threat"},
    "other_officer": set(),
    "stranger": set(),
}


@pytest.mark.parametrize("who", SEES)
def test_everybody_sees_what_is_theirs_and_nothing_else(
    who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    rows = {
        name: request.getfixturevalue(name)
        for name in ("concern", "shown", "for_community", "threat")
    }
    found = set(Concern.objects.visible_to(person, NOW))
    assert {name for name, row in rows.items() if row in found} == SEES[who]


def test_a_visitor_sees_nothing(shown: Concern) -> None:
    assert not Concern.objects.visible_to(AnonymousUser(), NOW).exists()


def test_a_spokesperson_of_another_place_sees_nothing(
    country: SmallCountry, shown: Concern
) -> None:
    away = CommunityFactory.create(unit=country.units["palupera"])
    other = SpokespersonFactory.create(community=away).user
    assert not Concern.objects.visible_to(other, NOW).exists()


def test_a_spokesperson_whose_term_is_over_sees_nothing(
    shown: Concern, for_community: Concern, spokesperson: User
) -> None:
    term = spokesperson.spokesperson_terms.get()
    term.ends_on = NOW.date()
    term.save()
    found = Concern.objects.visible_to(spokesperson, NOW)
    assert list(found) == [for_community]  # which they sent themselves


def test_several_ties_to_one_concern_show_it_once(
    country: SmallCountry, community: Community, officer: User
) -> None:
    SpokespersonFactory.create(community=community, user=officer)
    received(
        country.units["elva"],
        by=officer,
        at=NOW,
        on_behalf_of=community,
        audience=Audience.PUBLIC,
    )
    assert Concern.objects.visible_to(officer, NOW).count() == 1


def test_the_deputy_sees_it_during_the_absence_only(
    country: SmallCountry, concern: Concern
) -> None:
    deputy = country.officers["spare"]
    AbsenceFactory.create(
        officer=country.officers["elva_region"],
        deputy=deputy,
        starts_on=NOW.date(),
        ends_on=NOW.date() + timedelta(days=2),
    )
    before, during, after = (NOW + timedelta(days=days) for days in (-1, 1, 2))
    seen = [
        Concern.objects.visible_to(deputy.user, at).exists()
        for at in (before, during, after)
    ]
    assert seen == [False, True, False]


@pytest.mark.parametrize(
    ("who", "reads"),
    [("officer", True), ("head", True), ("sender", True), ("prefecture_head", False)],
)
def test_a_threat_is_read_by_those_nearest_only(
    who: str,
    reads: bool,
    threat: Concern,
    officer: User,
    request: pytest.FixtureRequest,
) -> None:
    person = request.getfixturevalue(who)
    actions.reply(threat, written("Tulen täna läbi."), by=officer, at=NOW)
    standing = rules.standing(person, threat, at=NOW)
    texts = [line.text for line in story_of(threat, standing)]
    assert standing.reads_words is reads
    assert ("Tulen täna läbi." in texts) is reads


def test_the_head_of_the_prefecture_reads_a_threat_when_nobody_else_is_left(
    country: SmallCountry, prefecture_head: User, threat: Concern
) -> None:
    for officer in (country.officers["elva_region"], country.elva_head):
        AbsenceFactory.create(
            officer=officer,
            deputy=None,
            starts_on=NOW.date(),
            ends_on=NOW.date() + timedelta(days=2),
        )
    assert rules.standing(prefecture_head, threat, at=NOW).reads_words


def test_a_deputy_reads_a_threat_and_the_deputy_of_a_higher_head_does_not(
    country: SmallCountry, threat: Concern
) -> None:
    deputy, higher = country.officers["spare"], country.officers["saue_region"]
    for away, standing_in in (
        (country.officers["elva_region"], deputy),
        (country.south_head, higher),
    ):
        AbsenceFactory.create(
            officer=away,
            deputy=standing_in,
            starts_on=NOW.date(),
            ends_on=NOW.date() + timedelta(days=2),
        )
    assert rules.standing(deputy.user, threat, at=NOW).reads_words
    assert Concern.objects.visible_to(higher.user, NOW).exists()
    assert not rules.standing(higher.user, threat, at=NOW).reads_words


def test_a_threat_for_a_community_is_not_for_its_other_spokespersons(
    country: SmallCountry, community: Community, spokesperson: User
) -> None:
    fellow = SpokespersonFactory.create(community=community).user
    told = received_threat(
        country.units["elva"], by=spokesperson, at=NOW, on_behalf_of=community
    )
    assert not Concern.objects.visible_to(fellow, NOW).exists()
    assert list(Concern.objects.visible_to(spokesperson, NOW)) == [told]


@pytest.mark.parametrize(
    ("who", "texts", "contact", "name"),
    [
        ("officer", {"reply", "answer", "note"}, True, True),
        ("sender", {"reply", "answer"}, True, True),
        ("spokesperson", {"reply"}, False, False),
        ("expert", {"reply", "answer"}, False, False),
    ],
)
def test_each_sees_as_much_of_the_thread_as_they_need(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    who: str,
    texts: set[str],
    contact: bool,
    name: bool,
    shown: Concern,
    sender: User,
    officer: User,
    request: pytest.FixtureRequest,
) -> None:
    if who == "expert":
        person = UserFactory.create()
        actions.invite_expert(
            shown, expert=person, until=NOW + timedelta(days=1), by=officer, at=NOW
        )
    else:
        person = request.getfixturevalue(who)
    actions.reply(shown, written("reply"), by=officer, at=NOW)
    actions.answer_as_sender(shown, written("answer"), by=sender, at=NOW)
    actions.add_note(shown, written("note"), by=officer, at=NOW)
    standing = rules.standing(person, shown, at=NOW)
    story = story_of(shown, standing)
    assert {line.text for line in story if line.text} == texts
    assert standing.sees_contact is contact
    assert (sender.full_name in {line.by for line in story}) is name


def test_the_page_offers_only_what_the_state_allows(
    concern: Concern, officer: User, sender: User
) -> None:
    police = rules.standing(officer, concern, at=NOW)
    own = rules.standing(sender, concern, at=NOW)
    fresh = rules.offers(police, concern)
    assert fresh.acknowledge
    assert fresh.close
    assert not fresh.reopen
    assert not rules.offers(own, concern).reply
    assert rules.offers(own, concern).answer
    concern.status = "DONE"
    closed = rules.offers(police, concern)
    assert closed.reopen
    assert not closed.acknowledge
    assert not closed.start_work
    assert not closed.reply
    assert not rules.offers(own, concern).answer
    assert rules.offers(own, concern).reopen
