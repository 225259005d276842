"""Running the web server and the worker together, and stopping them together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final

STOP_WITHIN: Final = 8.0
"""Seconds that a process may take to end by itself."""


def port_is_free(port: int) -> bool:
    """Test whether nobody listens on the port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def serve(port: int) -> int:
    """Serve on 127.0.0.1 until Ctrl-C or until a part ends; return the exit code."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    # Links in letters and calendar files must lead to the port that was chosen.
    os.environ.setdefault("PORTAL_URL", f"http://127.0.0.1:{port}")
    children = [_start(_web(port)), _start([sys.executable, "manage.py", "worker"])]
    try:
        while not stopping and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        codes = _stop(children)
    if not stopping:
        sys.stderr.write(f"A part ended by itself (exit codes {codes}).\n")
        return 1
    return 0


def _web(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "policing_portal.wsgi"),
        *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", "1", "--threads", "4", "--no-control-socket"),
        *("--log-level", "warning"),
    ]


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches only us, and we stop both in order.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 -- our own words


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> list[int | None]:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return [child.returncode for child in children]
