import csv
import shutil
from pathlib import Path

import pytest

from benchmarks import fields
from tests.districting.countries import write_rows

pytestmark = pytest.mark.no_database


def test_without_official_polygons_cells_are_drawn_from_the_portals_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (fields.OWN / "estonia.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["county"] == "Hiiu maakond"]
    write_rows(tmp_path / "estonia.csv", rows)
    for name in ("coast.geojson", "links.csv"):
        shutil.copy(fields.OWN / name, tmp_path / name)
    monkeypatch.setattr(fields, "OWN", tmp_path)
    monkeypatch.setattr(fields, "OFFICIAL", tmp_path / "nowhere")
    monkeypatch.setattr(fields, "FOLDER", tmp_path / "made")
    field = fields.estonia()
    country = field.country()
    assert "cells" in field.name
    assert list(country.codes) == [row["code"] for row in rows]
    assert sum(country.weights) == sum(int(row["population"]) for row in rows)
    assert country.polygons is not None
    assert len(country.borders) > len(rows)
    before = field.sources.units.stat().st_mtime_ns
    assert fields.estonia().sources.units.stat().st_mtime_ns == before


def test_a_made_country_is_made_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fields, "FOLDER", tmp_path / "districting")
    field = fields.invented(300, 7)
    assert len(field.country()) == 300
    assert tuple(field.words()[2:4]) == ("--regions", "7")
    before = field.sources.units.stat().st_mtime_ns
    assert fields.invented(300, 7).sources.units.stat().st_mtime_ns == before
