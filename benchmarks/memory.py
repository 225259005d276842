"""Memory of a web process that has shown every kind of page."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.pages import pages
from benchmarks.report import table


def run() -> None:
    """Start the web server as the demonstration does, walk the pages, weigh it."""
    port = _free_port()
    process = subprocess.Popen(  # noqa: S603 -- our own words
        [
            *(sys.executable, "-m", "gunicorn", "policing_portal.wsgi"),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
            *("--workers", "1", "--threads", "4", "--no-control-socket"),
            *("--log-level", "error"),
        ],
        start_new_session=True,
    )
    try:
        _wait_for(port)
        for _ in range(5):
            for page in pages():
                _get(f"http://127.0.0.1:{port}{page.path}")
        sizes = {pid: _resident_mb(pid) for pid in _family(process.pid)}
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    rows = [[f"process {i}", f"{mb:.0f} MB"] for i, mb in enumerate(sizes.values())]
    table(
        "Memory of the web server (aim 200 MB a process)", ["process", "resident"], rows
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _get(address: str) -> None:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 -- our own server
            answer.read()
    except urllib.error.HTTPError:
        pass  # pages that want a sign-in answer with a redirect or a refusal


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def _resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
