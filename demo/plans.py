"""A plan in work beside the one in force, drawn and kept once."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.models import User
from demo import asking
from demo.progress import Report
from planning.actions import drawing, making
from planning.drawing import drawn
from regions.models import RegionPlan

BEGUN_BEFORE: Final = timedelta(days=9)
TAKEN_BEFORE: Final = timedelta(days=8, hours=22)
EFFORT: Final = 0.3
"""Quick: the demonstration is being waited for."""


@transaction.atomic
def draft(*, by: User, at: datetime, report: Report) -> None:
    """Begin a plan from the one in force, draw it balanced, take that over."""
    begun, taken = at - BEGUN_BEFORE, at - TAKEN_BEFORE
    in_force = RegionPlan.objects.in_force(at.date()).get()
    made = making.begin(name="Tasakaalus jaotus", copy=in_force, by=by, at=begun)
    making.keep_version(made, reason="Kehtiv jaotus lähtekohana", by=by, at=begun)
    wish = drawing.Wish(region_count=made.region_count, effort=EFFORT)
    run = drawing.begin(drawing.ask(made, wish, by=by, at=begun), at=begun)
    if run is None:
        return
    outcome = drawn(run, lambda done, total, _what: report(done, total))
    ended = begun + timedelta(seconds=outcome.report["seconds"])
    drawing.finish(run, outcome.assignment, outcome.report, at=ended)
    drawing.take_over(run, by=by, at=taken)
    version = making.keep_version(
        made, reason="Joonistatud, enne käsitsi parandamist", by=by, at=taken
    )
    if not version.figures["uncovered"]:
        asking.ask(version, by=by, at=at)
