"""Ready sentences for officers, in the sender's language.

They save typing and never stand alone: an answer needs the officer's own words too.
"""

from __future__ import annotations

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from concerns.models import Concern


class Ready(models.TextChoices):
    """Sentences to begin an answer with."""

    THANKS = "THANKS", _("Thank you for telling us.")
    WALKED = "WALKED", _("I have been there and looked at the place.")
    PATROL = "PATROL", _("We will drive by there more often in the coming weeks.")
    MEET = "MEET", _("Let us talk about it at the next meeting of your community.")


def joined(concern: Concern, ready: str, own: str) -> str:
    """Return a ready sentence in the sender's language, followed by the own words."""
    if not ready:
        return own
    with override(concern.language):
        return f"{Ready(ready).label}\n\n{own}"


def acknowledgement(concern: Concern) -> str:
    """Return the words that say it was read and by when it is answered."""
    with override(concern.language):
        return gettext(
            "I have read what you wrote. You will have my answer by %(day)s."
        ) % {"day": date_format(concern.promised_on)}
