"""`python -m districting draw`: a plan from files, without the portal."""

import argparse
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from districting.country import Country
from districting.drawing import PRESETS, Plan, draw
from districting.errors import DistrictingError
from districting.reading import Sources, read_country, write_plan, write_report


def _effort(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise ValueError
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m districting")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("draw", help="divide settlement units into regions")
    one.add_argument(
        "--units",
        type=Path,
        required=True,
        help="GeoPackage, GeoJSON or zipped Shapefile of polygons, or a CSV of points",
    )
    one.add_argument("--regions", type=int, required=True, help="how many to draw")
    one.add_argument("--links", type=Path, help="CSV a,b: ferries and bridges")
    one.add_argument("--neighbours", type=Path, help="CSV a,b,border_m for points")
    one.add_argument("--preset", choices=PRESETS, default="whole")
    one.add_argument("--weight", default="population", help="column to balance on")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--effort", type=_effort, default=1.0, help="1 is usual")
    one.add_argument("--out", type=Path, required=True, help="CSV code,region")
    one.add_argument("--report", type=Path, help="JSON with all figures")
    return parser


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


def _progress(done: int, total: int, message: str) -> None:
    _say(f"{message} ({done}/{total})" if done else message)


def _draw(arguments: argparse.Namespace) -> None:
    start = time.perf_counter()
    _say("Reading units")
    country = read_country(
        Sources(
            units=arguments.units,
            weight=arguments.weight,
            links=arguments.links,
            neighbours=arguments.neighbours,
        ),
        _say,
    )
    plan = draw(
        country,
        arguments.regions,
        seed=arguments.seed,
        preset=arguments.preset,
        effort=arguments.effort,
        progress=_progress,
    )
    write_plan(arguments.out, plan.regions)
    seconds = round(time.perf_counter() - start, 3)
    if arguments.report:
        write_report(
            arguments.report,
            _report(country, plan) | {"effort": arguments.effort, "seconds": seconds},
        )
    figures = plan.figures
    _say(
        f"{figures.regions} regions in {seconds:.1f} s: mean deviation "
        f"{figures.mean_dev:.1%}, largest {figures.max_dev:.1%}"
    )


def _report(country: Country, plan: Plan) -> dict[str, Any]:
    return {
        "preset": plan.preset,
        "seed": plan.seed,
        "seconds_drawing": plan.seconds,
        "cost": round(plan.cost, 4),
        "bound": asdict(plan.bound) if plan.bound else None,
        "figures": asdict(plan.figures),
        "furthest": _furthest(country, plan),
        "notes": list(plan.notes),
    }


def _furthest(country: Country, plan: Plan) -> dict[str, Any]:
    """Return the region that is furthest from the average, and what it is made of."""
    loads: dict[int, float] = {}
    held: dict[int, set[str]] = {}
    rows = zip(country.codes, country.weights, country.municipality, strict=True)
    for code, weight, municipality in rows:
        region = plan.regions[code]
        loads[region] = loads.get(region, 0.0) + weight
        held.setdefault(region, set()).add(municipality)
    average = sum(loads.values()) / len(loads)
    worst = max(sorted(loads), key=lambda region: abs(loads[region] - average))
    return {
        "region": worst,
        "weight": loads[worst],
        "deviation": round(loads[worst] / average - 1, 4),
        "municipalities": sorted(held[worst]),
    }


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the plan is written, 2 when the input is wrong."""
    arguments = _parser().parse_args(words)
    try:
        _draw(arguments)
    except DistrictingError as problem:
        _say(f"error: {problem}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
