"""Ways to draw regions: ours and those of other libraries, each in its own process."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.fields import Field
from benchmarks.processes import Run, measured
from benchmarks.report import ROOT
from districting import PRESETS, score
from districting.country import Country, Edges
from districting.scoring import Figures

PEERS_PYTHON: Final = ROOT / "var" / "peers" / "bin" / "python"


@dataclass(frozen=True)
class Method:
    """One row of the table.

    Attributes:
        name: What readers call it, with its settings.
        peer: Its function in `benchmarks.peers`; empty when it is ours.
        preset: Our preset; empty for the usual one.
    """

    name: str
    peer: str = ""
    preset: str = ""

    def words(self, field: Field, folder: Path, seed: int) -> Sequence[str]:
        """Return the command that writes plan.csv into a folder."""
        if self.peer:
            numbers = (str(field.regions), str(seed))
            python = str(PEERS_PYTHON)
            return [
                *(python, "-m", "benchmarks.peers", self.peer, str(folder)),
                *numbers,
            ]
        preset = ("--preset", self.preset) if self.preset else ()
        return [
            *(sys.executable, "-m", "districting", "draw", *field.words(), *preset),
            *("--seed", str(seed), "--out", str(folder / "plan.csv")),
            *("--report", str(folder / "report.json")),
        ]


OURS: Final = tuple(Method(f"ours, {preset}", preset=preset) for preset in PRESETS)
OTHERS: Final = (
    Method("METIS (pymetis), best of 10 seeds", "metis.plain"),
    Method("METIS, municipality-weighted, best of 10", "metis.by_municipality"),
    Method("ReCom (GerryChain), 40 steps a region", "recom.plain"),
    Method("ReCom, municipality-aware, 40 steps a region", "recom.by_municipality"),
    Method("SKATER (pygeoda)", "geoda.skater"),
    Method("REDCAP (pygeoda)", "geoda.redcap"),
    Method("MaxP (spopt), reduced effort", "maxp.reduced"),
    Method("MaxP (spopt), default effort", "maxp.default"),
)


@dataclass(frozen=True)
class Outcome:
    """What came of a method.

    Attributes:
        name: The method's name.
        seed: What chance was drawn from.
        run: What its process took.
        figures: How good its plan is; None when it drew none.
    """

    name: str
    seed: int
    run: Run
    figures: Figures | None

    @property
    def verdict(self) -> str:
        """Say why there are no figures; empty when there are."""
        if self.figures is not None:
            return ""
        if self.run.limit:
            return f"did not end in {self.run.limit}"
        last = self.run.said.splitlines()[-1:] or [f"code {self.run.code}"]
        return f"failed ({last[0]})"

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self) | {"verdict": self.verdict}


@dataclass(frozen=True)
class Contest:
    """A field that was read: the same units and graph score every plan."""

    field: Field
    country: Country
    edges: Edges


def tried(
    method: Method, contest: Contest, folder: Path, *, seed: int, limit_s: float
) -> Outcome:
    """Draw with a method in a process of its own and score its plan."""
    plan = folder / "plan.csv"
    plan.unlink(missing_ok=True)
    run = measured(
        method.words(contest.field, folder, seed),
        limit_s=limit_s,
        folder=ROOT,
        extra={"PYTHONWARNINGS": "ignore"},
    )
    figures = None
    if run.ended:
        figures = score(contest.country, read_plan(plan), contest.edges)
    return Outcome(method.name, seed, run, figures)


def read_plan(path: Path) -> dict[str, int]:
    """Return the region of each code of a plan; their names become numbers."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [(row["code"], row["region"]) for row in csv.DictReader(file)]
    numbers = {name: k for k, name in enumerate(sorted({r for _, r in rows}), start=1)}
    return {code: numbers[name] for code, name in rows}
