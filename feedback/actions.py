"""Saying thank you."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.actions import record
from feedback.models import Thanks
from groundwork.errors import InvalidInputError
from groundwork.workdays import TALLINN
from notifications.actions import Recipient, notify
from regions.models import Region
from regions.responsibility import responsible_for_region


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes to say thank you; the name may be left out."""

    text: str
    language: str
    giver_name: str = ""


@transaction.atomic
def thank(
    region: Region, words: Words, *, form_key: str, by: User | None, at: datetime
) -> Thanks:
    """Pass a thank-you on to the officer of `region`, privately, and return it.

    The same `form_key` twice makes one. It goes to the region's own officer even while
    a deputy stands in: thanks are not urgent, and they are personal.

    Raises:
        InvalidInputError: the text says nothing.
        NobodyResponsibleError: the region has no officer and no head.
    """
    if not words.text.strip():
        raise InvalidInputError(_("Write what you are thankful for."), field="text")
    responsible = responsible_for_region(region, at.astimezone(TALLINN).date())
    officer = responsible.stands_in_for or responsible.officer
    thanks, is_new = Thanks.objects.get_or_create(
        form_key=form_key,
        defaults={
            "region": region,
            "officer": officer,
            "text": words.text.strip(),
            "language": words.language,
            "giver": by,
            "giver_name": words.giver_name.strip(),
            "given_at": at,
        },
    )
    if not is_new:
        return thanks
    role = Role.RESIDENT if by else Role.VISITOR
    record("feedback.thank", thanks, by=by, role=role, at=at)
    notify(
        "feedback.thanked",
        to=Recipient.account(officer.user),
        dedupe_key=f"feedback.thanked:{thanks.pk}",
        at=at,
        path=thanks.get_absolute_url(),
    )
    return thanks
