"""A new user's walk through the whole portal, in a real browser."""

import email
import time
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.chromium import DESKTOP, PHONE, address, sign_in, visitor
from tests.demo.site import Site

WORDS = "Cars race past the school gate every morning around eight."
ANSWER = "I have been there this week and will stand at the gate on Monday."
TOPIC = "Safe way to school"
GUEST = "Jyri Õunapuu"
MAIL_WITHIN = 30.0
"""Seconds that the worker may take to send a letter."""


class Album:
    """Screenshots of one walk, numbered in its order."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._taken = 0
        for old in folder.glob(f"{name}-[0-9]*.png"):
            old.unlink()

    def take(self, page: Page, what: str) -> None:
        """Keep how the page looks now."""
        self._taken += 1
        path = self._folder / f"{self._name}-{self._taken:02d}-{what}.png"
        if page.locator("[data-map]").count():
            page.wait_for_load_state("networkidle")
        try:
            page.screenshot(path=path)
        except Error:  # Chromium was busy drawing; the next try finds it ready
            page.screenshot(path=path)


@pytest.mark.parametrize(
    ("name", "size", "in_days"),
    [("walk", DESKTOP, 100), ("walk-phone", PHONE, 110)],
    ids=["desktop", "phone"],
)
def test_a_new_users_walk(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    name: str,
    size: tuple[int, int],
    in_days: int,
    browser: Browser,
    site: Site,
    screenshots: Path,
) -> None:
    album = Album(screenshots, name)

    with visitor(browser, site.url, size=size) as page:
        region, officer = find_the_officer_of_mustamae(page, album)
        find_the_officer_of_ruhnu(page, album)
        code = send_a_concern(page, album, region)
        follow(page, code)
        expect(page.get_by_text("received", exact=True)).to_be_visible()
        album.take(page, "followed-by-code")

    with visitor(browser, site.url, size=size) as page:
        sign_in(page, officer, password_of(site))
        album.take(page, "officers-desk")
        acknowledge_and_answer(page, album)

    with visitor(browser, site.url, size=size) as page:
        follow(page, code)
        expect(page.get_by_text(ANSWER)).to_be_visible()
        expect(page.get_by_text("done", exact=True)).to_be_visible()
        album.take(page, "answer-seen-by-code")

    with visitor(browser, site.url, size=size) as page:
        sign_in(page, *site.signs["spokesperson"])
        album.take(page, "spokespersons-desk")
        officer = ask_for_a_meeting(page, album, in_days)
        meeting = page.url

    with visitor(browser, site.url, size=size) as page:
        sign_in(page, officer, password_of(site))
        page.goto(meeting)
        confirm_the_second_time(page, album)
        downloaded = open_the_calendar_file(page)
        assert TOPIC in str(downloaded["SUMMARY"])
        mailed = wait_for_the_letter(site)
        assert mailed["UID"] == downloaded["UID"]
        assert mailed["DTSTART"].dt == downloaded["DTSTART"].dt

    with visitor(browser, site.url, size=size) as page:
        sign_in(page, *site.signs["administrator"])
        swap_two_officers(page, album, region)


def password_of(site: Site) -> str:
    """Return the password that all invented people have."""
    return site.signs["officer"][1]


def find_the_officer_of_mustamae(page: Page, album: Album) -> tuple[str, str]:
    """Return the region's name in its address, and the officer's e-mail."""
    page.goto(address("home"))
    album.take(page, "home")
    page.get_by_role("searchbox").fill("Mustamae")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mustamäe")
    rows = page.locator(".rows .row-item__title a")
    assert rows.count() > 1
    album.take(page, "mustamae-several-officers")
    rows.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mustamäe")
    album.take(page, "mustamae-officer")
    return page.url.rstrip("/").rpartition("/")[2], officer_shown(page)


def officer_shown(page: Page) -> str:
    """Return the e-mail of the officer on the page."""
    address = page.locator(".person a[href^='mailto:']").first.get_attribute("href")
    assert address
    return address.removeprefix("mailto:")


def find_the_officer_of_ruhnu(page: Page, album: Album) -> None:
    page.goto(address("home"))
    page.get_by_role("searchbox").fill("Ruhnu")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ruhnu")
    expect(page.locator(".person__name").first).to_be_visible()
    album.take(page, "ruhnu-officer")


def send_a_concern(page: Page, album: Album, region: str) -> str:
    """Return the receipt code."""
    page.goto(address("region-page", region))
    page.locator("main").get_by_role("link", name="Tell us something").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("danger")
    album.take(page, "danger-first")
    page.get_by_role("button", name="No, I want to tell something").click()
    choose(page, "PROBLEM")
    album.take(page, "what-kind")
    go_on(page)
    page.get_by_label("In your own words").fill(WORDS)
    go_on(page)
    album.take(page, "where")
    go_on(page)
    page.get_by_label("When and how often").fill("On school days at eight")
    go_on(page)
    choose(page, "CODE")
    go_on(page)
    choose(page, "OFFICER")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before sending")
    expect(page.get_by_text(WORDS)).to_be_visible()
    album.take(page, "check-before-sending")
    page.get_by_role("button", name="Send", exact=True).click()
    code = page.locator(".receipt__code").inner_text()
    album.take(page, "receipt")
    return code


def choose(page: Page, value: str) -> None:
    page.locator(f"input[type=radio][value='{value}']").check()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on", exact=True).click()


def follow(page: Page, code: str) -> None:
    page.goto(address("concerns:follow"))
    page.get_by_label("Receipt code").fill(code)
    page.get_by_role("button", name="Show the answer").click()
    page.wait_for_url("**/followed/")


def acknowledge_and_answer(page: Page, album: Album) -> None:
    page.goto(address("concerns:list"))
    page.locator(".row-item__title a").first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    album.take(page, "officer-reads")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("read", exact=True).first).to_be_visible()
    album.take(page, "officer-acknowledged")
    page.get_by_label("Your answer in your own words").fill(ANSWER)
    choose(page, "DONE")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("done", exact=True).first).to_be_visible()
    album.take(page, "officer-answered")


def ask_for_a_meeting(page: Page, album: Album, in_days: int) -> str:
    """Return the e-mail of the officer who has to answer."""
    page.goto(address("meetings:request"))
    choose(page, "ROUND_TABLE")
    page.get_by_label("What is it about?").fill(TOPIC)
    for number, day in enumerate(evenings(in_days), 1):
        row = page.get_by_role("group", name=f"Time {number}")
        row.get_by_label("Date").fill(day.isoformat())
        row.get_by_label("Hour").fill("18:30")
    page.get_by_label("Where?").fill("School hall")
    page.get_by_label("Whom else shall we invite?").fill(
        f"{GUEST}, jyri@kutsutud.example"
    )
    page.get_by_role("button", name="Go on to the summary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    album.take(page, "meeting-summary")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TOPIC)
    expect(page.get_by_text("proposed", exact=True)).to_be_visible()
    album.take(page, "meeting-asked-for")
    return officer_shown(page)


def evenings(in_days: int) -> list[date]:
    """Return three days, so far ahead that nothing else is on."""
    first = datetime.now(UTC).date() + timedelta(days=in_days)
    return [first + timedelta(days=days) for days in range(3)]


def confirm_the_second_time(page: Page, album: Album) -> None:
    offers = page.locator(".times button")
    expect(offers).to_have_count(3)
    album.take(page, "officer-sees-three-times")
    offers.nth(1).click()
    expect(page.get_by_text("confirmed", exact=True)).to_be_visible()
    album.take(page, "meeting-confirmed")


def open_the_calendar_file(page: Page) -> Any:
    """Return the one event of the file behind the button."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to my calendar").click()
    return the_event(download.value.path().read_bytes())


def the_event(content: bytes) -> Any:
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return event


def wait_for_the_letter(site: Site) -> Any:
    """Return the event in the newest letter to the guest, once the worker sent it."""
    deadline = time.monotonic() + MAIL_WITHIN
    while time.monotonic() < deadline:
        for path in sorted((site.var / "mail").glob("*.eml"), reverse=True):
            letter = email.message_from_bytes(path.read_bytes(), policy=default)
            if "jyri@kutsutud.example" in str(letter["To"]):
                path.unlink()
                return the_event(calendar_part(letter))
        time.sleep(0.3)
    pytest.fail("The guest got no letter.")


def calendar_part(letter: Message) -> bytes:
    assert isinstance(letter, EmailMessage)
    part = next(p for p in letter.walk() if p.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def swap_two_officers(page: Page, album: Album, region: str) -> None:
    """Let the officers of Ruhnu and of a part of Mustamäe change places."""
    ruhnu = looked_up(page, "Ruhnu")
    page.goto(address("regions:assignments"))
    album.take(page, "assignments")
    page.goto(f"{address('regions:swap')}?region={region}")
    page.get_by_label("Second region").select_option(ruhnu["id"])
    page.get_by_label("Reason").fill("Both asked for it")
    page.get_by_role("button", name="Show the swap").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this right?")
    album.take(page, "swap-before-and-after")
    page.get_by_role("button", name="Swap them").click()
    page.wait_for_url("**/assignments/")
    album.take(page, "swapped")

    after = looked_up(page, "Ruhnu")
    assert after["officer"]["name"] != ruhnu["officer"]["name"]
    page.goto(f"{address('regions:find')}?q=Ruhnu")
    shown = page.locator(".person__name").first
    expect(shown).to_have_text(after["officer"]["name"])
    album.take(page, "ruhnu-new-officer")
    page.goto(address("region-page", region))
    expect(page.locator(".person__name").first).to_have_text(ruhnu["officer"]["name"])


def looked_up(page: Page, place: str) -> Any:
    """Return what machines are told of the region of a place."""
    answer = page.request.get(f"{address('api:find')}?q={place}")
    assert answer.ok
    (region,) = answer.json()["regions"]
    return region
