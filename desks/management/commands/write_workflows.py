"""Write `docs/workflows.md` from the transition tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from desks.workflows import as_markdown


class Command(BaseCommand):
    """`manage.py write_workflows`."""

    help = "Write docs/workflows.md from the transition tables."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the file anew."""
        path = settings.BASE_DIR / "docs" / "workflows.md"
        path.write_text(as_markdown())
        self.stdout.write("docs/workflows.md is written.")
