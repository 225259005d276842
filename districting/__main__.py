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
from districting.drawing import Plan, draw
from districting.errors import DistrictingError
from districting.locks import Locks
from districting.presets import DEFAULT, PRESETS
from districting.reading import Sources, read_country, read_locks
from districting.writing import (
    plan_text,
    report_text,
    require_writable,
    write_together,
)

_ABOUT = """\
Divide settlement units into connected regions of about the same weight, along
municipalities. The plan names the region of every unit, the report how good it is.
All CSV files are UTF-8. When something is wrong with the input, nothing is written
and the command ends with code 2."""

_COLUMNS = """\
columns of the units:
  code, municipality_code, county_code, prefecture, commuting_centre and the weight
  (population); if there is one, community, which is kept whole where it costs
  little; in a CSV of points lat and lon as well.

presets:
  balanced  a few regions inside a county are made of parts of several municipalities
  whole     municipalities are grouped whole, or divided by themselves
  even      more regions mix, counties are crossed inside a prefecture, and the
            largest deviation is made least

locked units:
  Those of one region that weigh at least about half an average region are a
  finished region: it stays exactly so. Fewer are completed by the drawing. A column
  complete (yes or no) says it otherwise. Numbers of locked regions stay."""


def _effort(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f'"{text}" is not a number above 0')
    return value


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number') from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m districting", description="Regions for officers, from files."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser(
        "draw",
        help="divide settlement units into regions",
        description=_ABOUT,
        epilog=_COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_input(one.add_argument_group("what is divided"))
    _add_choices(one.add_argument_group("how"))
    output = one.add_argument_group("what is written")
    output.add_argument(
        "--out", type=Path, required=True, metavar="PLAN.csv", help="code,region"
    )
    output.add_argument(
        "--report", type=Path, metavar="REPORT.json", help="all figures, and the bound"
    )
    return parser


def _add_input(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--units",
        type=Path,
        required=True,
        metavar="FILE",
        help="GeoPackage, GeoJSON or zipped Shapefile of polygons, or a CSV of points",
    )
    group.add_argument(
        "--neighbours",
        type=Path,
        metavar="FILE.csv",
        help="a,b,border_m: who borders whom; needed with a CSV of points",
    )
    group.add_argument(
        "--links",
        type=Path,
        metavar="FILE.csv",
        help="a,b: ferries and bridges that join units",
    )
    group.add_argument(
        "--join-nearest",
        action="store_true",
        help="let the shortest way join pieces of the country that no link joins",
    )
    group.add_argument(
        "--weight",
        default="population",
        metavar="COLUMN",
        help="what regions are balanced on (population)",
    )


def _add_choices(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--regions", type=_whole, required=True, metavar="N", help="how many regions"
    )
    group.add_argument(
        "--preset",
        choices=PRESETS,
        default=DEFAULT,
        help=f"how municipalities are treated ({DEFAULT})",
    )
    group.add_argument(
        "--lock",
        type=Path,
        metavar="FILE.csv",
        help="code,region[,complete]: units that must come into a region, 1 to N",
    )
    group.add_argument(
        "--seed",
        type=_whole,
        default=1,
        metavar="S",
        help="what chance is drawn from; the same seed draws the same plan (1)",
    )
    group.add_argument(
        "--effort",
        type=_effort,
        default=1.0,
        metavar="E",
        help="how long to improve; more is never worse (1)",
    )


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


def _progress(done: int, total: int, message: str) -> None:
    _say(f"{message} ({done}/{total})" if done else message)


def _draw(arguments: argparse.Namespace) -> None:
    start = time.perf_counter()
    outputs = [path for path in (arguments.out, arguments.report) if path]
    require_writable(outputs)
    _say("Reading units")
    sources = Sources(
        units=arguments.units,
        weight=arguments.weight,
        links=arguments.links,
        neighbours=arguments.neighbours,
    )
    country = read_country(sources, _say)
    locks = read_locks(arguments.lock) if arguments.lock else Locks()
    plan = draw(
        country,
        arguments.regions,
        seed=arguments.seed,
        preset=arguments.preset,
        effort=arguments.effort,
        locked=locks.regions,
        complete=locks.complete,
        join_nearest=arguments.join_nearest,
        progress=_progress,
    )
    seconds = round(time.perf_counter() - start, 3)
    report = {
        "regions": arguments.regions,
        "preset": plan.preset,
        "weight": arguments.weight,
        "seed": plan.seed,
        "effort": arguments.effort,
        "seconds": seconds,
        **_report(country, plan),
    }
    texts = [plan_text(plan.regions), report_text(report)]
    write_together(dict(zip(outputs, texts, strict=False)))
    figures = plan.figures
    _say(
        f"{figures.regions} regions in {seconds:.1f} s: mean deviation "
        f"{figures.mean_dev:.1%}, largest {figures.max_dev:.1%}"
    )


def _report(country: Country, plan: Plan) -> dict[str, Any]:
    return {
        "seconds_drawing": plan.seconds,
        "cost": round(plan.cost, 4),
        "figures": {**asdict(plan.figures), "unknown": 0},
        "bound": asdict(plan.bound) if plan.bound else None,
        "forced": asdict(plan.forced) if plan.forced else None,
        "frontier": [asdict(point) for point in plan.frontier],
        "furthest": _furthest(country, plan),
        "locks": asdict(plan.locks) if plan.locks else None,
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
