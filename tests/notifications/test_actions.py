from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from notifications.actions import (
    Attachment,
    Recipient,
    mark_all_read,
    mark_read,
    notify,
)
from notifications.models import Delivery, DeliveryState, Notice
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
KIND = "feedback.thanked"


@pytest.fixture
def person() -> User:
    return UserFactory.create(language="ru")


def tell(person: User, key: str = "a", **extra: Any) -> Notice | None:
    to = Recipient.account(person)
    return notify(KIND, to=to, dedupe_key=key, at=NOON, **extra)


@transaction.atomic
def tell_and_fail(person: User) -> None:
    tell(person, "undone")
    raise ValueError("undone")


@pytest.mark.django_db
def test_an_account_is_told_in_its_language_by_inbox_and_mail(person: User) -> None:
    notice = tell(person, path="/et/thanks/", facts={"number": "abc"})
    assert notice is not None
    assert list(Notice.objects.of(person)) == [notice]
    assert notice.language == "ru"
    assert notice.facts == {"number": "abc"}
    delivery = notice.deliveries.get()
    assert delivery.state == DeliveryState.PENDING
    assert delivery.next_attempt_at == NOON


@pytest.mark.django_db
def test_an_address_without_an_account_is_told_by_mail() -> None:
    to = Recipient.address("guest@example.ee", "en")
    notice = notify(KIND, to=to, dedupe_key="a", at=NOON)
    assert notice is not None
    assert notice.recipient is None
    assert notice.address == "guest@example.ee"
    assert notice.language == "en"


@pytest.mark.django_db
def test_what_was_told_is_not_told_again(person: User) -> None:
    assert tell(person) is not None
    assert tell(person) is None
    assert Notice.objects.count() == Delivery.objects.count() == 1


@pytest.mark.django_db
def test_a_file_goes_along(person: User) -> None:
    file = Attachment("m.ics", "text/calendar", "BEGIN:VCALENDAR", method="REQUEST")
    notice = tell(person, attachment=file)
    assert notice is not None
    kept = notice.attachments.get()
    assert (kept.file_name, kept.method) == ("m.ics", "REQUEST")


@pytest.mark.django_db
def test_delivery_is_queued_once_for_all_that_one_transaction_tells(
    person: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for key in "abc":
            tell(person, key)
    assert len(callbacks) == 1
    assert DBTaskResult.objects.get().task_path == "notifications.tasks.deliver_due"


@pytest.mark.django_db
def test_a_second_transaction_does_not_queue_a_run_that_waits_already(
    person: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    for key in "ab":
        with django_capture_on_commit_callbacks(execute=True):
            tell(person, key)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_delivery_is_queued_when_only_an_inner_step_was_undone(
    person: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        with pytest.raises(ValueError, match="undone"):
            tell_and_fail(person)
        tell(person, "kept")
    assert len(callbacks) == 1
    assert Notice.objects.get().dedupe_key == "kept"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_an_act_that_was_rolled_back(person: User) -> None:
    with pytest.raises(ValueError, match="undone"):
        tell_and_fail(person)
    assert not Notice.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_the_first_opening_counts(person: User) -> None:
    notice = tell(person)
    assert notice is not None
    mark_read(notice, by=person, at=NOON)
    mark_read(notice, by=person, at=NOON + timedelta(hours=1))
    notice.refresh_from_db()
    assert notice.read_at == NOON


@pytest.mark.django_db
def test_nobody_reads_for_another(person: User) -> None:
    notice = tell(person)
    assert notice is not None
    stranger = UserFactory.create()
    mark_read(notice, by=stranger, at=NOON)
    assert mark_all_read(by=stranger, at=NOON) == 0
    assert Notice.objects.of(person).unread().count() == 1


@pytest.mark.django_db
def test_marking_all_leaves_what_came_afterwards(person: User) -> None:
    tell(person, "a")
    later = Recipient.account(person)
    notify(KIND, to=later, dedupe_key="b", at=NOON + timedelta(minutes=1))
    assert mark_all_read(by=person, at=NOON) == 1
    assert Notice.objects.of(person).unread().get().dedupe_key == "b"
