"""The command as tests give it: words that work, and what a refusal looks like."""

import csv
from pathlib import Path

import pytest

from districting.__main__ import main


class Words:
    """Builds the words of a command that works, with some of them changed.

    Attributes:
        plan: Where the plan is written; its folder is made.
    """

    def __init__(self, folder: Path, options: dict[str, object]) -> None:
        folder.mkdir()
        self.plan = folder / "plan.csv"
        self._options = {"regions": 3, "effort": 0.3, "out": self.plan, **options}

    def __call__(self, **changes: object) -> list[str]:
        """Return the words; None leaves an option out, True gives it no value."""
        words = ["draw"]
        for name, value in (self._options | changes).items():
            option = f"--{name.replace('_', '-')}"
            if value is True:
                words.append(option)
            elif value is not None:
                words.append(f"{option}={value}")
        return words


def refused(
    capsys: pytest.CaptureFixture[str], words: list[str], *, keep: bool = False
) -> str:
    """Run a command that must fail: one message, code 2, nothing written.

    With `keep` a plan was there before.
    """
    out = next(word for word in words if word.startswith("--out="))
    folder = Path(out.removeprefix("--out=")).parent
    before = sorted(folder.glob("*")) if keep else []
    assert main(words) == 2
    lines = capsys.readouterr().err.splitlines()
    complaints = [line for line in lines if line.startswith("error: ")]
    assert len(complaints) == 1
    assert sorted(folder.glob("*")) == before
    return complaints[0]


def read_plan(path: Path) -> dict[str, str]:
    """Return the region of each unit by its code, as it is written."""
    with path.open(newline="", encoding="utf-8") as file:
        return {row["code"]: row["region"] for row in csv.DictReader(file)}
