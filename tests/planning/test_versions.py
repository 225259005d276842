"""Keeping versions, looking at them, bringing them back."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from planning.actions import editing, locks, making
from planning.models import Draft, DraftVersion, LockKind
from tests.planning.conftest import LAAGRI, NOW, SAUE, SOUTH

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client: Client, planner: User) -> Client:
    client.force_login(planner)
    return client


def test_version_is_kept_with_reason_note_author_and_figures(
    browser: Client, draft: Draft, planner: User
) -> None:
    address = reverse("planning:versions", args=[draft.plan.public_id])
    sent = {"reason": "Enne lõunat", "note": "Kaks rida\n\nja veel"}
    page = browser.post(address, sent, follow=True).content.decode()
    version = DraftVersion.objects.get()
    assert (version.number, version.made_by) == (1, planner)
    assert version.units_on == draft.units_on
    assert version.figures["regions"] == 4
    assert "Enne lõunat" in page
    assert planner.full_name in page


def test_version_wants_a_reason(browser: Client, draft: Draft) -> None:
    address = reverse("planning:versions", args=[draft.plan.public_id])
    answer = browser.post(address, {"reason": " ", "note": "See jääb alles"})
    assert answer.context["form"].errors.keys() == {"reason"}
    assert "See jääb alles" in answer.content.decode()


def test_version_tells_what_has_changed_and_comes_back_as_a_step(
    browser: Client, draft: Draft, planner: User
) -> None:
    making.keep_version(draft, reason="enne", by=planner, at=NOW)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    args = [draft.plan.public_id, 1]
    answer = browser.get(reverse("planning:version", args=args))
    assert [row.unit.code for row in answer.context["difference"].moved] == [LAAGRI]
    browser.post(reverse("planning:version-restore", args=args))
    draft.refresh_from_db()
    assert draft.assignment[LAAGRI] == SAUE
    editing.undo(draft, by=planner, at=NOW)
    draft.refresh_from_db()
    assert draft.assignment[LAAGRI] == SOUTH


def test_what_is_locked_keeps_a_version_from_coming_back(
    browser: Client, draft: Draft, planner: User
) -> None:
    making.keep_version(draft, reason="enne", by=planner, at=NOW)
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=NOW)
    locks.lock(draft, locks.Target(LockKind.UNIT, unit=LAAGRI), by=planner, at=NOW)
    args = [draft.plan.public_id, 1]
    answer = browser.post(reverse("planning:version-restore", args=args), follow=True)
    assert "Laagri" in str(next(iter(answer.context["messages"])))
    draft.refresh_from_db()
    assert draft.assignment[LAAGRI] == SOUTH


def test_unknown_version_is_not_there(browser: Client, draft: Draft) -> None:
    args = [draft.plan.public_id, 7]
    assert browser.get(reverse("planning:version", args=args)).status_code == 404
