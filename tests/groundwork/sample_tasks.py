"""Tasks for the tests of the worker, which other processes find too."""

import os
import time
from datetime import timedelta
from pathlib import Path

from groundwork.errors import DomainError
from groundwork.jobs import Policy, job

CALLS: list[str] = []


@job()
def note(word: str = "noted") -> str:
    CALLS.append(word)
    return word


@job()
def nothing_asked() -> None:
    CALLS.append("nothing asked")


@job(Policy(tries=3, first_wait=timedelta(seconds=10)))
def fails() -> None:
    name = "Mari"
    raise ValueError(f"{name.lower()}@example.ee")


@job()
def breaks_a_rule() -> None:
    raise DomainError("not like that")


@job(Policy(tries=2))
def leaves_a_trace(path: str, seconds: float) -> None:
    """Write who runs this, then take as long as told."""
    with Path(path).open("a") as file:
        file.write(f"begun by {os.getpid()}\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("done\n")


@job(Policy(tries=1, time_limit=timedelta(seconds=0.3)))
def takes_too_long() -> None:
    time.sleep(30)
