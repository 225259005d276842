from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event
from communities.models import Community
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from meetings import actions
from meetings.models import (
    Meeting,
    MeetingExpert,
    MeetingKind,
    ProposedTime,
    Side,
    Status,
)
from notifications.models import Notice
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.regions import AbsenceFactory, SmallCountry

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
EVENING = datetime(2026, 3, 12, 16, 0, tzinfo=UTC)
LONG = timedelta(minutes=90)


def span(days: int = 0, hours: int = 0) -> tuple[datetime, datetime]:
    start = EVENING + timedelta(days=days, hours=hours)
    return start, start + LONG


def ask(community: Community, by: User, key: str = "a", **changes: Any) -> Meeting:
    wish: dict[str, Any] = {
        "kind": MeetingKind.ROUND_TABLE,
        "topic": "Kiirus koolitee ääres",
        "times": [span(0), span(1), span(2)],
        "language": "et",
        "place": "Rahvamaja",
    }
    return actions.request(
        community, form_key=key * 32, by=by, at=NOW, **(wish | changes)
    )


def first_time(meeting: Meeting) -> ProposedTime:
    time = ProposedTime.objects.on_table(meeting).order_by("starts_at").first()
    assert time is not None
    return time


def settle(community: Community, spokesperson: User, officer: User) -> Meeting:
    meeting = ask(community, spokesperson)
    return actions.confirm(meeting, time=first_time(meeting), by=officer, at=NOW)


def test_request_keeps_who_asked_for_whom_and_by_which_mandate(
    community: Community, spokesperson: User
) -> None:
    meeting = ask(community, spokesperson)
    assert (meeting.status, meeting.turn) == (Status.PROPOSED, Side.POLICE)
    assert meeting.on_behalf_of == community
    assert meeting.mandate is not None
    assert meeting.mandate.user == spokesperson
    assert meeting.times.count() == 3
    row = Event.objects.about(meeting).get()
    assert (row.verb, row.actor_role) == ("meetings.request", "SPOKESPERSON")


def test_request_with_the_same_key_makes_one_meeting(
    community: Community, spokesperson: User
) -> None:
    first = ask(community, spokesperson)
    again = ask(community, spokesperson, topic="Something else")
    assert again == first
    assert Meeting.objects.count() == 1
    assert Event.objects.about(first).count() == 1


def test_request_tells_the_officer_and_the_other_spokespersons_but_no_invitee(
    community: Community,
    spokesperson: User,
    second_spokesperson: User,
    officer: User,
) -> None:
    ask(community, spokesperson, invitees=[("Jüri", "jyri@example.ee")])
    told = {(notice.kind, notice.recipient) for notice in Notice.objects.all()}
    assert told == {
        ("meetings.requested", officer),
        ("meetings.requested", second_spokesperson),
    }


def test_request_reaches_the_deputy_while_the_officer_is_away(
    country: SmallCountry, community: Community, spokesperson: User
) -> None:
    deputy = country.officers["spare"]
    AbsenceFactory.create(officer=country.officers["saue_region"], deputy=deputy)
    ask(community, spokesperson)
    assert Notice.objects.get().recipient == deputy.user


def test_request_is_refused_to_everybody_else(
    community: Community, officer: User, stranger: User, resident: User
) -> None:
    for person in (officer, stranger, resident):
        with pytest.raises(NotAllowedError):
            ask(community, person)
    assert not Meeting.objects.exists()


def test_request_is_refused_after_the_term(community: Community) -> None:
    ended = SpokespersonFactory.create(community=community, ends_on=NOW.date())
    with pytest.raises(NotAllowedError):
        ask(community, ended.user)


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ([], "date_1"),
        ([span(0), span(1), span(2), span(3)], "date_1"),
        ([span(0), span(0)], "date_2"),
        ([(EVENING, EVENING)], "date_1"),
        ([(EVENING + LONG, EVENING)], "date_1"),
        ([(EVENING, EVENING + timedelta(hours=9))], "date_1"),
        ([span(0), span(-30)], "date_2"),
        ([(NOW + timedelta(days=2, minutes=-1), NOW + timedelta(days=3))], "date_1"),
        ([span(400)], "date_1"),
    ],
)
def test_request_refuses_times_that_cannot_be(
    community: Community,
    spokesperson: User,
    times: list[tuple[datetime, datetime]],
    field: str,
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        ask(community, spokesperson, times=times)
    assert refusal.value.field == field
    assert not Meeting.objects.exists()


def test_request_takes_a_time_exactly_two_days_ahead(
    community: Community, spokesperson: User
) -> None:
    start = NOW + timedelta(days=2)
    meeting = ask(community, spokesperson, times=[(start, start + LONG)])
    assert first_time(meeting).starts_at == start


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"topic": "  "}, "topic"),
        ({"place": " "}, "place"),
        ({"invitees": [("x", f"x{n}@example.ee") for n in range(21)]}, "invitees"),
    ],
)
def test_request_refuses_what_is_not_whole(
    community: Community, spokesperson: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        ask(community, spokesperson, **changes)
    assert refusal.value.field == field


def test_request_needs_no_place_with_a_link(
    community: Community, spokesperson: User
) -> None:
    meeting = ask(community, spokesperson, place="", link="https://example.ee/room")
    assert meeting.link == "https://example.ee/room"


def test_request_invites_accounts_as_accounts_and_each_address_once(
    community: Community, spokesperson: User, resident: User
) -> None:
    meeting = ask(
        community,
        spokesperson,
        invitees=[
            ("Somebody", resident.email.upper()),
            ("Jüri", "jyri@example.ee"),
            ("Jüri once more", "Jyri@example.ee"),
        ],
    )
    rows = {(row.user, row.email) for row in meeting.invitations.all()}
    assert rows == {(resident, ""), (None, "jyri@example.ee")}


def test_propose_by_the_officer_waits_for_the_community(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = actions.propose(
        community,
        kind=MeetingKind.SEMINAR,
        topic="Pettused",
        times=[span()],
        language="et",
        place="Raamatukogu",
        form_key="p" * 32,
        by=officer,
        at=NOW,
    )
    assert meeting.turn == Side.COMMUNITY
    assert meeting.on_behalf_of is None
    assert Notice.objects.get().recipient == spokesperson
    actions.confirm(meeting, time=first_time(meeting), by=spokesperson, at=NOW)
    assert Meeting.objects.get().status == Status.CONFIRMED


def test_propose_is_refused_outside_ones_region(
    community: Community, stranger: User
) -> None:
    with pytest.raises(NotAllowedError):
        actions.propose(
            community,
            kind=MeetingKind.MEETING,
            topic="x",
            times=[span()],
            language="et",
            place="x",
            form_key="p" * 32,
            by=stranger,
            at=NOW,
        )


def test_confirm_settles_the_time_and_tells_everybody_with_a_file(
    community: Community,
    spokesperson: User,
    second_spokesperson: User,
    officer: User,
    resident: User,
) -> None:
    meeting = ask(
        community,
        spokesperson,
        invitees=[("", resident.email), ("Jüri", "jyri@example.ee")],
    )
    meeting = actions.confirm(meeting, time=first_time(meeting), by=officer, at=NOW)
    assert (meeting.status, meeting.starts_at) == (Status.CONFIRMED, EVENING)
    notices = Notice.objects.filter(kind="meetings.confirmed")
    told = {notice.recipient or notice.address for notice in notices}
    assert told == {
        spokesperson,
        second_spokesperson,
        officer,
        resident,
        "jyri@example.ee",
    }
    for notice in notices:
        assert notice.attachments.get().method == "REQUEST"


def test_confirm_can_name_another_place(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    confirmed = actions.confirm(
        meeting, time=first_time(meeting), place="Kool", by=officer, at=NOW
    )
    assert confirmed.place == "Kool"


def test_confirm_twice_by_the_same_person_tells_once(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    before = Notice.objects.count()
    again = actions.confirm(meeting, time=first_time(meeting), by=officer, at=NOW)
    assert again.status == Status.CONFIRMED
    assert Notice.objects.count() == before
    assert meeting.state_changes.count() == 2


def test_confirm_tells_the_second_person_what_was_settled(
    country: SmallCountry, community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    times = list(ProposedTime.objects.on_table(meeting).order_by("starts_at"))
    actions.confirm(meeting, time=times[0], by=officer, at=NOW)
    head = country.mustamae_head.user
    with pytest.raises(WrongStateError, match="settled already: 12 March 2026, 18:00"):
        actions.confirm(meeting, time=times[1], by=head, at=NOW)
    assert Meeting.objects.get().starts_at == EVENING


def test_confirm_is_refused_to_the_side_that_offered(
    community: Community, spokesperson: User, stranger: User, resident: User
) -> None:
    meeting = ask(community, spokesperson)
    for person in (spokesperson, stranger, resident):
        with pytest.raises(NotAllowedError):
            actions.confirm(meeting, time=first_time(meeting), by=person, at=NOW)


def test_confirm_is_possible_for_the_deputy_and_the_head_of_the_station(
    country: SmallCountry, community: Community, spokesperson: User
) -> None:
    deputy = country.officers["spare"]
    AbsenceFactory.create(officer=country.officers["saue_region"], deputy=deputy)
    for number, person in enumerate((deputy.user, country.mustamae_head.user)):
        meeting = ask(community, spokesperson, str(number), times=[span(number)])
        time = first_time(meeting)
        confirmed = actions.confirm(meeting, time=time, by=person, at=NOW)
        assert confirmed.status == Status.CONFIRMED


def test_confirm_refuses_a_time_that_has_passed(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    with pytest.raises(InvalidInputError, match="passed"):
        actions.confirm(meeting, time=first_time(meeting), by=officer, at=EVENING)


def test_confirm_refuses_a_time_that_is_off_the_table(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    old = first_time(meeting)
    later = NOW + timedelta(hours=1)
    actions.answer_with_other_times(meeting, times=[span(5)], by=officer, at=later)
    with pytest.raises(WrongStateError, match="not offered any more"):
        actions.confirm(meeting, time=old, by=spokesperson, at=later)


def test_confirm_refuses_a_time_of_another_meeting(
    country: SmallCountry, community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    other = ask(community, spokesperson, "b", times=[span(7)])
    with pytest.raises(WrongStateError):
        actions.confirm(meeting, time=first_time(other), by=officer, at=NOW)


def test_confirm_refuses_to_book_the_officer_twice(
    country: SmallCountry, community: Community, spokesperson: User, officer: User
) -> None:
    neighbours = CommunityFactory.create(unit=country.units["saue"])
    theirs = SpokespersonFactory.create(community=neighbours).user
    meeting = ask(community, spokesperson, times=[span()])
    other = ask(neighbours, theirs, "b", times=[span(hours=1)])
    actions.confirm(meeting, time=first_time(meeting), by=officer, at=NOW)
    with pytest.raises(InvalidInputError, match="officer already has a meeting"):
        actions.confirm(other, time=first_time(other), by=officer, at=NOW)


def test_confirm_allows_a_meeting_that_starts_when_another_ends(
    country: SmallCountry, community: Community, spokesperson: User, officer: User
) -> None:
    neighbours = CommunityFactory.create(unit=country.units["saue"])
    theirs = SpokespersonFactory.create(community=neighbours).user
    after = (EVENING + LONG, EVENING + 2 * LONG)
    meeting = ask(community, spokesperson, times=[span()])
    other = ask(neighbours, theirs, "b", times=[after])
    actions.confirm(meeting, time=first_time(meeting), by=officer, at=NOW)
    second = actions.confirm(other, time=first_time(other), by=officer, at=NOW)
    assert second.status == Status.CONFIRMED


def test_a_deputys_own_region_counts_as_busy(
    country: SmallCountry, community: Community, spokesperson: User
) -> None:
    deputy = country.officers["mustamae_east"]
    AbsenceFactory.create(
        officer=country.officers["saue_region"],
        deputy=deputy,
        ends_on=EVENING.date() + timedelta(days=3),
    )
    MeetingFactory.create(
        community=CommunityFactory.create(unit=country.units["mustamae_3"]),
        settled=True,
    )
    with pytest.raises(InvalidInputError, match="officer already has a meeting"):
        ask(community, spokesperson, times=[span()])


def test_other_times_turn_the_table(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    later = NOW + timedelta(hours=1)
    meeting = actions.answer_with_other_times(
        meeting, times=[span(5), span(0)], by=officer, at=later
    )
    assert (meeting.status, meeting.turn) == (Status.PROPOSED, Side.COMMUNITY)
    table = ProposedTime.objects.on_table(meeting).order_by("starts_at")
    assert [time.starts_at for time in table] == [EVENING, span(5)[0]]
    assert Notice.objects.filter(kind="meetings.other_times").get().recipient == (
        spokesperson
    )
    confirmed = actions.confirm(meeting, time=table[0], by=spokesperson, at=later)
    assert confirmed.starts_at == EVENING


def test_other_times_twice_change_nothing_the_second_time(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    later = NOW + timedelta(hours=1)
    for _ in range(2):
        actions.answer_with_other_times(meeting, times=[span(5)], by=officer, at=later)
    assert meeting.state_changes.count() == 2


def test_other_times_out_of_turn_are_refused(
    community: Community, spokesperson: User
) -> None:
    meeting = ask(community, spokesperson)
    with pytest.raises(NotAllowedError, match="other side"):
        actions.answer_with_other_times(
            meeting, times=[span(9)], by=spokesperson, at=NOW
        )


def test_decline_tells_the_community_and_keeps_the_reason(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson)
    with pytest.raises(InvalidInputError):
        actions.decline(meeting, reason=" ", by=officer, at=NOW)
    actions.decline(meeting, reason="Ei ole politsei asi.", by=officer, at=NOW)
    newest = meeting.state_changes.last()
    assert newest is not None
    assert (newest.after, newest.reason) == (Status.DECLINED, "Ei ole politsei asi.")
    notice = Notice.objects.get(kind="meetings.declined")
    assert notice.recipient == spokesperson
    assert "politsei asi" not in str(notice.facts)


def test_decline_after_confirming_says_when_it_is(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    with pytest.raises(WrongStateError, match="settled already"):
        actions.decline(meeting, reason="x", by=officer, at=NOW)


def test_cancel_takes_it_out_of_every_calendar(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    InvitationFactory.create(meeting=meeting, email="jyri@example.ee")
    meeting = actions.cancel(meeting, reason="Haigus", by=spokesperson, at=NOW)
    assert (meeting.status, meeting.sequence) == (Status.CANCELLED, 1)
    notices = Notice.objects.filter(kind="meetings.cancelled")
    told = {notice.recipient or notice.address for notice in notices}
    assert told == {spokesperson, officer, "jyri@example.ee"}
    assert {notice.attachments.get().method for notice in notices} == {"CANCEL"}


def test_cancel_of_a_request_tells_no_invitee_and_sends_no_file(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = ask(community, spokesperson, invitees=[("Jüri", "jyri@example.ee")])
    actions.cancel(meeting, reason="Lahenes ise", by=spokesperson, at=NOW)
    notice = Notice.objects.get(kind="meetings.cancelled")
    assert notice.recipient == officer
    assert not notice.attachments.exists()


def test_cancel_of_something_that_changed_meanwhile_is_refused(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    actions.move(meeting, to=span(1), by=officer, at=NOW)
    with pytest.raises(WrongStateError, match="while your page was open"):
        actions.cancel(meeting, reason="x", by=spokesperson, at=NOW, seen_sequence=0)


def test_cancel_is_refused_to_strangers_and_invitees(
    community: Community,
    spokesperson: User,
    officer: User,
    stranger: User,
    resident: User,
) -> None:
    meeting = settle(community, spokesperson, officer)
    InvitationFactory.create(meeting=meeting, user=resident, email="")
    for person in (stranger, resident):
        with pytest.raises(NotAllowedError):
            actions.cancel(meeting, reason="x", by=person, at=NOW)


def test_move_counts_the_sequence_and_tells_everybody_again(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    meeting = actions.move(meeting, to=span(1), place="Kool", by=officer, at=NOW)
    meeting = actions.move(meeting, to=span(2), by=spokesperson, at=NOW)
    assert (meeting.status, meeting.sequence, meeting.place) == (
        Status.MOVED,
        2,
        "Kool",
    )
    notices = Notice.objects.filter(kind="meetings.moved", recipient=spokesperson)
    files = [notice.attachments.get() for notice in notices.order_by("pk")]
    assert ["SEQUENCE:1" in file.content for file in files] == [True, False]
    assert "SEQUENCE:2" in files[1].content


def test_move_twice_by_the_same_person_moves_once(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    for _ in range(2):
        meeting = actions.move(meeting, to=span(1), by=officer, at=NOW, seen_sequence=0)
    assert meeting.sequence == 1


def test_move_to_an_overlapping_time_of_itself_is_fine(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    moved = actions.move(meeting, to=span(hours=1), by=officer, at=NOW)
    assert moved.starts_at == EVENING + timedelta(hours=1)


def test_move_onto_another_meeting_of_the_community_is_refused(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    MeetingFactory.create(
        community=community,
        status=Status.CONFIRMED,
        starts_at=span(1)[0],
        ends_at=span(1)[1],
    )
    with pytest.raises(InvalidInputError, match="community already has a meeting"):
        actions.move(meeting, to=span(1), by=officer, at=NOW)


def test_move_of_a_request_is_refused(community: Community, spokesperson: User) -> None:
    meeting = ask(community, spokesperson)
    with pytest.raises(WrongStateError, match="no time yet"):
        actions.move(meeting, to=span(1), by=spokesperson, at=NOW)


def test_held_is_noted_only_after_the_start(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    with pytest.raises(WrongStateError, match="not begun"):
        actions.mark_held(meeting, by=officer, at=EVENING - timedelta(minutes=1))
    held = actions.mark_held(meeting, by=officer, at=EVENING)
    assert held.status == Status.HELD
    again = actions.mark_held(meeting, by=spokesperson, at=EVENING)
    assert again.state_changes.filter(after=Status.HELD).count() == 1


def test_expert_sees_the_meeting_until_the_end_of_the_invitation(
    community: Community, spokesperson: User, officer: User, resident: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    until = NOW + timedelta(days=20)
    actions.invite_expert(
        meeting,
        email=resident.email,
        full_name="x",
        until=until,
        by=spokesperson,
        at=NOW,
    )
    visible = Meeting.objects.visible_to
    assert meeting in visible(resident, until - timedelta(seconds=1))
    assert meeting not in visible(resident, until)
    notice = Notice.objects.get(kind="meetings.expert_invited")
    assert notice.recipient == resident


def test_expert_invited_again_gets_a_new_end_and_loses_access_on_withdrawal(
    community: Community, spokesperson: User, officer: User, resident: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    for days in (20, 30):
        row = actions.invite_expert(
            meeting,
            email=resident.email,
            full_name="x",
            until=NOW + timedelta(days=days),
            by=officer,
            at=NOW,
        )
    assert MeetingExpert.objects.get().until == NOW + timedelta(days=30)
    actions.withdraw_expert(row, by=spokesperson, at=NOW)
    assert meeting not in Meeting.objects.visible_to(resident, NOW)


def test_expert_without_an_account_gets_one_that_cannot_sign_in_yet(
    community: Community, spokesperson: User, officer: User
) -> None:
    meeting = settle(community, spokesperson, officer)
    row = actions.invite_expert(
        meeting,
        email="Uus.Ekspert@example.ee",
        full_name="Uus Ekspert",
        until=NOW + timedelta(days=3),
        by=officer,
        at=NOW,
    )
    assert row.expert.email == "uus.ekspert@example.ee"
    assert not row.expert.has_usable_password()


@pytest.mark.parametrize("days", [0, -1, 400])
def test_expert_needs_an_end_within_a_year(
    community: Community, spokesperson: User, officer: User, days: int
) -> None:
    meeting = settle(community, spokesperson, officer)
    with pytest.raises(InvalidInputError) as refusal:
        actions.invite_expert(
            meeting,
            email="a@example.ee",
            full_name="x",
            until=NOW + timedelta(days=days),
            by=officer,
            at=NOW,
        )
    assert refusal.value.field == "until"
