"""Whatever is wrong with the input: one sentence, code 2, and no file."""

import json
import os
from pathlib import Path

import pytest

from districting.__main__ import main
from districting.errors import DistrictingError
from districting.writing import write_together
from tests.districting.commands import Words, read_plan, refused
from tests.districting.countries import grid, rows_of, write_borders, write_rows

COUNTRY = grid(6, 4)


@pytest.fixture
def words(tmp_path: Path) -> Words:
    """Give the words of a command that works, with some of them changed."""
    units = write_rows(tmp_path / "units.csv", rows_of(COUNTRY))
    borders = write_borders(tmp_path / "neighbours.csv", COUNTRY)
    return Words(tmp_path / "out", {"units": units, "neighbours": borders})


# --- locks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("code\nu000\n", "lock.csv: the column region is missing"),
        ("region\n1\n", "lock.csv: the column code is missing"),
        ("", "lock.csv is empty"),
        ("code,region\nu000,first\n", 'row 2: region "first" is not a whole number'),
        ("code,region\nu000,1.5\n", 'row 2: region "1.5" is not a whole number'),
        ("code,region\nu000\n", "row 2: region is empty"),
        ("code,region\n,1\n", "row 2: code is empty"),
        ("code,region\nu000,1\nu000,2\n", "row 3: unit u000 is locked to region 2"),
        ("code,region\nu900,1\n", "Unit u900 is locked to region 1, but there is no"),
        ("code,region\nu000,0\n", "Unit u000 is locked to region 0, but the regions"),
        ("code,region\nu000,4\n", "Unit u000 is locked to region 4, but the regions"),
        ("code,region,complete\nu000,1,so\n", 'row 2: complete is "so"; say yes, no'),
        (
            "code,region,complete\nu000,1,yes\nu001,1,no\n",
            "row 3: region 1 is complete here and not complete before",
        ),
        (
            "code,region,complete\nu000,1,yes\nu003,1,\n",
            "Region 1 is locked as finished, but it is in 2 pieces: u000, u003",
        ),
        (
            "code,region\n" + "".join(f"u{k:03},1\n" for k in range(24)),
            "Every unit is locked, but none to region 2, 3",
        ),
    ],
)
def test_wrong_locks_are_refused(
    words: Words,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: str,
    message: str,
) -> None:
    lock = tmp_path / "lock.csv"
    lock.write_text(rows, encoding="utf-8")
    assert message in refused(capsys, words(lock=lock))


def test_locks_are_kept_and_told(words: Words, tmp_path: Path) -> None:
    rows = [
        {"code": "u000", "region": 3, "complete": "yes"},
        {"code": "u023", "region": 1, "complete": ""},
        {"code": "u023", "region": 1, "complete": "no"},
    ]
    lock = write_rows(tmp_path / "lock.csv", rows)
    assert main(words(lock=lock, report=tmp_path / "report.json")) == 0
    plan = read_plan(words.plan)
    assert [code for code, region in plan.items() if region == "3"] == ["u000"]
    assert plan["u023"] == "1"
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (told["locks"]["finished"], told["locks"]["begun"]) == ([3], [1])


# --- numbers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("effort", "nan", '"nan" is not a number above 0'),
        ("effort", "inf", '"inf" is not a number above 0'),
        ("effort", "0", '"0" is not a number above 0'),
        ("effort", "-1", '"-1" is not a number above 0'),
        ("effort", "much", '"much" is not a number above 0'),
        ("regions", "many", '"many" is not a whole number'),
        ("regions", "2.5", '"2.5" is not a whole number'),
        ("seed", "x", '"x" is not a whole number'),
        ("preset", "fair", "invalid choice: 'fair'"),
    ],
)
def test_a_wrong_word_is_refused(
    words: Words,
    capsys: pytest.CaptureFixture[str],
    option: str,
    value: str,
    message: str,
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words(**{option: value}))
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
    assert not words.plan.exists()


@pytest.mark.parametrize(
    ("regions", "message"),
    [
        ("0", "The number of regions must be 1 or more: 0."),
        ("-4", "The number of regions must be 1 or more: -4."),
        ("25", "25 regions cannot be drawn from 24 units"),
        ("9" * 40, "regions cannot be drawn from 24 units"),
    ],
)
def test_a_number_of_regions_that_cannot_be_is_refused(
    words: Words, capsys: pytest.CaptureFixture[str], regions: str, message: str
) -> None:
    assert message in refused(capsys, words(regions=regions))


@pytest.mark.parametrize("seed", ["-7", "9" * 60])
def test_any_whole_number_is_a_seed(words: Words, seed: str) -> None:
    assert main(words(seed=seed)) == 0


def test_weights_too_large_to_be_added_are_refused(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{**row, "population": "1e308"} for row in rows_of(COUNTRY)]
    write_rows(tmp_path / "units.csv", rows)
    assert "too large to be added up" in refused(capsys, words())


def test_a_weight_column_that_is_not_there_is_named(
    words: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "the column calls is missing" in refused(capsys, words(weight="calls"))


# --- files ---------------------------------------------------------------------------


@pytest.mark.parametrize("option", ["units", "neighbours", "links", "lock"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "bad.csv is empty"),
        (b"name\nx\n", "bad.csv: the column"),
        ("code,a,b\nPõlva,Võru,x".encode("latin-1"), "not a CSV file in UTF-8"),
        (b"a\0b,code\n\0,\0\n", "bad.csv"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(  # noqa: PLR0913, PLR0917  (fixtures)
    words: Words,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    option: str,
    content: bytes,
    message: str,
) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    told = refused(capsys, words(**{option: tmp_path / "bad.csv"}))
    assert message in told


def test_a_byte_order_mark_and_a_community_are_read(
    words: Words, tmp_path: Path
) -> None:
    rows = [
        {**row, "community": f"k{k // 6}"} for k, row in enumerate(rows_of(COUNTRY))
    ]
    units = write_rows(tmp_path / "units.csv", rows)
    units.write_bytes(b"\xef\xbb\xbf" + units.read_bytes())
    assert main(words()) == 0


def test_links_to_itself_and_named_twice_do_no_harm(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = [("u000", "u000"), ("u000", "u023"), ("u023", "u000"), ("u000", "u023")]
    links = write_rows(tmp_path / "links.csv", [{"a": a, "b": b} for a, b in pairs])
    assert main(words(links=links)) == 0
    assert "row 2: u000 is linked to itself" in capsys.readouterr().err


def test_a_unit_that_borders_itself_is_refused(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"a": "u001", "b": "u001", "border_m": 5}
    write_rows(tmp_path / "neighbours.csv", [row])
    assert "u001 is named as its own neighbour" in refused(capsys, words())


# --- what is written -----------------------------------------------------------------


@pytest.mark.parametrize("where", ["gone/report.json", "units.csv/report.json", "out"])
def test_a_report_that_cannot_be_written_leaves_no_plan(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    assert Path(where).parts[0] in refused(capsys, words(report=tmp_path / where))


def test_a_plan_and_a_report_of_the_same_name_are_refused(
    words: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, words(report=words.plan))
    assert "is named for two different files" in told


@pytest.mark.parametrize(("letters", "code"), [(255, 0), (256, 2)])
def test_a_name_may_be_as_long_as_the_disk_allows(
    words: Words, letters: int, code: int
) -> None:
    assert main(words(report=words.plan.parent / ("r" * letters))) == code
    assert len(list(words.plan.parent.glob("*"))) == (2 if code == 0 else 0)


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("There is no disk here that is always full.")
    (tmp_path / f".draft-{os.getpid()}-1").symlink_to(full)
    with pytest.raises(DistrictingError, match=r"report.json: No space left"):
        write_together({tmp_path / "plan.csv": "a", tmp_path / "report.json": "b"})
    assert not list(tmp_path.iterdir())


def test_an_older_plan_outlives_a_refusal(
    words: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    words.plan.write_text("code,region\n", encoding="utf-8")
    assert main(words(regions=99)) == 2
    assert words.plan.read_text(encoding="utf-8") == "code,region\n"


# --- pieces --------------------------------------------------------------------------


@pytest.fixture
def islands(tmp_path: Path) -> Words:
    """Give the words for ten islands of two units, a municipality each."""
    country = grid(29, 1, blocks=3, holes=frozenset(range(2, 29, 3)))
    units = write_rows(tmp_path / "units.csv", rows_of(country))
    borders = write_borders(tmp_path / "neighbours.csv", country)
    return Words(tmp_path / "out", {"units": units, "neighbours": borders})


def test_a_country_in_pieces_names_them_and_asks_for_links(
    islands: Words, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(capsys, islands())
    assert "The country is in 10 pieces: 2 units with u000, 2 units with u003" in told
    assert "and 2 more" in told
    assert "--links (columns a,b)" in told


def test_links_or_the_shortest_ways_join_a_country(
    islands: Words, tmp_path: Path
) -> None:
    assert main(islands(join_nearest=True)) == 0
    by_nearest = read_plan(islands.plan)
    assert len(by_nearest) == 20
    pairs = [(f"u{k:03}", f"u{k + 2:03}") for k in range(1, 27, 3)]
    links = write_rows(tmp_path / "links.csv", [{"a": a, "b": b} for a, b in pairs])
    assert main(islands(links=links)) == 0
    assert read_plan(islands.plan) == by_nearest


# --- heavy units ---------------------------------------------------------------------


def test_a_heavy_unit_is_a_region_of_its_own_and_the_report_says_so(
    words: Words, tmp_path: Path
) -> None:
    rows = rows_of(COUNTRY)
    rows[8]["population"] = 5000
    write_rows(tmp_path / "units.csv", rows)
    assert main(words(report=tmp_path / "report.json")) == 0
    plan = read_plan(words.plan)
    assert [code for code, region in plan.items() if region == plan["u008"]] == ["u008"]
    told = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert any("Unit u008 (5000) is heavier" in note for note in told["notes"])
