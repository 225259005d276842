"""What the worker does for the regions' pages."""

from django.utils.timezone import now

from groundwork.jobs import job
from regions import unit_maps


@job()
def draw_unit_maps() -> int:
    """Draw the maps of units that pages have asked for; return how many."""
    return unit_maps.draw_missing(at=now())
