"""What the settings make of the environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "PORTAL_PRODUCTION": "1",
    "PORTAL_URL": "https://portal.example",
    "SECRET_KEY": "k" * 60,
    "PORTAL_SEALING_KEYS": Fernet.generate_key().decode(),
}


def _read(tmp_path: Path, show: str = "''", **given: str) -> tuple[int, str, str]:
    """Return exit code, what was shown of the settings, and the last line of woe."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run = subprocess.run(  # noqa: S603 -- our own words
        [
            sys.executable,
            "-c",
            f"from policing_portal import settings as s; print({show})",
        ],
        cwd=ROOT,
        env=kept | {"PORTAL_VAR": str(tmp_path)} | PRODUCTION | given,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout.strip(), run.stderr.strip().rpartition("\n")[2]


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"PORTAL_DEMO": "1"}, "PORTAL_DEMO"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"PORTAL_PLAIN_HTTP": "1"}, "PORTAL_PLAIN_HTTP"),
        ({"PORTAL_URL": "http://portal.example"}, "PORTAL_URL"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"PORTAL_SEALING_KEYS": ""}, "PORTAL_SEALING_KEYS"),
        ({"PORTAL_SEALING_KEYS": "no-key"}, "PORTAL_SEALING_KEYS"),
    ],
)
def test_production_refuses_to_start_unsafe(
    tmp_path: Path, given: dict[str, str], names: str
) -> None:
    code, _shown, woe = _read(tmp_path, **given)
    assert code != 0
    assert "ImproperlyConfigured" in woe
    assert names in woe


@pytest.mark.no_database
def test_the_policy_names_the_host_of_tiles_not_their_address(tmp_path: Path) -> None:
    code, shown, woe = _read(
        tmp_path,
        "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'][-1]",
        MAP_TILES_URL="https://tiles.example:8443/{z}/{x}/{y}.png",
    )
    assert (code, shown) == (0, "https://tiles.example:8443"), woe
