"""Draw with one library: see the package."""

import importlib
import sys
from pathlib import Path

from benchmarks.peers.files import Task, read_units, write_rows


def main(method: str, folder: Path, regions: int, seed: int) -> None:
    """Read the units, draw, write plan.csv.

    Args:
        method: Module and function, as in "metis.plain".
        folder: Holds units.csv and edges.csv.
        regions: How many regions.
        seed: What chance is drawn from.
    """
    module, name = method.split(".")
    units = read_units(folder)
    draw = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)
    plan = draw(Task(units, regions, seed, folder))
    write_rows(
        folder / "plan.csv", ("code", "region"), zip(units.codes, plan, strict=True)
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
