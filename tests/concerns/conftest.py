"""A small country, its people, and one concern of each privacy."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from communities.models import Community
from concerns.models import Audience, Concern
from tests.factories.accounts import UserFactory
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.concerns import received
from tests.factories.concerns import threat as received_threat
from tests.factories.regions import SmallCountry, small_country

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
"""A Monday morning without a holiday near it."""


def real_now() -> datetime:
    """Return the moment that pages go by."""
    return datetime.now(UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


@pytest.fixture
def officer(country: SmallCountry) -> User:
    """Return the officer of Elva."""
    return country.officers["elva_region"].user


@pytest.fixture
def head(country: SmallCountry) -> User:
    """Return the head of Elva's station."""
    return country.elva_head.user


@pytest.fixture
def prefecture_head(country: SmallCountry) -> User:
    return country.south_head.user


@pytest.fixture
def other_officer(country: SmallCountry) -> User:
    """Return the officer of another region."""
    return country.officers["saue_region"].user


@pytest.fixture
def community(country: SmallCountry) -> Community:
    return CommunityFactory.create(unit=country.units["elva"], name="Elva kogukond")


@pytest.fixture
def spokesperson(community: Community) -> User:
    return SpokespersonFactory.create(community=community).user


@pytest.fixture
def sender(db: None) -> User:
    return UserFactory.create(full_name="Siiri Saatja", email="siiri@example.ee")


@pytest.fixture
def stranger(db: None) -> User:
    return UserFactory.create()


@pytest.fixture
def concern(country: SmallCountry, sender: User) -> Concern:
    """Return what a resident of Elva told the officer alone."""
    return received(country.units["elva"], by=sender, at=NOW).concern


@pytest.fixture
def shown(country: SmallCountry, sender: User) -> Concern:
    """Return what a resident of Elva lets the spokespersons read too."""
    return received(
        country.units["elva"], by=sender, at=NOW, audience=Audience.SPOKESPERSONS
    ).concern


@pytest.fixture
def for_community(
    country: SmallCountry, community: Community, spokesperson: User
) -> Concern:
    """Return what a spokesperson told for the community."""
    return received(
        country.units["elva"], by=spokesperson, at=NOW, on_behalf_of=community
    ).concern


@pytest.fixture
def threat(country: SmallCountry, sender: User) -> Concern:
    return received_threat(country.units["elva"], by=sender, at=NOW)
