"""Import driving times between settlement units from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from regions.management.telling import add_provenance, provenance_of, tell_report
from regions.roads import import_driving_times, told
from regions.tables import content_of


class Command(BaseCommand):
    """`manage.py import_driving_times PATH --source S --as-of D --method M`."""

    help = (
        "Import minutes from unit to unit from a CSV file with the columns a, b and"
        " minutes, and, if wished, source, as_of and method for each row. A pair"
        " counts both ways unless both are given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the path and how the minutes are known."""
        parser.add_argument("path", type=Path)
        add_provenance(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import; a broken file changes nothing and ends with exit code 1."""
        with tell_report(self, dry_run=options["dry_run"]) as answer:
            report = import_driving_times(
                content_of(options["path"]),
                known=provenance_of(options),
                dry_run=options["dry_run"],
                by=None,
                at=timezone.now(),
            )
            answer.sentences = told(report)
