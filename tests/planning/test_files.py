"""Plans as files: what goes out comes in again, and strangers' files do no harm."""

import io
import json
import sqlite3
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from accounts.models import User
from groundwork.errors import NotAllowedError, WrongStateError
from planning.actions import editing, files, locks
from planning.actions.editing import ThingIsLockedError
from planning.actions.locks import Target
from planning.incoming.findings import Findings, findings, region_number
from planning.incoming.reading import read_plan
from planning.incoming.rows import FileProblemError, guarded, text
from planning.incoming.sheets import read_names
from planning.models import Draft, FileFormat, LockKind, PlanImport, PreparedFile
from planning.outgoing import written
from planning.plain_files import (
    csv_lines,
    geojson_pieces,
    plan_rows,
    region_rows,
    wound,
)
from planning.terrain import terrain
from planning.topology import topology
from regions.models import SettlementUnit
from tests.factories.accounts import UserFactory
from tests.planning.conftest import AILA, ELVA, LAAGRI, NOW, SAUE, SOUTH, WEST

pytestmark = pytest.mark.django_db


def exported(draft: Draft, file_format: FileFormat) -> bytes:
    draft = Draft.objects.select_related("plan").get(pk=draft.pk)
    if file_format == FileFormat.CSV:
        return "".join(csv_lines(plan_rows(draft))).encode()
    wanted = PreparedFile(draft=draft, format=file_format, revision=draft.revision)
    return written(wanted)


def read(draft: Draft, content: bytes, names: bytes = b"") -> Findings:
    rows = read_names(names) if names else []
    return findings(terrain(draft.units_on), read_plan(content), rows)


def brought(
    draft: Draft, planner: User, content: bytes, names: bytes = b""
) -> PlanImport:
    found = read(draft, content, names)
    return files.receive(draft, found, file_name="plan", by=planner, at=NOW)


def take_in(row: PlanImport, planner: User, *, others_stay: bool = True) -> Draft:
    files.take_in(row, others_stay=others_stay, by=planner, at=NOW)
    return Draft.objects.select_related("plan").get(pk=row.draft_id)


FORMATS = [
    FileFormat.CSV,
    FileFormat.GEOJSON,
    FileFormat.GEOPACKAGE,
    FileFormat.TOPOJSON,
]


@pytest.mark.parametrize("file_format", FORMATS)
def test_what_goes_out_comes_in_again_the_same(
    draft: Draft, planner: User, file_format: FileFormat
) -> None:
    editing.move(draft, {LAAGRI: 0, AILA: SOUTH}, by=planner, at=NOW)
    draft.refresh_from_db()
    before, names = draft.assignment, [row.label for row in draft.regions.all()]
    content = exported(draft, file_format)
    editing.move(draft, {LAAGRI: WEST, ELVA: 0, AILA: SAUE}, by=planner, at=NOW)
    row = brought(draft, planner, content)
    assert row.report["unknown"]["count"] == row.report["bad"]["count"] == 0
    after = take_in(row, planner)
    assert after.assignment == before
    assert [row.label for row in after.regions.all()] == names


def test_names_of_regions_come_from_a_file_of_their_own(
    draft: Draft, planner: User
) -> None:
    plan = exported(draft, FileFormat.CSV)
    names = "".join(csv_lines(region_rows(draft)))
    changed = names.replace("Elva", "=Elva").replace(",=", ",'=").encode()
    after = take_in(brought(draft, planner, plan, changed), planner)
    rows = {row.number: row for row in after.regions.all()}
    assert rows[SOUTH].name == "=Elva"
    assert rows[WEST].label == draft.regions.get(number=WEST).label
    assert rows[WEST].region_id == draft.regions.get(number=WEST).region_id


def test_geojson_keeps_to_its_standard(draft: Draft) -> None:
    document = json.loads("".join(geojson_pieces(draft)))
    assert len(document["features"]) == 9
    ring = document["features"][0]["geometry"]["coordinates"][0]
    turned = wound({"type": "Polygon", "coordinates": [ring[::-1]]})
    assert turned["coordinates"][0] == ring
    regions = json.loads(exported(draft, FileFormat.REGIONS))
    assert [row["properties"]["region"] for row in regions["features"]] == [1, 2, 3, 4]
    assert regions["features"][2]["geometry"]["type"] == "Polygon"


def test_topojson_shares_its_lines_and_gives_the_polygons_back(draft: Draft) -> None:
    made = json.loads(exported(draft, FileFormat.TOPOJSON))
    units = made["objects"]["units"]["geometries"]
    used = [arc for unit in units for ring in unit["arcs"] for arc in ring]
    shared = {arc for arc in used if arc >= 0 and ~arc in used}
    assert len(shared) == 12  # of a grid of three by three squares
    shapes = dict(SettlementUnit.objects.values_list("code", "shape__geometry"))
    for unit in units:
        ring: list[list[float]] = []
        for arc in unit["arcs"][0]:
            line = made["arcs"][arc] if arc >= 0 else made["arcs"][~arc][::-1]
            assert not ring or ring[-1] == line[0]
            ring += line[1:] if ring else line
        wanted = shapes[unit["properties"]["code"]]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert {tuple(p) for p in ring} == {tuple(p) for p in wanted}


def test_ring_that_nobody_touches_is_one_arc() -> None:
    square = {
        "type": "Polygon",
        "coordinates": [[[1, 1], [0, 1], [0, 0], [1, 0], [1, 1]]],
    }
    made = topology({"units": [({}, square), ({}, None)]})
    assert made["objects"]["units"]["geometries"][0]["arcs"] == [[0]]
    assert made["objects"]["units"]["geometries"][1]["type"] is None
    assert made["arcs"] == [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


# --- what is wrong with a file is told ---------------------------------------------


def test_each_kind_of_wrong_row_is_named(draft: Draft) -> None:
    content = (
        f"code,region,name\n{LAAGRI},1,Uus\n9999,1,\n{LAAGRI},2,\n{AILA},x,\n"
        f"{ELVA},,\n7390,1,Teine\n"
    ).encode()
    found = read(draft, content)
    assert found.unknown == [(3, "9999")]
    assert found.doubled == [(4, LAAGRI, 2)]
    assert found.bad == [(5, AILA, "x")]
    assert found.empty == [ELVA]
    assert found.renamed == [(7, 1)]
    assert len(found.missing) == 5
    assert found.assignment == {LAAGRI: 1, AILA: 0, ELVA: 0, "7390": 1}
    assert found.names == {1: {"name": "Uus", "part": None}}
    assert found.told()["missing"]["count"] == 5


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("3", 3), (3, 3), (3.0, 3), (" 7 ", 7), ("", 0), (None, 0),
        ("0", None), ("-1", None), ("3.5", None), (3.5, None), (True, None),
        ("5001", None), ("9" * 5000, None), ("x", None), ("³", None), ([1], None),
        (float("inf"), None), (float("nan"), None),
    ],
)  # fmt: skip
def test_region_number(cell: object, number: int | None) -> None:
    assert region_number(cell) == number


def test_units_that_the_file_leaves_out_stay_or_have_no_region(
    draft: Draft, planner: User
) -> None:
    content = f"code;region\n{LAAGRI};6\n".encode()
    after = take_in(brought(draft, planner, content), planner)
    assert (after.region_count, after.assignment[LAAGRI]) == (6, 6)
    assert after.assignment[ELVA] == SOUTH
    row = brought(draft, planner, content)
    assert take_in(row, planner, others_stay=False).assignment == {LAAGRI: 6}


def test_import_is_taken_in_once_and_respects_locks(
    draft: Draft, planner: User
) -> None:
    row = brought(draft, planner, f"code,region\n{LAAGRI},4\n".encode())
    lock = locks.lock(draft, Target(LockKind.UNIT, unit=LAAGRI), by=planner, at=NOW)
    with pytest.raises(ThingIsLockedError):
        take_in(row, planner)
    locks.unlock(draft, lock.pk, by=planner, at=NOW)
    take_in(row, planner)
    with pytest.raises(WrongStateError):
        take_in(row, planner)
    editing.undo(draft, by=planner, at=NOW)
    draft.refresh_from_db()
    assert draft.assignment[LAAGRI] == SAUE


def test_only_planners_bring_and_take(draft: Draft) -> None:
    found = read(draft, f"code,region\n{LAAGRI},4\n".encode())
    somebody = UserFactory.create()
    with pytest.raises(NotAllowedError):
        files.receive(draft, found, file_name="x", by=somebody, at=NOW)
    with pytest.raises(NotAllowedError):
        files.prepare(draft, FileFormat.GEOPACKAGE, by=somebody, at=NOW)


# --- hostile files -----------------------------------------------------------------


def packed() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan.csv", b"0" * 10_000_000)
    return held.getvalue()


def geopackage(folder: Path, *statements: str) -> bytes:
    path = folder / "made.gpkg"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path.read_bytes()


CONTENTS = "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)"
ENDLESS = (
    "CREATE VIEW plan AS WITH RECURSIVE n(code) AS"
    " (SELECT 1 UNION ALL SELECT code + 1 FROM n) SELECT code, 1 AS region FROM n"
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        packed(),
        b"\x1f\x8b\x08\x00rest",
        "code,region\nÄäsmäe,1\n".encode("latin-1"),
        b"\xff\xfec\x00o\x00d\x00e\x00",
        b"code,region\n1\x00,2\n",
        b"unit,number\n1,2\n",
        b"code,region\n" + b'"' + b"x" * 200_000 + b'"\n',
        b'{"type":"FeatureCollection","features":[]}',
        b'{"type":"FeatureCollection","features":7}',
        b'{"type":"FeatureCollection","features":[1,{"properties":[]}]}',
        b'{"type":"Topology","objects":[]}',
        b'{"type":"Polygon","coordinates":[]}',
        b"[1,2,3]",
        b'{"type":',
        b"[" * 200_000,
        b'{"type":"FeatureCollection","features":[{"properties":{"code":"1"}}]}',
        b'{"a":' * 100_000,
        b"SQLite format 3\x00" + b"\x00" * 2000,
        b"\x89PNG\r\n\x1a\n\x00",
    ],
)
def test_file_that_is_no_plan_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(FileProblemError) as refused:
        read_plan(content)
    assert refused.value.field == "file"
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE plan (code TEXT, region INTEGER)"],
        [CONTENTS, "INSERT INTO gpkg_contents VALUES ('plan', 'features')", ENDLESS],
        [
            CONTENTS,
            "CREATE TABLE plan (code TEXT)",
            "INSERT INTO gpkg_contents VALUES ('plan', 'features')",
        ],
        [
            CONTENTS,
            "CREATE VIRTUAL TABLE plan USING rtree(code, region, other)",
            "INSERT INTO gpkg_contents VALUES ('plan', 'features')",
        ],
    ],
)
def test_geopackage_that_holds_no_plain_layer_is_refused(
    tmp_path: Path, statements: list[str]
) -> None:
    with pytest.raises(FileProblemError):
        read_plan(geopackage(tmp_path, *statements))


def test_geopackage_with_odd_names_is_read(tmp_path: Path) -> None:
    content = geopackage(
        tmp_path,
        CONTENTS,
        'CREATE TABLE "pl""an; DROP" ("CODE" TEXT, "Region" REAL)',
        """INSERT INTO gpkg_contents VALUES ('pl"an; DROP', 'attributes')""",
        """INSERT INTO "pl""an; DROP" VALUES ('4057', 3.0)""",
    )
    (row,) = read_plan(content)
    assert (row.code, row.region) == ("4057", 3.0)


def test_shapes_are_passed_over_but_not_words_that_look_like_them() -> None:
    words = '"coordinates":[1,2]'
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[[1e-5, -2.0], [3, 4]]]},
        "properties": {"code": "1", "region": 2, "name": words},
    }
    document = {"type": "FeatureCollection", "features": [feature]}
    (row,) = read_plan(json.dumps(document, indent=1).encode())
    assert (row.code, row.region, row.name) == ("1", 2, words)


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planning.incoming.reading.MOST_BYTES", 1000)
    with pytest.raises(FileProblemError):
        read_plan(b"code,region\n" + b"1,2\n" * 300)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planning.incoming.rows.MOST_ROWS", 10)
    with pytest.raises(FileProblemError):
        read_plan(b"code,region\n" + b"1,2\n" * 12)


@pytest.mark.parametrize("cell", ["=1+1", "+372", "-5", "@x", "Elva", "'tsitaat"])
def test_no_cell_is_a_formula_and_none_is_changed(cell: str) -> None:
    written_cell = next(csv_lines([(cell,)])).strip()
    assert not written_cell.startswith(("=", "+", "-", "@"))
    assert text(guarded(cell)) == cell


# --- prepared files ----------------------------------------------------------------


def test_file_is_made_once_for_a_revision_and_kept_a_day(
    draft: Draft, planner: User
) -> None:
    first = files.prepare(draft, FileFormat.GEOPACKAGE, by=planner, at=NOW)
    again = files.prepare(draft, FileFormat.GEOPACKAGE, by=planner, at=NOW)
    assert again == first
    files.finish(first, b"content", at=NOW)
    with first.file.open() as kept:
        assert kept.read() == b"content"
    assert files.prepare(draft, FileFormat.GEOPACKAGE, by=planner, at=NOW) == first
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    assert files.prepare(draft, FileFormat.GEOPACKAGE, by=planner, at=NOW) != first
    storage, name = first.file.storage, str(first.file.name)
    assert files.drop_old(at=NOW + timedelta(hours=23)) == 0
    assert files.drop_old(at=NOW + timedelta(days=1)) == 2
    assert not storage.exists(name)


def test_failed_file_is_tried_anew(draft: Draft, planner: User) -> None:
    first = files.prepare(draft, FileFormat.TOPOJSON, by=planner, at=NOW)
    files.fail(first, "Kivi", at=NOW)
    again = files.prepare(draft, FileFormat.TOPOJSON, by=planner, at=NOW)
    assert again != first
    assert again.made_at is None
