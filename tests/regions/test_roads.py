"""Driving times between units from CSV files."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from groundwork.errors import NotAllowedError
from regions.import_report import FileRefusedError
from regions.models import DrivingTime
from regions.provenance import Provenance
from regions.roads import import_driving_times, told
from tests.factories.accounts import with_role
from tests.factories.regions import DrivingTimeFactory, SmallCountry, small_country

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
KNOWN = Provenance("Road register", date(2025, 12, 31), "fastest way by car")
INVENTED = Provenance("invented", date(2025, 1, 1), "made up", is_invented=True)


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def run(text: str, **changes: Any) -> Any:
    given: dict[str, Any] = {"known": KNOWN, "dry_run": False, "by": None, "at": NOW}
    return import_driving_times(text.encode(), **(given | changes))


def test_pairs_are_taken_and_a_second_import_changes_nothing(
    country: SmallCountry,
) -> None:
    text = "a,b,minutes\n2024,1024,12.5\n1024,2024,14\n"
    report = run(text)
    assert (report.added, report.changed, report.unreached) == (2, 0, 7)
    row = DrivingTime.objects.get(origin=country.units["elva"])
    assert (row.target, row.minutes) == (country.units["aila"], 12.5)
    assert (row.source, row.method) == ("Road register", "fastest way by car")
    assert run(text).is_empty
    assert Event.objects.get().verb == "regions.import_driving_times"


def test_a_pair_gets_the_minutes_of_the_newest_file_and_others_stay(
    country: SmallCountry,
) -> None:
    run("a;b;minutes\n2024;1024;12,5\n2024;2095;20\n")
    report = run("a;b;minutes\n2024;1024;11\n")
    assert (report.added, report.changed, report.same) == (0, 1, 0)
    minutes = DrivingTime.objects.order_by("minutes").values_list("minutes", flat=True)
    assert list(minutes) == [11, 20]


def test_real_figures_drop_the_invented_ones(country: SmallCountry) -> None:
    run("a,b,minutes\n2024,1024,12\n2024,2095,20\n", known=INVENTED)
    report = run("a,b,minutes\n2024,1024,11\n")
    assert (report.changed, report.invented_dropped) == (1, 1)
    assert DrivingTime.objects.get().minutes == 11
    with translation.override("en"):
        assert "1 invented driving time goes." in told(report)


def test_a_dry_run_changes_nothing(country: SmallCountry) -> None:
    assert run("a,b,minutes\n2024,1024,12\n", dry_run=True).added == 1
    assert not DrivingTime.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b,minutes\n2024,9998,1\n", "Line 2: There is no settlement unit 9998"),
        ("a,b,minutes\n2024,2024,1\n", "from a unit to itself"),
        (
            "a,b,minutes\n2024,1024,1\n2024,1024,2\n",
            "Line 3: This pair stands in line 2 already",
        ),
        ("a,b,minutes\n2024,1024,-2\n", "less than zero"),
        ("a,b,minutes\n2024,1024,soon\n", "“soon” is not a number"),
        ("a,b\n2024,1024\n", "The column “minutes” is missing"),
    ],
)
def test_a_broken_file_is_explained_and_changes_nothing(
    country: SmallCountry, text: str, words: str
) -> None:
    with translation.override("en"), pytest.raises(FileRefusedError) as refusal:
        run(text)
    assert words in "\n".join(refusal.value.problems)
    assert not DrivingTime.objects.exists()


def test_planners_import_and_strangers_do_not(country: SmallCountry) -> None:
    run("a,b,minutes\n2024,1024,1\n", by=with_role(Role.PLANNER))
    with pytest.raises(NotAllowedError):
        run("a,b,minutes\n2024,1024,2\n", by=with_role(Role.AUDITOR))


def test_the_command_reports(
    country: SmallCountry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "roads.csv"
    path.write_text("a,b,minutes\n2024,1024,3\n", encoding="utf-8")
    how = ["--source=Register", "--as-of=2025-12-31", "--method=by car"]
    with translation.override("en"):
        call_command("import_driving_times", str(path), *how)
        assert "Added: 1." in capsys.readouterr().out
        path.write_text("a,b,minutes\n2024,1024\n", encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("import_driving_times", str(path), *how)
    assert "Line 2" in capsys.readouterr().err


def test_the_database_refuses_a_pair_twice_and_a_way_to_nowhere(
    country: SmallCountry,
) -> None:
    elva = country.units["elva"]
    with pytest.raises(IntegrityError):
        DrivingTimeFactory.create(origin=elva, target=elva)


def test_the_database_refuses_the_same_pair_again(country: SmallCountry) -> None:
    pair = {"origin": country.units["elva"], "target": country.units["aila"]}
    DrivingTimeFactory.create(**pair)
    with pytest.raises(IntegrityError):
        DrivingTimeFactory.create(**pair)
