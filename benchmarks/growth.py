"""How drawing grows with the country: invented countries of four sizes."""

import json
import sys
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.fields import FOLDER, invented
from benchmarks.methods import Method
from benchmarks.processes import Run, measured
from benchmarks.report import ROOT, calibration_ms, table

LIMIT_S: Final = 600.0


@dataclass(frozen=True)
class Size:
    """A country and what drawing it may take; 0 for no aim."""

    units: int
    regions: int
    aim_s: float = 0.0
    aim_mb: float = 0.0


SIZES: Final = (
    Size(1300, 33),
    Size(5300, 125),
    Size(20_000, 500, aim_s=20.0),
    Size(100_000, 2500, aim_s=120.0, aim_mb=1024.0),
)

HEAD: Final = (
    "units",
    "regions",
    "seconds",
    "aim",
    "CPU s",
    "ratio to loop",
    "MB",
    "aim",
    "mean dev",
    "max dev",
    "loose",
)


def run() -> None:
    """Draw each country with the usual preset in a process of its own; print all."""
    loop = calibration_ms()
    table(
        "Drawing regions in invented countries (whole process, reading included)",
        HEAD,
        [_measured(size, loop) for size in SIZES],
    )


def _measured(size: Size, loop: float) -> list[str]:
    folder = FOLDER / "growth"
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    field = invented(size.units, size.regions)
    words = Method("ours").words(field, folder, seed=1)
    run = measured(words, limit_s=LIMIT_S, folder=ROOT)
    if not run.ended:
        sys.stderr.write(f"{size.units} units: no plan. {run.said}\n")
    figures = json.loads(report.read_text())["figures"] if run.ended else {}
    return [*_took(size, run, loop), *_drew(figures)]


def _took(size: Size, run: Run, loop: float) -> list[str]:
    return [
        f"{size.units:,}",
        f"{size.regions:,}",
        f"{run.wall_s:.1f}",
        f"{size.aim_s:.0f}" if size.aim_s else "",
        f"{run.cpu_s:.1f}",
        f"{run.cpu_s * 1000 / loop:.0f}",
        f"{run.memory_mb:.0f}",
        f"{size.aim_mb:.0f}" if size.aim_mb else "",
    ]


def _drew(figures: dict[str, Any]) -> list[str]:
    if not figures:
        return ["none", "", ""]
    return [
        f"{figures['mean_dev']:.1%}",
        f"{figures['max_dev']:.1%}",
        str(figures["loose"]),
    ]
