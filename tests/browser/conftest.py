"""The demonstration with its data, running, and a browser to look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, SKIPPED, chromium, must_have
from tests.demo.site import ROOT, Site, built, serving

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here: one worker, once, and only with a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if chromium() is None and not must_have():
                item.add_marker(pytest.mark.skip(reason=SKIPPED))


@pytest.fixture(scope="session")
def executable() -> str:
    path = chromium()
    if path is None:
        pytest.fail(SKIPPED)
    return path


@pytest.fixture(scope="session")
def site(executable: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    var = tmp_path_factory.mktemp("site") / "var"
    built(var)
    with serving(var) as running:
        yield running


@pytest.fixture(scope="module")
def browser(executable: str) -> Iterator[Browser]:
    """Open a browser; for a module only, since Django sees its loop while it is open.

    Django refuses database work in a thread in which an event loop runs.
    """
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
