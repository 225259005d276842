"""How the import commands say what they did, or why they did nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regions.import_report import FileRefusedError, Report, told

_MOST: Final = 50  # errors that fit a screen


@dataclass
class Answer:
    """What the import reported."""

    report: Report | None = None


@contextmanager
def tell_report(command: BaseCommand, *, dry_run: bool) -> Iterator[Answer]:
    """Write the report of the import made inside, or the errors of its file.

    Raises:
        CommandError: the file was refused; the errors are on stderr before.
    """
    answer = Answer()
    try:
        yield answer
    except FileRefusedError as error:
        for problem in error.problems[:_MOST]:
            command.stderr.write(problem)
        left = len(error.problems) - _MOST
        if left > 0:
            command.stderr.write(
                ngettext("and %(count)d more", "and %(count)d more", left)
                % {"count": left}
            )
        raise CommandError(str(error)) from error
    if dry_run:
        command.stdout.write(_("This was a trial. Nothing was changed."))
    for sentence in told(answer.report or Report()):
        command.stdout.write(sentence)
