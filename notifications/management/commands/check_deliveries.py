"""The command for whoever watches over the mail."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from notifications.models import Delivery


class Command(BaseCommand):
    """Say whether notices leave the portal; the exit code is 1 when they do not."""

    help = "Check that no mail is overdue or was given up."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Count, and fail when the count is not nought.

        Raises:
            CommandError: mails are overdue or were given up.
        """
        overdue = Delivery.objects.overdue(now()).count()
        failed = Delivery.objects.failed().count()
        told = f"overdue: {overdue}, given up: {failed}"
        if overdue or failed:
            raise CommandError(told)
        self.stdout.write(told)
