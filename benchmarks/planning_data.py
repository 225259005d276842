"""What the planner's pages ask of units, roads and loads, on all of Estonia."""

from collections.abc import Callable

from django.utils import timezone

from benchmarks.report import median_ms, table
from regions.driving import Roads, forget, minutes_from
from regions.layers import layers
from regions.models import DrivingTime, SettlementUnit
from regions.workload import PRESETS, measured


def run() -> None:
    """Measure and print the table."""
    today = timezone.localdate()
    units = list(SettlementUnit.objects.existing(today).order_by("code"))
    roads = Roads(today)
    bases = iter(units)

    def afresh() -> None:
        roads.from_unit(next(bases).pk)

    def everything() -> None:
        forget()
        minutes_from(units[0], today)

    works: list[tuple[str, Callable[[], object]]] = [
        ("minutes from another base, roads known", afresh),
        ("minutes from a base asked for before", lambda: minutes_from(units[0], today)),
        ("minutes from a base, roads read anew", everything),
        ("layers of all units", lambda: layers(today)),
        (
            "workload of all units",
            lambda: measured(units, PRESETS["workload"], on=today),
        ),
    ]
    table(
        f"Planner's data: {len(units)} units, {DrivingTime.objects.count()} roads",
        ["what", "median ms"],
        [[name, f"{median_ms(work, times=9):.1f}"] for name, work in works],
    )
