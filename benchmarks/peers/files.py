"""What every library is given, and what it must answer."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Units:
    """Settlement units and the one connected graph that all methods are given.

    Attributes:
        codes: One a unit.
        weights: Inhabitants.
        municipality: Code of each unit's municipality.
        county: Code of each unit's county.
        x: Metres east.
        y: Metres north.
        edges: Neighbours and links (i, j, metres of common border).
    """

    codes: list[str]
    weights: list[int]
    municipality: list[str]
    county: list[str]
    x: list[float]
    y: list[float]
    edges: list[tuple[int, int, float]]

    def near(self) -> list[list[int]]:
        """Return each unit's neighbours, in order."""
        rows: list[list[int]] = [[] for _ in self.codes]
        for a, b, _ in self.edges:
            rows[a].append(b)
            rows[b].append(a)
        return [sorted(row) for row in rows]


@dataclass(frozen=True)
class Task:
    """What to draw.

    Attributes:
        units: Units and graph.
        regions: How many regions.
        seed: What chance is drawn from.
        folder: Where files may be written.
    """

    units: Units
    regions: int
    seed: int
    folder: Path


def read_units(folder: Path) -> Units:
    """Read units.csv and edges.csv."""
    rows = _rows(folder / "units.csv")
    return Units(
        codes=[row["code"] for row in rows],
        weights=[int(row["weight"]) for row in rows],
        municipality=[row["municipality"] for row in rows],
        county=[row["county"] for row in rows],
        x=[float(row["x"]) for row in rows],
        y=[float(row["y"]) for row in rows],
        edges=[
            (int(row["a"]), int(row["b"]), float(row["border_m"]))
            for row in _rows(folder / "edges.csv")
        ],
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(
    path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def largest_deviation(task: Task, plan: Sequence[int]) -> float:
    """Return the largest |weight / average - 1| of a region."""
    loads: dict[int, int] = defaultdict(int)
    for weight, region in zip(task.units.weights, plan, strict=True):
        loads[region] += weight
    average = sum(task.units.weights) / len(loads)
    return max(abs(load / average - 1) for load in loads.values())
