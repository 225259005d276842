"""Printing tables, and a calibration loop that tells how fast the machine is now."""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_TURNS = 200_000


def calibration_ms() -> float:
    """Return how long a fixed loop of plain Python takes now, in milliseconds."""

    def loop() -> None:
        total = 0
        for number in range(_TURNS):
            total += number % 7

    return statistics.median(_timed(loop) for _ in range(7))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def median_ms(work: Callable[[], object], *, times: int = 25, warm: int = 3) -> float:
    """Return the median of several runs in milliseconds, the first ones left out."""
    for _ in range(warm):
        work()
    return statistics.median(_timed(work) for _ in range(times))


def machine_line() -> str:
    """Return what the figures were measured on."""
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"calibration loop {calibration_ms():.1f} ms\n"
    )


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table with its columns lined up."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [f"\n{title}", *(_line(row, widths) for row in [head, *rows])]
    lines.insert(2, "  ".join("-" * width for width in widths))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, all columns but the first to the right."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *rows))


def show(name: str, text: str, page: Path = ROOT / "README.md") -> None:
    """Put text between a page's marks `<!-- name -->` and `<!-- end of name -->`.

    Raises:
        ValueError: The page has no such marks.
    """
    start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, found, rest = page.read_text(encoding="utf-8").partition(start)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{page.name} has no place for {name}.")
    page.write_text(f"{before}{start}{text}{end}{after}", encoding="utf-8")


def keep(path: Path, facts: object) -> None:
    """Write figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if i == 0 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *rest])
