"""Estonian working days.

Source: the Public Holidays and Days of National Importance Act; the days themselves
come from the `holidays` library.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

TALLINN: Final = ZoneInfo("Europe/Tallinn")
_SATURDAY: Final = 5


@cache
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("EE", years=year))


def is_working_day(day: date) -> bool:
    """Test whether offices work on `day` in Estonia."""
    return day.weekday() < _SATURDAY and day not in _holidays_of(day.year)


def add_working_days(at: datetime, days: int) -> datetime:
    """Return the last minute of the `days`-th working day after the day of `at`.

    The day itself does not count, so a promise of one working day made on a
    Friday ends on Monday at 23:59, Tallinn time (an aware datetime).
    """
    day = at.astimezone(TALLINN).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return datetime.combine(day, time(23, 59), TALLINN)


def working_days_between(start: datetime, end: datetime) -> int:
    """Return how many working days lie after the day of `start`, up to that of `end`.

    Negative when `end` comes before `start`.
    """
    first, last = (moment.astimezone(TALLINN).date() for moment in (start, end))
    if last < first:
        return -working_days_between(end, start)
    span = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(map(is_working_day, span))
