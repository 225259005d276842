"""What may be edited on the reference pages, and what may not."""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from regions.models import RegionName, Station, UnitName
from tests.factories.accounts import UserFactory
from tests.factories.regions import (
    DrivingTimeFactory,
    SmallCountry,
    StationFactory,
    UnitLoadFactory,
    link,
    small_country,
)

pytestmark = pytest.mark.django_db

REFERENCE = [
    "prefecture",
    "county",
    "municipality",
    "commutingcentre",
    "settlementunit",
    "station",
    "officer",
    "leadership",
    "region",
]
WORKFLOW = ["regionplan", "regionversion", "posting", "absence"]
WORKFLOW += ["unitlink", "unitload", "drivingtime", "unitname", "regionname"]


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


def test_deleted_station_joins_the_history(
    country: SmallCountry, editor: Client
) -> None:
    station = StationFactory.create()
    answer = editor.post(
        reverse("admin:regions_station_delete", args=[station.pk]), {"post": "yes"}
    )
    assert answer.status_code == 302
    event = Event.objects.get(verb="regions.delete_station")
    assert event.target_pk == str(station.pk)


def test_links_and_figures_are_read_only(country: SmallCountry, editor: Client) -> None:
    elva, saue = country.units["elva"], country.units["saue"]
    rows = {
        "unitlink": link(elva, saue),
        "unitload": UnitLoadFactory.create(unit=elva),
        "drivingtime": DrivingTimeFactory.create(origin=elva, target=saue),
    }
    for name, row in rows.items():
        assert editor.get(_address(name, "change", row.pk)).status_code == 200
        for page in ("change", "delete"):
            answer = editor.post(_address(name, page, row.pk), {"post": "yes"})
            assert answer.status_code == 403
        assert editor.get(reverse(f"admin:regions_{name}_add")).status_code == 403


def _address(name: str, page: str, pk: int) -> str:
    return reverse(f"admin:regions_{name}_{page}", args=[pk])


def test_names_changed_on_the_reference_pages_are_kept(
    country: SmallCountry, editor: Client
) -> None:
    elva, region = country.units["elva"], country.elva_region
    editor.post(
        _address("settlementunit", "change", elva.pk), {"public_name": "Uus-Elva"}
    )
    assert UnitName.objects.get().name == "Elva"
    given = {"name": "Suur-Elva", "part": "", "station": region.station_id}
    was = region.name
    answer = editor.post(_address("region", "change", region.pk), given)
    assert answer.status_code == 302
    assert RegionName.objects.get().name == was
    region.refresh_from_db()
    assert region.name == "Suur-Elva"
