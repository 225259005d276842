"""Adopting a plan for next Monday, seeing the look-up change then, withdrawing it.

The portal runs in this process, so that its clock can be moved to the day. No worker
runs: what the pages say follows from the day alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import Role
from groundwork.workdays import TALLINN
from planning import terrain, workbench
from planning.actions.making import begin
from planning.models import Draft
from regions import lookup
from tests.browser.chromium import DESKTOP, NARROW, PHONE, address, visitor
from tests.browser.test_pages import Tour
from tests.browser.test_ways import Keyboard
from tests.factories.accounts import with_role
from tests.factories.regions import small_country
from tests.planning.adopting import move_saue_to_elva, ready
from tests.planning.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = datetime(2026, 3, 9, 0, 0, 30, tzinfo=TALLINN)
LANGUAGES = ("et", "en", "ru")
Clock = Callable[[datetime], None]


@dataclass(frozen=True)
class Workshop:
    """A running portal with a draft that gives Saue's places to Elva."""

    url: str
    draft: Draft
    cookie: str
    before: str
    after: str
    """The names of Saue's officer and of Elva's."""

    def path(self, page: str, language: str = "en") -> str:
        """Return the address of one of the plan's pages."""
        key = self.draft.plan.public_id
        return address(f"planning:{page}", key, language=language)

    def enter(self, page: Page) -> None:
        """Come as the planner, signed in."""
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.cookie}
        page.context.add_cookies([{**cookie, "url": self.url}])  # type: ignore[typeddict-item]  # a cookie


@pytest.fixture(scope="module", autouse=True)
def _database_beside_a_loop() -> Iterator[None]:
    """Let this thread ask the database though the browser's event loop runs in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Move the clock that the pages read; it begins at `NOW`."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    at(NOW)
    return at


@pytest.fixture
def workshop(live_server: Any, clock: Clock) -> Iterator[Workshop]:
    for remembered in (lookup, terrain, workbench):
        remembered.forget()
    country = small_country()
    planner = with_role(Role.PLANNER)
    draft = begin(name="Kevad", copy=country.plan, by=planner, at=NOW)
    client = Client()
    client.force_login(planner)
    yield Workshop(
        url=live_server.url,
        draft=ready(move_saue_to_elva(draft, planner)),
        cookie=client.cookies[settings.SESSION_COOKIE_NAME].value,
        before=country.officers["saue_region"].name,
        after=country.officers["elva_region"].name,
    )
    lookup.forget()


def find_aila(page: Page) -> None:
    page.goto(f"{address('regions:find')}?q=Aila")


def expect_until_and_from(page: Page, workshop: Workshop) -> None:
    find_aila(page)
    expect(page.locator(".person__name")).to_have_text(workshop.before)
    expect(page.locator(".later")).to_contain_text("until 8 March 2026")
    expect(page.locator(".later")).to_contain_text(workshop.after)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_adopt_for_monday_and_see_the_look_up_change_on_that_day(
    size: tuple[int, int],
    browser: Browser,
    workshop: Workshop,
    clock: Clock,
    screenshots: Path,
) -> None:
    with visitor(browser, workshop.url, size=size) as page:
        workshop.enter(page)
        page.goto(workshop.path("plan"))
        page.get_by_role("link", name="Adoption", exact=True).click()
        expect(page.get_by_label("First day of the plan")).to_have_value("2026-03-09")
        expect(page.get_by_text("1,500 people get another officer.")).to_be_visible()
        page.screenshot(
            path=screenshots / f"adoption-preview-{size[0]}.png", full_page=True
        )
        page.get_by_label("Reason").fill("New villages")
        page.get_by_role("button", name="Adopt from 9 March 2026").click()
        expect(page.get_by_text("The plan is adopted.")).to_be_visible()
        expect_until_and_from(page, workshop)
        page.screenshot(
            path=screenshots / f"adoption-find-{size[0]}.png", full_page=True
        )
        clock(MONDAY)
        find_aila(page)
        expect(page.locator(".person__name")).to_have_text(workshop.after)
        expect(page.locator(".later")).to_have_count(0)
        page.goto(address("region-page", "saue"))
        expect(page.get_by_text("Since 9 March 2026")).to_be_visible()
        page.get_by_role("link", name="Elva").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Elva")


def test_withdrawn_before_the_day_nothing_changes(
    browser: Browser, workshop: Workshop, clock: Clock
) -> None:
    with visitor(browser, workshop.url) as page:
        workshop.enter(page)
        page.goto(workshop.path("adopt"))
        page.get_by_role("button", name="Adopt from 9 March 2026").click()
        expect_until_and_from(page, workshop)
        page.goto(workshop.path("adopt"))
        page.get_by_role("link", name="Withdraw the plan").click()
        page.get_by_label("Why is it withdrawn?").fill("Villages disagree")
        page.get_by_role("button", name="Withdraw the plan").click()
        expect(page.get_by_text("is withdrawn and a draft again")).to_be_visible()
        for moment in (NOW, MONDAY):
            clock(moment)
            find_aila(page)
            expect(page.locator(".person__name")).to_have_text(workshop.before)
            expect(page.locator(".later")).to_have_count(0)


def test_adopting_and_withdrawing_work_by_keyboard_at_320_pixels(
    browser: Browser, workshop: Workshop, clock: Clock
) -> None:
    with visitor(browser, workshop.url, size=NARROW) as page:
        workshop.enter(page)
        page.goto(workshop.path("plan"))
        keys = Keyboard(page)
        keys.press("Adoption")
        keys.type("Reason", "New villages")
        keys.press("Adopt from 9 March 2026")
        expect_until_and_from(page, workshop)
        page.goto(workshop.path("adopt"))
        keys.press("Withdraw the plan")
        keys.type("Why is it withdrawn?", "Villages disagree")
        keys.press("Withdraw the plan")
        expect(page.get_by_text("is withdrawn and a draft again")).to_be_visible()
        page.goto(workshop.path("adopt"))
        keys.press("Adopt from 9 March 2026")
        clock(MONDAY)
        find_aila(page)
        expect(page.locator(".person__name")).to_have_text(workshop.after)


def test_pages_around_an_adoption_are_for_everybody(
    browser: Browser, workshop: Workshop, screenshots: Path
) -> None:
    with visitor(browser, workshop.url) as page:
        workshop.enter(page)
        wrong: dict[str, list[str]] = {}

        def look(*paths: Callable[[str], str]) -> None:
            for language in LANGUAGES:
                tour = Tour(page, language, wrong=wrong)
                for path in paths:
                    page.goto(path(language))
                    tour.look(path(language))

        look(lambda tag: workshop.path("adopt", tag))
        page.goto(workshop.path("adopt"))
        page.get_by_role("button", name="Adopt from 9 March 2026").click()
        look(
            lambda tag: workshop.path("adopt", tag),
            lambda tag: workshop.path("withdraw", tag),
            lambda tag: f"{address('regions:find', language=tag)}?q=Aila",
            lambda tag: f"{address('regions:find', language=tag)}?q=Aila&on=2026-03-10",
            lambda tag: address("region-page", "saue", language=tag),
            lambda tag: address("region-page", "elva", language=tag),
            lambda tag: (
                address("region-history", "saue", language=tag) + "?on=2026-03-01"
            ),
            lambda tag: address("regions:poster", "saue", language=tag),
        )
        history = address("region-history", "saue", language="ru")
        find = address("regions:find", language="et")
        for name, path in {
            "region-change": address("region-page", "saue", language="et"),
            "history": f"{history}?on=2026-03-01",
            "find-then": f"{find}?q=Aila&on=2026-03-10",
            "adopted": workshop.path("adopt", "ru"),
        }.items():
            page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            page.goto(path, wait_until="networkidle")
            page.screenshot(path=screenshots / f"adoption-{name}.png", full_page=True)
    assert wrong == {}
