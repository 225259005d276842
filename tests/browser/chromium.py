"""Finding a Chromium, and opening pages in it under watch."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

NAMES: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--force-prefers-reduced-motion",
)
SKIPPED: Final = "BROWSER TESTS SKIPPED: no Chromium"

DESKTOP: Final = (1280, 900)
PHONE: Final = (390, 844)
NARROW: Final = (320, 640)


def chromium() -> str | None:
    """Return the path of a Chromium, None when there is none."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None)


def must_have() -> bool:
    """Test whether a missing Chromium is a failure: where nobody watches."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@dataclass
class Watch:
    """What went wrong on the pages of one visitor, unseen by them."""

    home: str
    wrong: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        """Look at everything that happens on a page from now on."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self._note(page.url, error))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _note(self, where: str, what: object) -> None:
        self.wrong.append(f"{urlsplit(where).path}: {what}")

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is told there too; that is no mistake of ours.
        told = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not (
            told and "/static/" not in message.location.get("url", "")
        ):
            page = message.page
            self._note(page.url if page else "", message.text)

    def _asked(self, request: Request) -> None:
        url = request.url
        if not url.startswith((self.home, "data:", "blob:")):
            self._note(request.frame.url, f"a request to {url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._note(response.url, f"status {response.status}")


@contextmanager
def visitor(
    browser: Browser,
    home: str,
    *,
    size: tuple[int, int] = DESKTOP,
    **options: Any,
) -> Iterator[Page]:
    """Open a page of somebody new; afterwards nothing may have gone wrong on it."""
    width, height = size
    context = browser.new_context(
        base_url=home, viewport={"width": width, "height": height}, **options
    )
    context.set_default_timeout(15_000)
    watch = Watch(home)
    page = context.new_page()
    watch.over(page)
    try:
        yield page
    finally:
        context.close()
    assert watch.wrong == [], watch.wrong


def no_wider_than_the_window(page: Page) -> bool:
    """Test whether nobody has to scroll sideways."""
    return bool(
        page.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
    )


def address(name: str, *parts: str, language: str = "en") -> str:
    """Return the path of a page by its name."""
    with translation.override(language):
        return reverse(name, args=parts)


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in the way people do."""
    page.goto(address("account_login"))
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/desk/")
