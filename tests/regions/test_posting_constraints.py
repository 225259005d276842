from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from regions.models import Officer, Posting, Region
from tests.factories.regions import OfficerFactory, PostingFactory, RegionFactory

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 1)
MARCH = date(2026, 3, 1)
MAY = date(2026, 5, 1)
JULY = date(2026, 7, 1)


@pytest.fixture
def region() -> Region:
    return RegionFactory.create()


@pytest.fixture
def officer() -> Officer:
    return OfficerFactory.create()


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (MARCH, MAY),
        (JANUARY, MARCH + timedelta(days=1)),
        (MAY - timedelta(days=1), JULY),
        (JANUARY, JULY),
        (MARCH + timedelta(days=7), MARCH + timedelta(days=8)),
        (JANUARY, None),
    ],
)
def test_a_region_has_no_two_officers_at_a_time(
    region: Region, starts_on: date, ends_on: date | None
) -> None:
    PostingFactory.create(region=region, starts_on=MARCH, ends_on=MAY)
    with pytest.raises(IntegrityError, match="posting_overlaps"):
        PostingFactory.create(region=region, starts_on=starts_on, ends_on=ends_on)


def test_an_officer_serves_no_two_regions_at_a_time(officer: Officer) -> None:
    PostingFactory.create(officer=officer, starts_on=MARCH, ends_on=MAY)
    with pytest.raises(IntegrityError, match="posting_overlaps"):
        PostingFactory.create(officer=officer, starts_on=MARCH, ends_on=JULY)


def test_nothing_is_posted_after_an_open_posting(region: Region) -> None:
    PostingFactory.create(region=region, starts_on=MARCH)
    with pytest.raises(IntegrityError):
        PostingFactory.create(region=region, starts_on=JULY, ends_on=None)


def test_a_posting_may_begin_on_the_day_the_last_one_ends(
    region: Region, officer: Officer
) -> None:
    PostingFactory.create(region=region, officer=officer, starts_on=MARCH, ends_on=MAY)
    PostingFactory.create(region=region, officer=officer, starts_on=MAY)
    PostingFactory.create(
        region=region, officer=officer, starts_on=JANUARY, ends_on=MARCH
    )
    assert Posting.objects.count() == 3


def test_other_regions_and_officers_are_not_in_the_way() -> None:
    PostingFactory.create(starts_on=MARCH, ends_on=MAY)
    PostingFactory.create(starts_on=MARCH, ends_on=MAY)
    assert Posting.objects.count() == 2


def test_a_posting_cannot_be_moved_over_another(region: Region) -> None:
    PostingFactory.create(region=region, starts_on=MARCH, ends_on=MAY)
    later = PostingFactory.create(region=region, starts_on=MAY, ends_on=JULY)
    later.starts_on = MAY - timedelta(days=1)
    with pytest.raises(IntegrityError, match="posting_overlaps"), transaction.atomic():
        later.save()
    with pytest.raises(IntegrityError, match="posting_overlaps"):
        Posting.objects.filter(pk=later.pk).update(starts_on=MARCH)


def test_a_posting_is_not_in_its_own_way(region: Region) -> None:
    posting = PostingFactory.create(region=region, starts_on=MARCH, ends_on=MAY)
    posting.ends_on = JULY
    posting.save()
    assert Posting.objects.get().ends_on == JULY
