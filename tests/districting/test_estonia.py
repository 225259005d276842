import csv
import json
from pathlib import Path
from typing import Any

import pytest

from districting.__main__ import main
from tests.districting.countries import ESTONIA

pytestmark = pytest.mark.skipif(
    not (ESTONIA / "units.gpkg").is_file(),
    reason="The official polygons of Estonia are not beside the project.",
)


def draw_estonia(folder: Path, preset: str) -> dict[str, Any]:
    """Draw 125 regions from the official polygons; return the report."""
    plan, report = folder / "plan.csv", folder / "report.json"
    code = main(
        [
            "draw",
            *("--units", str(ESTONIA / "units.gpkg")),
            *("--links", str(ESTONIA / "links.csv")),
            *("--regions", "125", "--preset", preset),
            *("--out", str(plan), "--report", str(report)),
        ]
    )
    assert code == 0
    with plan.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["code"] for row in rows}) == len(rows) == 5312
    assert {int(row["region"]) for row in rows} == set(range(1, 126))
    told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return told


def test_whole_regions_of_estonia_keep_the_promised_figures(tmp_path: Path) -> None:
    told = draw_estonia(tmp_path, "whole")
    figures = told["figures"]
    assert figures["loose"] == 0
    assert figures["straddles"] == 0
    assert figures["needless_splits"] == 0
    assert figures["county_cross"] == 0
    assert told["bound"]["mean_dev"] <= figures["mean_dev"] <= 0.14
    assert figures["compactness"] > 0.27
    assert figures["commuting"] > 0.94


def test_balanced_regions_of_estonia_keep_the_promised_figures(tmp_path: Path) -> None:
    told = draw_estonia(tmp_path, "balanced")
    figures = told["figures"]
    assert figures["loose"] == 0
    assert figures["straddles"] <= 24
    assert figures["needless_splits"] <= 2
    assert figures["county_cross"] == 0
    assert told["bound"]["mean_dev"] <= figures["mean_dev"] <= 0.058
    assert told["bound"]["max_dev"] <= figures["max_dev"] <= 0.24
    assert figures["compactness"] > 0.27
    assert figures["commuting"] > 0.945
    assert told["forced"]["municipalities"] == ["0205"]  # Hiiumaa, a county of its own
    assert told["forced"]["deviation"] == figures["max_dev"]
    means = [point["mean_dev"] for point in told["frontier"]]
    assert means == sorted(means, reverse=True)
    assert means[0] > 2 * means[-1]


def test_even_regions_of_estonia_keep_the_promised_figures(tmp_path: Path) -> None:
    told = draw_estonia(tmp_path, "even")
    figures = told["figures"]
    assert figures["loose"] == 0
    assert figures["straddles"] <= 36
    assert figures["prefecture_cross"] == 0
    assert told["bound"]["mean_dev"] <= figures["mean_dev"] <= 0.025
    assert told["bound"]["max_dev"] <= figures["max_dev"] <= 0.09
    assert told["forced"]["by"] == "limits"
