"""Notices as e-mail messages."""

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications.models import AttachedFile, Notice
from notifications.wording import letter_of

CALENDAR: Final = "text/calendar"


class NobodyThereError(Exception):
    """The account that the notice was for may not sign in any more."""


def letter_for(notice: Notice) -> EmailMultiAlternatives:
    """Return the mail that tells a notice.

    Its Message-ID depends on the notice alone: a letter that went out twice, because a
    worker died after sending it, is shown once by mail programs. A calendar entry goes
    along twice: as a part that calendars act on, and as a file.
    Source: RFC 3834 (Auto-Submitted), RFC 6047 (calendar entries by mail).

    Raises:
        NobodyThereError: see there.
        TemplateDoesNotExist: nobody wrote the words of this kind.
    """
    user = notice.recipient
    if user is not None and not user.is_active:
        raise NobodyThereError
    name, address = (user.full_name, user.email) if user else ("", notice.address)
    subject, text = letter_of(notice, name=name)
    letter = EmailMultiAlternatives(
        subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [address],
        headers={
            "Message-ID": f"<notice-{notice.public_id}@{_host()}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": notice.language,
        },
    )
    for file in notice.attachments.order_by("pk"):
        _attach(letter, file)
    return letter


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _attach(letter: EmailMultiAlternatives, file: AttachedFile) -> None:
    if file.method:
        letter.attach_alternative(file.content, f"{CALENDAR}; method={file.method}")
        letter.attach(file.file_name, file.content.encode(), "application/ics")
    else:
        letter.attach(file.file_name, file.content, file.content_type.partition(";")[0])
