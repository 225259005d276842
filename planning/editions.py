"""A plan at a moment: a draft as it stands, a kept version, or a plan on the map.

Whoever reads, compares or comments on a plan gets it as an edition. Versions and
adopted plans never change, so a process keeps the last few.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock as ThreadLock
from typing import Any, Final

from django.utils.translation import gettext as _

from districting.tally import Tally
from planning.actions.making import content_of, units_day
from planning.actions.standing import regions_of
from planning.models import Consultation, Draft, DraftVersion
from planning.terrain import Terrain, UnitFact, terrain
from planning.workbench import bench_of, tally_of
from regions.models import PlanStatus, RegionPart, RegionPlan

_KEPT: Final = 6
"""Editions that a process remembers; one is about 3 MB."""
KEY_DOT: Final = "."
"""Stands between a plan's id and a version's number in an edition's key."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region of an edition; `region` is the key of the one on the map, if any."""

    number: int
    region: int | None
    name: str
    part: str

    @property
    def label(self) -> str:
        """Return its name, with the part of the town in the reader's language."""
        if not self.part:
            return self.name
        return _("%(place)s, %(part)s") % {
            "place": self.name,
            "part": RegionPart(self.part).label,
        }


@dataclass(frozen=True, eq=False)
class Edition:
    """A plan at a moment.

    Attributes:
        key: What an address calls it: the plan's id, and the version after a dot.
        plan: The plan.
        version: The version's number, None for the plan itself.
        terrain: The units of its day.
        tally: Where each unit goes, and the figures.
        rows: The regions by their numbers.
    """

    key: str
    plan: RegionPlan
    version: int | None
    terrain: Terrain
    tally: Tally
    rows: Mapping[int, RegionRow]

    @property
    def name(self) -> str:
        """Return what a reader calls it."""
        if self.version is None:
            return self.plan.name
        return _("%(plan)s, version %(number)d") % {
            "plan": self.plan.name,
            "number": self.version,
        }

    def region_of(self, code: str) -> int:
        """Return the region number of a unit, 0 for none or for an unknown unit."""
        place = self.terrain.place.get(code)
        return 0 if place is None else self.tally.region_of[place]

    def unit(self, code: str) -> UnitFact | None:
        """Return a unit of its day, None when there is none."""
        place = self.terrain.place.get(code)
        return None if place is None else self.terrain.units[place]

    def label(self, number: int) -> str:
        """Return what a region is called; that there is none for 0."""
        row = self.rows.get(number)
        return row.label if row else _("no region")

    def units(self, number: int) -> list[UnitFact]:
        """Return the units of a region by municipality and name."""
        units = self.terrain.units
        found = [units[k] for k in self.tally.units(number)]
        return sorted(found, key=lambda unit: (unit.municipality, unit.name, unit.code))

    @cached_property
    def people(self) -> Mapping[int, int]:
        """The inhabitants of each region by its number, 0 for the gaps."""
        people = dict.fromkeys([0, *self.rows], 0)
        for unit, number in zip(self.terrain.units, self.tally.region_of, strict=True):
            people[number] = people.get(number, 0) + unit.population
        return people

    @cached_property
    def unit_counts(self) -> Mapping[int, int]:
        """The number of units of each region by its number, 0 for the gaps."""
        counts = dict.fromkeys([0, *self.rows], 0)
        for number in self.tally.region_of:
            counts[number] = counts.get(number, 0) + 1
        return counts

    @cached_property
    def neighbours(self) -> Mapping[int, Sequence[int]]:
        """The regions that each one touches, by water links too."""
        near: dict[int, set[int]] = {number: set() for number in self.rows}
        region_of = self.tally.region_of
        for a, b in self.terrain.ground.edges:
            one, other = region_of[a], region_of[b]
            if one and other and one != other:
                near[one].add(other)
                near[other].add(one)
        return {number: sorted(others) for number, others in near.items()}

    def touch(self, one: int, other: int) -> bool:
        """Test whether two regions have a common border."""
        return other in self.neighbours.get(one, ())


def edition_of_draft(draft: Draft) -> Edition:
    """Return a draft as it stands; `draft` may come without what it holds."""
    bench = bench_of(draft)
    return Edition(
        draft.plan.public_id,
        draft.plan,
        None,
        bench.terrain,
        bench.tally,
        _rows(regions_of(draft)),
    )


def edition_of_version(version: DraftVersion) -> Edition:
    """Return a kept version; `version` may come without what it holds."""
    plan = version.draft.plan
    return _kept(
        f"version {version.pk} of {plan.name}",
        terrain(version.units_on),
        lambda ground: Edition(
            f"{plan.public_id}{KEY_DOT}{version.number}",
            plan,
            version.number,
            ground,
            tally_of(ground, version.assignment, len(version.regions)),
            _rows(version.regions),
        ),
    )


def edition_of_consultation(consultation: Consultation) -> Edition:
    """Return the version that a consultation published."""
    version = consultation.version
    version.draft = consultation.draft  # so that it is not asked for again
    return edition_of_version(version)


def edition_of_plan(plan: RegionPlan) -> Edition:
    """Return a plan: its draft as it stands, else its regions on the map."""
    draft = Draft.objects.filter(plan=plan).defer("assignment").first()
    if draft is not None:
        draft.plan = plan
        return edition_of_draft(draft)
    ground = terrain(units_day(plan, plan.created_at))
    if plan.status == PlanStatus.DRAFT:
        return _of_map(plan, ground)
    name = f"plan {plan.pk}, {plan.name}"
    return _kept(name, ground, lambda ground: _of_map(plan, ground))


def edition_called(key: str) -> Edition | None:
    """Return what an edition's key names, None when there is nothing (any more)."""
    public_id, _dot, number = key.partition(KEY_DOT)
    if number:
        version = (
            DraftVersion.objects.for_list()
            .select_related("draft__plan")
            .defer("draft__assignment", "assignment", "regions")
            .filter(draft__plan__public_id=public_id, number=int(number))
            .first()
        )
        return edition_of_version(version) if version else None
    plan = RegionPlan.objects.filter(public_id=public_id).first()
    return edition_of_plan(plan) if plan else None


def _of_map(plan: RegionPlan, ground: Terrain) -> Edition:
    content = content_of(plan)
    tally = tally_of(ground, content.assignment, len(content.regions))
    return Edition(plan.public_id, plan, None, ground, tally, _rows(content.regions))


def _rows(regions: Iterable[Mapping[str, Any]]) -> dict[int, RegionRow]:
    return {
        row["number"]: RegionRow(row["number"], row["region"], row["name"], row["part"])
        for row in regions
    }


_editions: OrderedDict[str, Edition] = OrderedDict()
_guard = ThreadLock()


def forget() -> None:
    """Drop every edition of this process."""
    with _guard:
        _editions.clear()


def _kept(name: str, ground: Terrain, make: Callable[[Terrain], Edition]) -> Edition:
    with _guard:
        known = _editions.get(name)
    if known is None or known.terrain is not ground:
        known = make(ground)
    with _guard:
        _editions[name] = known
        _editions.move_to_end(name)
        while len(_editions) > _KEPT:
            _editions.popitem(last=False)
    return known
