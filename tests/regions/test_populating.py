"""Official numbers of inhabitants."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import Role
from audit.models import Event
from groundwork.errors import NotAllowedError
from regions.import_report import FileRefusedError
from regions.models import SettlementUnit
from regions.populating import import_population
from regions.wholes import shared
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry, small_country

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people.csv"
    path.write_text(text, encoding=encoding)
    return path


def run(path: Path, *, dry_run: bool = False) -> Any:
    return import_population(path, dry_run=dry_run, by=None, at=NOW)


def people(code: str) -> tuple[int, str]:
    unit = SettlementUnit.objects.get(code=code)
    return unit.population, unit.population_method


def test_figures_are_taken_and_a_second_import_changes_nothing(
    country: SmallCountry, tmp_path: Path
) -> None:
    path = written(tmp_path, "code,population\n2024,1234\n1024,0\n")
    report = run(path)
    assert (list(report.changed), report.untouched) == (["2024", "1024"], 7)
    assert people("2024") == (1234, "official")
    assert people("7390") == (600, "area_share")
    assert Event.objects.get().details == {"added": 0, "changed": 2, "vanished": 0}
    assert run(path).is_empty
    assert Event.objects.count() == 1


def test_estonian_columns_semicolons_and_lost_zeros_are_understood(
    country: SmallCountry, tmp_path: Path
) -> None:
    SettlementUnit.objects.filter(code="1024").update(code="0124")
    run(written(tmp_path, "Kood;Nimi;Elanikke\n124;Aila;5\n", "utf-8-sig"))
    assert people("0124") == (5, "official")


def test_figure_of_a_whole_is_shared_among_its_parts(
    country: SmallCountry, tmp_path: Path
) -> None:
    path = written(tmp_path, "code,population\n0784,7001\n")
    report = run(path)
    found = [people(f"0784-mustamae-{k}") for k in (1, 2, 3)]
    assert [count for count, _method in found] == [2400, 1600, 3001]
    assert {method for _count, method in found} == {"official+split"}
    assert dict(report.split) == {"Mustamäe": 3}


def test_a_town_of_several_quarters_is_told_by_its_own_name(
    country: SmallCountry, tmp_path: Path
) -> None:
    SettlementUnit.objects.filter(code="0784-mustamae-3").update(parent="Kadaka")
    report = run(written(tmp_path, "code,population\n0784,7001\n"))
    assert dict(report.split) == {"Tallinn": 3}


def test_dry_run_changes_nothing(country: SmallCountry, tmp_path: Path) -> None:
    path = written(tmp_path, "code,population\n2024,1\n")
    assert run(path, dry_run=True).changed == ["2024"]
    assert people("2024") == (1000, "area_share")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,population\n2024,1\n7390,many\n", "Line 3: “many”"),
        ("code,population\n2024,-5\n", "Line 2: “-5”"),
        ("code,population\n2024,1.5\n", "Line 2: “1.5”"),
        ("code,population\n2024,\n", "Line 2: The number"),
        ("code,population\n,5\n", "Line 2: The code"),
        ("code,population\n2024,1\n2024,2\n", "Line 3: Code 2024 stands in line 2"),
        ("code,population\n2024,1\n8888,2\n", "Line 3: There is no settlement unit"),
        ("code,population\n2024\n", "Line 2: The number"),
        ("code,name\n2024,Elva\n", "“population” is missing"),
        ("", "empty"),
        ("code,population\n", "no rows"),
    ],
)
def test_broken_file_is_explained_and_changes_nothing(
    country: SmallCountry, tmp_path: Path, text: str, words: str
) -> None:
    with translation.override("en"), pytest.raises(FileRefusedError) as refusal:
        run(written(tmp_path, text))
    assert words in "\n".join(refusal.value.problems)
    assert people("2024") == (1000, "area_share")
    assert not Event.objects.exists()


def test_file_that_is_no_text_or_not_there_is_refused(
    country: SmallCountry, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    with pytest.raises(FileRefusedError):
        run(path)
    path.write_bytes(b"\xff\xfe\x00code")
    with pytest.raises(FileRefusedError):
        run(path)
    with pytest.raises(FileRefusedError):
        run(tmp_path)


def test_command_ends_with_an_error(
    country: SmallCountry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "code,population\n2024,many\n")
    with translation.override("en"), pytest.raises(CommandError):
        call_command("import_population", str(path))
    assert "Line 2" in capsys.readouterr().err
    path.write_text("code,population\n2024,7\n", encoding="utf-8")
    with translation.override("en"):
        call_command("import_population", str(path))
    assert "Changed: 1." in capsys.readouterr().out


def test_only_administrators_import(country: SmallCountry, tmp_path: Path) -> None:
    path = written(tmp_path, "code,population\n2024,7\n")
    with pytest.raises(NotAllowedError):
        import_population(path, dry_run=True, by=with_role(Role.PLANNER), at=NOW)


def test_shares_sum_to_the_whole() -> None:
    assert shared(10, [1, 1, 1]) == [4, 3, 3]
    assert shared(7, [0, 0]) == [4, 3]
    assert shared(0, [5, 5]) == [0, 0]
    assert sum(shared(1_000_003, [17, 4, 90, 3])) == 1_000_003
