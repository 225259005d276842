"""Loads of settlement units from CSV files."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError
from regions.import_report import FileRefusedError
from regions.loads import import_loads, loads_on, shared_out, told
from regions.models import Measure, UnitLoad
from regions.provenance import Provenance
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry, UnitLoadFactory, small_country

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
KNOWN = Provenance("Police statistics", date(2025, 12, 31), "counted")


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def run(text: str | bytes, **changes: Any) -> Any:
    content = text if isinstance(text, bytes) else text.encode()
    given: dict[str, Any] = {
        "measure": Measure.INCIDENTS,
        "known": KNOWN,
        "dry_run": False,
        "by": None,
        "at": NOW,
    }
    return import_loads(content, **(given | changes))


def problems(text: str | bytes, **changes: Any) -> str:
    with translation.override("en"), pytest.raises(FileRefusedError) as refusal:
        run(text, **changes)
    assert not UnitLoad.objects.exists()
    assert not Event.objects.exists()
    return "\n".join(refusal.value.problems)


def test_values_are_taken_with_how_they_are_known(country: SmallCountry) -> None:
    report = run("code,value\n2024,12.5\n1024,0\n")
    assert (list(report.added), list(report.changed)) == (["2024", "1024"], [])
    assert len(report.missing) == 7
    load = UnitLoad.objects.get(unit=country.units["elva"])
    assert (load.measure, load.value) == (Measure.INCIDENTS, 12.5)
    assert (load.source, load.as_of, load.method) == (
        "Police statistics",
        date(2025, 12, 31),
        "counted",
    )
    assert (load.valid_from, load.valid_to, load.is_invented) == (TODAY, None, False)
    event = Event.objects.get()
    assert event.verb == "regions.import_loads"
    assert event.details["added"] == 2


def test_a_second_import_of_the_same_changes_nothing(country: SmallCountry) -> None:
    run("code,value\n2024,12.5\n")
    report = run("code,value\n2024,12.5\n", at=NOW + timedelta(days=1))
    assert report.is_empty
    assert report.same == 1
    assert Event.objects.count() == 1


def test_the_newest_value_holds_and_the_one_before_is_kept(
    country: SmallCountry,
) -> None:
    elva = country.units["elva"]
    run("code,value\n2024,12\n")
    later = NOW + timedelta(days=30)
    assert list(run("code,value\n2024,15\n", at=later).changed) == ["2024"]
    assert loads_on(TODAY)[Measure.INCIDENTS][elva.pk].value == 12
    assert loads_on(TODAY + timedelta(days=30))[Measure.INCIDENTS][elva.pk].value == 15
    first = UnitLoad.objects.get(value=12)
    assert first.valid_to == TODAY + timedelta(days=30)


def test_a_correction_on_the_same_day_leaves_no_trace(country: SmallCountry) -> None:
    run("code,value\n2024,12\n")
    run("code,value\n2024,13\n", at=NOW + timedelta(hours=1))
    assert UnitLoad.objects.get().value == 13


def test_a_dry_run_tells_and_changes_nothing(country: SmallCountry) -> None:
    report = run("code,value\n2024,12\n", dry_run=True)
    assert list(report.added) == ["2024"]
    assert not UnitLoad.objects.exists()


def test_rows_may_tell_their_own_source_date_and_method(country: SmallCountry) -> None:
    run(
        "code;value;source;as_of;method\n"
        "2024;1,5;Kiri nr 7;31.12.2024;hinnatud\n"
        "1024;2;;;\n"
    )
    own, common = UnitLoad.objects.order_by("-unit__code")
    assert (own.source, own.as_of, own.method) == (
        "Kiri nr 7",
        date(2024, 12, 31),
        "hinnatud",
    )
    assert common.source == "Police statistics"
    assert own.value == 1.5


def test_byte_order_marks_semicolons_and_decimal_commas_are_understood(
    country: SmallCountry,
) -> None:
    run("\ufeffKood;Väärtus\r\n2024;1234,5\r\n\r\n1024;0,25\r\n")
    values = UnitLoad.objects.order_by("unit__code").values_list("value", flat=True)
    assert list(values) == [0.25, 1234.5]


def test_a_whole_known_in_parts_is_shared_out_by_inhabitants(
    country: SmallCountry,
) -> None:
    report = run("code,value\n0784,70\n")
    assert dict(report.split) == {"0784": 3}
    rows = UnitLoad.objects.filter(unit__public_name="Mustamäe")
    values = rows.order_by("unit__code").values_list("value", flat=True)
    assert list(values) == pytest.approx([24, 16, 30])
    assert UnitLoad.objects.filter(method="counted+split").count() == 3
    assert any("0784" in sentence for sentence in told(report))


def test_driving_minutes_are_the_same_for_each_part(country: SmallCountry) -> None:
    run("code,value\n0784,12\n", measure=Measure.DRIVING)
    assert set(UnitLoad.objects.values_list("value", flat=True)) == {12.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,value\n2024,1\n9998,1\n", "Line 3: There is no settlement unit 9998"),
        ("code,value\n2024,1\n2024,2\n", "Line 3: Code 2024 stands in line 2"),
        ("code,value\n2024,many\n", "Line 2: “many” is not a number"),
        ("code,value\n2024,nan\n", "Line 2: “nan” is not a number"),
        ("code,value\n2024,1e9\n", "Line 2: “1e9” is not a number"),
        ('code;value\n2024;"1.234,5"\n', "Line 2: “1.234,5” is not a number"),
        ("code,value\n2024,-1\n", "Line 2: “-1” is less than zero"),
        ("code,value\n2024,\n", "Line 2: The number is missing"),
        ("code,value\n,1\n", "Line 2: The code is missing"),
        ("code,value\n2024,12,5\n", "semicolons"),
        ("code,worth\n2024,1\n", "The column “value” is missing"),
        ("code,value,value\n2024,1,1\n", "The column “value” stands twice"),
        ("code,value,as_of\n2024,1,soon\n", "“soon” is not a date"),
        ("code,value,as_of\n2024,1,2027-01-01\n", "“2027-01-01” lies in the future"),
        ("", "The file is empty"),
        ("code,value\n", "The file has no rows"),
        ("code,value\n2024,1\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_broken_file_is_explained_and_changes_nothing(
    country: SmallCountry, text: str | bytes, words: str
) -> None:
    assert words in problems(text)


def test_every_broken_row_is_named_at_once(country: SmallCountry) -> None:
    words = problems("code,value\n9998,1\n2024,x\n1024,1\n")
    assert "Line 2" in words
    assert "Line 3" in words
    assert "Line 4" not in words


def test_a_row_without_source_date_or_method_is_refused(country: SmallCountry) -> None:
    words = problems("code,value\n2024,1\n", known=Provenance("Police"))
    assert "The source, the date or the method is missing" in words


def test_figures_of_the_future_are_refused(country: SmallCountry) -> None:
    future = Provenance("Police", TODAY + timedelta(days=1), "counted")
    with pytest.raises(InvalidInputError) as refusal:
        run("code,value\n2024,1\n", known=future)
    assert refusal.value.field == "as_of"


def test_real_figures_end_the_invented_ones_of_their_measure(
    country: SmallCountry,
) -> None:
    invented = Provenance("invented", date(2025, 1, 1), "made up", is_invented=True)
    yesterday = NOW - timedelta(days=1)
    text = "code,value\n2024,1\n1024,2\n"
    run(text, known=invented, at=yesterday)
    run(text, known=invented, at=yesterday, measure=Measure.LOCAL_LIFE)
    report = run("code,value\n2024,7\n")
    assert report.invented_ended == 1
    held = loads_on(TODAY)
    assert [figure.value for figure in held[Measure.INCIDENTS].values()] == [7]
    assert len(held[Measure.LOCAL_LIFE]) == 2
    assert any("invented" in words for words in _told_in_english(report))


def _told_in_english(report: Any) -> list[str]:
    with translation.override("en"):
        return told(report)


def test_administrators_and_planners_import_and_nobody_else(
    country: SmallCountry,
) -> None:
    run("code,value\n2024,1\n", by=with_role(Role.PLANNER))
    run("code,value\n2024,2\n", by=with_role(Role.ADMINISTRATOR))
    roles = Event.objects.order_by("pk").values_list("actor_role", flat=True)
    assert list(roles) == [Role.PLANNER, Role.ADMINISTRATOR]
    with pytest.raises(NotAllowedError):
        run("code,value\n2024,3\n", by=with_role(Role.CONTENT_EDITOR))


def test_the_command_reports_and_names_broken_rows(
    country: SmallCountry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "loads.csv"
    path.write_text("code,value\n2024,3\n", encoding="utf-8")
    how = ["--measure=INCIDENTS", "--source=Police", "--as-of=2025-12-31"]
    how += ["--method=counted"]
    with translation.override("en"):
        call_command("import_loads", str(path), *how, "--dry-run")
        assert "trial" in capsys.readouterr().out
        assert not UnitLoad.objects.exists()
        call_command("import_loads", str(path), *how)
        assert "Added: 1." in capsys.readouterr().out
        path.write_text("code,value\n2024,x\n", encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("import_loads", str(path), *how)
    assert "Line 2" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("import_loads", str(tmp_path / "nothing.csv"), *how)


def test_one_value_lives_for_a_unit_and_measure(country: SmallCountry) -> None:
    elva = country.units["elva"]
    UnitLoadFactory.create(unit=elva)
    UnitLoadFactory.create(unit=elva, measure=Measure.LOCAL_LIFE)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitLoadFactory.create(unit=elva)


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": -1.0},
        {"measure": "SOMETHING"},
        {"valid_from": TODAY, "valid_to": TODAY},
    ],
)
def test_the_database_refuses_values_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        UnitLoadFactory.create(**wrong)


def test_shares_keep_the_sum() -> None:
    assert shared_out(10, [1, 1, 2]) == [2.5, 2.5, 5]
    assert shared_out(9, [0, 0, 0]) == [3, 3, 3]
