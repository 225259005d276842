"""When things happen in an invented year."""

import random
from datetime import datetime, time, timedelta

from groundwork.workdays import TALLINN, is_working_day


def some_time(chance: random.Random, *, until: datetime, days: float) -> datetime:
    """Return a moment within the last `days` days, the nearer the likelier, by day."""
    back = days * chance.random() ** 1.3
    moment = (until - timedelta(days=back)).astimezone(TALLINN)
    awake = moment.replace(hour=chance.randrange(7, 23), minute=chance.randrange(60))
    return min(awake, until - timedelta(minutes=30))


def at_work(chance: random.Random, after: datetime, *, days: float) -> datetime:
    """Return a moment in office hours, about `days` days after another one."""
    moment = (after + timedelta(days=days, minutes=20)).astimezone(TALLINN)
    day = moment.date()
    while not is_working_day(day):
        day += timedelta(days=1)
    hour = time(chance.randrange(9, 17), chance.randrange(60))
    return max(datetime.combine(day, hour, TALLINN), after + timedelta(minutes=20))


def evening(chance: random.Random, day: datetime) -> tuple[datetime, datetime]:
    """Return from and until of a meeting on an evening near `day`, ninety minutes."""
    start = datetime.combine(
        day.astimezone(TALLINN).date(), time(chance.choice((17, 18, 19))), TALLINN
    )
    return start, start + timedelta(minutes=90)
