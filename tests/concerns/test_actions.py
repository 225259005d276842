"""What each act on a concern does, and when it says no."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from accounts.models import Role, User
from audit.models import Event
from communities.models import Community
from concerns import actions, rules
from concerns.models import (
    AnswerBy,
    Audience,
    ClockPause,
    Concern,
    ConcernKind,
    Message,
    MessageKind,
    SealedText,
    Status,
)
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from groundwork.workdays import add_working_days
from notifications.models import Notice
from notifications.wording import subject_of
from tests.concerns.conftest import NOW
from tests.factories.accounts import UserFactory
from tests.factories.communities import SpokespersonFactory
from tests.factories.concerns import received, written
from tests.factories.regions import AbsenceFactory, SmallCountry

LATER = NOW + timedelta(hours=2)

POLICE_ACTS: dict[str, Callable[..., Any]] = {
    "mark_read": actions.mark_read,
    "acknowledge": actions.acknowledge,
    "start_work": actions.start_work,
    "reply": lambda concern, **by_at: actions.reply(concern, written(), **by_at),
    "add_note": lambda concern, **by_at: actions.add_note(concern, written(), **by_at),
    "ask_sender": lambda concern, **by_at: actions.ask_sender(
        concern, written("Mis kell see on?"), **by_at
    ),
    "hand_over": lambda concern, **by_at: actions.hand_over(
        concern, written(), to="Elva vald", **by_at
    ),
    "close": lambda concern, **by_at: actions.close(
        concern, written(), status=Status.DONE, **by_at
    ),
}


def told(kind: str) -> list[User | None]:
    return [notice.recipient for notice in Notice.objects.filter(kind=kind)]


def test_receive_starts_the_clock_and_tells_both_sides(
    concern: Concern, sender: User, officer: User
) -> None:
    assert concern.status == Status.RECEIVED
    assert concern.due_at == add_working_days(NOW, 3)
    assert told("concerns.received") == [sender]
    assert told("concerns.arrived") == [officer]
    event = Event.objects.about(concern).get()
    assert (event.verb, event.actor_role) == ("concerns.receive", Role.RESIDENT)


def test_receive_twice_keeps_one_and_gives_the_same_code(country: SmallCountry) -> None:
    unit = country.units["elva"]
    first = received(unit, at=NOW, form_key="the same")
    again = received(unit, at=LATER, form_key="the same")
    assert (again.concern, again.code) == (first.concern, first.code)
    assert Concern.objects.count() == 1
    assert Notice.objects.filter(kind="concerns.arrived").count() == 1


def test_receive_keeps_neither_code_nor_form_key_in_the_clear(
    country: SmallCountry,
) -> None:
    receipt = received(country.units["elva"], at=NOW, form_key="a key of a form")
    row = str(Concern.objects.values().get())
    assert receipt.code not in row
    assert "a key of a form" not in row


def test_receive_tells_the_deputy_while_the_officer_is_away(
    country: SmallCountry,
) -> None:
    away, deputy = country.officers["elva_region"], country.officers["spare"]
    AbsenceFactory.create(
        officer=away,
        deputy=deputy,
        starts_on=NOW.date(),
        ends_on=NOW.date() + timedelta(days=3),
    )
    received(country.units["elva"], at=NOW)
    assert told("concerns.arrived") == [deputy.user]


def test_receive_writes_to_an_address_only_when_one_was_given(
    country: SmallCountry,
) -> None:
    received(
        country.units["elva"], at=NOW, answer_by=AnswerBy.EMAIL, email="a@example.ee"
    )
    received(country.units["elva"], at=NOW)
    notice = Notice.objects.get(kind="concerns.received")
    assert (notice.address, notice.recipient) == ("a@example.ee", None)
    assert notice.path.endswith("/tell/follow/")


def test_receive_for_a_community_keeps_the_mandate(
    for_community: Concern, spokesperson: User
) -> None:
    assert for_community.mandate is not None
    assert for_community.mandate.user == spokesperson
    assert for_community.audience == Audience.SPOKESPERSONS


def test_receive_for_a_community_refuses_others(
    country: SmallCountry, community: Community, stranger: User
) -> None:
    with pytest.raises(NotAllowedError):
        received(country.units["elva"], by=stranger, at=NOW, on_behalf_of=community)


@pytest.mark.parametrize(
    "given", [{"text": "  \n "}, {"answer_by": AnswerBy.ACCOUNT}, {"text": "a" * 5001}]
)
def test_receive_refuses_what_cannot_be_answered(
    country: SmallCountry, given: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError):
        received(country.units["elva"], at=NOW, **given)
    assert not Concern.objects.exists()


@pytest.mark.parametrize("name", POLICE_ACTS)
def test_the_officer_and_the_head_may_act_and_nobody_else(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    name: str,
    country: SmallCountry,
    officer: User,
    head: User,
    other_officer: User,
    sender: User,
    spokesperson: User,
) -> None:
    act = POLICE_ACTS[name]
    for by in (officer, head):
        fresh = received(
            country.units["elva"],
            by=sender,
            at=NOW,
            audience=Audience.SPOKESPERSONS,
        ).concern
        for other in (other_officer, sender, spokesperson):
            with pytest.raises(NotAllowedError):
                act(fresh, by=other, at=LATER)
        act(fresh, by=by, at=LATER)
        assert Event.objects.about(fresh).count() == 2


@pytest.mark.parametrize("name", [name for name in POLICE_ACTS if name != "add_note"])
def test_what_is_closed_cannot_be_acted_on(
    name: str, concern: Concern, officer: User
) -> None:
    actions.close(concern, written(), status=Status.DONE, by=officer, at=LATER)
    with pytest.raises(WrongStateError):
        POLICE_ACTS[name](concern, by=officer, at=LATER)


def test_acknowledge_says_so_and_does_not_keep_the_promise(
    concern: Concern, officer: User, sender: User
) -> None:
    read = actions.acknowledge(concern, by=officer, at=LATER)
    assert (read.status, read.first_reply_at) == (Status.READ, None)
    assert "19." in concern.messages.get().text
    assert told("concerns.read") == [sender]


@pytest.mark.parametrize("name", sorted(set(POLICE_ACTS) - {"add_note"}))
def test_each_act_of_the_police_is_told_to_the_sender_but_a_note(
    name: str, concern: Concern, officer: User, sender: User
) -> None:
    before = Notice.objects.filter(recipient=sender).count()
    POLICE_ACTS[name](concern, by=officer, at=LATER)
    assert Notice.objects.filter(recipient=sender).count() == before + 1
    (letter,) = Notice.objects.filter(recipient=sender).order_by("-pk")[:1]
    assert letter.deliveries.exists()
    assert subject_of(letter) != ""


@pytest.mark.parametrize("name", ["mark_read", "acknowledge"])
def test_reading_twice_is_refused(name: str, concern: Concern, officer: User) -> None:
    POLICE_ACTS[name](concern, by=officer, at=LATER)
    with pytest.raises(WrongStateError):
        POLICE_ACTS[name](concern, by=officer, at=LATER)
    assert concern.state_changes.count() == 2


def test_reply_keeps_the_promise_and_reaches_the_sender(
    concern: Concern, officer: User, sender: User
) -> None:
    answered = actions.reply(
        concern, written("Käisin kohal."), then=Status.IN_WORK, by=officer, at=LATER
    )
    assert (answered.status, answered.first_reply_at) == (Status.IN_WORK, LATER)
    assert concern.messages.get().kind == MessageKind.REPLY
    assert told("concerns.replied") == [sender]


def test_reply_to_what_was_only_received_counts_as_read(
    concern: Concern, officer: User
) -> None:
    answered = actions.reply(concern, written(), by=officer, at=LATER)
    assert answered.status == Status.READ


def test_the_same_form_twice_is_one_message(concern: Concern, officer: User) -> None:
    words = written()
    actions.reply(concern, words, by=officer, at=LATER)
    actions.reply(concern, words, by=officer, at=LATER)
    assert concern.messages.count() == 1
    assert Notice.objects.filter(kind="concerns.replied").count() == 1


def test_a_form_key_counts_for_its_own_concern_only(
    country: SmallCountry, concern: Concern, officer: User
) -> None:
    other = received(country.units["elva"], at=NOW).concern
    actions.reply(concern, actions.Written("Here", form_key="k"), by=officer, at=LATER)
    actions.reply(other, actions.Written("There", form_key="k"), by=officer, at=LATER)
    assert other.messages.get().text == "There"


def test_the_second_of_two_officers_is_told_that_somebody_was_quicker(
    concern: Concern, officer: User, head: User
) -> None:
    seen = concern.acts
    actions.reply(concern, written(seen=seen), by=officer, at=LATER)
    with override("en"), pytest.raises(WrongStateError, match="Somebody else"):
        actions.reply(concern, written(seen=seen), by=head, at=LATER)
    assert concern.messages.count() == 1


def test_asking_stops_the_clock_and_the_answer_starts_it_again(
    concern: Concern, officer: User, sender: User
) -> None:
    actions.ask_sender(concern, written(), by=officer, at=NOW)
    pause = ClockPause.objects.get()
    assert (pause.starts_at, pause.ends_at) == (NOW, None)
    assert told("concerns.question") == [sender]
    answered = actions.answer_as_sender(
        concern, written("Kell kümme."), by=sender, at=NOW + timedelta(days=2)
    )
    pause.refresh_from_db()
    assert pause.ends_at == NOW + timedelta(days=2)
    assert answered.due_at == add_working_days(NOW, 5)
    assert answered.status == Status.IN_WORK
    assert told("concerns.sender_answered") == [officer]


def test_asking_while_we_wait_is_refused(concern: Concern, officer: User) -> None:
    actions.ask_sender(concern, written(), by=officer, at=NOW)
    with pytest.raises(WrongStateError):
        actions.ask_sender(concern, written(), by=officer, at=NOW)


def test_whoever_holds_the_code_answers_without_an_account(
    country: SmallCountry, officer: User
) -> None:
    concern = received(country.units["elva"], at=NOW).concern
    actions.answer_as_sender(concern, written("Veel üks asi."), by=None, at=LATER)
    message = concern.messages.get()
    assert (message.kind, message.by) == (MessageKind.ANSWER, None)
    assert Event.objects.about(concern).latest("pk").actor_role == Role.VISITOR


def test_answering_for_somebody_else_is_refused(
    concern: Concern, stranger: User, officer: User
) -> None:
    for by in (stranger, officer):
        with pytest.raises(NotAllowedError):
            actions.answer_as_sender(concern, written(), by=by, at=LATER)


def test_a_fellow_spokesperson_may_answer_for_the_community(
    for_community: Concern, community: Community
) -> None:
    fellow = SpokespersonFactory.create(community=community).user
    actions.answer_as_sender(for_community, written(), by=fellow, at=LATER)
    assert for_community.messages.get().by == fellow


def test_hand_over_names_the_body_and_keeps_the_promise(
    concern: Concern, officer: User, sender: User
) -> None:
    handed = actions.hand_over(
        concern, written("Auk on valla tee peal."), to="Elva vald", by=officer, at=LATER
    )
    assert (handed.status, handed.first_reply_at) == (Status.HANDED_OVER, LATER)
    assert concern.state_changes.latest("pk").reason == "Elva vald"
    assert told("concerns.handed_over") == [sender]


def test_hand_over_to_nobody_is_refused(concern: Concern, officer: User) -> None:
    with pytest.raises(InvalidInputError):
        actions.hand_over(concern, written(), to="  ", by=officer, at=LATER)
    assert not concern.messages.exists()


@pytest.mark.parametrize("status", [Status.DONE, Status.NOT_POSSIBLE])
def test_close_needs_words_and_tells_the_sender(
    status: Status, concern: Concern, officer: User, sender: User
) -> None:
    with pytest.raises(InvalidInputError):
        actions.close(concern, written("  "), status=status, by=officer, at=LATER)
    closed = actions.close(concern, written(), status=status, by=officer, at=LATER)
    assert (closed.status, closed.closed_at) == (status, LATER)
    assert told("concerns.closed") == [sender]


def test_close_as_something_that_is_no_end_is_refused(
    concern: Concern, officer: User
) -> None:
    with pytest.raises(InvalidInputError):
        actions.close(concern, written(), status=Status.READ, by=officer, at=LATER)


def test_closing_while_we_wait_ends_the_pause(concern: Concern, officer: User) -> None:
    actions.ask_sender(concern, written(), by=officer, at=NOW)
    actions.close(concern, written(), status=Status.DONE, by=officer, at=LATER)
    assert ClockPause.objects.get().ends_at == LATER


def test_the_sender_opens_it_again_and_the_officer_is_told(
    concern: Concern, officer: User, sender: User
) -> None:
    with pytest.raises(WrongStateError):
        actions.reopen(concern, written(), by=sender, at=LATER)
    actions.close(concern, written(), status=Status.DONE, by=officer, at=LATER)
    opened = actions.reopen(concern, written("Jälle."), by=sender, at=LATER)
    assert (opened.status, opened.closed_at) == (Status.IN_WORK, None)
    assert concern.messages.latest("pk").kind == MessageKind.ANSWER
    assert told("concerns.reopened") == [officer]


def test_the_officer_opens_it_again_and_the_sender_is_told(
    concern: Concern, officer: User, sender: User, stranger: User
) -> None:
    actions.close(concern, written(), status=Status.DONE, by=officer, at=LATER)
    with pytest.raises(NotAllowedError):
        actions.reopen(concern, written(), by=stranger, at=LATER)
    actions.reopen(concern, written(), by=officer, at=LATER)
    assert told("concerns.reopened") == [sender]


def test_publish_needs_the_senders_leave(
    country: SmallCountry, concern: Concern, officer: User
) -> None:
    with pytest.raises(NotAllowedError):
        actions.publish(concern, by=officer, at=LATER)
    allowed = received(country.units["elva"], at=NOW, audience=Audience.PUBLIC).concern
    assert not Concern.objects.public(LATER).exists()
    actions.publish(allowed, by=officer, at=LATER)
    assert list(Concern.objects.public(LATER)) == [allowed]
    with pytest.raises(WrongStateError):
        actions.publish(allowed, by=officer, at=LATER)
    actions.unpublish(allowed, by=officer, at=LATER)
    assert not Concern.objects.public(LATER).exists()
    with pytest.raises(WrongStateError):
        actions.unpublish(allowed, by=officer, at=LATER)


def test_an_expert_sees_it_from_the_invitation_until_its_end(
    for_community: Concern, spokesperson: User
) -> None:
    expert = UserFactory.create()
    until = LATER + timedelta(days=7)
    invitation = actions.invite_expert(
        for_community, expert=expert, until=until, by=spokesperson, at=LATER
    )
    assert told("concerns.expert_invited") == [expert]
    assert Concern.objects.visible_to(expert, LATER).exists()
    assert not Concern.objects.visible_to(expert, until).exists()
    with pytest.raises(WrongStateError):
        actions.invite_expert(
            for_community, expert=expert, until=until, by=spokesperson, at=LATER
        )
    actions.withdraw_expert(invitation, by=spokesperson, at=LATER)
    assert not Concern.objects.visible_to(expert, LATER).exists()
    with pytest.raises(WrongStateError):
        actions.withdraw_expert(invitation, by=spokesperson, at=LATER)


def test_inviting_is_refused_to_others_and_into_the_past(
    concern: Concern, sender: User, officer: User
) -> None:
    expert = UserFactory.create()
    with pytest.raises(NotAllowedError):
        actions.invite_expert(concern, expert=expert, until=LATER, by=sender, at=NOW)
    with pytest.raises(InvalidInputError):
        actions.invite_expert(concern, expert=expert, until=NOW, by=officer, at=NOW)


def test_no_expert_is_let_into_a_threat(threat: Concern, officer: User) -> None:
    with pytest.raises(NotAllowedError):
        actions.invite_expert(
            threat, expert=UserFactory.create(), until=LATER, by=officer, at=NOW
        )


def test_every_word_about_a_threat_is_sealed(
    threat: Concern, officer: User, sender: User
) -> None:
    words = "kuuri"
    actions.acknowledge(threat, by=officer, at=LATER)
    actions.ask_sender(threat, written("Kas kuuri juures?"), by=officer, at=LATER)
    actions.answer_as_sender(threat, written("Jah, kuuri juures."), by=sender, at=LATER)
    actions.add_note(threat, written("Vaatan kuuri üle."), by=officer, at=LATER)
    actions.hand_over(
        threat, written("Palun vaadake kuuri."), to="kuuri valvur", by=officer, at=LATER
    )
    rows = [
        *Concern.objects.values(),
        *Message.objects.values(),
        *threat.state_changes.values(),
        *Notice.objects.values(),
        *Event.objects.values(),
    ]
    assert not [row for row in rows if words in str(row)]
    sealed = [bytes(row.sealed) for row in SealedText.objects.all()]
    assert len(sealed) == 6
    assert not [row for row in sealed if words.encode() in row]


def test_a_threat_keeps_its_exact_place_and_time_sealed(country: SmallCountry) -> None:
    concern = received(
        country.units["elva"],
        at=NOW,
        kind=ConcernKind.THREAT,
        place_words="Kase 5",
        when_words="homme",
        lat=59.05,
        lon=24.1,
    ).concern
    assert (concern.place_words, concern.when_words, concern.lat) == ("", "", None)


def test_reading_a_threat_leaves_a_trace_and_other_kinds_do_not(
    threat: Concern, concern: Concern, officer: User
) -> None:
    for each in (threat, concern):
        who = rules.standing(officer, each, at=LATER)
        assert actions.read(each, who, by=officer, at=LATER).text
    look = Event.objects.get(is_look=True)
    assert (look.verb, look.actor_id) == ("concerns.read_threat", officer.pk)
    assert look.target_pk == str(threat.pk)


def test_the_head_of_the_prefecture_may_not_read_a_threat(
    threat: Concern, prefecture_head: User
) -> None:
    who = rules.standing(prefecture_head, threat, at=LATER)
    with pytest.raises(NotAllowedError):
        actions.read(threat, who, by=prefecture_head, at=LATER)
    with pytest.raises(NotAllowedError):
        actions.acknowledge(threat, by=prefecture_head, at=LATER)
    assert not Event.objects.filter(is_look=True).exists()
