from datetime import UTC, date, datetime, timedelta

import pytest

from concerns import actions, clock
from concerns.models import Concern, ConcernKind
from groundwork.workdays import TALLINN
from tests.factories.concerns import received, written
from tests.factories.regions import SmallCountry


def at(day: int, month: int, year: int = 2026, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=TALLINN)


@pytest.mark.parametrize(
    ("kind", "received_at", "last_day"),
    [
        (ConcernKind.THREAT, at(16, 3), date(2026, 3, 17)),
        (ConcernKind.THREAT, at(20, 3), date(2026, 3, 23)),
        (ConcernKind.CONCERN, at(16, 3), date(2026, 3, 19)),
        (ConcernKind.PROBLEM, at(16, 3), date(2026, 3, 23)),
        (ConcernKind.WISH, at(16, 3), date(2026, 3, 30)),
        (ConcernKind.ACTIVITY, at(16, 3), date(2026, 3, 30)),
        # Independence Day, a Tuesday in 2026, is no working day; its eve is one.
        (ConcernKind.THREAT, at(23, 2), date(2026, 2, 25)),
        (ConcernKind.THREAT, at(22, 2), date(2026, 2, 23)),
        # 24, 25 and 26 December are holidays; then comes a Sunday.
        (ConcernKind.THREAT, at(23, 12), date(2026, 12, 28)),
        (ConcernKind.CONCERN, at(23, 12), date(2026, 12, 30)),
        # Good Friday 3 April 2026, spring day on Friday 1 May.
        (ConcernKind.THREAT, at(2, 4), date(2026, 4, 6)),
        (ConcernKind.THREAT, at(30, 4), date(2026, 5, 4)),
    ],
)
def test_the_promise_counts_estonian_working_days(
    kind: ConcernKind, received_at: datetime, last_day: date
) -> None:
    assert Concern(due_at=clock.due_at(kind, received_at)).promised_on == last_day


def test_late_in_the_evening_the_day_is_that_of_tallinn() -> None:
    # 22:30 UTC on Monday is Tuesday in Tallinn.
    received_at = datetime(2026, 3, 16, 22, 30, tzinfo=UTC)
    due = clock.due_at(ConcernKind.THREAT, received_at)
    assert Concern(due_at=due).promised_on == date(2026, 3, 18)


@pytest.mark.parametrize(
    ("paused_at", "resumed_at", "last_day"),
    [
        (at(16, 3), at(16, 3, hour=18), date(2026, 3, 19)),
        (at(16, 3), at(17, 3), date(2026, 3, 20)),
        (at(18, 3), at(23, 3), date(2026, 3, 24)),
        (at(21, 3), at(24, 3), date(2026, 3, 19)),
    ],
    ids=["same day", "one day", "over a weekend", "late already"],
)
def test_a_pause_moves_the_promise_by_its_working_days(
    paused_at: datetime, resumed_at: datetime, last_day: date
) -> None:
    due = clock.due_at(ConcernKind.CONCERN, at(16, 3))
    moved = clock.shifted(due, paused_at=paused_at, resumed_at=resumed_at)
    assert Concern(due_at=moved).promised_on == last_day


def test_it_is_late_after_midnight_of_the_last_day_and_not_while_we_wait(
    country: SmallCountry, now: datetime
) -> None:
    officer = country.officers["elva_region"].user
    concern = received(country.units["elva"], at=now).concern
    late_at = concern.due_at + timedelta(seconds=1)
    assert not clock.is_late(concern, at=concern.due_at)
    assert clock.is_late(concern, at=late_at)
    assert list(Concern.objects.late(late_at)) == [concern]
    waiting = actions.ask_sender(concern, written(), by=officer, at=now)
    assert not clock.is_late(waiting, at=late_at)
    assert not Concern.objects.late(late_at).exists()


@pytest.mark.parametrize("is_answered", [False, True])
def test_the_list_and_the_page_agree_on_what_is_late(
    is_answered: bool, country: SmallCountry, now: datetime
) -> None:
    concern = received(country.units["elva"], at=now).concern
    late_at = concern.due_at + timedelta(days=1)
    if is_answered:
        officer = country.officers["elva_region"].user
        concern = actions.reply(concern, written(), by=officer, at=now)
    marked = Concern.objects.clocked(late_at).get()
    assert vars(marked)["is_late"] is not is_answered
    assert clock.is_late(concern, at=late_at) is not is_answered
