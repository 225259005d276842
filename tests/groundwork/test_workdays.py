from datetime import date, datetime

import pytest

from groundwork.workdays import (
    TALLINN,
    add_working_days,
    is_working_day,
    working_days_between,
)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 2, 24),  # Independence Day
        date(2026, 4, 3),  # Good Friday
        date(2026, 6, 23),  # Victory Day
        date(2026, 6, 24),  # Midsummer Day
        date(2026, 8, 20),  # Restoration of Independence
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 11, 21),  # a Saturday
    ],
)
def test_holidays_and_weekends_are_no_working_days(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 12, 23)])
def test_ordinary_days_are_working_days(day: date) -> None:
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20 15:00", 1, "2026-11-23 23:59"),  # Friday to Monday
        ("2026-12-23 09:00", 1, "2026-12-28 23:59"),  # over Christmas
        ("2026-11-23 00:10", 3, "2026-11-26 23:59"),
        ("2026-11-23 10:00", 0, "2026-11-23 23:59"),
    ],
)
def test_add_working_days_ends_with_the_working_day(
    start: str, days: int, end: str
) -> None:
    assert add_working_days(moment(start), days) == moment(end)


def test_add_working_days_counts_the_day_in_tallinn() -> None:
    late_in_utc = datetime.fromisoformat("2026-11-22T22:30:00+00:00")
    assert add_working_days(late_in_utc, 1) == moment("2026-11-24 23:59")


def test_working_days_between_undoes_add_working_days() -> None:
    start = moment("2026-12-22 12:00")
    for days in range(12):
        assert working_days_between(start, add_working_days(start, days)) == days


def test_working_days_between_is_negative_backwards() -> None:
    assert (
        working_days_between(moment("2026-11-25 10:00"), moment("2026-11-23 10:00"))
        == -2
    )
