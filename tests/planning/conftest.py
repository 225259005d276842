"""A draft of the small country's plan, and a planner to work on it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from accounts.models import Role, User
from planning import editions, terrain, workbench
from planning.actions.making import begin
from planning.models import Draft
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry, small_country

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
"""When everything here happens, unless a test says otherwise."""


def now() -> datetime:
    """Return the real time, which pages and workers go by."""
    return datetime.now(UTC)


# Codes of units of the small country, and the numbers of its regions.
MUSTAMAE_2, LAAGRI, AILA, ELVA, PALUPERA, HELLENURME = (
    "0784-mustamae-2", "4057", "1024", "2024", "5935", "2095",
)  # fmt: skip
WEST, EAST, SAUE, SOUTH = 1, 2, 3, 4


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Keys of rows begin anew in each test, so what a process remembers is stale."""
    terrain.forget()
    workbench.forget()
    editions.forget()


@pytest.fixture
def _english() -> Iterator[None]:
    """Speak English, for tests that look at words."""
    with translation.override("en"):
        yield


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


@pytest.fixture
def planner(db: None) -> User:
    return with_role(Role.PLANNER)


@pytest.fixture
def other_planner(db: None) -> User:
    return with_role(Role.PLANNER)


@pytest.fixture
def draft(country: SmallCountry, planner: User) -> Draft:
    return begin(name="Kevad", copy=country.plan, by=planner, at=NOW)
