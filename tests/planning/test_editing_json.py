"""What the editing page's script asks and sends."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from planning import unit_maps
from planning.actions import editing, locks
from planning.actions.locks import Target
from planning.models import Draft, Edit, EditKind, LockKind
from regions.unit_maps import draw_missing
from tests.planning.conftest import (
    AILA,
    EAST,
    ELVA,
    LAAGRI,
    MUSTAMAE_2,
    NOW,
    SAUE,
    SOUTH,
    WEST,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_map_remembered() -> None:
    unit_maps.forget()


class Desk:
    """A planner's browser at the editing page of a draft."""

    def __init__(self, client: Client, draft: Draft) -> None:
        self._client, self._draft = client, draft

    def path(self, name: str) -> str:
        return reverse(f"planning:{name}", args=[self._draft.plan.public_id])

    def get(self, name: str, query: str = "") -> Any:
        return self._client.get(self.path(name) + query)

    def post(self, name: str, told: Any, query: str = "") -> Any:
        body = told if isinstance(told, str) else json.dumps(told)
        return self._client.post(
            self.path(name) + query, body, content_type="application/json"
        )

    def move(self, units: list[str], region: int, **more: Any) -> Any:
        told = {"units": units, "region": region, "revision": 0, **more}
        return self.post("move", told)


@pytest.fixture
def desk(client: Client, planner: User, draft: Draft) -> Desk:
    client.force_login(planner)
    return Desk(client, draft)


def where(draft: Draft, code: str) -> int:
    draft.refresh_from_db()
    return int(draft.assignment.get(code, 0))


def test_state_has_a_region_for_each_unit_in_the_order_of_the_map(
    desk: Desk, draft: Draft, planner: User
) -> None:
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    locks.lock(draft, Target(LockKind.BORDER, WEST, EAST), by=planner, at=NOW)
    told = desk.get("edit-state").json()
    assert told["revision"] == 1
    assert sorted(told["assignment"]) == [0, 1, 1, 2, 3, 3, 4, 4, 4]
    assert [row["number"] for row in told["regions"]] == [1, 2, 3, 4]
    assert told["locks"] == {"regions": [], "units": [], "borders": [[WEST, EAST]]}


def test_preview_tells_figures_and_writes_nothing(desk: Desk, draft: Draft) -> None:
    told = {"units": [AILA], "region": SOUTH, "revision": 0}
    answer = desk.post("preview", told)
    assert answer.status_code == 200
    assert answer.json()["units"] == 1
    assert "Aila" in answer.json()["html"]
    assert not Edit.objects.exists()
    assert where(draft, AILA) == SAUE


def test_preview_says_what_is_locked(desk: Desk, draft: Draft, planner: User) -> None:
    locks.lock(draft, Target(LockKind.UNIT, unit=AILA), by=planner, at=NOW)
    told = {"units": [AILA], "region": SOUTH, "revision": 0}
    assert desk.post("preview", told).json()["locked"] is True
    assert desk.move([AILA], SOUTH).status_code == 409


def test_move_answers_with_revision_moves_and_rows(desk: Desk, draft: Draft) -> None:
    told = desk.move([AILA], SOUTH, seen={AILA: SAUE}).json()
    assert (told["revision"], told["moves"]) == (1, {AILA: SOUTH})
    assert told["rows"].keys() == {str(SAUE), str(SOUTH)}
    assert where(draft, AILA) == SOUTH


@pytest.mark.parametrize(
    ("said", "kind"),
    [("town", "MUNICIPALITY"), ("attach", "ATTACH"), ("", "MOVE"), ("DRAW", "MOVE")],
)
def test_journal_calls_the_step_what_it_was(
    desk: Desk, draft: Draft, said: str, kind: str
) -> None:
    told = {"units": [AILA], "region": SOUTH, "revision": 0}
    desk.post("move", told, f"?as={said}")
    assert Edit.objects.get().kind == EditKind(kind)


def test_whoever_comes_second_is_told_where_the_unit_is_now(
    desk: Desk, draft: Draft, other_planner: User
) -> None:
    editing.move(draft, {AILA: SOUTH}, by=other_planner, at=NOW)
    answer = desk.move([AILA, LAAGRI], WEST, seen={AILA: SAUE, LAAGRI: SAUE})
    assert answer.status_code == 409
    assert answer.json()["changed"] == {AILA: SOUTH}
    assert where(draft, LAAGRI) == SAUE


def test_revision_alone_is_enough_to_see_a_conflict(
    desk: Desk, draft: Draft, other_planner: User
) -> None:
    editing.move(draft, {AILA: SOUTH}, by=other_planner, at=NOW)
    assert desk.move([AILA], WEST).status_code == 409
    assert desk.move([AILA], WEST, revision=1).status_code == 200


def test_moves_of_other_units_meanwhile_are_kept_and_told(
    desk: Desk, draft: Draft, other_planner: User
) -> None:
    editing.move(draft, {ELVA: SAUE}, by=other_planner, at=NOW)
    told = desk.move([AILA], SOUTH, seen={AILA: SAUE}).json()
    assert told["moves"] == {ELVA: SAUE, AILA: SOUTH}
    assert other_planner.full_name in told["by"]


def test_changes_since_a_revision(
    desk: Desk, draft: Draft, other_planner: User
) -> None:
    assert desk.get("changes", "?since=0").json()["moves"] == {}
    editing.move(draft, {ELVA: SAUE}, by=other_planner, at=NOW)
    editing.move(draft, {ELVA: WEST}, by=other_planner, at=NOW)
    told = desk.get("changes", "?since=0").json()
    assert (told["revision"], told["moves"]) == (2, {ELVA: WEST})
    assert told["rows"].keys() == {str(WEST), str(SOUTH)}


@pytest.mark.parametrize(
    "since", ["", "-1", "x", "\N{ARABIC-INDIC DIGIT ONE}", "9" * 10]
)
def test_revision_that_is_none_is_refused(desk: Desk, since: str) -> None:
    assert desk.get("changes", f"?since={since}").status_code == 400


def test_undo_and_redo_answer_what_to_draw(desk: Desk, draft: Draft) -> None:
    desk.move([AILA], SOUTH)
    told = desk.post("undo", {}, "?since=1").json()
    assert (told["revision"], told["moves"]) == (2, {AILA: SAUE})
    told = desk.post("redo", {}, "?since=2").json()
    assert (told["revision"], told["moves"]) == (3, {AILA: SOUTH})
    answer = desk.post("redo", {}, "?since=3")
    assert (answer.status_code, "says" in answer.json()) == (409, True)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "no",
        "[" * 100_000,
        "[]",
        {},
        {"units": [], "region": 1, "revision": 0},
        {"units": "1024", "region": 1, "revision": 0},
        {"units": [7], "region": 1, "revision": 0},
        {"units": [AILA], "region": "1", "revision": 0},
        {"units": [AILA], "region": True, "revision": 0},
        {"units": [AILA], "region": -1, "revision": 0},
        {"units": [AILA], "region": 5, "revision": 0},
        {"units": ["nothing"], "region": 1, "revision": 0},
        {"units": [AILA], "region": 1},
        {"units": [AILA], "region": 1, "revision": 0, "seen": [1]},
        {"units": [AILA], "region": 1, "revision": 0, "seen": {AILA: "3"}},
    ],
)
@pytest.mark.parametrize("door", ["preview", "move"])
def test_nonsense_is_refused_with_a_sentence(desk: Desk, door: str, told: Any) -> None:
    answer = desk.post(door, told)
    assert answer.status_code == 400
    assert answer.json()["says"]
    assert not Edit.objects.exists()


def test_adopted_plan_is_only_looked_at(
    desk: Desk, draft: Draft, planner: User
) -> None:
    plan = draft.plan
    type(plan).objects.filter(pk=plan.pk).update(status="SUPERSEDED", valid_to=NOW,
        valid_from=NOW, adopted_at=NOW)  # fmt: skip
    assert desk.move([AILA], SOUTH).status_code == 403
    assert desk.get("edit-state").status_code == 200


def test_nothing_is_taken_from_another_site(planner: User, draft: Draft) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(planner)
    answer = Desk(client, draft).move([AILA], SOUTH)
    assert answer.status_code == 403
    assert where(draft, AILA) == SAUE


# --- layers ------------------------------------------------------------------------


def layer(desk: Desk, draft: Draft, key: str, client: Client) -> Any:
    return client.get(reverse("planning:edit-layer", args=[draft.plan.public_id, key]))


@pytest.mark.parametrize(
    "key", ["weight", "order", "incidents", "life", "concerns", "driving"]
)
def test_layer_of_figures_has_a_class_and_words_for_each_unit(
    desk: Desk, draft: Draft, client: Client, key: str
) -> None:
    told = layer(desk, draft, key, client).json()
    assert len(told["class_of"]) == len(told["texts"]) == 9
    assert told["title"] in told["html"] or "&#x27;" in told["html"]


@pytest.mark.parametrize(
    ("key", "groups"), [("municipality", 3), ("county", 2), ("centre", 1)]
)
def test_layer_of_groups(
    desk: Desk, draft: Draft, client: Client, key: str, groups: int
) -> None:
    told = layer(desk, draft, key, client).json()
    assert len(told["groups"]) == groups
    assert len(told["group_of"]) == 9


def test_there_is_no_other_layer(desk: Desk, draft: Draft, client: Client) -> None:
    assert layer(desk, draft, "officers", client).status_code == 400


# --- the map -----------------------------------------------------------------------


def test_map_is_drawn_by_the_worker_and_kept_for_ever_after(
    desk: Desk, draft: Draft, client: Client
) -> None:
    client.logout()
    day = draft.units_on.isoformat()
    first = client.get(reverse("planning:units-map", args=[day, "soon"]))
    assert (first.status_code, first["Cache-Control"]) == (202, "no-store")
    draw_missing(at=NOW)
    address = unit_maps.address_of(draft.units_on, at=NOW)
    answer = client.get(address, headers={"Accept-Encoding": "br"})
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Encoding"] == "br"
    stale = client.get(reverse("planning:units-map", args=[day, "soon"]))
    assert stale["Cache-Control"] == "no-cache"
    told = json.loads(stale.content)
    assert told["units"]["codes"] == sorted(told["units"]["codes"])
    assert MUSTAMAE_2 in told["units"]["codes"]
    again = client.get(address, headers={"If-None-Match": stale["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("day", ["2001-01-01", "yesterday", "2026-13-01"])
def test_map_of_a_day_that_no_plan_divides_is_not_there(
    client: Client, draft: Draft, day: str
) -> None:
    answer = client.get(reverse("planning:units-map", args=[day, "x"]))
    assert answer.status_code == 404
