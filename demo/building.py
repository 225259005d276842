"""Building the invented year, stage by stage; a stage that is there already is left."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from communities.models import Community
from concerns.models import Concern
from demo import communities, country, lives, loads, officers, plans
from demo.progress import Report, told
from planning.models import Draft
from regions.models import Officer, RegionPlan, SettlementUnit, UnitLoad

SEED = 2026
"""Of everything that is left to chance here."""


def build(*, at: datetime) -> None:
    """Bring an empty database to the morning of `at`, or finish what was begun.

    Each stage is one transaction, so a stop in the middle leaves whole stages only.
    """
    for is_there, what, stage in _stages(at):
        if not is_there.exists():
            with told(what) as report:
                stage(report)


Stage = tuple[QuerySet[Any], str, Callable[[Report], None]]


def _stages(at: datetime) -> Iterator[Stage]:
    """Yield what shows that a stage is done, what it is called, and what does it."""
    yield (
        SettlementUnit.objects.all(),
        "Settlement units of Estonia",
        lambda report: country.load(at=at, report=report),
    )
    yield (
        User.objects.all(),
        "People at headquarters",
        lambda _report: officers.fill_offices(at=at),
    )
    yield (
        RegionPlan.objects.all(),
        "Drawing 125 regions",
        lambda report: country.draw(
            by=officers.planner(), seed=1, at=at, report=report
        ),
    )
    yield (
        UnitLoad.objects.all(),
        "Inventing loads and roads",
        lambda _report: loads.invent(by=officers.planner(), seed=SEED, at=at),
    )
    yield (
        Draft.objects.all(),
        "A plan in work",
        lambda report: plans.draft(by=officers.planner(), at=at, report=report),
    )
    yield (
        Officer.objects.all(),
        "Posting 125 invented officers",
        lambda report: officers.post_all(seed=SEED, at=at, report=report),
    )
    yield (
        Community.objects.all(),
        "Founding invented communities",
        lambda report: communities.found_all(seed=SEED, at=at, report=report),
    )
    yield (
        Concern.objects.all(),
        "Twelve invented months",
        lambda report: lives.live(seed=SEED, until=at, report=report),
    )
