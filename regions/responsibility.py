"""Who answers for a place: derived from postings, absences and leaderships, by date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import (
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.expressions import ExpressionWrapper
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.rules import Person
from groundwork.errors import DomainError
from groundwork.workdays import TALLINN
from regions.models import (
    Absence,
    Leadership,
    Officer,
    Posting,
    Region,
    RegionPlan,
    RegionUnit,
    SettlementUnit,
    SpanQuerySet,
    Station,
)


class NobodyResponsibleError(DomainError):
    """No plan is in force, or nobody leads the prefecture: the set-up is unfinished."""


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for a region, and how they come to it.

    `role` is OFFICER for the region's own, OFFICER with `stands_in_for` for a deputy,
    STATION_HEAD or PREFECTURE_HEAD when nobody else is there. `until` is the day the
    region's own officer is back, for a stand-in.
    """

    officer: Officer
    region: Region
    role: Role
    stands_in_for: Officer | None = None
    until: date | None = None

    @property
    def is_deputy(self) -> bool:
        """Test whether this is somebody standing in for an absent officer."""
        return self.stands_in_for is not None


def responsible_for(unit: SettlementUnit, at: datetime) -> Responsible:
    """Return who answers for `unit` at `at`: officer, deputy or head, never nobody.

    At most four queries, five for a unit that no plan knows yet.

    Raises:
        NobodyResponsibleError: no plan is in force, or neither the station nor the
            prefecture has a head.
    """
    day = at.astimezone(TALLINN).date()
    region = region_of(unit, day)
    if region is None:
        raise NobodyResponsibleError(_("No region covers this place yet."))
    return responsible_for_region(region, day)


def own_officer_of(unit: SettlementUnit, at: datetime) -> Responsible | None:
    """Return the officer of a unit's region, in one query.

    None when `responsible_for` has to be asked: the officer is away, the post is
    vacant, or no plan knows the unit.
    """
    day = at.astimezone(TALLINN).date()
    member = RegionUnit.objects.filter(
        unit=unit, plan__in=RegionPlan.objects.in_force(day)
    )
    away = Absence.objects.on(day).filter(officer=OuterRef("officer"))
    posting = (
        Posting.objects.on(day)
        .filter(
            ~Exists(away),
            region__in=member.values("version__region"),
            officer__user__is_active=True,
        )
        .select_related("officer__user", "officer__station", "region__station")
        .first()
    )
    if posting is None:
        return None
    return Responsible(posting.officer, posting.region, Role.OFFICER)


def region_of(unit: SettlementUnit, on: date) -> Region | None:
    """Return the region of a unit on a day, None when no plan was in force.

    A unit that is younger than the plan belongs, until the next plan, to the region
    of its predecessor, one that ended before the plan to that of its successor; where
    these are not known, to the region of the nearest unit.
    """
    members = RegionUnit.objects.filter(
        plan__in=RegionPlan.objects.in_force(on)
    ).select_related("version__region__station__prefecture")
    row = _own_or_kin(members, unit) or _nearest(members, unit)
    return row.version.region if row else None


def _own_or_kin(
    members: QuerySet[RegionUnit], unit: SettlementUnit
) -> RegionUnit | None:
    """Return the row of a unit, in want of it that of its successor or predecessor."""
    kin = [unit.pk, unit.successor_id, unit.predecessor_id]
    rows = {row.unit_id: row for row in members.filter(unit__in=[*filter(None, kin)])}
    return next((rows[pk] for pk in kin if pk in rows), None)


def _nearest(members: QuerySet[RegionUnit], unit: SettlementUnit) -> RegionUnit | None:
    north = F("unit__lat") - unit.lat
    east = (
        F("unit__lon") - unit.lon
    ) * 0.52  # a degree east against one north, at 58.6
    away = ExpressionWrapper(north * north + east * east, output_field=FloatField())
    return members.order_by(away, "pk").first()


def responsible_for_region(region: Region, day: date) -> Responsible:
    """Return who answers for `region` on `day`; at most three queries.

    Raises:
        NobodyResponsibleError: neither the station nor the prefecture has a head.
    """
    found = _Day(day, [region]).answer(region)
    if found is None:
        raise NobodyResponsibleError(_("Nobody leads this prefecture yet."))
    return found


def responsible_for_regions(
    regions: Iterable[Region], day: date
) -> dict[int, Responsible]:
    """Return who answers for each region on `day`, by the region's key.

    At most four queries however many regions there are. A region is left out when
    neither its station nor its prefecture has a head.
    """
    wanted = list(regions)
    known = _Day(day, wanted)
    answers = {region.pk: known.answer(region) for region in wanted}
    return {pk: answer for pk, answer in answers.items() if answer is not None}


class _Day:
    """One day's postings, absences and leaderships, read when first asked for."""

    def __init__(self, day: date, regions: list[Region]) -> None:
        self._day = day
        self._regions = regions

    def answer(self, region: Region) -> Responsible | None:
        """Return who answers for a region."""
        own = self._posted.get(region.pk)
        if own is None:
            return self._head(region, None, None)
        acting = self._acting(own)
        if acting == own:
            return Responsible(own, region, Role.OFFICER)
        until = self._absences[own.pk].ends_on
        if acting is None:
            return self._head(region, own, until)
        return Responsible(acting, region, Role.OFFICER, own, until)

    @cached_property
    def _posted(self) -> dict[int, Officer]:
        rows = (
            Posting.objects.on(self._day)
            .filter(region__in=self._regions, officer__user__is_active=True)
            .select_related("officer__user", "officer__station")
        )
        return {row.region_id: row.officer for row in rows}

    @cached_property
    def _absences(self) -> dict[int, Absence]:
        """Return the absence of each officer who is away; of several the longest."""
        rows = Absence.objects.on(self._day).select_related(
            "deputy__user", "deputy__station"
        )
        return {row.officer_id: row for row in rows.order_by("ends_on", "-pk")}

    def _acting(self, officer: Officer) -> Officer | None:
        """Follow the deputies; None when that leads to nobody, or in a circle."""
        seen: set[int] = set()
        current: Officer | None = officer
        while current is not None and current.pk in self._absences:
            seen.add(current.pk)
            current = self._absences[current.pk].deputy
            if current is None or current.pk in seen or not current.user.is_active:
                return None
        return current

    def _head(
        self, region: Region, stands_in_for: Officer | None, until: date | None
    ) -> Responsible | None:
        heads = self._heads_over(region)
        for head in heads:
            acting = self._acting(head.officer)
            if acting is not None:
                return Responsible(acting, region, _role(head), stands_in_for, until)
        if not heads:
            return None
        # All are away without a deputy: the highest is still reached by telephone.
        last = heads[-1]
        return Responsible(last.officer, region, _role(last), stands_in_for, until)

    def _heads_over(self, region: Region) -> list[Leadership]:
        """Return the head of the station, then the head of the prefecture."""
        prefecture = self._prefectures[region.station_id]
        return [
            *self._heads["station", region.station_id],
            *self._heads["prefecture", prefecture],
        ]

    @cached_property
    def _heads(self) -> Mapping[tuple[str, int], list[Leadership]]:
        rows = (
            Leadership.objects.on(self._day)
            .filter(officer__user__is_active=True)
            .select_related("officer__user", "officer__station")
            .order_by("pk")
        )
        found: dict[tuple[str, int], list[Leadership]] = defaultdict(list)
        for row in rows:
            if row.station_id:
                found["station", row.station_id].append(row)
            else:
                found["prefecture", row.prefecture_id].append(row)
        return found

    @cached_property
    def _prefectures(self) -> dict[int, int]:
        """Return the prefecture of each station; no query when they are loaded."""
        if all(Region.station.is_cached(region) for region in self._regions):
            stations = [region.station for region in self._regions]
            return {station.pk: station.prefecture_id for station in stations}
        wanted = {region.station_id for region in self._regions}
        rows = Station.objects.filter(pk__in=wanted)
        return dict(rows.values_list("pk", "prefecture"))


def _role(head: Leadership) -> Role:
    return Role.STATION_HEAD if head.station_id else Role.PREFECTURE_HEAD


def regions_answered_by(person: Person, day: date) -> QuerySet[Region]:
    """Return the regions `person` polices on `day`; for most people none.

    As their officer, as the head of their station or prefecture, or as a deputy of
    one of these.
    """
    if not isinstance(person, User):
        return Region.objects.none()
    acting_for = Q(officer__user=person) | Q(
        officer__in=_officers_stood_in_for(person, day)
    )
    led = Leadership.objects.on(day).filter(acting_for)
    served = Posting.objects.on(day).filter(acting_for)
    return Region.objects.filter(
        Q(pk__in=served.values("region"))
        | Q(station__in=led.exclude(station=None).values("station"))
        | Q(station__prefecture__in=led.exclude(prefecture=None).values("prefecture"))
    )


def _officers_stood_in_for(user: User, day: date) -> set[int]:
    """Return the keys of officers whose chain of deputies leads to `user` on `day`."""
    rows = list(
        Absence.objects.on(day)
        .filter(deputy__user__is_active=True)
        .order_by("ends_on", "-pk")
        .values_list("officer", "deputy", "deputy__user")
    )
    deputy_of = {officer: deputy for officer, deputy, _user in rows}
    found: set[int] = set()
    frontier = {deputy for _officer, deputy, person in rows if person == user.pk}
    while frontier:
        frontier = {
            absent
            for absent, deputy in deputy_of.items()
            if deputy in frontier and absent not in found
        }
        found |= frontier
    return found


# --- history -----------------------------------------------------------------------


def officer_of(unit: SettlementUnit, on: date) -> Posting | None:
    """Return the posting of whoever was the officer of a place on a day.

    The plan that was in force on that day tells the region. None when the region was
    vacant or there was no plan. Absences do not count: this is who it was, not who
    answered.
    """
    region = region_of(unit, on)
    if region is None:
        return None
    found: Posting | None = postings_of(region).on(on).first()
    return found


def postings_of(region: Region) -> SpanQuerySet:
    """Return everybody who served a region, latest first."""
    found: SpanQuerySet = region.postings.select_related(
        "officer__user", "officer__station"
    ).order_by("-starts_on", "-pk")
    return found


@dataclass(frozen=True, slots=True)
class Service:
    """Who served a place, in which region, from a day to a day (not included)."""

    posting: Posting
    region: Region
    starts_on: date
    ends_on: date | None


def history_of(unit: SettlementUnit) -> list[Service]:
    """Return everybody who served a place, through all plans, earliest first."""
    rows = (
        RegionUnit.objects.filter(unit__code=unit.code)
        .exclude(plan__valid_from=None)
        .select_related("plan", "version__region")
        .order_by("plan__valid_from", "pk")
    )
    found: list[Service] = []
    regions = {row.version.region_id for row in rows}
    postings = Posting.objects.filter(region__in=regions).select_related(
        "officer__user", "officer__station"
    )
    for row in rows:
        own = [p for p in postings if p.region_id == row.version.region_id]
        found += [
            Service(posting, row.version.region, *span)
            for posting in own
            if (span := _common(row.plan, posting)) is not None
        ]
    return sorted(found, key=lambda service: (service.starts_on, service.posting.pk))


def _common(plan: RegionPlan, posting: Posting) -> tuple[date, date | None] | None:
    """Return the days that a plan and a posting share."""
    if plan.valid_from is None:
        return None
    start = max(plan.valid_from, posting.starts_on)
    ends = [end for end in (plan.valid_to, posting.ends_on) if end is not None]
    end = min(ends, default=None)
    return (start, end) if end is None or start < end else None
