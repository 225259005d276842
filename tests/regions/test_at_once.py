"""Two people who change the same thing at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Role
from groundwork.errors import DomainError
from regions import actions
from regions.models import AbsenceReason, Posting
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry, small_country

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)


@pytest.fixture
def country() -> SmallCountry:
    if connection.vendor == "sqlite":
        pytest.skip("needs a database with several connections: PostgreSQL")
    return small_country()


def together(*acts: Callable[[], object]) -> list[str]:
    """Run the acts at once; return how each ended, sorted: done, refused."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except DomainError:
            return "refused"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_one_officer_is_not_posted_to_two_regions(country: SmallCountry) -> None:
    by = with_role(Role.ADMINISTRATOR)
    spare = country.officers["spare"]

    def to(region: object) -> Callable[[], object]:
        return lambda: actions.post(
            region,  # type: ignore[arg-type]  # any region will do here
            spare,
            starts_on=TODAY,
            reason="Change",
            by=by,
            at=NOW,
        )

    ends = together(to(country.saue_region), to(country.elva_region))
    assert ends == ["done", "refused"]
    assert spare.postings.count() == 1


def test_two_swaps_of_one_region_leave_everybody_posted_once(
    country: SmallCountry,
) -> None:
    by = with_role(Role.ADMINISTRATOR)

    def swap(one: object, other: object) -> Callable[[], object]:
        return lambda: actions.swap(
            one,  # type: ignore[arg-type]  # any region will do here
            other,  # type: ignore[arg-type]  # any region will do here
            from_on=TODAY,
            reason="Change",
            by=by,
            at=NOW,
        )

    together(
        swap(country.saue_region, country.elva_region),
        swap(country.elva_region, country.mustamae_west),
        swap(country.mustamae_west, country.saue_region),
    )
    now = Posting.objects.on(TODAY)
    assert now.count() == 4
    assert now.values("officer").distinct().count() == 4
    assert now.values("region").distinct().count() == 4


def test_absence_is_entered_once(country: SmallCountry) -> None:
    officer = country.officers["saue_region"]

    def enter() -> object:
        return actions.enter_absence(
            officer,
            starts_on=TODAY,
            ends_on=date(2026, 3, 9),
            deputy=None,
            reason=AbsenceReason.LEAVE,
            by=officer.user,
            at=NOW,
        )

    assert together(enter, enter) == ["done", "refused"]
    assert officer.absences.count() == 1
