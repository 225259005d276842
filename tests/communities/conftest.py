"""A community in the small country, its people and its officer."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from accounts.models import User
from communities.models import Community
from tests.factories.accounts import UserFactory
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.regions import SmallCountry, small_country


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in the language in which they are written."""
    with translation.override("en"):
        yield


@pytest.fixture
def country(db: None) -> SmallCountry:
    return small_country()


@pytest.fixture
def community(country: SmallCountry) -> Community:
    return CommunityFactory.create(name="Laagri küla", unit=country.units["laagri"])


@pytest.fixture
def spokesperson(community: Community) -> User:
    return SpokespersonFactory.create(community=community, order=1).user


@pytest.fixture
def second_spokesperson(community: Community) -> User:
    return SpokespersonFactory.create(community=community, order=2).user


@pytest.fixture
def officer(country: SmallCountry) -> User:
    """Return the officer of the community's region."""
    return country.officers["saue_region"].user


@pytest.fixture
def stranger(country: SmallCountry) -> User:
    """Return an officer of another region: signed in, but none of their business."""
    return country.officers["elva_region"].user


@pytest.fixture
def resident(db: None) -> User:
    return UserFactory.create()
