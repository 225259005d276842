"""The editing page without JavaScript: real lists, real forms."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from planning.actions import editing, locks
from planning.actions.locks import Target
from planning.layers import layer_of
from planning.models import Draft, Edit, EditKind, Lock, LockKind
from planning.problems import problems_of
from planning.ramps import Ramp
from planning.workbench import bench_of
from regions.models import Measure, UnitLoad
from tests.factories.concerns import received
from tests.factories.regions import SmallCountry
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


@pytest.fixture
def browser(client: Client, planner: User) -> Client:
    client.force_login(planner)
    return client


def path(draft: Draft, name: str = "edit", *more: object) -> str:
    return reverse(f"planning:{name}", args=[draft.plan.public_id, *more])


def move(browser: Client, draft: Draft, **sent: Any) -> Any:
    form = {"source": SAUE, "target": SOUTH, "revision": 0} | sent
    return browser.post(path(draft, "move-units"), form, follow=True)


def where(draft: Draft, code: str) -> int:
    draft.refresh_from_db()
    return int(draft.assignment.get(code, 0))


def test_list_has_every_region_and_opens_one(browser: Client, draft: Draft) -> None:
    page = browser.get(path(draft) + f"?region={SAUE}").content.decode()
    assert all(f'id="region-{n}"' in page for n in (WEST, EAST, SAUE, SOUTH))
    assert f'name="units" value="{LAAGRI}"' in page
    assert f'name="units" value="{ELVA}"' not in page


@pytest.mark.parametrize("region", ["x", "99", "-1", "9" * 30])
def test_region_that_is_not_there_opens_nothing(
    browser: Client, draft: Draft, region: str
) -> None:
    answer = browser.get(path(draft), {"region": region})
    assert (answer.status_code, answer.context["opened"]) == (200, None)


def test_units_move_from_the_list(browser: Client, draft: Draft) -> None:
    answer = move(browser, draft, units=[AILA, LAAGRI])
    assert "2 " in next(str(m) for m in answer.context["messages"])
    assert (where(draft, AILA), where(draft, LAAGRI)) == (SOUTH, SOUTH)
    assert answer.context["opened"] == SAUE


def test_whole_municipality_moves_from_its_region_only(
    browser: Client, draft: Draft, planner: User
) -> None:
    editing.move(draft, {AILA: WEST}, by=planner, at=NOW)
    move(browser, draft, towns=["0726"], revision=1)
    assert (where(draft, LAAGRI), where(draft, AILA)) == (SOUTH, WEST)
    assert Edit.objects.last().kind == EditKind.MUNICIPALITY  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "sent",
    [{}, {"units": ["nothing"]}, {"units": [AILA], "target": ""},
     {"units": [AILA], "target": 77}, {"units": [AILA], "revision": "x"}],
)  # fmt: skip
def test_what_cannot_be_moved_is_said(
    browser: Client, draft: Draft, sent: dict[str, Any]
) -> None:
    answer = move(browser, draft, **sent)
    assert [m.level_tag for m in answer.context["messages"]] == ["error"]
    assert not Edit.objects.exists()


def test_page_that_is_out_of_date_moves_nothing(
    browser: Client, draft: Draft, other_planner: User
) -> None:
    editing.move(draft, {AILA: WEST}, by=other_planner, at=NOW)
    answer = move(browser, draft, units=[AILA], revision=0)
    assert [m.level_tag for m in answer.context["messages"]] == ["error"]
    assert where(draft, AILA) == WEST


def test_gap_is_attached_to_what_is_offered(
    browser: Client, draft: Draft, planner: User
) -> None:
    editing.move(draft, {AILA: 0}, by=planner, at=NOW)
    page = browser.get(path(draft))
    (gap,) = page.context["problems"].gaps
    offer = gap.offers[0]
    move(browser, draft, units=gap.codes, target=offer.region, source=0,
         revision=1, **{"as": "attach"})  # fmt: skip
    assert where(draft, AILA) == offer.region
    assert Edit.objects.last().kind == EditKind.ATTACH  # type: ignore[union-attr]


def test_steps_are_taken_back_after_signing_in_again(
    browser: Client, draft: Draft, planner: User
) -> None:
    move(browser, draft, units=[AILA])
    browser.logout()
    browser.force_login(planner)
    browser.post(path(draft, "step-back"))
    assert where(draft, AILA) == SAUE
    browser.post(path(draft, "step-again"))
    assert where(draft, AILA) == SOUTH
    answer = browser.post(path(draft, "step-again"), follow=True)
    assert [m.level_tag for m in answer.context["messages"]][-1] == "error"


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"what": "UNIT", "unit": AILA}, LockKind.UNIT),
        ({"what": "REGION", "region": SAUE}, LockKind.REGION),
        ({"what": WEST, "region": EAST}, LockKind.BORDER),
    ],
)
def test_lock_with_a_reason_and_lift_it(
    browser: Client, draft: Draft, sent: dict[str, Any], kind: LockKind
) -> None:
    browser.post(path(draft, "lock"), sent | {"reason": "Kokku lepitud"})
    lock = Lock.objects.get()
    assert (lock.kind, lock.reason) == (kind, "Kokku lepitud")
    assert "Kokku lepitud" in browser.get(path(draft)).content.decode()
    browser.post(path(draft, "unlock", lock.pk))
    assert not draft.locks.holding().exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"what": "UNIT"}, {"what": "REGION"}, {"what": "x", "region": 1},
     {"what": 77, "region": 1}, {"what": "UNIT", "unit": "nothing"}],
)  # fmt: skip
def test_nothing_is_locked_that_is_not_there(
    browser: Client, draft: Draft, sent: dict[str, Any]
) -> None:
    answer = browser.post(path(draft, "lock"), sent, follow=True)
    assert [m.level_tag for m in answer.context["messages"]] == ["error"]
    assert not Lock.objects.exists()


def test_script_is_answered_in_json(browser: Client, draft: Draft) -> None:
    accept = {"Accept": "application/json"}
    sent = {"what": "UNIT", "unit": AILA}
    done = browser.post(path(draft, "lock"), sent, headers=accept)
    refused = browser.post(path(draft, "lock"), {}, headers=accept)
    assert (done.status_code, refused.status_code) == (200, 400)
    assert done.json()["says"]
    assert refused.json()["says"]


def test_place_tells_its_region_and_what_can_be_locked(
    browser: Client, draft: Draft, planner: User
) -> None:
    locks.lock(draft, Target(LockKind.REGION, SAUE), by=planner, at=NOW)
    answer = browser.get(path(draft, "edit-place"), {"unit": LAAGRI})
    assert answer.context["number"] == SAUE
    assert {n for n, _name in answer.context["beside"]} <= {WEST, EAST, SOUTH}
    assert [row.regions for row in answer.context["held"]] == [(SAUE,)]
    missing = browser.get(path(draft, "edit-place"), {"unit": "nothing"})
    assert missing.status_code == 404


def test_panels_name_steps_by_who_and_what(
    browser: Client, draft: Draft, planner: User
) -> None:
    editing.move(draft, {AILA: SOUTH}, by=planner, at=NOW)
    answer = browser.get(path(draft, "edit-panels"))
    (line,) = answer.context["journal"]
    assert line.by == planner.full_name
    assert "Aila" in line.text
    assert "Elva" in line.text
    whole = browser.get(path(draft, "journal")).content.decode()
    assert line.text in whole


# --- regions -----------------------------------------------------------------------


def test_region_gets_a_name_and_a_base(browser: Client, draft: Draft) -> None:
    sent = {"name": "Saue ja Laagri", "part": "", "base_unit": LAAGRI}
    browser.post(path(draft, "region", SAUE), sent)
    row = draft.regions.get(number=SAUE)
    assert (row.name, row.base_unit) == ("Saue ja Laagri", LAAGRI)
    browser.post(path(draft, "step-back"))
    browser.post(path(draft, "step-back"))
    row = draft.regions.get(number=SAUE)
    assert (row.name, row.base_unit) == ("Saue", "")


def test_name_that_another_region_has_is_refused_beside_the_field(
    browser: Client, draft: Draft
) -> None:
    answer = browser.post(path(draft, "region", SAUE), {"name": "Elva"})
    assert answer.context["form"].errors.keys() == {"name"}
    assert 'value="Elva"' in answer.content.decode()


def test_region_is_added_and_an_empty_one_removed(
    browser: Client, draft: Draft, planner: User
) -> None:
    browser.post(path(draft, "region-new"), {"name": "Uus"})
    draft.refresh_from_db()
    assert draft.regions.get(number=5).name == "Uus"
    editing.move(draft, {"0784-mustamae-3": WEST}, by=planner, at=NOW)
    browser.post(path(draft, "region-remove", EAST))
    draft.refresh_from_db()
    assert [row.name for row in draft.regions.order_by("number")] == [
        "Mustamäe", "Uus", "Saue", "Elva",
    ]  # fmt: skip
    assert where(draft, AILA) == SAUE


def test_last_region_takes_the_number_of_the_one_removed(
    browser: Client, draft: Draft, planner: User
) -> None:
    editing.move(draft, {"0784-mustamae-3": WEST}, by=planner, at=NOW)
    browser.post(path(draft, "region-remove", EAST))
    assert where(draft, ELVA) == EAST
    assert draft.regions.get(number=EAST).name == "Elva"
    assert bench_of(draft).tally.empty() == []


def test_region_with_units_or_a_lock_is_not_removed(
    browser: Client, draft: Draft, planner: User
) -> None:
    browser.post(path(draft, "region-remove", SAUE))
    editing.move(draft, {"0784-mustamae-3": WEST}, by=planner, at=NOW)
    locks.lock(draft, Target(LockKind.REGION, SOUTH), by=planner, at=NOW)
    answer = browser.post(path(draft, "region-remove", EAST), follow=True)
    assert [m.level_tag for m in answer.context["messages"]][-1] == "error"
    assert draft.regions.count() == 4


# --- problems and layers -------------------------------------------------------------


def test_loose_piece_is_the_smaller_part(draft: Draft, planner: User) -> None:
    editing.move(draft, {MUSTAMAE_2: SOUTH}, by=planner, at=NOW)
    draft.refresh_from_db()
    found = problems_of(bench_of(draft), {SOUTH: "Elva"})
    (loose,) = found.loose
    assert (loose.region_name, list(loose.units)) == ("Elva", [MUSTAMAE_2])
    assert loose.offers[0].region in {WEST, EAST, SAUE}
    assert found.stops == 1


def test_straddle_offers_its_smaller_part(draft: Draft, planner: User) -> None:
    editing.move(draft, {AILA: SOUTH}, by=planner, at=NOW)
    draft.refresh_from_db()
    (straddle,) = problems_of(bench_of(draft), {}).straddles
    assert list(straddle.units) == [AILA]
    assert list(straddle.towns) == ["Saue vald"]


def test_open_concerns_are_told_from_five_on(
    draft: Draft, country: SmallCountry
) -> None:
    for _ in range(3):
        received(at=NOW, unit=country.units["elva"])
    layer = layer_of(draft, "concerns")
    assert layer is not None
    assert layer.ramp is not None
    told = {layer.told(value) for value in layer.values if value}
    assert told == {"1\N{EN DASH}4"}
    assert {layer.ramp.of(value) for value in layer.values} == {0, 1}


def test_invented_load_is_said_to_be(draft: Draft, country: SmallCountry) -> None:
    UnitLoad.objects.create(
        unit=country.units["elva"], measure=Measure.INCIDENTS, value=7,
        source="Näidis", as_of=date(2026, 1, 1), method="oletus", is_invented=True,
        imported_at=NOW, valid_from=date(2026, 1, 1),
    )  # fmt: skip
    layer = layer_of(draft, "incidents")
    assert layer is not None
    assert layer.known.is_invented
    assert layer.known.source == "Näidis"
    assert sum(value is not None for value in layer.values) == 1


@pytest.mark.parametrize(
    ("values", "cuts"),
    [
        ([], []),
        ([None, None], []),
        ([3.0, 3.0, 3.0], []),
        ([0, 0, 0, 0, 9], [9]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [3, 5, 7, 9]),
        ([101, 234, 1234, 5678, 91011], [230, 1200, 5700, 91000]),
    ],
)
def test_classes_begin_at_round_figures(
    values: list[float | None], cuts: list[float]
) -> None:
    ramp = Ramp.over(values)
    assert list(ramp.cuts) == cuts
    assert all(ramp.of(v) in range(len(cuts) + 1) for v in values if v is not None)
