from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from accounts.models import User
from notifications import delivery
from notifications.actions import Recipient, notify
from notifications.models import MOST_ATTEMPTS, Delivery, DeliveryState
from notifications.tasks import deliver_due
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


def tell(key: str = "a", at: datetime = NOON) -> Delivery:
    to = Recipient.account(UserFactory.create(email=f"{key}@example.ee"))
    notice = notify("feedback.thanked", to=to, dedupe_key=key, at=at)
    assert notice is not None
    return notice.deliveries.get()


def run(at: datetime = NOON) -> int:
    return delivery.deliver_due(lambda: at)


@pytest.fixture
def failing() -> Iterator[Callable[[Exception, str], None]]:
    """Return what makes letters to an address fail; "" means to any."""
    errors: dict[str, Exception] = {}
    send = EmailMessage.send

    def sending(letter: EmailMessage) -> int:
        error = errors.get(letter.to[0]) or errors.get("")
        if error is not None:
            raise error
        return send(letter)

    def fail(error: Exception, address: str = "") -> None:
        errors[address] = error

    with patch.object(EmailMessage, "send", sending):
        yield fail


def test_what_is_due_is_sent_once() -> None:
    tell("a")
    tell("b")
    assert run() == 2
    assert run() == 0
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "a@example.ee",
        "b@example.ee",
    ]
    assert set(Delivery.objects.values_list("state", "sent_at")) == {
        (DeliveryState.SENT, NOON)
    }


def test_what_is_not_due_yet_waits() -> None:
    tell(at=NOON + timedelta(minutes=1))
    assert run() == 0


def test_the_task_sends_what_is_due() -> None:
    tell()
    assert deliver_due.call() == 1


def test_a_claimed_delivery_is_not_sent_by_another_worker() -> None:
    tell()
    assert delivery._claim(NOON) is not None  # noqa: SLF001 -- no public way
    assert run() == 0
    assert not mail.outbox


def test_a_delivery_whose_worker_died_is_sent_later() -> None:
    tell()
    delivery._claim(NOON)  # noqa: SLF001 -- no public way
    assert run(NOON + delivery.CLAIM) == 1


def test_a_failure_waits_and_keeps_only_the_class(
    failing: Callable[..., None],
) -> None:
    row = tell()
    failing(SMTPDataError(451, b"try later, a@example.ee"))
    assert run() == 0
    row.refresh_from_db()
    assert row.state == DeliveryState.PENDING
    assert row.next_attempt_at == NOON + timedelta(minutes=1)
    assert row.last_error == "SMTPDataError"


def test_a_letter_that_went_out_in_the_end_shows_no_error(
    failing: Callable[..., None],
) -> None:
    row = tell()
    failing(SMTPDataError(451, b"later"))
    run()
    failing(None)
    assert run(NOON + timedelta(minutes=1)) == 1
    row.refresh_from_db()
    assert (row.state, row.last_error, row.attempts) == ("SENT", "", 2)


def test_a_delivery_is_given_up_after_the_last_try(
    failing: Callable[..., None],
) -> None:
    row = tell()
    failing(SMTPDataError(451, b"later"))
    at = NOON
    for _ in range(MOST_ATTEMPTS):
        run(at)
        at += timedelta(days=2)
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert row.attempts == MOST_ATTEMPTS
    assert run(at) == 0


def test_an_address_that_is_refused_for_good_is_given_up_at_once(
    failing: Callable[..., None],
) -> None:
    row = tell()
    failing(SMTPRecipientsRefused({"a@example.ee": (550, b"no such person")}))
    run()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED


def test_an_address_that_is_refused_for_now_is_tried_again(
    failing: Callable[..., None],
) -> None:
    row = tell()
    failing(SMTPRecipientsRefused({"a@example.ee": (450, b"greylisted")}))
    run()
    row.refresh_from_db()
    assert row.state == DeliveryState.PENDING


def test_a_bad_letter_does_not_hold_up_the_next(
    failing: Callable[..., None],
) -> None:
    tell("a")
    tell("b")
    failing(ValueError("a bad letter"), "a@example.ee")
    assert run() == 1
    assert mail.outbox[0].to == ["b@example.ee"]


@pytest.mark.parametrize("error", [SMTPServerDisconnected(), ConnectionRefusedError()])
def test_when_the_mail_server_is_away_the_rest_waits_untouched(
    failing: Callable[..., None], error: Exception
) -> None:
    tell("a")
    other = tell("b")
    failing(error)
    assert run() == 0
    other.refresh_from_db()
    assert other.attempts == 0


def test_a_letter_that_ends_every_worker_is_given_up() -> None:
    row = tell()
    Delivery.objects.update(attempts=MOST_ATTEMPTS)
    run()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert row.last_error == "LostTooOftenError"
    assert not mail.outbox


def test_a_closed_account_is_given_up() -> None:
    row = tell()
    User.objects.update(is_active=False)
    run()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert row.last_error == "NobodyThereError"


def test_there_is_a_wait_for_each_try_but_the_last() -> None:
    assert len(delivery.WAITS) == MOST_ATTEMPTS - 1


def test_the_check_is_content_when_all_went_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell()
    run()
    call_command("check_deliveries")
    assert "overdue: 0, given up: 0" in capsys.readouterr().out


def test_the_check_tells_of_overdue_and_failed_mail() -> None:
    tell("a")
    tell("b")
    Delivery.objects.filter(notice__dedupe_key="b").update(state="FAILED")
    with pytest.raises(CommandError, match="overdue: 1, given up: 1"):
        call_command("check_deliveries")
