import email
from email import policy
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from groundwork.mail import EmlFileBackend


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def letter(subject: str = "Tere, Õie") -> EmailMultiAlternatives:
    return EmailMultiAlternatives(subject, "Tere!\nÜks rida.\n", to=["a@example.ee"])


def test_each_letter_becomes_a_file_that_mail_programs_read(folder: Path) -> None:
    backend: BaseEmailBackend = EmlFileBackend()
    assert backend.send_messages([letter("Tere, Õie"), letter("Teine")]) == 2
    read = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.iterdir())
    ]
    assert {message["Subject"] for message in read} == {"Tere, Õie", "Teine"}
    body = read[0].get_body()
    assert body is not None
    assert "Üks rida." in body.get_content()


def test_lines_end_as_the_standard_says(folder: Path) -> None:
    EmlFileBackend().send_messages([letter()])
    raw = next(folder.iterdir()).read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") > 0


def test_only_the_owner_reads_the_folder_and_no_draft_is_left(folder: Path) -> None:
    EmlFileBackend().send_messages([letter()])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.suffix for path in folder.iterdir()] == [".eml"]


def test_it_is_the_portals_own_way_of_sending(folder: Path, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "groundwork.mail.EmlFileBackend"
    message: EmailMessage = letter()
    assert message.send() == 1
    assert len(list(folder.iterdir())) == 1
