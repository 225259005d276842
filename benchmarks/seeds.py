"""How much our plans depend on chance: `make bench-seeds`.

    python -m benchmarks.seeds [--quick] [--seeds 10] [--readme]

Draws with each preset and each seed in a process of its own, and prints one Markdown
table of medians and spreads; var/bench/districting/seeds.json keeps each run.
"""

import argparse
import sys

from benchmarks.fields import FOLDER, estonia, invented
from benchmarks.methods import OURS, Contest, tried
from benchmarks.report import keep, machine_line, markdown, show
from benchmarks.rows import HEAD, spread
from districting.graph import connected_edges

LIMIT_S = 120.0


def main() -> None:
    """Draw with every preset and seed and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seeds")
    parser.add_argument("--quick", action="store_true", help="a small invented country")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--readme", action="store_true", help="show it in the README")
    asked = parser.parse_args()
    field = invented() if asked.quick else estonia()
    machine = machine_line()
    country = field.country()
    contest = Contest(field, country, connected_edges(country))
    folder = FOLDER / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    kept, rows = [], []
    for method in OURS:
        outcomes = [
            tried(method, contest, folder, seed=seed, limit_s=LIMIT_S)
            for seed in range(1, asked.seeds + 1)
        ]
        kept += [outcome.as_json() for outcome in outcomes]
        rows.append(spread(outcomes))
        sys.stderr.write(f"{method.name}: done\n")
    keep(FOLDER / "seeds.json", {"machine": machine.strip(), "runs": kept})
    text = (
        f"{field.regions} regions in {field.name}, seeds 1 to {asked.seeds}: "
        f"median (least to most). {machine}\n{markdown(HEAD, rows)}"
    )
    sys.stdout.write(f"\n{text}")
    if asked.readme:
        show("seeds", text)


if __name__ == "__main__":
    main()
