"""Prepare the demonstration where it is not ready yet, then serve it."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo import building, serving
from demo.progress import told
from demo.signins import sign_ins


class Command(BaseCommand):
    """`make demo` runs this."""

    help = "Invent a year of life in all of Estonia, once, and serve it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what can be chosen."""
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument(
            "--no-serve", action="store_true", help="prepare the data and stop"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Refuse outside of demonstrations; build what is missing; serve."""
        if not settings.DEMO:
            raise CommandError("Set PORTAL_DEMO=1: this invents people and concerns.")
        serve = not options["no_serve"]
        port = int(options["port"])
        if serve and not serving.port_is_free(port):
            raise CommandError(
                f"Port {port} is in use. Stop what is there, or: make demo PORT=8001"
            )
        try:
            self._prepare()
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped. The next start goes on after the last part that was done."
            ) from None
        self.stdout.write(self._welcome(port))
        self.stdout.flush()
        if serve:
            raise SystemExit(serving.serve(port))

    def _prepare(self) -> None:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        with told("Database tables"):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
        building.build(at=timezone.now())

    def _welcome(self, port: int) -> str:
        rows = "\n".join(
            f"  {row.role:<18} {row.email:<46} {row.password}"
            for row in sign_ins(at=timezone.now())
        )
        return (
            f"\nThe portal is at http://127.0.0.1:{port}/   (Ctrl-C stops it)\n\n"
            f"Sign in as (all of them are invented):\n{rows}\n"
        )
