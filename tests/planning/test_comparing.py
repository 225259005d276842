"""What changes from one plan to another."""

import csv
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from planning import editions
from planning.actions import editing, making
from planning.actions.editing import Content
from planning.changes import Changes
from planning.comparing import compare, handovers
from planning.editions import edition_of_draft, edition_of_plan, edition_of_version
from planning.figures import side_by_side
from planning.maps import map_of_comparison
from planning.models import Draft, EditKind
from planning.officers import officers_of
from tests.factories.regions import SettlementUnitFactory, SmallCountry
from tests.planning.conftest import (
    AILA,
    EAST,
    ELVA,
    HELLENURME,
    LAAGRI,
    MUSTAMAE_2,
    NOW,
    PALUPERA,
    SAUE,
    SOUTH,
)

pytestmark = pytest.mark.django_db


def test_copy_is_the_same_as_its_original(draft: Draft, country: SmallCountry) -> None:
    found = compare(edition_of_plan(country.plan), edition_of_draft(draft))
    assert found.is_same
    assert found.same == {1: 1, 2: 2, 3: 3, 4: 4}


def test_moved_units_are_named_with_their_people(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    editing.move(draft, {LAAGRI: SOUTH, AILA: SOUTH}, by=planner, at=NOW)
    draft.refresh_from_db()
    found = compare(edition_of_plan(country.plan), edition_of_draft(draft))
    assert [(m.unit.code, m.before, m.after) for m in found.moved] == [
        (LAAGRI, SAUE, SOUTH),
        (AILA, SAUE, SOUTH),
    ]
    assert found.people_moved == 900
    assert [(t.municipality, t.people) for t in found.by_municipality] == [
        ("Saue vald", 900)
    ]


def test_a_unit_that_loses_its_region_moves(draft: Draft, planner: User) -> None:
    before = making.keep_version(draft, reason="enne", by=planner, at=NOW)
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    draft.refresh_from_db()
    found = compare(edition_of_version(before), edition_of_draft(draft))
    assert [(m.before, m.after) for m in found.moved] == [(SAUE, 0)]


def test_numbers_mean_nothing_across_plans(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    """The same regions in another order are the same plan."""
    turned = {code: 5 - number for code, number in draft.assignment.items()}
    rows = [dict(row) for row in making.content_of(draft.plan).regions]
    for row in rows:
        row["number"] = 5 - row["number"]
    rows.sort(key=lambda row: row["number"])
    content = Content(turned, rows)
    editing.replace(draft, content, kind=EditKind.IMPORT, by=planner, at=NOW)
    draft.refresh_from_db()
    found = compare(edition_of_plan(country.plan), edition_of_draft(draft))
    assert found.is_same
    assert found.same == {1: 4, 2: 3, 3: 2, 4: 1}


def test_regions_that_are_on_no_map_are_matched_by_people(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    rows = [
        {"number": n, "region": None, "name": f"Uus {n}", "part": "", "base_unit": ""}
        for n in (1, 2, 3)
    ]
    assignment = {code: min(n, 3) for code, n in draft.assignment.items()}
    content = Content(assignment, rows)
    editing.replace(draft, content, kind=EditKind.DRAW, by=planner, at=NOW)
    draft.refresh_from_db()
    found = compare(edition_of_plan(country.plan), edition_of_draft(draft))
    # 1500 people each of Saue and Elva meet in the third; Elva's 3 units count more
    # only when people do not decide, so the smaller number wins among equals.
    assert found.same == {1: 1, 2: 2, 3: SAUE}
    assert found.gone == [SOUTH]
    assert {m.unit.code for m in found.moved} == {ELVA, PALUPERA, HELLENURME}
    assert len(found.renamed) == 3


def test_two_regions_of_the_map_stay_two(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    rows = [dict(row) for row in making.content_of(draft.plan).regions]
    rows[SOUTH - 1]["region"] = None
    other = making.begin(name="Teine", copy=None, region_count=1, by=planner, at=NOW)
    only = [{**rows[0], "number": 1}]
    everything = dict.fromkeys(draft.assignment, 1)
    content = Content(everything, only)
    editing.replace(other, content, kind=EditKind.IMPORT, by=planner, at=NOW)
    other.refresh_from_db()
    found = compare(edition_of_plan(country.plan), edition_of_draft(other))
    assert (found.same, found.gone, found.new) == ({1: 1}, [2, 3, 4], [])


def test_units_of_other_days_are_told_apart_by_code(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    later = NOW + timedelta(days=30)
    SettlementUnitFactory.create(
        code="9999", municipality=country.saue, valid_from=later.date(), population=40
    )
    old = country.units["aila"]
    old.valid_to = later.date()
    old.save()
    before = making.keep_version(draft, reason="enne", by=planner, at=NOW)
    making.move_to_today(draft, by=planner, at=later)
    draft.refresh_from_db()
    found = compare(edition_of_version(before), edition_of_draft(draft))
    assert [unit.code for unit in found.only_before] == [AILA]
    assert [unit.code for unit in found.only_after] == ["9999"]
    assert found.moved == []
    assert not found.is_same


# --- officers ----------------------------------------------------------------------


def test_people_change_officer_with_the_region(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    draft.refresh_from_db()
    before, after = edition_of_plan(country.plan), edition_of_draft(draft)
    officers = officers_of(before, after, on=NOW.date())
    keys = {region: officer.pk for region, officer in officers.items()}
    (row,) = handovers(compare(before, after), keys)
    assert row.before == country.officers["saue_region"].pk
    assert row.after == country.officers["elva_region"].pk
    assert (row.people, [unit.code for unit in row.units]) == (900, [LAAGRI])


def test_a_new_region_has_nobody_yet(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    content = making.content_of(draft.plan)
    rows = [*content.regions, making.empty_region(5)]
    assignment = {**content.assignment, MUSTAMAE_2: 5}
    editing.replace(
        draft, Content(assignment, rows), kind=EditKind.REGIONS, by=planner, at=NOW
    )
    draft.refresh_from_db()
    changes = Changes(
        edition_of_plan(country.plan), edition_of_draft(draft), NOW.date()
    )
    (row,) = changes.handovers
    assert (row.after, row.people) == ("", 800)
    assert changes.people_changing == 800
    assert len(changes.new) == 1


def test_a_vacant_region_is_answered_by_the_head(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    """Both posts vacant, one head: nobody's officer changes."""
    for region in (country.mustamae_west, country.mustamae_east):
        region.postings.update(ends_on=NOW.date())
    editing.move(draft, {MUSTAMAE_2: EAST}, by=planner, at=NOW)
    draft.refresh_from_db()
    before, after = edition_of_plan(country.plan), edition_of_draft(draft)
    changes = Changes(before, after, NOW.date() + timedelta(days=1))
    assert changes.comparison.people_moved == 800
    assert changes.handovers == []


# --- figures -----------------------------------------------------------------------


def test_each_figure_has_a_word(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    before = edition_of_plan(country.plan).tally.figures()
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    draft.refresh_from_db()
    after = edition_of_draft(draft).tally.figures()
    kinds = {line.label: line.kind for line in side_by_side(before, after)}
    assert set(kinds.values()) <= {"better", "worse", "same", "changed"}
    assert kinds["Piirkonnad"] == "same"
    worse = [line for line in side_by_side(before, after) if line.kind == "worse"]
    assert worse
    back = {line.label: line.kind for line in side_by_side(after, before)}
    assert all(back[line.label] == "better" for line in worse)


def test_map_of_a_difference_speaks_in_the_later_numbers(
    draft: Draft, country: SmallCountry, planner: User
) -> None:
    content = making.content_of(draft.plan)
    merged = {code: min(n, 3) for code, n in content.assignment.items()}
    kept = Content(merged, content.regions[:3])
    editing.replace(draft, kept, kind=EditKind.REGIONS, by=planner, at=NOW)
    draft.refresh_from_db()
    found = compare(edition_of_plan(country.plan), edition_of_draft(draft))
    told = map_of_comparison(found)
    differ = [b != a for b, a in zip(told["before"], told["after"], strict=True)]
    assert sum(differ) == 3
    assert {row["number"] for row in told["regions"]} == {1, 2, 3, 4}


# --- pages -------------------------------------------------------------------------


@pytest.fixture
def browser(client: Client, planner: User) -> Client:
    client.force_login(planner)
    return client


def test_comparing_begins_with_the_plan_in_force(
    browser: Client, draft: Draft, country: SmallCountry, planner: User
) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    address = reverse("planning:compare", args=[draft.plan.public_id])
    answer = browser.get(address)
    assert answer.context["found"].before.plan == country.plan
    assert "Laagri" in answer.content.decode()


def test_versions_are_compared_too(
    browser: Client, draft: Draft, planner: User
) -> None:
    making.keep_version(draft, reason="enne", by=planner, at=NOW)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    making.keep_version(draft, reason="pärast", by=planner, at=NOW)
    key = draft.plan.public_id
    asked = {"before": f"{key}.1", "after": f"{key}.2"}
    found = browser.get(reverse("planning:compare", args=[key]), asked).context["found"]
    assert [row.unit.code for row in found.moved] == [LAAGRI]
    told = browser.get(reverse("planning:compare-map", args=[key]), asked).json()
    assert sum(b != a for b, a in zip(told["before"], told["after"], strict=True)) == 1


def test_what_is_not_there_is_said_beside_the_field(
    browser: Client, draft: Draft
) -> None:
    key = draft.plan.public_id
    for name in ("compare", "compare-map", "compare-units"):
        answer = browser.get(
            reverse(f"planning:{name}", args=[key]), {"before": "x.y", "after": key}
        )
        assert answer.status_code == (200 if name == "compare" else 404)
        if name == "compare":
            assert answer.context["form"].errors.keys() == {"before"}


def test_moved_units_come_as_a_file_without_formulas(
    browser: Client, draft: Draft, country: SmallCountry, planner: User
) -> None:
    content = making.content_of(draft.plan)
    rows = [dict(row) for row in content.regions]
    rows[SOUTH - 1] |= {"name": "=1+1", "region": None}
    moved = Content({**content.assignment, LAAGRI: SOUTH}, rows)
    editing.replace(draft, moved, kind=EditKind.REGIONS, by=planner, at=NOW)
    editions.forget()
    address = reverse("planning:compare-units", args=[draft.plan.public_id])
    answer = browser.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    _head, row = list(csv.reader(answer.content.decode().splitlines()))
    assert row[0] == LAAGRI
    assert row[5] == "'=1+1"
