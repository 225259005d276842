"""What may be edited on the reference pages, and what may not."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from regions.models import Station
from tests.factories.accounts import UserFactory
from tests.factories.regions import SmallCountry, link, small_country

pytestmark = pytest.mark.django_db

REFERENCE = [
    "prefecture",
    "county",
    "municipality",
    "commutingcentre",
    "settlementunit",
    "unitlink",
    "station",
    "officer",
    "leadership",
    "region",
]
WORKFLOW = ["regionplan", "regionversion", "posting", "absence"]


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("name", [*REFERENCE, *WORKFLOW])
def test_every_list_opens(country: SmallCountry, editor: Client, name: str) -> None:
    answer = editor.get(reverse(f"admin:regions_{name}_changelist"))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", WORKFLOW)
def test_rows_with_a_workflow_cannot_be_added(editor: Client, name: str) -> None:
    assert editor.get(reverse(f"admin:regions_{name}_add")).status_code == 403


def test_posting_cannot_be_changed_or_deleted(
    country: SmallCountry, editor: Client
) -> None:
    posting = country.officers["saue_region"].postings.get()
    change = reverse("admin:regions_posting_change", args=[posting.pk])
    assert editor.post(change, {"reason": "Other"}).status_code == 403
    delete = reverse("admin:regions_posting_delete", args=[posting.pk])
    assert editor.post(delete, {"post": "yes"}).status_code == 403
    posting.refresh_from_db()
    assert posting.reason == "Regular posting"


def test_station_can_be_edited(country: SmallCountry, editor: Client) -> None:
    station = country.elva_station
    answer = editor.post(
        reverse("admin:regions_station_change", args=[station.pk]),
        {
            "slug": station.slug,
            "name": "Elva jaoskond",
            "prefecture": station.prefecture_id,
            "address": "Kesk 1",
            "phone": "+372 612 3000",
            "email": "elva@politsei.example",
            "lat": "58.2",
            "lon": "26.4",
        },
    )
    assert answer.status_code == 302
    assert Station.objects.get(pk=station.pk).address == "Kesk 1"
    assert Event.objects.get(verb="regions.edit_station").target_pk == str(station.pk)


def test_deleted_link_joins_the_history(country: SmallCountry, editor: Client) -> None:
    ferry = link(country.units["saue"], country.units["elva"])
    answer = editor.post(
        reverse("admin:regions_unitlink_delete", args=[ferry.pk]), {"post": "yes"}
    )
    assert answer.status_code == 302
    assert Event.objects.get(verb="regions.delete_unitlink").target_pk == str(ferry.pk)
