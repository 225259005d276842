"""Whom people turn to in a region, as pages and machines show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Role
from regions.models import Officer, Region
from regions.responsibility import Responsible, responsible_for_regions

if TYPE_CHECKING:
    from regions.coming import Later

COLOURS: Final = 6
"""How many backgrounds there are for initials."""


class ContactRole(StrEnum):
    """In which role somebody answers for a region."""

    OFFICER = "officer"
    DEPUTY = "deputy"
    STATION_HEAD = "station_head"
    PREFECTURE_HEAD = "prefecture_head"


@dataclass(frozen=True, slots=True)
class Contact:
    """A region with whoever answers for it on a day.

    `later` is what changes there when a coming plan begins, None when nothing does.
    """

    responsible: Responsible
    later: Later | None = None

    @property
    def region(self) -> Region:
        """Return the region."""
        return self.responsible.region

    @property
    def officer(self) -> Officer:
        """Return the person to turn to."""
        return self.responsible.officer

    @property
    def role(self) -> ContactRole:
        """Return the role in which the person answers."""
        if self.responsible.role == Role.STATION_HEAD:
            return ContactRole.STATION_HEAD
        if self.responsible.role == Role.PREFECTURE_HEAD:
            return ContactRole.PREFECTURE_HEAD
        return ContactRole.DEPUTY if self.responsible.is_deputy else ContactRole.OFFICER

    @property
    def role_name(self) -> str:
        """Return what the person is to the region, in the reader's language."""
        return {
            ContactRole.OFFICER: _("regional police officer"),
            ContactRole.DEPUTY: _("stands in for the regional police officer"),
            ContactRole.STATION_HEAD: _("head of the police station"),
            ContactRole.PREFECTURE_HEAD: _("head of the prefecture"),
        }[self.role]

    @property
    def rank_and_role(self) -> str:
        """Return rank and role, for the line under the name."""
        return f"{self.officer.get_rank_display()}, {self.role_name}"

    @property
    def until(self) -> date | None:
        """Return the day on which the region's own officer is back, if away."""
        return self.responsible.until

    @property
    def note(self) -> str:
        """Return why this is not the region's own officer; empty when it is."""
        if self.responsible.stands_in_for is None:
            return "" if self.role == ContactRole.OFFICER else _vacant()
        names = {
            "own": self.responsible.stands_in_for.name,
            "contact": self.officer.name,
            "day": date_format(self.until, "DATE_FORMAT") if self.until else "",
        }
        if not self.until:
            return _("%(own)s is away. Until then your contact is %(contact)s.") % names
        return (
            _(
                "%(own)s is away and back on %(day)s."
                " Until then your contact is %(contact)s."
            )
            % names
        )

    @property
    def initials(self) -> str:
        """Return the first letters of the first and the last name."""
        words = self.officer.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def colour(self) -> int:
        """Return which background the initials have, 0 to 5; it stays with a person."""
        return self.officer.pk % COLOURS

    @property
    def photo_url(self) -> str:
        """Return the address of the photo, empty when there is none."""
        return self.officer.photo.url if self.officer.photo else ""

    @property
    def languages(self) -> str:
        """Return the languages the person speaks, named in the reader's language."""
        return ", ".join(self.officer.language_names)


def _vacant() -> str:
    return _(
        "This region has no officer of its own right now. The head answers for it."
    )


def contacts(regions: Iterable[Region], day: date) -> list[Contact]:
    """Return whom to turn to in each region on a day, in the order of `regions`.

    A region that nobody answers for (an unfinished set-up) is left out.
    """
    wanted = list(regions)
    found = responsible_for_regions(wanted, day)
    return [Contact(found[region.pk]) for region in wanted if region.pk in found]
