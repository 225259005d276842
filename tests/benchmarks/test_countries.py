from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from benchmarks.countries import PEOPLE, MadeCountry, make_country
from districting.graph import pieces
from districting.reading import Sources, read_country

pytestmark = pytest.mark.no_database

UNITS = 700


@pytest.fixture(scope="module")
def made() -> MadeCountry:
    return make_country(UNITS, seed=3)


def _pieces(made: MadeCountry, codes: Iterable[str], *, ferries: bool) -> int:
    place = {row["code"]: k for k, row in enumerate(made.rows)}
    pairs = [(place[a], place[b]) for a, b, _ in made.neighbours]
    if ferries:
        pairs += [(place[a], place[b]) for a, b in made.links]
    return len(pieces([place[code] for code in codes], pairs))


def _by(made: MadeCountry, column: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in made.rows:
        found[row[column]].append(row["code"])
    return found


def test_a_made_country_has_islands_and_ferries_make_it_one(made: MadeCountry) -> None:
    codes = [row["code"] for row in made.rows]
    assert len(set(codes)) == UNITS
    islands = _pieces(made, codes, ferries=False) - 1
    assert islands >= 3
    assert len(made.links) == islands
    assert _pieces(made, codes, ferries=True) == 1


def test_municipalities_and_counties_hang_together_by_land_or_ferry(
    made: MadeCountry,
) -> None:
    for column in ("municipality_code", "county_code", "prefecture"):
        groups = _by(made, column)
        assert all(_pieces(made, here, ferries=True) == 1 for here in groups.values())
    assert len(_by(made, "municipality_code")) == round(UNITS / 60)
    county_of = {row["municipality_code"]: row["county_code"] for row in made.rows}
    assert all(county_of[r["municipality_code"]] == r["county_code"] for r in made.rows)


def test_some_municipalities_are_islands_and_some_cities_need_several_officers(
    made: MadeCountry,
) -> None:
    sizes = [len(units) for units in _by(made, "municipality_code").values()]
    assert sizes.count(1) >= 2
    heads: dict[str, int] = defaultdict(int)
    for row in made.rows:
        heads[row["municipality_code"]] += row["population"]
    region = PEOPLE * 40
    assert max(heads.values()) > 2 * region
    assert min(heads.values()) < region / 10


def test_inhabitants_add_up(made: MadeCountry) -> None:
    people = [row["population"] for row in made.rows]
    assert sum(people) == PEOPLE * UNITS
    assert min(people) == 0


def test_the_same_seed_makes_the_same_country(made: MadeCountry) -> None:
    again, other = make_country(UNITS, seed=3), make_country(UNITS, seed=4)
    assert again == made
    assert other.rows != made.rows


def test_the_files_are_what_drawing_reads(made: MadeCountry, tmp_path: Path) -> None:
    units, borders, links = made.write(tmp_path / "made")
    said: list[str] = []
    country = read_country(Sources(units, neighbours=borders, links=links), said.append)
    assert said == []
    assert len(country) == UNITS
    assert len(country.borders) == len(made.neighbours)
    assert len(country.links) == len(made.links)
    assert sum(country.weights) == PEOPLE * UNITS
