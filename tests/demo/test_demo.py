"""The invented year, built and served by the real command."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role
from concerns.models import ConcernKind
from concerns.models import Status as ConcernStatus
from meetings.models import MeetingKind
from meetings.models import Status as MeetingStatus
from tests.demo.site import alive, built, family, manage, serving, sign_ins, stop

pytestmark = [pytest.mark.no_database, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year") / "var"
    built(folder)
    return folder


@pytest.fixture
def database(year: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(year / "portal.sqlite3")) as connection:
        yield connection


def _values(database: sqlite3.Connection, query: str) -> set[object]:
    return {row[0] for row in database.execute(query)}


def test_it_refuses_outside_of_demonstrations() -> None:
    with pytest.raises(CommandError, match="PORTAL_DEMO"):
        call_command("demo", no_serve=True)


def test_every_role_is_told_its_sign_in(year: Path) -> None:
    nobody_signs_in_as = {Role.VISITOR, Role.SYSTEM}
    roles = {
        role.name.lower().replace("_", " ") for role in {*Role} - nobody_signs_in_as
    }
    told = (year / "told.txt").read_text(encoding="utf-8")
    assert set(sign_ins(told)) == roles


def test_all_of_estonia_is_there(database: sqlite3.Connection) -> None:
    tables = {
        "regions_settlementunit": 5312,
        "regions_municipality": 79,
        "regions_county": 15,
        "regions_prefecture": 4,
        "regions_commutingcentre": 21,
        "regions_regionversion": 125,
        "regions_posting where ends_on is null": 125,
        "regions_unitload where measure = 'INCIDENTS' and is_invented": 5312,
        "regions_unitload where not is_invented": 0,
        "regions_drivingtime where not is_invented": 0,
    }
    counted = {
        table: _values(database, f"select count(*) from {table}").pop()  # noqa: S608 -- our own words
        for table in tables
    }
    assert counted == tables


@pytest.mark.parametrize(
    ("column", "table", "values"),
    [
        ("status", "concerns_concern", ConcernStatus.values),
        ("kind", "concerns_concern", ConcernKind.values),
        ("kind", "meetings_meeting", MeetingKind.values),
        ("status", "meetings_meeting", MeetingStatus.values),
        ("language", "concerns_concern", ["et", "en", "ru"]),
        ("language", "communities_community", ["et", "ru"]),
    ],
)
def test_every_state_and_kind_occurs(
    column: str, table: str, values: list[str], database: sqlite3.Connection
) -> None:
    found = _values(database, f"select {column} from {table}")  # noqa: S608 -- our own words
    # Nothing leads to these two yet: there are neither polls nor minutes.
    assert found >= set(values) - {MeetingStatus.POLLING, MeetingStatus.MINUTED}


def test_no_promise_was_given_in_the_future(database: sqlite3.Connection) -> None:
    latest = _values(
        database, "select max(received_at) < datetime('now') from concerns_concern"
    )
    assert latest == {1}


def test_building_again_changes_nothing(year: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(year, again)
    before = _dump(again)
    done = manage("demo", "--no-serve", var=again)
    assert done.returncode == 0
    assert done.stdout == (year / "told.txt").read_text(encoding="utf-8")
    assert _dump(again) == before


def _dump(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "portal.sqlite3")) as connection:
        return list(connection.iterdump())


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="sees processes in /proc")
def test_ctrl_c_stops_all_that_it_started(year: Path, tmp_path: Path) -> None:
    var = tmp_path / "served"
    shutil.copytree(year, var)
    with serving(var) as site:
        started = family(site.process.pid)
        assert len(started) >= 3  # the web server, its child and the worker
        stop(site.process)
        assert site.process.returncode == 0
        assert alive(started) == set()


def test_it_says_when_the_port_is_taken(year: Path, tmp_path: Path) -> None:
    var = tmp_path / "served"
    shutil.copytree(year, var)
    with serving(var) as site:
        port = site.url.rpartition(":")[2]
        done = manage("demo", "--port", port, var=tmp_path / "other")
    assert done.returncode == 1
    assert f"Port {port} is in use" in done.stderr
