"""The worker as it is used: processes of their own that are stopped and killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from tests.groundwork import sample_tasks

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0

pytestmark = pytest.mark.django_db(transaction=True)


class Queue:
    """The one row of the queue, as other processes leave it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "portal.sqlite3"

    def open(self) -> dict[str, str]:
        """Make the row visible to other processes; return where they find it."""
        settings = connection.settings_dict
        named = {key: settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST")}
        if connection.vendor == "sqlite":
            named["NAME"] = str(self._file)
            copy = sqlite3.connect(self._file)
            connection.connection.backup(copy)
            copy.close()
        return named

    def status(self) -> str:
        return str(self._value("status"))

    def workers(self) -> list[str]:
        found = self._value("worker_ids")
        return list(json.loads(found) if isinstance(found, str) else found)

    def error(self) -> str:
        return str(self._value("exception_class_path"))

    def _value(self, column: str) -> Any:
        sql = f"SELECT {column} FROM {DBTaskResult._meta.db_table}"  # noqa: S608 -- our own words
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self._file)) as opened:
                return opened.execute(sql).fetchone()[0]
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]


Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path)


@pytest.fixture
def start(queue: Queue, tmp_path: Path) -> Iterator[Start]:
    """Return what starts a worker; none outlives the test."""
    started: list[subprocess.Popen[bytes]] = []
    environment: dict[str, str] = {}

    def begin() -> subprocess.Popen[bytes]:
        if not started:
            environment.update(
                os.environ,
                DJANGO_SETTINGS_MODULE="tests.groundwork.process_settings",
                WORKER_DATABASE=json.dumps(queue.open()),
            )
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--lease", "1"],
            cwd=ROOT,
            env=environment,
            stderr=log,
        )
        log.close()
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def begun(trace: Path, times: int = 1) -> Callable[[], bool]:
    return lambda: trace.exists() and trace.read_text().count("begun") == times


def test_a_killed_workers_task_is_taken_over_by_another(
    queue: Queue, start: Start, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    sample_tasks.leaves_a_trace.enqueue(str(trace), 3)
    first = start()
    wait_for(begun(trace))
    second = start()
    # The first is alive for longer than a lease, and the second has to keep off.
    time.sleep(2)
    assert trace.read_text().count("begun") == 1
    first.send_signal(signal.SIGKILL)
    wait_for(lambda: queue.status() == "SUCCESSFUL")
    assert trace.read_text().splitlines() == [
        f"begun by {first.pid}",
        f"begun by {second.pid}",
        "done",
    ]
    assert len(queue.workers()) == 2


def test_a_worker_told_to_stop_hands_its_task_back_and_ends(
    queue: Queue, start: Start, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    sample_tasks.leaves_a_trace.enqueue(str(trace), 60)
    process = start()
    wait_for(begun(trace))
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert queue.status() == "READY"
    assert queue.workers() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_worker_ends_at_a_signal(
    queue: Queue, start: Start, number: signal.Signals
) -> None:
    sample_tasks.note.enqueue()
    process = start()
    wait_for(lambda: queue.status() == "SUCCESSFUL")
    process.send_signal(number)
    assert process.wait(PATIENCE) == 0


def test_a_task_over_its_time_limit_is_stopped(queue: Queue, start: Start) -> None:
    sample_tasks.takes_too_long.enqueue()
    start()
    wait_for(lambda: queue.status() == "FAILED")
    assert queue.error() == "groundwork.jobs.OutOfTimeError"
