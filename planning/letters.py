"""Who is concerned by an adoption, and what each of them is told.

Lines name regions, officers and communities, which are public; of concerns only how
many there are. They are put into words in the recipient's own language.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from communities.models import Community, Spokesperson
from concerns.models import Concern
from groundwork.workdays import TALLINN
from meetings.models import Meeting
from planning.affected import UNIT_CODES, midnight
from planning.shifting import Seat, Shift
from regions.models import Leadership, Officer

MOST_LINES: Final = 12
Sides = tuple[Seat | None, Seat | None]
Line = Callable[[], str]
"""One sentence, put into words when the reader's language is active."""


@dataclass
class Letter:
    """What one person is told; `path` is the page that their notice leads to."""

    user: User
    path: str
    lines: list[Line] = field(default_factory=list)

    def text(self) -> str:
        """Return the lines in the recipient's language."""
        with override(self.user.language):
            words = list(dict.fromkeys(line() for line in self.lines))
            more = len(words) - MOST_LINES
            if more > 0:
                rest = ngettext("and %(count)d more", "and %(count)d more", more)
                words = [*words[:MOST_LINES], rest % {"count": more}]
            return "\n".join(f"- {line}" for line in words)


class Post:
    """Collects the letters of one adoption, one for each person."""

    def __init__(self, shift: Shift, day: date) -> None:
        self._shift = shift
        self._day = day
        self._letters: dict[int, Letter] = {}

    def letters(self) -> list[Letter]:
        """Return everybody's letter, spokespersons first."""
        self._to_spokespersons()
        self._to_senders()
        self._to_officers()
        self._to_heads()
        self._to_sides_of_meetings()
        return list(self._letters.values())

    def _add(self, user: User, path: str, line: Line) -> None:
        if user.is_active:
            letter = self._letters.setdefault(user.pk, Letter(user, path))
            letter.lines.append(line)

    def _to_spokespersons(self) -> None:
        rows = Community.objects.public(midnight(self._day)).for_list()
        moved = {row.pk: row for row in rows if self._shift.is_touched(row.unit.code)}
        terms = Spokesperson.objects.on(self._day).filter(community__in=moved)
        for term in terms.select_related("user").order_by("pk"):
            community = moved[term.community_id]
            line = _until_from(
                community.name, *self._sides(community.unit.code), self._day
            )
            self._add(term.user, community.get_absolute_url(), line)

    def _to_senders(self) -> None:
        rows = Concern.objects.open().exclude(sender=None).order_by()
        counted = rows.values_list("sender", *UNIT_CODES).annotate(n=Count("pk"))
        theirs: dict[int, Counter[tuple[Seat | None, Seat | None]]] = defaultdict(
            Counter
        )
        for sender, own, successor, count in counted:
            code = self._shift.code_for(own, successor)
            if self._shift.changes_officer(code):
                theirs[sender][self._sides(code)] += count
        users = User.objects.in_bulk(theirs)
        for sender in sorted(theirs):
            for sides, count in theirs[sender].items():
                line = _matters(count, *sides, self._day)
                self._add(users[sender], reverse("concerns:list"), line)

    def _to_officers(self) -> None:
        shift, path = self._shift, reverse("desks:desk")
        changed = {seat.officer_pk for seat in self._seats_changed()}
        before = _by_officer(shift.before.values())
        after = _by_officer(shift.after.values())
        for pk in sorted({*before, *after}):
            old, new = before.get(pk), after.get(pk)
            if _same(old, new) and pk not in changed:
                continue
            seat = old or new
            if seat is not None and seat.officer is not None:
                self._add(seat.officer.user, path, _own_region(old, new, self._day))

    def _to_heads(self) -> None:
        stations: Counter[int] = Counter()
        prefectures: Counter[int] = Counter()
        seats = {seat.region.pk: seat for seat in self._seats_changed() if seat.region}
        for seat in seats.values():
            station = seat.region.station if seat.region else None
            if station is not None:
                stations[station.pk] += 1
                prefectures[station.prefecture_id] += 1
        rows = Leadership.objects.on(self._day).select_related("officer__user")
        for head in rows.order_by("pk"):
            count = stations[head.station_id] + prefectures[head.prefecture_id]
            if count:
                path = reverse("desks:desk")
                self._add(head.officer.user, path, _led(count, self._day))

    def _to_sides_of_meetings(self) -> None:
        rows = Meeting.objects.upcoming(midnight(self._day)).with_place()
        for meeting in rows.select_related("requested_by"):
            code = meeting.community.unit.code
            if not self._shift.changes_officer(code):
                continue
            sides = self._sides(code)
            people = [s.officer.user for s in sides if s and s.officer]
            line = _meeting(meeting, sides[1])
            for user in [meeting.requested_by, *people]:
                self._add(user, meeting.get_absolute_url(), line)

    def _sides(self, code: str) -> Sides:
        return self._shift.before.get(code), self._shift.after.get(code)

    def _seats_changed(self) -> Iterator[Seat]:
        yield from self._shift.gone
        yield from self._shift.new
        for border in self._shift.redrawn:
            yield border.seat


def _by_officer(seats: Iterable[Seat]) -> dict[int, Seat]:
    return {seat.officer_pk: seat for seat in seats if seat.officer_pk is not None}


def _same(one: Seat | None, other: Seat | None) -> bool:
    return bool(one and other and one.region == other.region)


# --- sentences ---------------------------------------------------------------------


def _days(day: date) -> dict[str, str]:
    last = day - timedelta(days=1)
    return {
        "last": date_format(last, "DATE_FORMAT"),
        "day": date_format(day, "DATE_FORMAT"),
    }


def _named(seat: Seat | None) -> str:
    if seat is None:
        return _("no region")
    return _("%(region)s (%(officer)s)") % {
        "region": seat.label,
        "officer": _officer_named(seat.officer),
    }


def _officer_named(officer: Officer | None) -> str:
    return officer.name if officer else _("no officer yet, the head answers")


def _until_from(about: str, before: Seat | None, after: Seat | None, day: date) -> Line:
    return lambda: (
        _("%(about)s. Until %(last)s: %(before)s. From %(day)s: %(after)s.")
        % {
            "about": about,
            "before": _named(before),
            "after": _named(after),
            **_days(day),
        }
    )


def _matters(count: int, before: Seat | None, after: Seat | None, day: date) -> Line:
    def line() -> str:
        about = ngettext("Your open matter", "Your open matters: %(count)d", count)
        return _until_from(about % {"count": count}, before, after, day)()

    return line


def _own_region(before: Seat | None, after: Seat | None, day: date) -> Line:
    def line() -> str:
        words = {
            "before": before.label if before else "",
            "after": after.label if after else "",
            **_days(day),
        }
        if after is None:
            return (
                _(
                    "Your region %(before)s leaves the map: its last day is %(last)s."
                    " You have no region after that yet."
                )
                % words
            )
        if before is None:
            return _("Your region from %(day)s: %(after)s.") % words
        if _same(before, after):
            return _("Your region %(after)s has other borders from %(day)s.") % words
        return (
            _("Your region until %(last)s: %(before)s. From %(day)s: %(after)s.")
            % words
        )

    return line


def _led(count: int, day: date) -> Line:
    return lambda: (
        ngettext(
            "%(count)d region that you lead changes on %(day)s.",
            "%(count)d regions that you lead change on %(day)s.",
            count,
        )
        % {"count": count, "day": date_format(day, "DATE_FORMAT")}
    )


def _meeting(meeting: Meeting, after: Seat | None) -> Line:
    def line() -> str:
        starts = meeting.starts_at.astimezone(TALLINN) if meeting.starts_at else None
        return _("Meeting of %(community)s on %(day)s: the officer is %(after)s.") % {
            "community": meeting.community.name,
            "day": date_format(starts, "DATE_FORMAT") if starts else "",
            "after": _named(after),
        }

    return line
