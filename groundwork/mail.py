"""Mail as files that a mail program opens."""

import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFileBackend(BaseEmailBackend):
    """Write every message to `EMAIL_FILE_PATH` as one `.eml` file of its own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages and return how many there were."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(4)}.eml"
            draft = folder / f".{name}"
            draft.write_bytes(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's own
            draft.rename(folder / name)
        return len(email_messages)
