"""The pages of drawings, cuts and files."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from groundwork.worker import Worker
from planning.actions import drawing, editing, making
from planning.models import Draft, DrawingRun, RunStatus, WeightSet
from tests.factories.communities import CommunityFactory
from tests.factories.planning import (
    computed_frontier,
    kept_weights,
    ready_run,
    wanted_file,
)
from tests.factories.regions import SmallCountry
from tests.planning.conftest import AILA, LAAGRI, SAUE, SOUTH, WEST, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, planner: User) -> Client:
    client.force_login(planner)
    return client


def work() -> None:
    lease = timedelta(seconds=60)
    Worker(clock=now, entries=(), lease=lease).run_until_idle()


def page(name: str, draft: Draft, *rest: Any) -> str:
    return reverse(f"planning:{name}", args=[draft.plan.public_id, *rest])


FORM = {
    "preset": "balanced",
    "scope": "all",
    "region_count": "4",
    "seed": "1",
    "effort": "1.0",
    "keeps_locks": "on",
    "inhabitants": "1",
    **dict.fromkeys(
        ("law_and_order", "incidents", "open_concerns", "driving", "local_life"), "0"
    ),
}


def test_drawing_is_asked_for_watched_and_taken_over(
    browser: Client, draft: Draft
) -> None:
    answer = browser.post(page("draw", draft), FORM | {"region_count": "3"})
    run = DrawingRun.objects.get()
    assert answer.headers["Location"] == page("run", draft, run.public_id)
    state = browser.get(page("run-state", draft, run.public_id)).json()
    assert (state["status"], state["is_over"]) == ("QUEUED", False)
    waiting = browser.get(answer.headers["Location"]).content.decode()
    assert f'data-progress="{page("run-state", draft, run.public_id)}"' in waiting
    work()
    assert browser.get(page("run-state", draft, run.public_id)).json()["is_over"]
    shown = browser.get(answer.headers["Location"])
    assert shown.context["is_ready"]
    assert {row.label: row.drawn for row in shown.context["rows"]}
    assert shown.context["charts"]
    browser.post(answer.headers["Location"], {"revision": "0"})
    draft.refresh_from_db()
    assert (draft.region_count, draft.revision) == (3, 1)


def test_part_of_the_plan_is_drawn_again(browser: Client, draft: Draft) -> None:
    asked = FORM | {"scope": "part", "redrawn": [str(SAUE), str(SOUTH)]}
    browser.post(page("draw", draft), asked | {"part_count": "3"})
    run = DrawingRun.objects.get()
    assert (run.redrawn, run.region_count) == ([SAUE, SOUTH], 5)


def test_address_chooses_the_regions_to_draw_again(
    browser: Client, draft: Draft
) -> None:
    form = browser.get(page("draw", draft) + "?regions=3,4,x").context["form"]
    assert form.initial["redrawn"] == [3, 4]
    assert form.initial["scope"] == "part"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"region_count": ""}, "region_count"),
        ({"region_count": "0"}, "region_count"),
        ({"scope": "part"}, "redrawn"),
        ({"scope": "part", "redrawn": ["99"]}, "redrawn"),
        ({"seed": "x"}, "seed"),
        ({"effort": "1000"}, "effort"),
        ({"inhabitants": "0"}, "inhabitants"),
        ({"driving": ""}, "driving"),
        ({"incidents": "-1"}, "incidents"),
        ({"incidents": "nan"}, "incidents"),
    ],
)
def test_wrong_wish_is_told_beside_its_field_and_nothing_is_lost(
    browser: Client, draft: Draft, changed: dict[str, Any], field: str
) -> None:
    answer = browser.post(page("draw", draft), FORM | changed)
    assert field in answer.context["form"].errors
    assert answer.context["form"]["seed"].value() == (FORM | changed)["seed"]
    assert not DrawingRun.objects.exists()


def test_second_drawing_is_refused_on_the_form(
    browser: Client, draft: Draft, other_planner: User
) -> None:
    drawing.ask(draft, drawing.Wish(4), by=other_planner, at=now())
    answer = browser.post(page("draw", draft), FORM)
    assert answer.context["form"].non_field_errors()


def test_weights_are_kept_used_and_forgotten(browser: Client, draft: Draft) -> None:
    sent = FORM | {"incidents": "0.5", "weights_name": "Öö"}
    browser.post(page("draw", draft), sent)
    kept = WeightSet.objects.get()
    assert (kept.name, kept.weights) == ("Öö", {"inhabitants": 1.0, "incidents": 0.5})
    form = browser.get(page("draw", draft) + f"?weights={kept.pk}").context["form"]
    assert (form.initial["incidents"], form.initial["driving"]) == (0.5, 0)
    browser.post(page("forget-weights", draft, kept.pk))
    assert not WeightSet.objects.exists()


def test_usual_weights_are_offered(browser: Client, draft: Draft) -> None:
    form = browser.get(page("draw", draft) + "?weights=workload").context["form"]
    assert form.initial["incidents"] == 0.3


def test_adopted_plan_has_no_form_for_drawing(
    browser: Client, planner: User, country: SmallCountry
) -> None:
    opened = making.open_in_workshop(country.plan, by=planner, at=now())
    shown = browser.get(page("draw", opened))
    assert shown.status_code == 200
    assert "submit-button" not in shown.content.decode()
    assert browser.post(page("draw", opened), FORM).status_code == 403


def test_page_says_when_nobody_is_there_to_draw(browser: Client, draft: Draft) -> None:
    browser.post(page("draw", draft), FORM)
    run = DrawingRun.objects.get()
    run.asked_at = now() - timedelta(seconds=20)
    run.save()
    state = page("run-state", draft, run.public_id)
    assert browser.get(state).json()["waits_in_vain"] is True
    DBTaskResult.objects.update(
        status="RUNNING", run_after=now() + timedelta(seconds=30)
    )
    assert browser.get(state).json()["waits_in_vain"] is False


def test_take_over_after_changes_wants_a_yes(
    browser: Client, draft: Draft, planner: User
) -> None:
    at = now()
    run = ready_run(draft, planner, at)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=at)
    url = page("run", draft, run.public_id)
    assert browser.get(url).context["steps_since"] == 1
    refused = browser.post(url, {"revision": "1"})
    assert refused.status_code == 400
    assert "overwrite" in refused.context["form"].errors
    # Another step comes in between looking and agreeing.
    editing.move(draft, {AILA: SOUTH}, by=planner, at=at)
    assert browser.post(url, {"revision": "1", "overwrite": "on"}).status_code == 400
    assert browser.post(url, {"revision": "2", "overwrite": "on"}).status_code == 302
    draft.refresh_from_db()
    assert draft.assignment == run.result


def test_cancel_and_put_aside(browser: Client, draft: Draft, planner: User) -> None:
    at = now()
    waiting = drawing.ask(draft, drawing.Wish(4), by=planner, at=at)
    browser.post(page("run-cancel", draft, waiting.public_id))
    waiting.refresh_from_db()
    assert waiting.status == RunStatus.CANCELLED
    ready = ready_run(draft, planner, at)
    browser.post(page("run-put-aside", draft, ready.public_id))
    ready.refresh_from_db()
    assert ready.status == RunStatus.DISCARDED
    assert browser.get(page("run", draft, ready.public_id)).status_code == 200


def test_drawing_of_another_plan_is_not_found(
    browser: Client, draft: Draft, planner: User, country: SmallCountry
) -> None:
    run = ready_run(draft, planner, now())
    other = reverse("planning:run", args=["qqqqqqqqqq", run.public_id])
    assert browser.get(other).status_code == 404
    assert browser.get(page("run", draft, "qqqqqqqqqq")).status_code == 404


# --- cuts against balance ----------------------------------------------------------


def test_frontier_is_computed_once_and_drawn(browser: Client, draft: Draft) -> None:
    url = page("frontier", draft)
    assert browser.get(url).context["charts"] == []
    browser.post(url)
    browser.post(url)
    assert DBTaskResult.objects.count() == 1
    assert browser.get(url).context["is_waiting"]
    work()
    shown = browser.get(url)
    assert not shown.context["is_waiting"]
    mean, largest = shown.context["charts"]
    assert (mean.figure, largest.figure) == ("mean_dev", "max_dev")
    county = mean.series[0].dots
    assert county[0].cuts == 0
    assert [dot.y for dot in county] == sorted(dot.y for dot in county)
    assert len(shown.context["frontier_rows"]) == len(county)


def test_what_a_lost_worker_left_can_be_asked_for_again(
    browser: Client, draft: Draft
) -> None:
    browser.post(page("frontier", draft))
    browser.post(page("prepare", draft, "gpkg"))
    DBTaskResult.objects.update(status="FAILED")
    assert not browser.get(page("frontier", draft)).context["is_waiting"]
    shown = browser.get(page("exchange", draft)).context["prepared"]
    assert not any(row["is_waiting"] for row in shown)
    browser.post(page("frontier", draft))
    browser.post(page("prepare", draft, "gpkg"))
    assert browser.get(page("frontier", draft)).context["is_waiting"]
    shown = browser.get(page("exchange", draft)).context["prepared"]
    assert any(row["is_waiting"] for row in shown)


def test_frontier_marks_the_plan_as_it_stands(browser: Client, draft: Draft) -> None:
    computed_frontier(draft, now())
    shown = browser.get(page("frontier", draft))
    (mark,) = shown.context["charts"][0].marks
    assert (mark.kind, mark.dot.cuts) == ("now", 0)


# --- what is cut -------------------------------------------------------------------


def test_splits_name_what_is_cut_and_whom_it_touches(
    browser: Client, draft: Draft, planner: User, country: SmallCountry
) -> None:
    at = now()
    CommunityFactory.create(unit=country.units["mustamae_1"], name="Mustamäe selts")
    editing.move(draft, {LAAGRI: WEST}, by=planner, at=at)
    found = browser.get(page("splits", draft)).context["splits"]
    tallinn, saue = found.municipalities
    assert (tallinn.name, tallinn.people, tallinn.apart) == ("Tallinn", 3500, 1500)
    assert (saue.name, saue.apart, saue.needless) == ("Saue vald", 600, True)
    assert [piece.number for piece in saue.pieces] == [WEST, SAUE]
    (mustamae,) = found.places
    assert (mustamae.name, mustamae.communities) == ("Mustamäe", ["Mustamäe selts"])
    assert (found.apart, found.needless, found.communities) == (2100, 1, 1)
    sheet = b"".join(browser.get(page("splits-csv", draft))).decode()
    assert "municipality,Saue vald,Harju maakond,1500,600,yes,1," in sheet


# --- files -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("units.csv", f"{LAAGRI},{SAUE}\r\n"),
        ("regions.csv", f"{SOUTH},Elva,,Elva\r\n"),
        ("units.geojson", f'"code":"{LAAGRI}","region":{SAUE}'),
    ],
)
def test_plan_is_taken_away(
    browser: Client, draft: Draft, what: str, words: str
) -> None:
    answer = browser.get(page("export", draft, what))
    assert words in b"".join(answer).decode()
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_other_files_are_not_there(browser: Client, draft: Draft) -> None:
    assert browser.get(page("export", draft, "secrets.txt")).status_code == 404
    assert browser.post(page("prepare", draft, "csv")).status_code == 404


def test_file_is_prepared_by_the_worker_and_taken(
    browser: Client, draft: Draft
) -> None:
    browser.post(page("prepare", draft, "gpkg"))
    work()
    shown = browser.get(page("exchange", draft)).context["prepared"]
    made = next(row["file"] for row in shown if row["format"] == "gpkg")
    answer = browser.get(page("download", draft, made.public_id))
    assert b"".join(answer).startswith(b"SQLite format 3")
    made.file.delete()


def test_file_that_is_not_made_yet_is_not_found(
    browser: Client, draft: Draft, planner: User
) -> None:
    wanted = wanted_file(draft, planner, now())
    url = page("download", draft, wanted.public_id)
    assert browser.get(url).status_code == 404


def upload(content: bytes, name: str = "plan.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, io.BytesIO(content).read())


def test_plan_is_brought_in_after_a_look(browser: Client, draft: Draft) -> None:
    content = f"code,region\n{LAAGRI},4\n9999,1\n".encode()
    answer = browser.post(page("exchange", draft), {"file": upload(content)})
    shown = browser.get(answer.headers["Location"])
    assert shown.context["report"]["unknown"] == {"count": 1, "rows": [[3, "9999"]]}
    draft.refresh_from_db()
    assert draft.revision == 0
    browser.post(answer.headers["Location"], {"others": "stay"})
    draft.refresh_from_db()
    assert (draft.revision, draft.assignment[LAAGRI]) == (1, SOUTH)
    again = browser.post(answer.headers["Location"], {"others": "stay"})
    assert again.context["form"].non_field_errors()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"file": upload(b"")},
        {"file": upload(b"code,region\n9999,1\n")},
        {"file": upload(b"[" * 100_000)},
        {"file": upload(b"PK\x03\x04")},
    ],
)
def test_file_that_is_no_plan_is_told_beside_the_field(
    browser: Client, draft: Draft, sent: dict[str, Any]
) -> None:
    answer = browser.post(page("exchange", draft), sent)
    assert "file" in answer.context["form"].errors


def test_names_that_are_none_are_told_beside_their_field(
    browser: Client, draft: Draft
) -> None:
    sent = {
        "file": upload(f"code,region\n{LAAGRI},4\n".encode()),
        "names": upload(b"\xff\xfe"),
    }
    answer = browser.post(page("exchange", draft), sent)
    assert "names" in answer.context["form"].errors


def test_kept_weights_are_offered(browser: Client, draft: Draft, planner: User) -> None:
    kept = kept_weights(planner, now())
    assert f"?weights={kept.pk}" in browser.get(page("draw", draft)).content.decode()
