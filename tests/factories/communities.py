"""Communities and those who speak for them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from communities.models import Community, CommunityKind, Spokesperson
from tests.factories.accounts import UserFactory
from tests.factories.regions import SINCE, SettlementUnitFactory


class CommunityFactory(DjangoModelFactory[Community]):
    """A village community in the register since `SINCE`."""

    class Meta:
        model = Community

    name = factory.Sequence(lambda n: f"Õnne kogukond {n}")
    kind = CommunityKind.VILLAGE
    unit = factory.SubFactory(SettlementUnitFactory)
    language = "et"
    founded_on = SINCE


class SpokespersonFactory(DjangoModelFactory[Spokesperson]):
    """Somebody who speaks for a community without an agreed end."""

    class Meta:
        model = Spokesperson

    community = factory.SubFactory(CommunityFactory)
    user = factory.SubFactory(UserFactory)
    topics = "liiklus"
    starts_on = date(2025, 6, 1)
