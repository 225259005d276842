"""Cuts, the picture of cuts against balance, progress and weights: plain reckoning."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from groundwork.errors import InvalidInputError
from planning.actions import editing
from planning.actions.frontiers import stamp_of
from planning.cuts import cuts_of
from planning.models import Draft, DrawingRun
from planning.outcome import figure_rows, is_forced, notes_of
from planning.picture import Plan, charts, table_rows
from planning.progress import Throttle, elapsed, percent, stage
from planning.weighing import checked, is_people_alone, weighed
from tests.factories.planning import POINTS
from tests.factories.regions import SmallCountry
from tests.planning.conftest import AILA, LAAGRI, NOW, SOUTH, WEST


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("towns", "region_of", "cuts"),
    [
        ("aabb", [1, 1, 2, 2], 0),  # both whole
        ("aabb", [1, 1, 1, 1], 0),  # grouped
        ("aabb", [1, 2, 3, 3], 0),  # one divided by itself
        ("aabb", [1, 2, 2, 3], 1),  # a region in common
        ("aabb", [1, 2, 2, 0], 1),  # a gap changes nothing
        ("aabbcc", [1, 2, 2, 3, 3, 4], 2),  # a chain
        ("aabbcc", [1, 2, 2, 1, 1, 2], 1),  # three in two regions
        ("", [], 0),
    ],
)
def test_cuts_are_counted_as_the_first_level_counts(
    towns: str, region_of: list[int], cuts: int
) -> None:
    assert cuts_of(list(towns), region_of) == cuts


@pytest.mark.no_database
def test_picture_stands_on_its_axes() -> None:
    plan = Plan("drawn", 20, {"mean_dev": 0.05, "max_dev": 0.24})
    mean, largest = charts(POINTS, [plan])
    first, last = mean.series[0].dots[0], mean.series[0].dots[-1]
    assert (first.x, last.x) == (mean.left, mean.right)
    assert first.y < last.y < mean.floor
    assert [tick.value for tick in largest.across] == [0, 8, 20]
    assert largest.up[0].at == largest.floor
    assert largest.up[-1].value == pytest.approx(1.0)
    assert all(mean.top <= tick.at <= mean.floor for tick in mean.up)
    (mark,) = mean.marks
    assert (mark.dot.x, mark.dot.cuts) == (mean.right, 20)
    assert mean.series[1].points.count(",") == 2


@pytest.mark.no_database
def test_picture_without_points_is_none_and_table_has_gaps() -> None:
    assert charts([], []) == []
    rows = table_rows(POINTS)
    assert [row.cuts for row in rows] == [0, 8, 20]
    assert rows[1].cells[0] is not None
    assert rows[1].cells[1] is None


REPORT: dict[str, Any] = {
    "now": {"mean_dev": 0.058, "max_dev": 0.3, "straddles": 5, "commuting": 0.9},
    "drawn": {"mean_dev": 0.0581, "max_dev": 0.2, "straddles": 7, "commuting": 0.95},
    "bound": {"mean_dev": 0.04, "max_dev": 0.2},
    "notes": ["Every set of municipalities stays inside one county.", "Odd.", ""],
}


@pytest.mark.no_database
def test_rows_say_what_is_better_only_where_it_reads_so() -> None:
    rows = figure_rows(REPORT)
    verdicts = [row.verdict for row in rows if row.now is not None]
    assert verdicts == ["", "better", "worse", "better"]
    assert figure_rows({"drawn": {"mean_dev": 0.1}})[0].now is None


@pytest.mark.no_database
def test_forced_is_what_lies_at_the_bound() -> None:
    assert is_forced(REPORT)
    assert not is_forced({**REPORT, "bound": {"mean_dev": 0.0, "max_dev": 0.1}})
    assert not is_forced({**REPORT, "bound": None})


@pytest.mark.no_database
def test_notes_that_nobody_translated_are_marked_as_english() -> None:
    assert [note.lang for note in notes_of(REPORT)] == ["", "en"]
    uneven = "The municipalities allow no regions of about the same weight."
    both = f"{uneven} {REPORT['notes'][0]}"
    assert [note.lang for note in notes_of({"notes": [both]})] == ["", ""]


@pytest.mark.no_database
def test_progress_is_told_now_and_then_and_each_stage_at_once() -> None:
    told: list[tuple[int, int, str]] = []
    now = [0.0]
    tell = Throttle(lambda *what: told.append(what), clock=lambda: now[0])
    for done in range(10):
        now[0] = done / 10
        tell(done, 10, "a")
    tell(9, 10, "b")
    assert told == [(0, 10, "a"), (5, 10, "a"), (9, 10, "b")]


@pytest.mark.no_database
def test_progress_in_figures_and_words() -> None:
    run = DrawingRun(status="RUNNING", done=30, total=120, stage="Joining islands")
    run.asked_at, run.started_at = NOW, NOW + timedelta(seconds=5)
    assert percent(run) == 25
    assert stage(run) == "Saarte ühendamine"
    assert elapsed(run, NOW + timedelta(seconds=15)) == 10
    run.done = 120
    assert percent(run) == 99
    run.status = "READY"
    assert percent(run) == 100
    run.total, run.status, run.stage = 0, "QUEUED", "Something new"
    assert percent(run) == 0
    assert stage(run) == "Joonistamine"


@pytest.mark.no_database
def test_weights_are_checked() -> None:
    assert checked({}) == {"inhabitants": 1.0}
    assert checked({"driving": 0, "incidents": 2}) == {"incidents": 2.0}
    assert is_people_alone({"inhabitants": 3})
    assert not is_people_alone({"inhabitants": 1, "driving": 0.1})
    for wrong in ({"x": 1.0}, {"driving": float("nan")}, {"driving": 101.0}):
        with pytest.raises(InvalidInputError):
            checked(wrong)


@pytest.mark.django_db
def test_units_weigh_as_many_as_live_there(country: SmallCountry) -> None:
    units = list(country.units.values())
    found = weighed(units, {"inhabitants": 2.0}, on=NOW.date())
    assert found.of_unit[LAAGRI] == 900


@pytest.mark.django_db
def test_stamp_changes_with_what_bounds_hang_on_and_nothing_else(
    draft: Draft, planner: User
) -> None:
    on = draft.units_on
    stamp = stamp_of(on, 4, {})
    assert stamp_of(on, 4, {"inhabitants": 1.0}) == stamp
    assert stamp_of(on, 5, {}) != stamp
    assert stamp_of(on, 4, {"inhabitants": 1.0, "incidents": 1.0}) != stamp
    editing.move(draft, {LAAGRI: SOUTH, AILA: WEST}, by=planner, at=NOW)
    assert stamp_of(on, 4, {}) == stamp
