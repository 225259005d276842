"""All pages that links lead to: axe finds nothing, nothing is wider than a phone."""

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import (
    DESKTOP,
    NARROW,
    address,
    no_wider_than_the_window,
    sign_in,
    visitor,
)
from tests.demo.site import Site
from tests.test_project import OPEN_PAGES

AXE: Final = Axe().axe_script
RUN: Final = """
    axe.run(document, {resultTypes: ["violations"]}).then(found =>
        found.violations.flatMap(rule => rule.nodes.map(node =>
            `${rule.id}: ${node.target.join(" ")} ${node.failureSummary}`)))
"""
OF_ONE_KIND: Final = {"concerns:detail": 4, "meetings:detail": 4}
"""So many pages of a kind are looked at; of all others one is like the next."""

SENT_EMPTY: Final = {
    "account_login", "account_signup", "account_reset_password",
    "account_change_password", "accounts:me", "concerns:follow", "concerns:detail",
    "feedback:thank", "meetings:request", "meetings:decline", "meetings:other-times",
    "meetings:cancel", "meetings:move", "meetings:invite-expert", "communities:found",
    "communities:add-spokesperson", "regions:post", "regions:end-posting",
    "regions:swap", "regions:absence-new",
}  # fmt: skip
"""Pages whose form is also sent without being filled in."""

UNLINKED: Final = (
    ("regions:find", "?q=Mustamae"),
    ("regions:find", "?q=Ruhnu"),
    ("regions:find", "?q=Saare"),
    ("regions:find", "?q=xqzwvbn"),
    ("regions:find", "?lat=9&lon=x"),
    ("regions:list", "?q=xqzwvbn"),
    ("communities:list", "?q=xqzwvbn"),
    ("meetings:list", "?when=past&kind=SEMINAR"),
    ("accessibility", "nothing/"),
)
"""Empty lists, questions with a mistake, an address that is not there."""


@dataclass
class Tour:
    """Goes wherever links lead, once to each kind of page."""

    page: Page
    language: str
    passed_over: set[str] = field(default_factory=set)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def go(self, *starts: str) -> None:
        """Look at pages until no new kind of page is linked."""
        waiting = deque(starts)
        met = set(starts)
        while waiting:
            path = waiting.popleft()
            name = path if "?" in path else self._name_of(path)
            if self.seen[name] >= OF_ONE_KIND.get(name, 1):
                continue
            self.seen[name] += 1
            self.page.goto(path)
            self.look(path)
            found = [link for link in self._links() if link not in met]
            met.update(found)
            waiting.extend(found)
            if name in SENT_EMPTY:
                self._send_empty(path)

    def _name_of(self, path: str) -> str:
        with translation.override(self.language):
            try:
                return resolve(urlsplit(path).path).view_name
            except Resolver404:
                return path

    def _links(self) -> list[str]:
        """Return the ways on that are in this language and not looked at elsewhere."""
        hrefs = self.page.eval_on_selector_all(
            "a[href^='/']:not([download])",
            "links => links.map(link => link.getAttribute('href'))",
        )
        paths = [urlsplit(href).path for href in hrefs]
        return [
            path
            for path in dict.fromkeys(paths)
            if path.startswith(f"/{self.language}/")
            and not (name := self._name_of(path)).startswith("admin:")
            and name not in self.passed_over
        ]

    def _send_empty(self, path: str) -> None:
        form = self.page.locator("main form[method=post]:has(.btn-primary)").first
        if form.count():
            form.evaluate(
                "form => { for (const field of form.elements)"
                " if (['text', 'email', 'password', 'textarea', 'date'].includes("
                "field.type)) field.value = ''; }"
            )
            with self.page.expect_navigation():
                form.locator(".btn-primary").last.click()
            self.look(f"{path} sent empty")

    def look(self, what: str) -> None:
        """Note what is wrong with the page that is open."""
        page = self.page
        found = []
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        if not no_wider_than_the_window(page):
            found.append(f"wider than {NARROW[0]} pixels: {_too_wide(page)}")
        if self.language == "et":
            page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        page.evaluate(AXE)
        found += page.evaluate(RUN)
        if found:
            self.wrong[what] = found


def _too_wide(page: Page) -> Any:
    return page.evaluate(
        "[...document.querySelectorAll('main *, header *, footer *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 3).map(e => e.outerHTML.slice(0, 80))"
    )


@pytest.mark.parametrize(
    ("language", "colours"), [("et", "light"), ("en", "light"), ("ru", "dark")]
)
def test_open_pages_are_for_everybody(
    language: str, colours: str, browser: Browser, site: Site
) -> None:
    with visitor(browser, site.url, color_scheme=colours) as page:
        tour = Tour(page, language)
        extra = [f"{address(name, language=language)}{q}" for name, q in UNLINKED]
        tour.go(address("home", language=language), *extra)
    assert tour.wrong == {}
    assert len(tour.seen) > 20


@pytest.mark.parametrize(
    ("role", "language", "at_least"),
    [
        ("resident", "ru", 7),
        ("spokesperson", "et", 9),
        ("officer", "et", 12),
        ("administrator", "en", 12),
        ("auditor", "en", 7),
        ("planner", "ru", 14),
    ],
)
def test_pages_behind_the_sign_in_are_for_everybody(
    role: str, language: str, at_least: int, browser: Browser, site: Site
) -> None:
    with visitor(browser, site.url) as page:
        sign_in(page, *site.signs[role])
        # Some open pages offer more to those who are signed in.
        for_all = OPEN_PAGES - {"meetings:detail", "community-page", "meetings:list"}
        tour = Tour(page, language, passed_over=for_all | {"account_logout"})
        tour.go(address("desks:desk", language=language))
    assert tour.wrong == {}
    assert len(tour.seen) >= at_least


def test_axe_finds_what_is_wrong(browser: Browser, site: Site) -> None:
    with visitor(browser, site.url) as page:
        page.goto(address("home"))
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML("
            "'beforeend', '<input type=text class=wide>')"
        )
        tour = Tour(page, "en")
        tour.look("a field without a label")
    (found,) = tour.wrong.values()
    assert found[0].startswith("label: ")


WEIGHTS: Final = (
    ("home", "", 150),
    ("regions:find", "?q=Ruhnu", 150),
    ("checklist:practice", "", 150),
    ("communities:list", "", 150),
    ("meetings:list", "", 150),
    ("concerns:tell", "", 150),
    ("regions:list", "", 400),
    ("regions:find", "?q=Mustamae", 400),
)
"""What a page may weigh with everything on first load, in kB."""


@pytest.mark.parametrize(("name", "query", "most"), WEIGHTS)
def test_pages_are_light(
    name: str, query: str, most: int, browser: Browser, site: Site
) -> None:
    assert weight(browser, site, f"{address(name)}{query}") <= most * 1000


def test_the_page_of_a_region_is_light(browser: Browser, site: Site) -> None:
    with visitor(browser, site.url) as page:
        page.goto(f"{address('regions:find')}?q=Mustamae")
        path = page.locator(".row-item__title a").first.get_attribute("href")
    assert path
    assert weight(browser, site, path) <= 150_000


def weight(browser: Browser, site: Site, path: str) -> float:
    """Return how many bytes come over the wire on a first visit."""
    received: list[float] = []
    with visitor(browser, site.url) as page:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on(
            "Network.loadingFinished",
            lambda told: received.append(told["encodedDataLength"]),
        )
        page.goto(path, wait_until="networkidle")
    assert len(received) > 3
    return sum(received)


def test_the_map_is_drawn_from_our_own_lines(browser: Browser, site: Site) -> None:
    with visitor(browser, site.url) as page:
        page.goto(address("regions:list"), wait_until="networkidle")
        assert page.locator("[data-map] path, [data-map] canvas").count() > 0
        expect(page.locator("figcaption")).to_contain_text("approximate")
