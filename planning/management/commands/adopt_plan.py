"""Make a plan ready and put it in force from a day, without worker and pages."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groundwork.errors import DomainError
from groundwork.public_ids import random_code
from planning.actions.adopting import adopt
from planning.actions.making import open_in_workshop
from planning.actions.preparing import prepare
from regions.models import RegionPlan


class Command(BaseCommand):
    """`manage.py adopt_plan PLAN [--from DATE] [--reason WORDS]`."""

    help = "Draw the outlines of a draft and, with a day, put it in force from then."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the plan's public id, the day and the reason."""
        parser.add_argument("plan", help="the plan's id, as in its address")
        parser.add_argument(
            "--from",
            dest="from_date",
            type=date.fromisoformat,
            metavar="DATE",
            help="put the plan in force from this day on, as in 2026-12-07",
        )
        parser.add_argument("--reason", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare and perhaps adopt.

        Raises:
            CommandError: there is no such plan, or it cannot be adopted as it stands.
        """
        at = timezone.now()
        plan = RegionPlan.objects.filter(public_id=options["plan"]).first()
        if plan is None:
            raise CommandError(_("There is no such plan."))
        try:
            draft = open_in_workshop(plan, by=None, at=at)
            draft = prepare(draft, by=None, at=at)
            self.stdout.write(_("The regions have names, stations and outlines."))
            if options["from_date"]:
                adopt(
                    draft,
                    options["from_date"],
                    reason=options["reason"],
                    form_key=random_code(32),
                    by=None,
                    at=at,
                )
                day = date_format(options["from_date"], "DATE_FORMAT")
                self.stdout.write(
                    _("The plan is adopted. First day: %(day)s") % {"day": day}
                )
        except DomainError as error:
            raise CommandError(str(error)) from error
