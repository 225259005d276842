import csv
from pathlib import Path

from tests.regions.geometry.conftest import DATA, Estonia


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_gazetteer_holds_all_of_estonia(estonia: Estonia) -> None:
    assert len(set(estonia.column("code"))) == 5312
    assert len(set(estonia.column("municipality_code"))) == 79
    assert len(set(estonia.column("county_code"))) == 15
    assert set(estonia.column("prefecture")) == {"Põhja", "Lõuna", "Ida", "Lääne"}
    assert len(set(estonia.column("commuting_centre"))) == 21
    assert sum(int(each) for each in estonia.column("population")) == 1_365_884


def test_gazetteer_stands_in_the_order_of_codes(estonia: Estonia) -> None:
    assert estonia.column("code") == sorted(estonia.column("code"))


def test_gazetteer_says_the_same_as_the_shared_facts(shared: Path) -> None:
    shared_rows = rows_of(shared / "data" / "estonia" / "units.csv")
    assert rows_of(DATA / "estonia.csv") == sorted(
        shared_rows, key=lambda row: row["code"]
    )


def test_links_join_units_that_exist(estonia: Estonia) -> None:
    codes = set(estonia.column("code"))
    links = rows_of(DATA / "links.csv")
    assert len(links) == 17
    for link in links:
        assert {link["a"], link["b"]} <= codes
        assert link["reason"]
