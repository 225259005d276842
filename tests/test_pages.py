"""Every page in every language, filled and after a mistake."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from concerns import actions
from notifications.actions import Recipient, notify
from planning.actions.commenting import Answer, answer, comment_on
from planning.actions.editing import move
from planning.actions.making import keep_version
from planning.actions.sharing import Terms, make_link
from tests.doors import doors
from tests.factories.communities import CommunityFactory, SpokespersonFactory
from tests.factories.concerns import new_key, received, written
from tests.factories.meetings import (
    InvitationFactory,
    MeetingFactory,
    StateChangeFactory,
)
from tests.factories.regions import (
    AbsenceFactory,
    PostingFactory,
    RegionUnitFactory,
    RegionVersionFactory,
    SettlementUnitFactory,
)
from tests.html import Page
from tests.journeys.telling import tell_and_follow
from tests.world import MARKS, World, spoken

MOST_QUERIES: Final = 8
OF_TWO_PLANS: Final = {"planning:consultation": 13, "planning:consultation-report": 12}
"""A plan is read beside the one in force, each with the units of its own day."""

BUSY_ROLES: Final = (
    ("visitor", "et"), ("visitor", "en"), ("visitor", "ru"),
    ("sender", "en"), ("spokesperson", "ru"), ("officer", "et"), ("officer", "ru"),
    ("administrator", "en"), ("auditor", "ru"),
)  # fmt: skip
"""Each page is drawn for somebody in each language, not each for everybody."""

ASKED: Final = {
    "regions:find": (
        "",
        "?q=Elva",
        "?q=Mustamae",
        "?q=xqzw",
        "?lat=9&lon=x",
        "?q=Elva&on=2025-03-03",
        "?q=Mustamae&on=2024-03-03",
        "?q=Elva&on=never",
    ),
    "region-page": ("", "?on=2025-03-03", "?on=never"),
    "region-history": ("", "?on=2025-03-03", "?on=never"),
    "regions:list": ("", "?q=xqzw", "?area=NONSENSE"),
    "meetings:list": ("", "?when=waiting", "?when=past", "?kind=NONSENSE"),
    "communities:list": ("", "?q=xqzw", "?kind=NONSENSE"),
    "regions:assignments": ("", "?area=NONSENSE&which=NONSENSE"),
    "concerns:list": ("", "?q=xqzw", "?state=NONSENSE&page=7"),
    "api:find": (),
    "api:regions": (),
}
"""What else is asked of a page: lists that are empty, questions with a mistake."""

STRICT: Final = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def shown(client: Client, world: World) -> Iterator[tuple[str, Any]]:
    """Yield each address with its answer, and with the answer to an empty form."""
    for door in doors(world):
        for query in ASKED.get(door.name, ("",)):
            yield f"{door.path}{query}", client.get(door.path + query)
        cache.clear()
        if door.name != "account_logout":
            with transaction.atomic():
                yield f"{door.path} sent empty", client.post(door.path)
                transaction.set_rollback(True)


def is_page(response: Any) -> bool:
    return (
        response.status_code != 302
        and response.headers.get("Content-Type", "").startswith("text/html")
        and bool(response.content)
    )


@pytest.mark.parametrize(("role", "language"), BUSY_ROLES)
def test_each_page_is_whole(role: str, language: str, world: World, db: None) -> None:
    client = world.client(role)
    person = world.people[role]
    private = [*MARKS.values(), *([person.full_name, person.email] if person else [])]
    wrong, count = {}, 0
    with translation.override(language):
        for name, response in shown(client, world):
            if not is_page(response):
                continue
            count += 1
            page = Page(response.content.decode())
            # An address without a language speaks Estonian.
            spoken = language if name.startswith(f"/{language}/") else "et"
            found = page.problems(spoken)
            found += [f"{word} in the title" for word in private if word in page.title]
            if response.status_code >= 500:
                found.append(str(response.status_code))
            if found:
                wrong[name] = found
    assert count > 20
    assert wrong == {}


@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_each_screen_of_telling_and_following_is_whole(
    language: str, world: World, db: None
) -> None:
    wrong = {}
    with translation.override(language):
        for name, response in tell_and_follow(Client()):
            found = Page(response.content.decode()).problems(language)
            if found:
                wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("role", ["visitor", "officer"])
def test_each_answer_is_fenced(role: str, world: World, db: None) -> None:
    client = world.client(role)
    for name, response in shown(client, world):
        headers = response.headers
        csp = set(headers.get("Content-Security-Policy", "").split("; "))
        assert csp == STRICT, name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert "camera=()" in headers["Permissions-Policy"], name
        for cookie in response.cookies.values():
            assert cookie["samesite"] == "Lax", (name, cookie.key)
            assert cookie["httponly"], (name, cookie.key)


LISTS: Final = (
    ("home", "visitor"),
    ("regions:list", "visitor"),
    ("region-page", "visitor"),
    ("regions:assignments", "administrator"),
    ("regions:absences", "administrator"),
    ("meetings:list", "visitor"),
    ("meetings:list", "officer"),
    ("meetings:detail private", "officer"),
    ("communities:list", "visitor"),
    ("community-page", "visitor"),
    ("community-page", "officer"),
    ("concerns:list", "officer"),
    ("concerns:list", "spokesperson"),
    ("concerns:detail concern", "officer"),
    ("concerns:detail concern", "sender"),
    ("desks:desk", "officer"),
    ("desks:desk", "sender"),
    ("feedback:list", "officer"),
    ("notifications:inbox", "sender"),
    ("desks:audit-trail", "auditor"),
    ("planning:consultation", "visitor"),
    ("planning:consultation-report", "visitor"),
    ("planning:versions", "planner"),
    ("planning:compare", "planner"),
    ("planning:comments", "planner"),
    ("planning:share", "planner"),
)


@pytest.mark.parametrize(("name", "role"), LISTS)
def test_more_rows_cost_no_more_queries(
    name: str, role: str, world: World, db: None
) -> None:
    client = world.client(role)
    path = next(door.path for door in doors(world) if door.name == name)
    few, before = _queries(client, path)
    _grow(world)
    many, after = _queries(client, path)
    assert len(after) > len(before)
    assert few == many
    if role == "visitor" or "list" in name:
        assert many <= OF_TWO_PLANS.get(name, MOST_QUERIES)


def _queries(client: Client, path: str) -> tuple[int, bytes]:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path).content
        return len(queries), page


def _grow(world: World) -> None:
    """Add three more rows of everything that is listed somewhere."""
    sender, officer = world.people["sender"], world.people["officer"]
    speaker = world.people["spokesperson"]
    assert sender is not None
    assert officer is not None
    soon = world.at + timedelta(days=4)
    here = world.country.elva_region
    for number in range(3):
        unit = SettlementUnitFactory.create(
            municipality=world.country.elva, commuting_centre=None
        )
        near = here.versions.get()
        RegionUnitFactory.create(version=near, plan=world.country.plan, unit=unit)
        other = RegionVersionFactory.create(plan=world.country.plan)
        PostingFactory.create(region=other.region)
        community = CommunityFactory.create(unit=unit)
        SpokespersonFactory.create(community=community, user=speaker)
        SpokespersonFactory.create(community=world.community, is_public=True)
        MeetingFactory.create(community=community)
        MeetingFactory.create(
            community=community,
            status="CONFIRMED",
            starts_at=soon,
            ends_at=soon + timedelta(hours=1),
            is_public=True,
        )
        StateChangeFactory.create(meeting=world.meetings["private"], by=speaker)
        InvitationFactory.create(meeting=world.meetings["private"])
        received(unit, at=world.at, by=sender, audience="SPOKESPERSONS")
        actions.add_note(world.concerns["concern"], written(), by=officer, at=world.at)
        actions.answer_as_sender(
            world.concerns["concern"], written(), by=sender, at=world.at
        )
        AbsenceFactory.create(
            officer=world.country.officers["saue_region"],
            starts_on=(soon + timedelta(days=20 * number)).date(),
            ends_on=(soon + timedelta(days=20 * number + 5)).date(),
        )
        _thank(world, number)
        _comment(world, number)
        notify(
            "feedback.thanked",
            to=Recipient.account(sender),
            dedupe_key=new_key(),
            at=world.at,
        )


def _comment(world: World, number: int) -> None:
    planner = world.people["planner"]
    assert planner is not None
    said = spoken(f"Arvamus number {number}.", "region-3")
    row = comment_on(world.consultation, said, by=None, at=world.at)
    answer(row, Answer("Aitäh!", "et"), by=planner, at=world.at)
    keep_version(world.draft, reason=f"Nr {number}", by=planner, at=world.at)
    until = (world.at + timedelta(days=9)).date()
    make_link(
        world.draft, Terms("Saue", until, may_comment=True), by=planner, at=world.at
    )
    unit = ("4057", "7390", "1024")[number]
    move(world.draft, {unit: 4}, by=planner, at=world.at)


def _thank(world: World, number: int) -> None:
    path = reverse("feedback:thank")
    form = {
        "region": world.country.elva_region.slug,
        "text": f"Suur aitäh number {number}!",
        "form_key": new_key(),
    }
    assert Client().post(path, form).status_code == 302
