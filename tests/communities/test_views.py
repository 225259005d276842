from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from communities.models import Community, Spokesperson
from tests.factories.accounts import GrantFactory
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.meetings import EVENING, MeetingFactory
from tests.factories.regions import AbsenceFactory, SmallCountry

MOST_QUERIES = 8
LIST = "/en/communities/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("q=laagri", True),
        ("q=LÄÄGRI", True),
        ("q=elva", False),
        ("kind=VILLAGE", True),
        ("kind=BUILDING", False),
        ("county=0037", True),
        ("county=0079", False),
        ("region=saue", True),
        ("region=elva", False),
        ("region=nowhere", True),
        ("county=x&kind=y&page=z", True),
    ],
)
def test_list_filters_come_from_the_address(
    client: Client, community: Community, query: str, found: bool
) -> None:
    page = client.get(f"{LIST}?{query}")
    assert (community in page.context["page"]) is found


def test_list_says_what_to_do_when_nothing_fits(
    client: Client, community: Community
) -> None:
    assert f'href="{LIST}"' in client.get(f"{LIST}?q=zzz").content.decode()


def test_page_names_only_those_who_agreed(
    client: Client, community: Community, officer: User
) -> None:
    shown = SpokespersonFactory.create(community=community, is_public=True)
    hidden = SpokespersonFactory.create(community=community)
    page = client.get(community.get_absolute_url()).content.decode()
    assert shown.user.full_name in page
    assert hidden.user.full_name not in page
    assert officer.full_name in page
    client.force_login(officer)
    page = client.get(community.get_absolute_url()).content.decode()
    assert hidden.user.full_name in page


def test_page_names_the_deputy_while_the_officer_is_away(
    client: Client, country: SmallCountry, community: Community
) -> None:
    today = timezone.localdate()
    deputy = country.officers["spare"]
    AbsenceFactory.create(
        officer=country.officers["saue_region"],
        deputy=deputy,
        starts_on=today,
        ends_on=today + timedelta(days=7),
    )
    page = client.get(community.get_absolute_url()).content.decode()
    assert deputy.name in page
    assert country.officers["saue_region"].name in page


def test_page_shows_the_next_open_meeting_only(
    client: Client, community: Community
) -> None:
    later = timezone.localtime().replace(year=timezone.localdate().year + 1, day=1)
    for is_public in (True, False):
        MeetingFactory.create(
            community=community,
            settled=True,
            starts_at=later,
            ends_at=later + (EVENING - EVENING.replace(hour=12)),
            is_public=is_public,
            topic=f"public {is_public}",
        )
    page = client.get(community.get_absolute_url()).content.decode()
    assert "public True" in page
    assert "public False" not in page


@pytest.mark.parametrize("who", ["visitor", "spokesperson", "officer", "resident"])
@pytest.mark.parametrize("which", ["list", "page"])
def test_pages_ask_the_database_at_most_eight_times(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    client: Client,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Callable[[int], Any],
    community: Community,
    who: str,
    which: str,
) -> None:
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))
    url = LIST if which == "list" else community.get_absolute_url()
    SpokespersonFactory.create_batch(2, community=community, is_public=True)
    CommunityFactory.create_batch(2, unit=community.unit)
    with django_assert_max_num_queries(MOST_QUERIES) as captured:
        client.get(url)
    before = len(captured)
    SpokespersonFactory.create_batch(9, community=community, is_public=True)
    CommunityFactory.create_batch(9, unit=community.unit)
    with django_assert_max_num_queries(before):
        client.get(url)


def test_officer_adds_a_community_of_the_region(
    client: Client, country: SmallCountry, officer: User
) -> None:
    client.force_login(officer)
    given = {"name": "Saue aedlinn", "kind": "URBAN", "place": "Saue", "language": "et"}
    answer = client.post(reverse("communities:found"), given)
    if answer.status_code == 200:
        choices = answer.context["form"].fields["which"].choices
        given["which"] = next(c for c, _ in choices if c == country.units["saue"].code)
        answer = client.post(reverse("communities:found"), given)
    community = Community.objects.get()
    assert answer["Location"] == community.get_absolute_url()
    assert community.unit == country.units["saue"]


def test_place_in_several_regions_asks_which(
    client: Client, country: SmallCountry
) -> None:
    client.force_login(GrantFactory.create().user)
    given = {"name": "KÜ", "kind": "BUILDING", "place": "Mustamae", "language": "et"}
    form = client.post(reverse("communities:found"), given).context["form"]
    assert list(form.errors) == ["which"]
    assert len(form.fields["which"].choices) == 2
    given["which"] = country.units["mustamae_3"].code
    client.post(reverse("communities:found"), given)
    assert Community.objects.get().unit == country.units["mustamae_3"]


@pytest.mark.parametrize("language", ["et", "en", "ru"])
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "X"}, "kind"),
        ({"place": "Xyzzyxyzzy"}, "place"),
        ({"place": "Elva"}, "place"),
        ({"adults": "-1"}, "adults"),
        ({"adults": "many"}, "adults"),
    ],
)
def test_adding_puts_what_is_wrong_beside_its_field(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    client: Client,
    country: SmallCountry,
    officer: User,
    language: str,
    changes: dict[str, str],
    field: str,
) -> None:
    client.force_login(officer)
    given = {"name": "N", "kind": "URBAN", "place": "Aila", "language": "et"} | changes
    answer = client.post(f"/{language}/communities/new/", given)
    assert field in answer.context["form"].errors
    assert not Community.objects.exists()


def test_forms_are_closed_to_residents(
    client: Client, community: Community, resident: User
) -> None:
    client.force_login(resident)
    for url in (
        reverse("communities:found"),
        reverse("communities:add-spokesperson", args=[community.public_id]),
    ):
        assert client.get(url).status_code == 403


def test_officer_adds_and_ends_a_spokesperson(
    client: Client, community: Community, officer: User
) -> None:
    client.force_login(officer)
    url = reverse("communities:add-spokesperson", args=[community.public_id])
    wrong = client.post(url, {"email": "x", "order": "0"}).context["form"]
    assert set(wrong.errors) == {"email", "full_name", "order"}
    given = {"email": "a@example.ee", "full_name": "Anu", "order": "1"}
    assert client.post(url, given).status_code == 302
    term = Spokesperson.objects.get()
    end = reverse(
        "communities:end-spokesperson",
        args=[community.public_id, term.user.public_id],
    )
    assert client.get(end).status_code == 405
    assert client.post(end).status_code == 302
    term.refresh_from_db()
    assert term.ends_on is not None
