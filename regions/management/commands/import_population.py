"""Import official numbers of inhabitants."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from regions.import_report import told
from regions.management.telling import tell_report
from regions.populating import import_population


class Command(BaseCommand):
    """`manage.py import_population PATH [--dry-run]`."""

    help = "Import inhabitants from a CSV file with the columns code and population."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the path, and whether to look only."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import; a broken file changes nothing and ends with exit code 1."""
        with tell_report(self, dry_run=options["dry_run"]) as answer:
            report = import_population(
                options["path"],
                dry_run=options["dry_run"],
                by=None,
                at=timezone.now(),
            )
            answer.sentences = told(report)
