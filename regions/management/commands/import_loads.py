"""Import one measure of settlement units from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from regions.loads import import_loads, told
from regions.management.telling import add_provenance, provenance_of, tell_report
from regions.models import Measure
from regions.tables import content_of


class Command(BaseCommand):
    """`manage.py import_loads PATH --measure M --source S --as-of D --method M`."""

    help = (
        "Import loads of units from a CSV file with the columns code and value, and,"
        " if wished, source, as_of and method for each row."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the path, what the values are and how they are known."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--measure", choices=Measure.values, required=True)
        add_provenance(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import; a broken file changes nothing and ends with exit code 1."""
        with tell_report(self, dry_run=options["dry_run"]) as answer:
            report = import_loads(
                content_of(options["path"]),
                measure=Measure(options["measure"]),
                known=provenance_of(options),
                dry_run=options["dry_run"],
                by=None,
                at=timezone.now(),
            )
            answer.sentences = told(report)
