"""Two people at the same moment, on a database that locks rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from concerns import actions
from concerns.models import Concern, Status
from groundwork.errors import DomainError, WrongStateError
from notifications.models import Notice
from tests.concerns.conftest import NOW
from tests.factories.concerns import received, written
from tests.factories.regions import SmallCountry

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite has no row locks: there writers queue for the whole database",
    ),
]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment; return what each returned or how it was refused."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            together.wait(timeout=10)
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_of_two_officers_who_close_it_one_is_told_that_the_other_was_quicker(
    concern: Concern, officer: User, head: User
) -> None:
    def close(by: User) -> Callable[[], Concern]:
        return lambda: actions.close(
            concern, written(seen=0), status=Status.DONE, by=by, at=NOW
        )

    results = at_once(close(officer), close(head))
    assert [type(result) for result in results].count(WrongStateError) == 1
    assert concern.messages.count() == 1
    assert concern.state_changes.count() == 2
    assert Notice.objects.filter(kind="concerns.closed").count() == 1


def test_the_same_form_at_the_same_moment_is_one_message(
    concern: Concern, officer: User
) -> None:
    words = written()
    results = at_once(*[lambda: actions.reply(concern, words, by=officer, at=NOW)] * 3)
    assert results == [concern] * 3
    assert concern.messages.count() == 1


def test_sending_the_same_form_at_the_same_moment_makes_one(
    country: SmallCountry,
) -> None:
    unit = country.units["elva"]
    receipts = at_once(*[lambda: received(unit, at=NOW, form_key="the same")] * 4)
    assert len({receipt.code for receipt in receipts}) == 1
    assert Concern.objects.count() == 1
    assert Notice.objects.filter(kind="concerns.arrived").count() == 1
