"""A planner draws regions, watches, takes the drawing over and redraws a part."""

from typing import Final

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import PHONE, address, sign_in, visitor
from tests.demo.site import Site

LONGEST: Final = 180_000
"""Milliseconds that a drawing may take beside other tests."""


def test_planner_draws_watches_and_takes_over(browser: Browser, site: Site) -> None:
    with visitor(browser, site.url) as page:
        _open_drawing(page, site)
        page.get_by_label("Seed").fill("4")
        page.get_by_label("Effort").select_option("0.3")
        page.get_by_role("button", name="Draw", exact=True).click()
        expect(page.get_by_role("table").first).to_be_visible(timeout=LONGEST)
        expect(page.get_by_text("Hiiumaa is furthest from the average")).to_be_visible()
        page.get_by_role("button", name="Take over").click()
        expect(page.get_by_text("The plan is as it was drawn.")).to_be_visible()


def test_part_is_drawn_again_on_a_phone_without_javascript(
    browser: Browser, site: Site
) -> None:
    with visitor(browser, site.url, size=PHONE, java_script_enabled=False) as page:
        _open_drawing(page, site)
        page.get_by_label("Only some regions").check()
        page.get_by_label("Valga").first.check()
        page.get_by_label("Effort").select_option("0.3")
        page.get_by_role("button", name="Draw", exact=True).click()
        for _look in range(60):
            if page.get_by_role("button", name="Take over").count():
                break
            page.wait_for_timeout(2000)
            page.get_by_role("link", name="Load this page again").click()
        expect(page.get_by_text("The part that was drawn", exact=True)).to_be_visible()
        page.get_by_role("button", name="Put aside").click()
        expect(page.get_by_text("The drawing is put aside.")).to_be_visible()


def _open_drawing(page: Page, site: Site) -> None:
    sign_in(page, *site.signs["planner"])
    page.goto(address("planning:list"))
    page.locator("main .row-item__title a").first.click()
    page.get_by_label("Pages of this plan").get_by_role("link", name="Drawing").click()
