"""All of Estonia as files: out and in again, every unit where it was."""

import pytest

from accounts.models import User
from planning.actions import editing, files
from planning.actions.making import begin, empty_region
from planning.incoming.findings import findings
from planning.incoming.reading import read_plan
from planning.models import Draft, EditKind, FileFormat, PreparedFile
from planning.outgoing import written
from planning.plain_files import csv_lines, plan_rows
from planning.terrain import terrain
from regions.gazetteer import load, read_gazetteer
from tests.planning.conftest import NOW

pytestmark = pytest.mark.django_db

REGIONS = 125


def nothing(_message: str) -> None:
    """Say nothing."""


@pytest.fixture
def estonia(planner: User) -> Draft:
    load(read_gazetteer(), at=NOW, tell=nothing)
    draft = begin(name="Eesti", copy=None, region_count=REGIONS, by=planner, at=NOW)
    codes = terrain(draft.units_on).codes
    # Every eleventh unit is a gap; the others lie across the regions as they come.
    assignment = {code: k % REGIONS + 1 for k, code in enumerate(codes) if k % 11}
    rows = [{**empty_region(n), "name": f"Nimi {n}"} for n in range(1, REGIONS + 1)]
    content = editing.Content(assignment, rows)
    editing.replace(draft, content, kind=EditKind.IMPORT, by=planner, at=NOW)
    return Draft.objects.select_related("plan").get(pk=draft.pk)


def test_each_format_gives_all_of_estonia_back(estonia: Draft, planner: User) -> None:
    ground = terrain(estonia.units_on)
    sheet = "".join(csv_lines(plan_rows(estonia))).encode()
    made = {FileFormat.CSV: sheet}
    for kind in (FileFormat.GEOJSON, FileFormat.GEOPACKAGE, FileFormat.TOPOJSON):
        wanted = PreparedFile(draft=estonia, format=kind, revision=estonia.revision)
        made[kind] = written(wanted)
    empty = editing.Content({}, [empty_region(1)])
    for kind, content in made.items():
        editing.replace(estonia, empty, kind=EditKind.IMPORT, by=planner, at=NOW)
        found = findings(ground, read_plan(content), [])
        told = found.told()
        assert told["units"] == len(estonia.assignment)
        assert not told["unknown"]["count"] + told["missing"]["count"]
        row = files.receive(estonia, found, file_name=kind, by=planner, at=NOW)
        files.take_in(row, others_stay=False, by=planner, at=NOW)
        after = Draft.objects.get(pk=estonia.pk)
        assert after.assignment == estonia.assignment, kind
        assert after.region_count == REGIONS
        if kind != FileFormat.CSV:
            names = after.regions.values_list("name", flat=True)
            assert list(names) == [f"Nimi {n}" for n in range(1, REGIONS + 1)]
