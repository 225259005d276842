"""Who is told of an adoption: once each, in their language, nothing private."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.models import Language, User
from groundwork.workdays import TALLINN
from notifications.models import Notice
from notifications.wording import letter_of, subject_of
from planning import tasks
from planning.actions import adopting, telling
from planning.models import Adoption, Draft
from tests.factories.accounts import UserFactory
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.concerns import received, threat
from tests.factories.meetings import MeetingFactory
from tests.factories.regions import SmallCountry
from tests.planning.adopting import MONDAY, adopted, move_saue_to_elva
from tests.planning.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]

DAY = timedelta(days=1)


@pytest.fixture
def people(country: SmallCountry) -> dict[str, User]:
    """Return people of Saue, which goes to Elva, and one of Mustamäe, which stays."""
    saue, west = country.units["saue"], country.units["mustamae_1"]
    speaker = UserFactory.create(language=Language.RUSSIAN)
    stranger = UserFactory.create()
    here = CommunityFactory.create(unit=saue, name="Saue kogu")
    SpokespersonFactory.create(community=here, user=speaker)
    there = CommunityFactory.create(unit=west, name="Mustamäe kogu")
    SpokespersonFactory.create(community=there, user=stranger)
    sender = UserFactory.create(language=Language.ENGLISH)
    threatened = UserFactory.create()
    received(saue, at=NOW, by=sender, text="Siin on salajane jutt.")
    threat(country.units["laagri"], at=NOW, by=threatened, text="Pimenurk on ohtlik.")
    received(west, at=NOW, by=stranger)
    requester = UserFactory.create()
    starts = datetime(2026, 3, 12, 18, tzinfo=TALLINN)
    MeetingFactory.create(
        community=here,
        requested_by=requester,
        status="CONFIRMED",
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )
    return {
        "speaker": speaker,
        "stranger": stranger,
        "sender": sender,
        "threatened": threatened,
        "requester": requester,
    }


@pytest.fixture
def adoption(people: object, draft: Draft, planner: User) -> Adoption:
    found = adopted(move_saue_to_elva(draft, planner), planner)
    Notice.objects.all().delete()  # those of what was told and asked above
    return found


def told(kind: str = "planning.adopted") -> dict[int | None, Notice]:
    return {notice.recipient_id: notice for notice in Notice.objects.filter(kind=kind)}


def test_everybody_concerned_is_told_once(
    adoption: Adoption, people: dict[str, User], country: SmallCountry
) -> None:
    assert telling.tell_all(at=NOW) == len(told())
    concerned = {people[who].pk for who in ("speaker", "sender", "threatened")}
    concerned |= {people["requester"].pk}
    concerned |= {
        country.officers[key].user.pk for key in ("saue_region", "elva_region")
    }
    heads = (
        country.mustamae_head, country.elva_head, country.north_head,
        country.south_head,
    )  # fmt: skip
    concerned |= {head.user.pk for head in heads}
    assert set(told()) == concerned
    adoption.refresh_from_db()
    assert adoption.told_at == NOW
    assert telling.tell_all(at=NOW) == 0
    assert Notice.objects.filter(kind="planning.adopted").count() == len(concerned)


def test_letter_says_until_and_from_in_the_readers_language(
    adoption: Adoption, people: dict[str, User], country: SmallCountry
) -> None:
    telling.tell_all(at=NOW)
    _subject, words = letter_of(told()[people["sender"].pk], name="")
    assert "Until 8 March 2026: Saue" in words
    assert "From 9 March 2026: Elva" in words
    assert country.officers["elva_region"].name in words
    _subject, russian = letter_of(told()[people["speaker"].pk], name="")
    assert "Saue kogu" in russian
    assert "марта 2026" in russian


def test_nothing_private_is_in_a_letter_or_subject(
    adoption: Adoption, people: dict[str, User]
) -> None:
    telling.tell_all(at=NOW)
    names = [user.full_name for user in people.values()]
    for notice in Notice.objects.all():
        subject, words = letter_of(notice, name="")
        assert "salajane" not in words
        assert "Pimenurk" not in words
        assert not any(name in subject or name in words for name in names)
        assert "Saue" not in subject_of(notice)


def test_interrupted_telling_goes_on_where_it_stopped(
    adoption: Adoption, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_AT_ONCE", 2)
    send, calls = telling._send, []  # noqa: SLF001 -- where a worker may die

    def dying(*args: Any) -> bool:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError
        return send(*args)

    monkeypatch.setattr(telling, "_send", dying)
    with pytest.raises(RuntimeError):
        telling.tell_all(at=NOW)
    assert Notice.objects.filter(kind="planning.adopted").count() == 4
    monkeypatch.setattr(telling, "_send", send)
    everybody = telling.tell_all(at=NOW)
    assert Notice.objects.filter(kind="planning.adopted").count() == everybody


def test_people_are_reminded_on_the_day_and_once(
    adoption: Adoption, people: dict[str, User]
) -> None:
    telling.tell_all(at=NOW)
    first = datetime(2026, 3, 9, 7, tzinfo=TALLINN)
    assert telling.remind_all(at=first - DAY) == 0
    assert telling.remind_all(at=first) == len(told())
    assert set(told("planning.in_force")) == set(told())
    assert telling.remind_all(at=first + DAY) == 0


def test_who_was_told_just_before_is_not_reminded(
    people: object, draft: Draft, planner: User
) -> None:
    late = datetime(2026, 3, 8, 12, tzinfo=TALLINN)
    draft = move_saue_to_elva(draft, planner)
    adopted(draft, planner, day=MONDAY, at=late)
    telling.tell_all(at=late)
    assert telling.remind_all(at=datetime(2026, 3, 9, 7, tzinfo=TALLINN)) == 0


def test_withdrawal_is_told_to_the_same_people_once(
    adoption: Adoption, planner: User
) -> None:
    telling.tell_all(at=NOW)
    adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    assert telling.tell_all(at=NOW) == len(told())
    assert set(told("planning.withdrawn")) == set(told())
    assert telling.tell_all(at=NOW) == 0
    assert telling.remind_all(at=datetime(2026, 3, 9, 7, tzinfo=TALLINN)) == 0


def test_withdrawn_before_anybody_was_told_is_told_to_nobody(
    adoption: Adoption, planner: User
) -> None:
    adopting.withdraw(adoption, reason="Ei", by=planner, at=NOW)
    assert telling.tell_all(at=NOW) == 0
    assert not Notice.objects.filter(kind__startswith="planning.").exists()


def test_tasks_tell_and_remind(adoption: Adoption) -> None:
    assert tasks.tell.call() > 0
    assert tasks.remind.call() == 0  # its day is more than a week ago
    assert mail.outbox == []  # letters go by the outbox
    assert adoption.effective_on == date(2026, 3, 9)
