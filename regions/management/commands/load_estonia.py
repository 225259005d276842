"""Load the gazetteer's settlement units into an empty database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from groundwork.errors import WrongStateError
from regions.gazetteer import load, read_gazetteer
from regions.management.progress import Progress


class Command(BaseCommand):
    """`manage.py load_estonia`: units, cells, borders and links; once."""

    help = "Load Estonia's settlement units, with cells drawn from their points."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, unless units are there already: then nothing is touched."""
        progress = Progress(self.stderr)
        try:
            count = load(read_gazetteer(), at=timezone.now(), tell=progress.step)
        except WrongStateError as error:
            self.stdout.write(str(error))
            return
        self.stdout.write(
            _("Settlement units loaded: %(count)d, in %(seconds).1f s.")
            % {"count": count, "seconds": progress.seconds}
        )
