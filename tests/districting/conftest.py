"""Nothing here asks a database."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time: what is green once stays green until the code changes.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what lies here run once, not on every database."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.no_database)
