from pathlib import Path

import pytest

from benchmarks.fields import Field, write_for_peers
from benchmarks.methods import Contest, Method, Outcome, read_plan, tried
from benchmarks.peers.files import Task, largest_deviation, read_units
from benchmarks.processes import Run
from benchmarks.report import markdown, show
from benchmarks.rows import HEAD, row, spread
from districting import PRESETS
from districting.graph import connected_edges
from districting.reading import Sources
from districting.scoring import Figures
from tests.districting.countries import grid, rows_of, write_borders, write_rows

pytestmark = pytest.mark.no_database

RUN = Run(code=0, limit="", wall_s=1.24, cpu_s=2.5, rss_mb=80.0, pss_mb=90.4, said="")
FIGURES = Figures(
    units=50, regions=5, uncovered=0, loose=0, max_dev=0.2251, mean_dev=0.0342,
    p95_dev=0.2, straddles=3, split_municipalities=4, needless_splits=1,
    county_cross=2, prefecture_cross=1, border_km=1234.5, distance_km=7.456,
    commuting=0.9217, compactness=0.2871,
    driving_median_min=9.5, driving_worst_min=80.0, driving_measured=0.0,
)  # fmt: skip


def _outcome(run: Run = RUN, figures: Figures | None = FIGURES) -> Outcome:
    return Outcome("METIS", 1, run, figures)


def test_a_row_shows_what_was_measured() -> None:
    cells = dict(zip(HEAD, row(_outcome(), 5), strict=True))
    assert cells == {
        "method": "METIS",
        "s": "1.2",
        "CPU s": "2.5",
        "MB": "90",
        "mean dev": "3.4 %",
        "max dev": "22.5 %",
        "straddles": "3",
        "split municipalities": "4",
        "needless": "1",
        "county crossings": "2",
        "prefecture crossings": "1",
        "loose": "0",
        "compactness": "0.29",
        "commuting": "0.922",
        "border km": "1,234",
        "distance km": "7.46",
    }


def test_another_number_of_regions_is_said() -> None:
    assert row(_outcome(), 7)[0] == "METIS: 5 regions"


def test_what_drew_no_plan_says_why_and_shows_no_figures() -> None:
    late = Run(None, "300 CPU s", 300.1, 299.0, 500.0, None, "")
    cells = row(_outcome(late, None), 5)
    assert cells[:4] == ["METIS: did not end in 300 CPU s", "300.1", "299.0", "500"]
    assert set(cells[4:]) == {"-"}
    assert len(cells) == len(HEAD)
    broken = Run(1, "", 0.1, 0.1, 10.0, None, "line\nRuntimeError: no cut")
    assert row(_outcome(broken, None), 5)[0] == "METIS: failed (RuntimeError: no cut)"


def test_a_spread_shows_median_least_and_most() -> None:
    runs = [Run(0, "", s, 1.0, 80.0, None, "") for s in (3.0, 1.0, 2.0)]
    cells = dict(zip(HEAD, spread([_outcome(run) for run in runs]), strict=True))
    assert cells["s"] == "2.0 (1.0 to 3.0)"
    assert cells["max dev"] == "22.5 %"
    runs.append(Run(1, "", 9.0, 1.0, 80.0, None, "no"))
    told = spread([_outcome(run, FIGURES if run.ended else None) for run in runs])
    assert told[0] == "METIS: 1 drew no plan"
    assert told[1] == "2.0 (1.0 to 3.0)"


def test_markdown_lines_its_figures_up_to_the_right() -> None:
    text = markdown(["method", "s"], [["ours", "1.0"]])
    assert text == "| method | s |\n| --- | ---: |\n| ours | 1.0 |\n"


def test_a_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- seeds -->\nold\n<!-- end of seeds -->\nb\n")
    show("seeds", "| new |\n", page)
    shown = "a\n<!-- seeds -->\n| new |\n<!-- end of seeds -->\nb\n"
    assert page.read_text() == shown
    with pytest.raises(ValueError, match="no place for methods"):
        show("methods", "| new |\n", page)
    assert page.read_text() == shown


def _field(folder: Path) -> Field:
    country = grid(8, 6)
    units = write_rows(folder / "units.csv", rows_of(country))
    borders = write_borders(folder / "borders.csv", country)
    return Field("a grid", Sources(units, neighbours=borders), regions=4)


def test_our_command_is_measured_and_its_plan_scored(tmp_path: Path) -> None:
    field = _field(tmp_path)
    country = field.country()
    contest = Contest(field, country, connected_edges(country))
    for preset in PRESETS:
        method = Method(f"ours, {preset}", preset=preset)
        outcome = tried(method, contest, tmp_path, seed=1, limit_s=120)
        assert outcome.verdict == ""
        assert outcome.figures is not None
        assert (outcome.figures.regions, outcome.figures.uncovered) == (4, 0)
        assert outcome.as_json()["figures"]["loose"] == 0
        assert len(row(outcome, 4)) == len(HEAD)


def test_a_command_that_fails_has_no_figures(tmp_path: Path) -> None:
    field = _field(tmp_path)
    country = field.country()
    contest = Contest(field, country, connected_edges(country))
    outcome = tried(
        Method("ours, odd", preset="odd"), contest, tmp_path, seed=1, limit_s=120
    )
    assert outcome.figures is None
    assert outcome.verdict.startswith("failed (")


def test_the_others_are_given_the_graph_that_scores_them(tmp_path: Path) -> None:
    country = grid(5, 4, holes=frozenset({2, 7, 12, 17}))
    edges = connected_edges(country)
    write_for_peers(country, edges, tmp_path)
    units = read_units(tmp_path)
    assert units.codes == list(country.codes)
    assert units.weights == [100] * 16
    assert {(a, b): metres for a, b, metres in units.edges} == edges
    assert sum(map(len, units.near())) == 2 * len(edges)
    task = Task(units, regions=2, seed=1, folder=tmp_path)
    assert largest_deviation(task, [1] * 4 + [2] * 12) == 0.5


def test_plans_may_name_their_regions_as_they_like(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("code,region\na,north\nb,south\nc,north\n", encoding="utf-8")
    assert read_plan(path) == {"a": 1, "b": 2, "c": 1}
