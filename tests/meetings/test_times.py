from datetime import UTC, datetime

import pytest

from groundwork.workdays import TALLINN
from meetings.times import exists


@pytest.mark.parametrize(
    ("moment", "once"),
    [
        (datetime(2026, 3, 29, 2, 59, tzinfo=TALLINN), True),
        (datetime(2026, 3, 29, 3, 0, tzinfo=TALLINN), False),
        (datetime(2026, 3, 29, 3, 59, tzinfo=TALLINN), False),
        (datetime(2026, 3, 29, 4, 0, tzinfo=TALLINN), True),
        (datetime(2026, 10, 25, 2, 59, tzinfo=TALLINN), True),
        (datetime(2026, 10, 25, 3, 0, tzinfo=TALLINN), False),
        (datetime(2026, 10, 25, 3, 59, tzinfo=TALLINN), False),
        (datetime(2026, 10, 25, 4, 0, tzinfo=TALLINN), True),
    ],
)
def test_wall_clock_time_happens_once_but_for_the_hour_of_change(
    moment: datetime, once: bool
) -> None:
    assert exists(moment) is once


def test_both_halves_of_the_double_hour_are_known_as_double() -> None:
    for hour in (0, 1):
        moment = datetime(2026, 10, 25, hour, 30, tzinfo=UTC).astimezone(TALLINN)
        assert not exists(moment)
