import email
import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from pytest_django import Settings

from notifications.actions import Attachment, Recipient, notify
from notifications.letters import NobodyThereError, letter_for
from notifications.models import Notice
from notifications.wording import path_in, subject_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
SITE = "http://127.0.0.1:8000"
ICS = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Ümarlaud Mustamäel\r\n"
    "END:VCALENDAR\r\n"
)


@pytest.fixture(autouse=True)
def _words(tmp_path: Path, settings: Settings) -> None:
    """Words of a kind that exists only here."""
    folder = tmp_path / "notices" / "sample"
    folder.mkdir(parents=True)
    (folder / "told_subject.txt").write_text(
        "{% load i18n %}{% translate 'Find my officer' %}\n{{ number }}\n"
    )
    (folder / "told_body.txt").write_text(
        "{{ number }} on {{ starts_at|date:'j.n.Y H:i' }}, {{ due|date:'j.n.Y' }}"
    )
    (folder / "linked_subject.txt").write_text("Linked")
    (folder / "linked_body.txt").write_text("Go to {{ url }} now.")
    engine: dict[str, Any] = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path, *engine["DIRS"]]}]


def notice(kind: str = "sample.told", **extra: Any) -> Notice:
    to = extra.pop("to", None) or Recipient.account(
        UserFactory.create(full_name="Mari & Jüri <3", language="en")
    )
    facts = {
        "number": "a&b",
        "starts_at": "2026-03-05T16:00:00+00:00",
        "due": "2026-03-04",
    }
    made = notify(kind, to=to, dedupe_key="k", at=NOON, facts=facts, **extra)
    assert made is not None
    return made


def sent(of: Notice) -> EmailMessage:
    """Return a notice's letter as a mail program reads it."""
    raw = letter_for(of).message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own argument
    return email.message_from_bytes(raw, policy=policy.default)


def text(of: Notice) -> str:
    part = sent(of).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_has_greeting_words_link_and_112() -> None:
    found = text(notice(path="/et/meetings/abc/"))
    assert found.startswith("Hello, Mari & Jüri <3!\n")
    assert "a&b on 5.3.2026 18:00, 4.3.2026" in found
    assert f"{SITE}/en/meetings/abc/" in found
    assert "Call 112." in found


def test_a_link_that_stands_in_the_words_is_not_repeated() -> None:
    found = text(notice("sample.linked", path="/et/meetings/abc/"))
    assert found.count("/en/meetings/abc/") == 1


def test_a_letter_without_a_page_has_no_link() -> None:
    assert SITE not in text(notice())


def test_an_address_is_greeted_without_a_name() -> None:
    to = Recipient.address("guest@example.ee", "en")
    assert text(notice(to=to)).startswith("Hello!\n")


def test_a_letter_is_in_the_recipients_language() -> None:
    to = Recipient.address("guest@example.ee", "ru")
    with override("en"):
        made = notice(to=to, path="/et/meetings/abc/")
        letter = sent(made)
        assert re.search(r"[\u0400-\u04ff]", letter["Subject"])
        assert "/ru/meetings/abc/" in text(made)


def test_the_subject_is_one_line() -> None:
    assert sent(notice())["Subject"] == "Find my officer a&b"


def test_a_subject_in_the_inbox_is_not_taken_for_html() -> None:
    assert not hasattr(subject_of(notice()), "__html__")


def test_the_headers_say_that_a_machine_wrote_it_and_which_notice_it_is() -> None:
    made = notice()
    first, second = sent(made), sent(made)
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Content-Language"] == "en"
    assert first["Message-ID"] == second["Message-ID"]
    assert made.public_id in first["Message-ID"]


def test_a_plain_letter_is_one_part() -> None:
    assert sent(notice()).get_content_type() == "text/plain"


def test_a_calendar_entry_goes_as_a_part_and_as_a_file() -> None:
    file = Attachment("m.ics", "text/calendar", ICS, method="REQUEST")
    letter = sent(notice(attachment=file))
    assert letter.get_content_type() == "multipart/mixed"
    alternative, attached = letter.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    plain, calendar = alternative.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert calendar["Content-Type"].params["charset"] == "utf-8"
    assert "Ümarlaud Mustamäel" in calendar.get_content()
    assert attached.get_filename() == "m.ics"
    assert attached.get_content() == ICS.encode()


def test_another_file_goes_as_it_is() -> None:
    file = Attachment("list.csv", "text/csv; charset=utf-8", "a,ä\r\n")
    attached = next(sent(notice(attachment=file)).iter_attachments())
    assert attached.get_content_type() == "text/csv"
    assert attached.get_content() == "a,ä\r\n"


def test_a_closed_account_gets_no_letter() -> None:
    to = Recipient.account(UserFactory.create(is_active=False))
    with pytest.raises(NobodyThereError):
        letter_for(notice(to=to))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/et/meetings/", "/ru/meetings/"),
        ("/en/", "/ru/"),
        ("/calendar/meetings/a.ics", "/calendar/meetings/a.ics"),
        ("/", "/"),
        ("", ""),
    ],
)
def test_a_path_is_turned_into_another_language(path: str, expected: str) -> None:
    assert path_in("ru", path) == expected


def test_a_kind_whose_words_are_gone_still_has_a_line_in_the_inbox() -> None:
    with override("en"):
        assert subject_of(notice("sample.gone")) == "There is something new for you"
