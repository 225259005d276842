"""One form of thanks that is sent twice at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from audit.models import Event
from feedback import actions
from feedback.models import Thanks
from notifications.models import Notice
from tests.factories.regions import SmallCountry, small_country

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def country() -> SmallCountry:
    if connection.vendor == "sqlite":
        pytest.skip("needs a database with several connections: PostgreSQL")
    return small_country()


def test_the_officer_is_thanked_once(country: SmallCountry) -> None:
    clicks = 4
    start = Barrier(clicks)

    def click(_number: int) -> int:
        start.wait()
        try:
            words = actions.Words("Aitäh!", "et")
            region = country.elva_region
            return actions.thank(region, words, form_key="k" * 32, by=None, at=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(clicks) as pool:
        kept = set(pool.map(click, range(clicks)))
    assert kept == {Thanks.objects.get().pk}
    assert Notice.objects.count() == 1
    assert Event.objects.about(Thanks.objects.get()).count() == 1
