"""Our drawing beside other libraries' on the same units: `make bench-districting`.

    python -m benchmarks.comparison [--quick] [--limit S] [--only WORD …] [--readme]

Each method draws in a process of its own; all plans are scored by the same code on
the same graph. Prints one Markdown table and keeps all figures in
var/bench/districting/comparison.json. The processes of the other libraries run in
`var/peers`, which knows nothing of the portal. docs/measuring.md says how each is set.
"""

import argparse
import sys

from benchmarks.fields import FOLDER, Field, estonia, invented, write_for_peers
from benchmarks.methods import (
    OTHERS,
    OURS,
    PEERS_PYTHON,
    Contest,
    Method,
    Outcome,
    tried,
)
from benchmarks.report import keep, machine_line, markdown, show
from benchmarks.rows import HEAD, row
from districting.graph import connected_edges

LIMIT_S = 300.0
QUICK_LIMIT_S = 20.0


def main() -> None:
    """Try every method and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.comparison")
    parser.add_argument("--quick", action="store_true", help="a small invented country")
    parser.add_argument("--limit", type=float, help="CPU seconds for each method")
    parser.add_argument("--only", nargs="+", default=[""], help="words in their names")
    parser.add_argument("--readme", action="store_true", help="show it in the README")
    asked = parser.parse_args()
    if not PEERS_PYTHON.exists():
        parser.error("the other libraries are not there: make bench-districting")
    field = invented() if asked.quick else estonia()
    limit = asked.limit or (QUICK_LIMIT_S if asked.quick else LIMIT_S)
    methods = [
        method
        for method in (*OURS, *OTHERS)
        if any(word in method.name for word in asked.only)
    ]
    machine = machine_line()
    outcomes = _compared(methods, field, limit)
    keep(
        FOLDER / "comparison.json",
        {
            "machine": machine.strip(),
            "units": field.name,
            "regions": field.regions,
            "methods": [outcome.as_json() for outcome in outcomes],
        },
    )
    rows = [row(outcome, field.regions) for outcome in outcomes]
    title = f"{field.regions} regions in {field.name}. {machine}"
    text = f"{title}\n{markdown(HEAD, rows)}"
    sys.stdout.write(f"\n{text}")
    if asked.readme:
        show("methods", text)


def _compared(methods: list[Method], field: Field, limit: float) -> list[Outcome]:
    country = field.country()
    contest = Contest(field, country, connected_edges(country))
    folder = FOLDER / "methods"
    write_for_peers(country, contest.edges, folder)
    outcomes = []
    for method in methods:
        outcomes.append(tried(method, contest, folder, seed=1, limit_s=limit))
        done = outcomes[-1]
        sys.stderr.write(f"{done.name}: {done.run.wall_s:.1f} s {done.verdict}\n")
    return outcomes


if __name__ == "__main__":
    main()
