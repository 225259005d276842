import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.fields import OFFICIAL, estonia
from benchmarks.peers.files import write_rows
from districting import score

SCORER = OFFICIAL.parents[1] / "checks" / "score_plan.py"

pytestmark = [
    pytest.mark.no_database,
    pytest.mark.skipif(
        not (SCORER.is_file() and (OFFICIAL / "units.gpkg").is_file()),
        reason="The reference scorer and the official polygons are not here.",
    ),
]


def test_our_scorer_agrees_with_the_reference_on_a_bad_plan(tmp_path: Path) -> None:
    field = estonia()
    country = field.country()
    # Squares of 20 km know nothing of any border: every figure has something to count.
    plan = {
        code: int(x // 20_000) * 100 + int(y // 20_000)
        for code, x, y in zip(country.codes, country.x, country.y, strict=True)
    }
    write_rows(tmp_path / "plan.csv", ("code", "region"), list(plan.items()))
    answer = subprocess.run(  # noqa: S603 -- a script of our own
        [
            *(sys.executable, str(SCORER), str(field.sources.units)),
            *(str(tmp_path / "plan.csv"), "--links", str(field.sources.links)),
            "--json",
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    reference = json.loads(answer.stdout)
    ours = asdict(score(country, plan))
    assert reference["loose"] > 0
    assert reference["needless_splits"] > 0
    assert reference["unknown"] == 0
    assert {name: ours[name] for name in reference if name in ours} == {
        name: pytest.approx(value, abs=0.0001)
        for name, value in reference.items()
        if name != "unknown"
    }
