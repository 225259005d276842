"""Where figures come from, of which day they are, and how they were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from groundwork.errors import InvalidInputError
from regions.tables import Row, RowError, date_in

COLUMNS: Final = {
    "source": ("source", "allikas"),
    "as_of": ("as_of", "seisuga"),
    "method": ("method", "meetod"),
}
"""Columns with which a row may tell its own."""
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a figure is known.

    Attributes:
        source: Who gave it.
        as_of: The day it speaks of; None when each row of a file tells its own.
        method: How it was counted or estimated.
        is_invented: Whether it is made up, for trying the portal out.
    """

    source: str = ""
    as_of: date | None = None
    method: str = ""
    is_invented: bool = False

    def require_sound(self, *, until: date) -> None:
        """Refuse what no figure can have.

        Raises:
            InvalidInputError: a text is too long, or the day lies after `until`.
        """
        for field in ("source", "method"):
            if len(getattr(self, field)) > _LONGEST:
                raise InvalidInputError(_too_long(), field=field)
        if self.as_of is not None and self.as_of > until:
            raise InvalidInputError(_("This day lies in the future."), field="as_of")

    def of(self, row: Row, *, until: date) -> Provenance:
        """Return a row's own provenance; what it does not tell is taken from here.

        Raises:
            RowError: something is missing or wrong.
        """
        own = date_in(row["as_of"], until=until) if row["as_of"] else self.as_of
        found = Provenance(
            row["source"] or self.source.strip(),
            own,
            row["method"] or self.method.strip(),
            self.is_invented,
        )
        found.require_whole()
        return found

    def require_whole(self) -> None:
        """Refuse what lacks a source, a day or a method.

        Raises:
            RowError: something is missing, or too long.
        """
        if not (self.source and self.as_of and self.method):
            raise RowError(_("The source, the date or the method is missing."))
        if max(len(self.source), len(self.method)) > _LONGEST:
            raise RowError(_too_long())

    def fields(self) -> dict[str, Any]:
        """Return the values of a `Known` row."""
        return {
            "source": self.source,
            "as_of": self.as_of,
            "method": self.method,
            "is_invented": self.is_invented,
        }


def _too_long() -> str:
    return _("The source and the method have at most %(count)d letters each.") % {
        "count": _LONGEST
    }
