"""How the import commands say what they did, or why they did nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.errors import InvalidInputError
from regions.import_report import FileRefusedError
from regions.provenance import Provenance

_MOST: Final = 50  # errors that fit a screen


@dataclass
class Answer:
    """What the import reported, in sentences."""

    sentences: Sequence[str] = ()


@contextmanager
def tell_report(command: BaseCommand, *, dry_run: bool) -> Iterator[Answer]:
    """Write the report of the import made inside, or the errors of its file.

    Raises:
        CommandError: the file was refused, its errors being on stderr before, or
            something else that was given cannot be taken.
    """
    answer = Answer()
    try:
        yield answer
    except FileRefusedError as error:
        _tell_problems(command, error.problems)
        raise CommandError(str(error)) from error
    except InvalidInputError as error:
        raise CommandError(str(error)) from error
    if dry_run:
        command.stdout.write(_("This was a trial. Nothing was changed."))
    for sentence in answer.sentences:
        command.stdout.write(sentence)


def _tell_problems(command: BaseCommand, problems: Sequence[str]) -> None:
    for problem in problems[:_MOST]:
        command.stderr.write(problem)
    left = len(problems) - _MOST
    if left > 0:
        command.stderr.write(
            ngettext("and %(count)d more", "and %(count)d more", left) % {"count": left}
        )


def add_provenance(parser: CommandParser) -> None:
    """Let a command be told how the figures of its file are known."""
    parser.add_argument("--source", default="")
    parser.add_argument("--as-of", type=date.fromisoformat, default=None)
    parser.add_argument("--method", default="")
    parser.add_argument(
        "--invented", action="store_true", help="The figures are made up for a trial."
    )
    parser.add_argument("--dry-run", action="store_true")


def provenance_of(options: Mapping[str, Any]) -> Provenance:
    """Return how the figures are known, as the command was told."""
    return Provenance(
        source=options["source"],
        as_of=options["as_of"],
        method=options["method"],
        is_invented=options["invented"],
    )
