"""A plan is shared, asked about and answered, in a real browser."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import NARROW, PHONE, address, sign_in, visitor
from tests.browser.test_pages import Tour, weight
from tests.demo.site import Site

UNTIL = (date.today() + timedelta(days=20)).isoformat()  # noqa: DTZ011 -- typed in


@pytest.fixture(scope="module")
def plan(browser: Browser, site: Site) -> Iterator[str]:
    """Begin a plan and return its id."""
    with visitor(browser, site.url) as page:
        sign_in(page, *site.signs["planner"])
        page.goto(address("planning:new"))
        page.get_by_label("Name of the plan").fill("Kevadine jaotus")
        page.locator("input[name=start]").first.check()
        page.get_by_role("button", name="Begin the plan").click()
        yield page.url.rstrip("/").rpartition("/")[2]


@pytest.fixture(scope="module")
def consultation(browser: Browser, site: Site, plan: str) -> str:
    """Publish it for comment and return the path of its page."""
    with visitor(browser, site.url) as page:
        sign_in(page, *site.signs["planner"])
        page.goto(address("planning:versions", plan))
        page.get_by_label("Why do you keep it?").fill("To ask people")
        page.get_by_role("button", name="Keep this version").click()
        page.goto(address("planning:consult", plan))
        page.get_by_label("Comments until").fill(UNTIL)
        page.get_by_label("Introduction in Estonian").fill("Vaadake üle.")
        page.get_by_role("button", name="Publish for comment").click()
        way = page.get_by_role("link", name="As everybody sees it")
        path = way.get_attribute("href")
    assert path
    return path


def test_somebody_comments_without_javascript_and_is_answered(
    browser: Browser, site: Site, plan: str, consultation: str
) -> None:
    with visitor(browser, site.url, java_script_enabled=False) as page:
        page.goto(address("home"))
        page.get_by_role("link", name="Look and comment").click()
        page.get_by_role("searchbox").fill("Ruhnu")
        page.get_by_role("button", name="Find").click()
        page.get_by_role("link", name="Comment on Ruhnu").first.click()
        expect(page.locator(".comment-about")).to_contain_text("Ruhnu")
        page.get_by_label("Your comment").fill("The island needs its own officer.")
        page.get_by_role("button", name="Send the comment").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
        page.goto(consultation)
        expect(page.get_by_text("needs its own officer")).to_have_count(0)
    with visitor(browser, site.url) as page:
        sign_in(page, *site.signs["planner"])
        page.goto(address("planning:comments", plan))
        page.get_by_role("link", name="Ruhnu").first.click()
        page.get_by_label("Your answer").fill("It keeps the one it has.")
        page.get_by_role("button", name="Send the answer").click()
    with visitor(browser, site.url) as page:
        page.goto(consultation)
        expect(page.get_by_text("needs its own officer")).to_be_visible()
        expect(page.get_by_text("It keeps the one it has.")).to_be_visible()


def test_place_and_border_are_chosen_on_the_map_by_keyboard(
    browser: Browser, site: Site, consultation: str
) -> None:
    with visitor(browser, site.url, size=PHONE) as page:
        page.goto(consultation, wait_until="networkidle")
        _wait_for_the_map(page)
        page.locator("[data-plan-view]").focus()
        page.keyboard.press("Enter")
        choice = page.locator("[data-map-choice]")
        expect(choice).to_be_visible()
        choice.locator("[data-to=unit]").click()
        expect(page.locator(".comment-about")).not_to_contain_text("whole plan")


def _wait_for_the_map(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('[data-plan-view]').planMap")


def test_link_is_shown_once_and_ends_at_once(
    browser: Browser, site: Site, plan: str
) -> None:
    with visitor(browser, site.url) as page, visitor(browser, site.url) as other:
        sign_in(page, *site.signs["planner"])
        page.goto(address("planning:share", plan))
        page.get_by_label("For whom is it?").fill("Saue parish")
        page.get_by_label("Opens until").fill(UNTIL)
        page.get_by_role("button", name="Make the link").click()
        url = page.locator("#link-made").inner_text()
        other.goto(url)
        expect(other.get_by_role("heading", level=1)).to_have_text("Kevadine jaotus")
        page.reload()
        expect(page.locator("#link-made")).to_have_count(0)
        page.get_by_role("button", name="Withdraw").click()
        other.reload()
        expect(other.get_by_text("has withdrawn it")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "colours"), [("et", "light"), ("en", "dark"), ("ru", "light")]
)
def test_pages_of_asking_are_for_everybody(
    language: str, colours: str, browser: Browser, site: Site, consultation: str
) -> None:
    path = consultation.replace("/en/", f"/{language}/")
    places = (
        "",
        "?q=Ruhnu",
        "?q=xqzwvbn",
        "regions/1/",
        "comment/",
        "sent/",
        "report/",
    )
    with visitor(browser, site.url, color_scheme=colours, size=NARROW) as page:
        tour = Tour(page, language)
        for more in places:
            page.goto(f"{path}{more}")
            tour.look(f"{path}{more}")
        page.goto(f"{path}comment/")
        page.locator("#submit-button").click()
        tour.look("a comment that says nothing")
    assert tour.wrong == {}


@pytest.mark.parametrize("language", ["et", "ru"])
def test_pages_of_the_planner_are_for_everybody(
    language: str, browser: Browser, site: Site, plan: str, consultation: str
) -> None:
    names = ("versions", "compare", "share", "consult", "comments")
    with visitor(browser, site.url) as page:
        sign_in(page, *site.signs["planner"])
        tour = Tour(page, language)
        for name in names:
            path = address(f"planning:{name}", plan, language=language)
            page.goto(path)
            tour.look(path)
    assert tour.wrong == {}


@pytest.mark.parametrize(("more", "most"), [("", 400), ("regions/1/", 150)])
def test_pages_of_asking_are_light(
    more: str, most: int, browser: Browser, site: Site, consultation: str
) -> None:
    assert weight(browser, site, f"{consultation}{more}") <= most * 1000
