"""The main ways without JavaScript, and by keyboard alone at 320 pixels."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import NARROW, address, no_wider_than_the_window, visitor
from tests.demo.site import Site


def test_finding_telling_and_following_work_without_javascript(
    browser: Browser, site: Site
) -> None:
    with visitor(browser, site.url, java_script_enabled=False) as page:
        page.goto(address("home"))
        page.get_by_role("searchbox").fill("Ruhnu")
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ruhnu")
        page.locator("main").get_by_role("link", name="Tell us something").click()
        page.get_by_role("button", name="No, I want to tell something").click()
        page.get_by_label("wish").check()
        _go_on(page)
        page.get_by_label("In your own words").fill("A lamp is missing at the harbour.")
        _go_on(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Where is it?")
        _go_on(page)
        _go_on(page)
        page.locator("input[value=CODE]").check()
        _go_on(page)
        page.locator("input[value=OFFICER]").check()
        _go_on(page)
        page.get_by_role("button", name="Send", exact=True).click()
        code = page.locator(".receipt__code").inner_text()
        page.get_by_role("link", name="Follow what you sent").first.click()
        page.get_by_label("Receipt code").fill(code)
        page.get_by_role("button", name="Show the answer").click()
        expect(page.get_by_text("A lamp is missing")).to_be_visible()
        page.get_by_label("Your message to the officer").fill("It is the green one.")
        page.get_by_role("button", name="Send the message").click()
        expect(page.get_by_text("It is the green one.")).to_be_visible()


def _go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on", exact=True).click()


class Keyboard:
    """Somebody who has no mouse and a window of 320 pixels."""

    MOST_TABS = 60

    def __init__(self, page: Page) -> None:
        self._page = page

    def reach(self, words: str) -> None:
        """Press Tab until what has the focus is called so."""
        for _ in range(self.MOST_TABS):
            self._page.keyboard.press("Tab")
            if words in self._focused():
                self._is_seen()
                return
        raise AssertionError(f"{words} is not reached with Tab")

    def press(self, words: str) -> None:
        """Reach a link or a button, press Enter and wait for the next page."""
        self.reach(words)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
        assert no_wider_than_the_window(self._page)

    def type(self, field: str, text: str) -> None:
        """Reach a field and type."""
        self.reach(field)
        self._page.keyboard.type(text)

    def choose(self, value: str) -> None:
        """Reach a group of choices and go down to the one with this value."""
        for _ in range(self.MOST_TABS):
            self._page.keyboard.press("Tab")
            if self._ask("e => e.type") == "radio":
                break
        self._page.keyboard.press("Space")
        while self._ask("e => e.value") != value:
            self._page.keyboard.press("ArrowDown")

    def _focused(self) -> str:
        return str(
            self._ask(
                "e => [e.innerText, e.getAttribute('aria-label'),"
                " ...[...(e.labels ?? [])].map(label => label.innerText)].join(' ')"
            )
        )

    def _is_seen(self) -> None:
        """See that the focus is drawn, and that nothing covers it."""
        style = self._ask("e => getComputedStyle(e).outlineStyle")
        shadow = self._ask("e => getComputedStyle(e).boxShadow")
        assert style != "none" or shadow != "none"
        self._page.wait_for_function(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " return box.bottom > 0 && box.top < innerHeight }"
        )

    def _ask(self, question: str) -> object:
        return self._page.evaluate(f"({question})(document.activeElement)")


def test_finding_and_telling_work_by_keyboard_at_320_pixels(
    browser: Browser, site: Site
) -> None:
    with visitor(browser, site.url, size=NARROW) as page:
        page.goto(address("home"))
        keys = Keyboard(page)
        keys.type("Your village, town", "Ruhnu")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ruhnu")
        keys.press("Tell us something")
        keys.press("No, I want to tell something")
        keys.choose("PROBLEM")
        keys.press("Go on")
        keys.type("In your own words", "Boats drive too fast in the harbour.")
        keys.press("Go on")
        keys.press("Go on")
        keys.type("When and how often", "In summer")
        keys.press("Go on")
        keys.choose("CODE")
        keys.press("Go on")
        keys.choose("OFFICER")
        keys.press("Go on")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Check before sending"
        )
        keys.press("Send")
        expect(page.locator(".receipt__code")).to_be_visible()
