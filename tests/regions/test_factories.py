import pytest

from regions.models import Posting, RegionUnit, UnitBorder
from tests.factories.regions import SINCE, small_country


@pytest.mark.django_db
def test_small_country_is_whole_and_staffed() -> None:
    country = small_country()
    assert RegionUnit.objects.filter(plan=country.plan).count() == 9
    assert Posting.objects.on(SINCE).count() == len(country.regions)
    assert UnitBorder.objects.count() == 12
