"""Twelve invented months: concerns, meetings and thanks, by the portal's own acts."""

import random
from datetime import datetime

from django.db import transaction
from django.db.models import F

from demo.concerns import ConcernLives
from demo.meetings import MeetingLives
from demo.progress import Report
from demo.residents import settle
from demo.thanks import give_thanks
from notifications.models import Delivery, Notice

CONCERNS = 320
MEETINGS = 140
THANKS = 120


@transaction.atomic
def live(*, seed: int, until: datetime, report: Report) -> None:
    """Live the year that ends at `until`."""
    chance = random.Random(seed)
    residents = settle(chance)
    concerns = ConcernLives(chance, residents, until)
    meetings = MeetingLives(chance, until)
    total = CONCERNS + MEETINGS + THANKS
    for done in range(CONCERNS):
        report(done, total)
        concerns.live_one()
    concerns.invite_an_expert()
    for done in range(MEETINGS):
        report(CONCERNS + done, total)
        meetings.live_one()
    report(CONCERNS + MEETINGS, total)
    give_thanks(chance, THANKS, residents, until)
    _settle_the_past(until)


def _settle_the_past(until: datetime) -> None:
    """Leave the inboxes as a year would: the old read, and no letters in the post.

    Mail of an invented past would go out today, so only the inbox keeps it.
    """
    Delivery.objects.filter(notice__created_at__lt=until).delete()
    Notice.objects.filter(recipient=None, created_at__lt=until).delete()
    recent = Notice.objects.filter(created_at__lt=until).order_by("-created_at")
    unread = list(recent.values_list("pk", flat=True)[:150])
    Notice.objects.exclude(pk__in=unread).update(read_at=F("created_at"))
