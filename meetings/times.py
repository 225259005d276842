"""Which times a meeting can have: whole, ahead, apart, and free on both sides."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Community
from groundwork.errors import InvalidInputError
from groundwork.workdays import TALLINN
from meetings import rules
from meetings.models import Meeting
from regions.models import Officer, Posting, Region
from regions.responsibility import Responsible, responsible_for

Span: TypeAlias = tuple[datetime, datetime]
"""From (inclusive) and until (exclusive), both aware."""


class TimeError(InvalidInputError):
    """One of the offered times cannot be; `field` names its place in the form."""

    def __init__(self, message: str, *, number: int = 1) -> None:
        super().__init__(message, field=f"date_{number}")


def exists(moment: datetime) -> bool:
    """Test whether a wall-clock time in Tallinn happens once: not skipped, not twice.

    `moment` carries Tallinn's zone. In spring the clock skips an hour, in autumn one
    hour comes twice.
    """
    return moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset()


def require_offer(times: Sequence[Span], *, at: datetime) -> None:
    """Do nothing when `times` can be offered at `at`.

    Raises:
        TimeError: none or too many, one twice, or one that cannot be.
    """
    if not times:
        raise TimeError(_("Offer at least one time."))
    if len(times) > rules.MOST_TIMES:
        raise TimeError(
            ngettext(
                "Offer at most %(most)d time.",
                "Offer at most %(most)d times.",
                rules.MOST_TIMES,
            )
            % {"most": rules.MOST_TIMES}
        )
    for number, span in enumerate(times, 1):
        require_span(span, at=at, notice=rules.MIN_NOTICE, number=number)
        if span[0] in [start for start, _end in times[: number - 1]]:
            raise TimeError(_("This time is there twice."), number=number)


def require_span(
    span: Span, *, at: datetime, notice: timedelta = timedelta(), number: int = 1
) -> None:
    """Do nothing when a meeting can take place then.

    Raises:
        TimeError: it ends before it starts, is too short or too long, starts sooner
            than `notice` after `at`, or is more than a year ahead.
    """
    start, end = span
    if end <= start:
        raise TimeError(_("The end must be after the start."), number=number)
    if not rules.SHORTEST <= end - start <= rules.LONGEST:
        raise TimeError(
            _("A meeting lasts between 15 minutes and 8 hours."), number=number
        )
    if start <= at:
        raise TimeError(_("This time has passed. Choose a later one."), number=number)
    if start < at + notice:
        raise TimeError(
            ngettext(
                "Choose a time at least %(days)d day ahead: people must hear of it.",
                "Choose a time at least %(days)d days ahead: people must hear of it.",
                notice.days,
            )
            % {"days": notice.days},
            number=number,
        )
    if start > at + rules.MOST_AHEAD:
        raise TimeError(
            _("Choose a time within a year. Is the year right?"), number=number
        )


def require_free(
    community: Community, span: Span, *, but: Meeting | None = None, number: int = 1
) -> None:
    """Do nothing when neither the officer nor the community has a meeting then.

    Raises:
        TimeError: one of them has.
    """
    meetings = Meeting.objects.overlapping(*span)
    if but is not None:
        meetings = meetings.exclude(pk=but.pk)
    if meetings.filter(community=community).exists():
        raise TimeError(
            _("The community already has a meeting at that time."), number=number
        )
    answering = responsible_for(community.unit, span[0])
    if meetings.in_regions(_regions_of(answering, span[0]), span[0]).exists():
        raise TimeError(
            _("The officer already has a meeting at that time."), number=number
        )


def lock_diary(community: Community, start: datetime) -> None:
    """Hold the diary of whoever answers for the community at `start`.

    Two meetings of one officer are settled one after the other, so the second sees
    the first. Call inside a transaction, after the meeting's own row is locked.
    """
    officer = responsible_for(community.unit, start).officer
    Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)


def _regions_of(answering: Responsible, start: datetime) -> QuerySet[Region]:
    day = start.astimezone(TALLINN).date()
    served = Posting.objects.on(day).filter(officer=answering.officer)
    own = Region.objects.filter(pk__in=served.values("region"))
    return own | Region.objects.filter(pk=answering.region.pk)
