"""A draft becomes adoptable: regions with names, stations, outlines and colours."""

from typing import Any

import pytest

from accounts.models import User
from groundwork.errors import NotAllowedError, WrongStateError
from planning import tasks
from planning.actions import editing, preparing
from planning.models import Draft, Preparation
from planning.soundness import FaultKind, faults_of
from regions.models import Region, RegionUnit, UnitShape
from tests.factories.regions import SmallCountry
from tests.planning.adopting import MONDAY, adopted, give_saue_a_region, ready
from tests.planning.conftest import HELLENURME, LAAGRI, NOW, SAUE, SOUTH, WEST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def stored(draft: Draft) -> dict[str, int]:
    rows = RegionUnit.objects.filter(plan=draft.plan)
    return dict(rows.values_list("unit__code", "version__number"))


def test_prepared_regions_are_those_of_the_draft(
    draft: Draft, country: SmallCountry
) -> None:
    done = ready(draft)
    assert done.prepared_revision == done.revision
    assert stored(done) == draft.assignment
    versions = {row.number: row for row in done.plan.versions.select_related("region")}
    assert versions[SAUE].region == country.saue_region
    assert versions[SAUE].population == 1500
    assert versions[SAUE].outline["type"] in {"Polygon", "MultiPolygon"}
    assert len({row.colour for row in versions.values()}) > 1


def test_preparing_twice_does_it_once(draft: Draft) -> None:
    first = list(ready(draft).plan.versions.values_list("pk", flat=True))
    assert list(ready(draft).plan.versions.values_list("pk", flat=True)) == first


def test_edit_makes_it_stale_and_it_is_made_anew(draft: Draft, planner: User) -> None:
    ready(draft)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    now = Draft.objects.select_related("plan").get(pk=draft.pk)
    assert not preparing.is_prepared(now)
    assert stored(ready(now))[LAAGRI] == SOUTH


def test_new_region_gets_a_name_of_its_place_and_the_nearest_station(
    draft: Draft, planner: User, country: SmallCountry
) -> None:
    done = ready(give_saue_a_region(draft, planner))
    region = done.plan.versions.get(number=5).region
    assert (region.name, region.station) == ("Laagri", country.mustamae_station)
    assert region.slug == "laagri"


def test_planners_name_wins(draft: Draft, planner: User) -> None:
    done = ready(give_saue_a_region(draft, planner, "Laagri ja ümbrus"))
    assert done.plan.versions.get(number=5).region.name == "Laagri ja ümbrus"


def test_new_region_stays_itself_when_prepared_again(
    draft: Draft, planner: User
) -> None:
    first = ready(give_saue_a_region(draft, planner))
    region = first.plan.versions.get(number=5).region
    editing.move(first, {"7390": 5}, by=planner, at=NOW)
    again = ready(Draft.objects.get(pk=draft.pk))
    assert again.plan.versions.get(number=5).region == region
    assert Region.objects.count() == 5


def test_draft_with_a_gap_is_not_prepared(draft: Draft, planner: User) -> None:
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    with pytest.raises(WrongStateError, match="Laagri"):
        ready(draft)
    assert not draft.plan.versions.exists()


def test_adopted_plan_is_not_prepared_again(draft: Draft, planner: User) -> None:
    adopted(draft, planner)
    with pytest.raises(NotAllowedError):
        ready(draft)


def test_what_was_asked_for_is_done_by_the_task(
    draft: Draft, planner: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as queued:
        preparing.ask(draft, by=planner, at=NOW)
    assert len(queued) == 1
    assert tasks.make_ready.call(draft.pk)
    draft.refresh_from_db()
    assert preparing.is_prepared(draft)
    assert Preparation.objects.get().ended_at


def test_task_notes_why_it_could_not(draft: Draft, planner: User) -> None:
    UnitShape.objects.filter(unit__code=LAAGRI).delete()
    preparing.ask(draft, by=planner, at=NOW)
    assert not tasks.make_ready.call(draft.pk)
    assert LAAGRI in Preparation.objects.get().problem


def test_region_in_two_pieces_is_not_prepared(draft: Draft, planner: User) -> None:
    editing.move(draft, {HELLENURME: WEST}, by=planner, at=NOW)
    with pytest.raises(WrongStateError, match="Mustamäe, west"):
        ready(draft)
    preparing.ask(draft, by=planner, at=NOW)
    assert not tasks.make_ready.call(draft.pk)
    assert "Mustamäe" in Preparation.objects.get().problem


def test_pieces_seen_from_points_are_a_doubt_until_the_polygons_are_seen(
    draft: Draft, planner: User
) -> None:
    editing.move(draft, {HELLENURME: WEST}, by=planner, at=NOW)
    draft.refresh_from_db()
    (found,) = faults_of(draft, MONDAY)
    assert (found.kind, found.is_doubt) == (FaultKind.LOOSE, True)
    draft.prepared_revision = draft.revision
    assert faults_of(draft, MONDAY) == []
