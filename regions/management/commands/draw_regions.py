"""Draw regions and, if wanted, put them in force."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.errors import DomainError
from regions.actions import adopt, draw_plan
from regions.management.progress import Progress


class Command(BaseCommand):
    """`manage.py draw_regions [--regions 125] [--preset balanced] [--seed 1] …`."""

    help = "Draw a region plan from the settlement units and keep it as a draft."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of regions, the preset, the seed, the name and the day."""
        parser.add_argument("--regions", type=int, default=125)
        parser.add_argument(
            "--preset",
            default="balanced",
            help="how municipalities are treated: balanced, whole or even",
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--name", default="")
        parser.add_argument(
            "--adopt-from",
            type=date.fromisoformat,
            metavar="DATE",
            help="put the plan in force from this day on, as in 2026-01-01",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Draw, store and perhaps adopt.

        Raises:
            CommandError: the country cannot be divided so.
        """
        progress = Progress(self.stderr)
        at = timezone.now()
        count = options["regions"]
        name = options["name"] or ngettext(
            "%(count)d region, seed %(seed)d", "%(count)d regions, seed %(seed)d", count
        ) % {"count": count, "seed": options["seed"]}
        try:
            plan = draw_plan(
                regions=count,
                seed=options["seed"],
                preset=options["preset"],
                name=name,
                by=None,
                at=at,
                tell=progress.part,
            )
            if options["adopt_from"]:
                progress.step(_("Checking the plan"))
                adopt(plan, options["adopt_from"], by=None, at=at)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Plan “%(plan)s” stored in %(seconds).1f s.")
            % {"plan": plan, "seconds": progress.seconds}
        )
