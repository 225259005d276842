"""Fixtures that more than one package of tests needs."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.browser.chromium import SKIPPED
from tests.world import World, build_world

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that no browser was there; a skip is easily overlooked."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(SKIPPED in str(report.longrepr) for report in skipped):
        terminalreporter.section(SKIPPED, yellow=True, bold=True)
        terminalreporter.line("Install chromium to run them; with CI=true they fail.")


@pytest.fixture(autouse=True)
def _limits_start_afresh() -> Iterator[None]:
    """Rate limits count in the cache; no test inherits another's tries."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _language_is_the_default() -> Iterator[None]:
    """A page leaves its language behind in the thread; no test inherits another's."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptying_passes_the_append_only_rows() -> Iterator[None]:
    """Transactional tests empty every table afterwards, also what is fixed."""
    guards = [
        import_module("audit.migrations.0002_append_only"),
        import_module("planning.migrations.0005_adopted_plans_are_fixed"),
    ]
    flush = BaseDatabaseOperations.execute_sql_flush

    def passing(operations: BaseDatabaseOperations, sql_list: list[str]) -> None:
        vendor = operations.connection.vendor
        flush(
            operations,
            [
                *(line for guard in guards for line in guard.LIFT[vendor]),
                *sql_list,
                *(line for guard in guards for line in guard.LAY[vendor]),
            ],
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", passing)
        yield


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Return the world once for a module; each test (with `db`) undoes what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real Estonian data that lies beside the checkout."""
    if not (SHARED / "data" / "estonia").is_dir():
        pytest.skip("needs the real Estonian data in ../shared, which is not here")
    return SHARED
