"""A planner improves a plan by hand: by mouse, by keyboard only, two at once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import (
    NARROW,
    address,
    no_wider_than_the_window,
    sign_in,
    visitor,
)
from tests.browser.test_pages import AXE, RUN
from tests.browser.test_ways import Keyboard
from tests.demo.site import Site

SAYS = "[data-says]"
MAP = ".plan-map"


@contextmanager
def at_the_desk(
    browser: Browser, site: Site, *, size: tuple[int, int] = (1280, 900)
) -> Iterator[Page]:
    """Sign a planner in."""
    with visitor(browser, site.url, size=size) as page:
        sign_in(page, *site.signs["planner"])
        yield page


def begin(page: Page, name: str) -> str:
    """Begin a plan from the one in force; return the path of its editing page."""
    page.goto(address("planning:new"))
    page.get_by_label("Name").fill(name)
    page.get_by_label("Piirkondade jaotus", exact=True).check()
    page.locator("#submit-button").click()
    page.wait_for_url("**/plans/*/")
    return f"{page.url}edit/"


def open_page(page: Page, path: str) -> None:
    """Open the editing page and wait for its map."""
    page.goto(path)
    expect(page.locator(f"{MAP} canvas").first).to_be_attached()
    expect(page.locator(".plan-row__swatch--1").first).to_be_attached()


def paint(page: Page) -> None:
    """Draw a stroke with the brush, a little east of the map's middle."""
    box = page.locator(MAP).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 12, y + 8, steps=4)
    page.mouse.up()


def flaws(page: Page) -> object:
    """Return what axe finds."""
    page.evaluate(AXE)
    return page.evaluate(RUN)


def headline(page: Page) -> str:
    return page.locator("[data-headline]").inner_text()


def accept(page: Page) -> None:
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator(SAYS)).to_have_text("Moved.")


def target(page: Page) -> Locator:
    return page.get_by_label("Into region")


def test_stroke_is_weighed_accepted_and_taken_back_after_signing_in_again(
    browser: Browser, site: Site
) -> None:
    with at_the_desk(browser, site) as page:
        path = begin(page, "Painted")
        open_page(page, path)
        before = headline(page)
        target(page).select_option(label="Tapa")
        page.get_by_role("button", name="Brush").click()
        paint(page)
        change = page.get_by_role("region", name="Before you accept")
        expect(
            change.get_by_role("heading", name=re.compile("^Tapa gains"))
        ).to_be_visible()
        assert headline(page) == before  # nothing is written yet
        assert flaws(page) == []
        accept(page)
        expect(page.locator("[data-headline]")).not_to_have_text(before)
        expect(change).to_be_hidden()
    with at_the_desk(browser, site) as page:
        open_page(page, path)
        page.keyboard.press("Control+z")
        expect(page.locator(SAYS)).to_have_text("The last step is taken back.")
        assert headline(page) == before
        page.keyboard.press("Control+Shift+z")
        expect(page.locator(SAYS)).to_have_text("The step is done again.")
        expect(page.get_by_role("button", name="Redo")).to_be_disabled()


def test_whole_municipality_moves_by_keyboard_alone_at_320_pixels(
    browser: Browser, site: Site
) -> None:
    with at_the_desk(browser, site, size=NARROW) as page:
        open_page(page, begin(page, "Typed"))
        assert no_wider_than_the_window(page)
        keys = Keyboard(page)
        keys.MOST_TABS = 300
        keys.type("Find a region or a place", "Jõhvi")
        keys.reach("Jõhvi")
        page.keyboard.press("Enter")
        expect(page.locator("[data-open]")).to_be_visible()
        assert flaws(page) == []
        keys.reach("Jõhvi vald")
        page.keyboard.press("Enter")
        keys.reach("All of its units in this region")
        page.keyboard.press("Space")
        keys.reach("Move to region")
        page.keyboard.type("Sillam")
        keys.reach("Move")
        page.keyboard.press("Enter")
        title = page.get_by_role("heading", name="Before you accept")
        expect(title).to_be_focused()
        keys.reach("Accept")
        page.keyboard.press("Enter")
        expect(page.locator(SAYS)).to_have_text("Moved.")
        assert no_wider_than_the_window(page)


def test_map_is_worked_by_keys(browser: Browser, site: Site) -> None:
    with at_the_desk(browser, site) as page:
        open_page(page, begin(page, "Keys on the map"))
        target(page).select_option(label="Tapa")
        page.get_by_role("button", name="Choose", exact=True).click()
        page.locator(MAP).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("+")
        page.keyboard.press("Enter")
        expect(page.get_by_role("region", name="Before you accept")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("region", name="Before you accept")).to_be_hidden()


def test_two_planners_see_each_others_steps(browser: Browser, site: Site) -> None:
    with at_the_desk(browser, site) as one, at_the_desk(browser, site) as other:
        path = begin(one, "Together")
        open_page(one, path)
        open_page(other, path)
        for page in (one, other):
            target(page).select_option(label="Tapa")
            page.get_by_role("button", name="Brush").click()
        paint(one)
        accept(one)
        expect(other.locator(SAYS)).to_contain_text("Changed meanwhile by")
        assert headline(one) == headline(other)
        paint(other)  # the same stroke: everything is in Tapa already
        expect(other.get_by_role("button", name="Accept", exact=True)).to_be_hidden()
