"""Preparing, previewing, adopting and withdrawing on the workshop's pages."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.workdays import TALLINN
from planning.actions import editing, preparing
from planning.models import Adoption, Draft, Preparation
from regions.models import PlanStatus, RegionPlan
from tests.factories.communities import CommunityFactory
from tests.factories.concerns import received, threat
from tests.factories.meetings import MeetingFactory
from tests.factories.regions import SmallCountry
from tests.planning.adopting import MONDAY, adopted, move_saue_to_elva, ready
from tests.planning.conftest import LAAGRI, NOW, SOUTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


@pytest.fixture
def browser(client: Client, planner: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(planner)
    return client


def path(name: str, draft: Draft) -> str:
    return reverse(f"planning:{name}", args=[draft.plan.public_id])


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def decide(browser: Client, draft: Draft, **given: object) -> Any:
    page = browser.get(path("adopt", draft))
    sent = {**page.context["form"].initial, "reason": "Uus kord", **given}
    return browser.post(path("adopt", draft), sent, follow=True)


def test_next_monday_is_offered(browser: Client, draft: Draft) -> None:
    page = browser.get(path("adopt", draft))
    assert page.context["day"] == MONDAY
    assert 'value="2026-03-09"' in words(page)


def test_unprepared_draft_offers_to_draw_and_not_to_adopt(
    browser: Client, draft: Draft
) -> None:
    page = words(browser.get(path("adopt", draft)))
    assert "Draw the outlines" in page
    assert "Adopt from" not in page
    browser.post(path("make-ready", draft))
    assert "are being drawn" in words(browser.get(path("adopt", draft)))


def test_page_says_when_no_worker_runs(
    browser: Client, draft: Draft, planner: User
) -> None:
    preparing.ask(draft, by=planner, at=NOW - timedelta(minutes=5))
    assert "does not seem to run" in words(browser.get(path("adopt", draft)))


def test_page_says_why_outlines_could_not_be_drawn(
    browser: Client, draft: Draft, planner: User
) -> None:
    preparing.ask(draft, by=planner, at=NOW)
    Preparation.objects.update(ended_at=NOW, problem="Jaoskond puudub.")
    assert "Jaoskond puudub." in words(browser.get(path("adopt", draft)))


def test_faults_are_named_with_the_way_to_mend_them(
    browser: Client, draft: Draft, planner: User
) -> None:
    editing.move(ready(draft), {LAAGRI: 0}, by=planner, at=NOW)
    page = words(browser.get(path("adopt", draft)))
    assert "Settlement units without a region: Laagri" in page
    assert reverse("planning:edit", args=[draft.plan.public_id]) in page
    assert "Adopt from" not in page


def test_preview_counts_who_and_what_moves(
    browser: Client, draft: Draft, planner: User, country: SmallCountry
) -> None:
    saue = country.units["saue"]
    community = CommunityFactory.create(unit=saue, name="Saue kogu")
    received(saue, at=NOW, text="Siin on salajane jutt.")
    threat(saue, at=NOW, text="Pimenurk on ohtlik.")
    starts = datetime(2026, 3, 12, 18, tzinfo=TALLINN)
    settled = {
        "community": community,
        "status": "CONFIRMED",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
    }
    MeetingFactory.create(**settled, is_public=True)
    MeetingFactory.create(**settled, topic="Eraring")
    ready(move_saue_to_elva(draft, planner))
    page = browser.get(path("adopt", draft))
    shift, affected = page.context["shift"], page.context["affected"]
    assert shift.people == 1500
    (step,) = shift.steps
    assert (step.before.officer, step.after.officer) == (
        country.officers["saue_region"],
        country.officers["elva_region"],
    )
    assert [seat.label for seat in shift.gone] == ["Saue"]
    assert [(b.seat.label, b.come, b.leave) for b in shift.redrawn] == [
        ("Elva", 1500, 0)
    ]
    assert [seat.officer for seat in shift.idle] == [country.officers["saue_region"]]
    assert (affected.concerns, affected.threats) == (1, 1)
    assert (len(affected.meetings), affected.private_meetings) == (1, 1)
    shown = words(page)
    assert community.get_absolute_url() in shown
    assert not any(word in shown for word in ("salajane", "Pimenurk", "Eraring"))


def test_plan_that_changes_nothing_says_so(browser: Client, draft: Draft) -> None:
    ready(draft)
    assert "Nobody gets another officer." in words(browser.get(path("adopt", draft)))


def test_adopt_look_and_withdraw(
    browser: Client, draft: Draft, planner: User, country: SmallCountry
) -> None:
    ready(move_saue_to_elva(draft, planner))
    page = words(decide(browser, draft))
    assert "The plan is adopted. First day: 9 March 2026" in page
    assert "in force from: 9 March 2026" in page
    adoption = Adoption.objects.get()
    assert (adoption.reason, adoption.effective_on) == ("Uus kord", MONDAY)
    listed = words(browser.get(reverse("planning:list")))
    assert "in force until: 8 March 2026" in listed
    assert "in force from: 9 March 2026" in listed
    empty = browser.post(path("withdraw", draft), {"reason": " "})
    assert empty.context["form"].errors.keys() == {"reason"}
    page = words(browser.post(path("withdraw", draft), {"reason": "Ei"}, follow=True))
    assert "The plan is withdrawn and a draft again." in page
    assert RegionPlan.objects.get(status=PlanStatus.ADOPTED) == country.plan


def test_form_sent_twice_adopts_once(browser: Client, draft: Draft) -> None:
    ready(draft)
    page = browser.get(path("adopt", draft))
    sent = {**page.context["form"].initial, "reason": "Kord"}
    for _time in range(2):
        assert browser.post(path("adopt", draft), sent, follow=True).status_code == 200
    assert Adoption.objects.count() == 1


def test_draft_changed_since_the_page_was_drawn_is_not_adopted(
    browser: Client, draft: Draft, planner: User
) -> None:
    ready(draft)
    page = browser.get(path("adopt", draft))
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    ready(draft)
    sent = {**page.context["form"].initial, "reason": "Jääb alles"}
    answer = browser.post(path("adopt", draft), sent)
    assert "meanwhile" in words(answer)
    assert "Jääb alles" in words(answer)
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("day", ["2026-03-01", "never", "2036-01-01"])
def test_odd_days_are_told_and_adopt_nothing(
    browser: Client, draft: Draft, day: str
) -> None:
    ready(draft)
    assert browser.get(path("adopt", draft), {"from_date": day}).status_code == 200
    answer = decide(browser, draft, from_date=day)
    assert answer.status_code == 200
    assert answer.context["form"].errors or answer.context["day_form"].errors
    assert not Adoption.objects.exists()


def test_from_the_day_on_nothing_can_be_withdrawn(
    browser: Client, draft: Draft, planner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopted(draft, planner)
    monday = datetime(2026, 3, 9, 9, tzinfo=TALLINN)
    monkeypatch.setattr(timezone, "now", lambda: monday)
    browser.force_login(planner)
    assert path("withdraw", draft) not in words(browser.get(path("adopt", draft)))
    answer = browser.post(path("withdraw", draft), {"reason": "Ei"})
    assert "can no longer be withdrawn" in words(answer)


def test_draft_of_an_older_day_can_take_todays_units(
    browser: Client, draft: Draft, country: SmallCountry
) -> None:
    Draft.objects.update(units_on=date(2026, 1, 1))
    unit = country.units["aila"]
    unit.pk, unit.code, unit.name, unit.valid_from = None, "9001", "Uus", MONDAY
    unit.valid_from = date(2026, 2, 1)
    unit.save(force_insert=True)
    page = words(browser.get(path("adopt", draft)))
    assert "Settlement units that the draft does not know: Uus" in page
    page = words(browser.post(path("units", draft), follow=True))
    assert "Settlement units without a region: Aila" in page


def test_preview_asks_little(
    browser: Client, draft: Draft, django_assert_max_num_queries: Any
) -> None:
    ready(draft)
    browser.get(path("adopt", draft))
    with django_assert_max_num_queries(31):
        browser.get(path("adopt", draft))
