"""The command that runs the background work."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from groundwork import schedule
from groundwork.worker import LEASE, Worker


class Command(BaseCommand):
    """Run tasks, the schedule, and the tasks of workers that were killed."""

    help = "Do the background work until told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be chosen."""
        parser.add_argument(
            "--once", action="store_true", help="Do all that is due now, then end."
        )
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            help="Seconds until another worker takes over a killed one's task.",
        )

    def handle(self, *_args: Any, once: bool, lease: float, **_options: Any) -> None:
        """Work."""
        worker = Worker(
            clock=now, entries=schedule.table(), lease=timedelta(seconds=lease)
        )
        with worker.listening():
            if once:
                worker.run_until_idle()
            else:
                worker.run()
