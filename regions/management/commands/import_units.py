"""Import official settlement units with their polygons."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from regions.import_report import told
from regions.importing import import_units
from regions.management.progress import Progress
from regions.management.telling import tell_report


class Command(BaseCommand):
    """`manage.py import_units PATH [--dry-run]`."""

    help = "Import units from a GeoPackage, a zipped Shapefile or a GeoJSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the path, and whether to look only."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import; a broken file changes nothing and ends with exit code 1."""
        progress = Progress(self.stderr)
        with tell_report(self, dry_run=options["dry_run"]) as answer:
            report = import_units(
                options["path"],
                dry_run=options["dry_run"],
                by=None,
                at=timezone.now(),
                tell=progress.step,
            )
            answer.sentences = told(report)
