"""How long the demonstration's data takes, and 20,000 concerns on top of it."""

import random
import secrets
import time
from datetime import timedelta
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.report import table
from concerns.models import Concern, ConcernKind, StateChange, Status
from demo import building
from demo.texts.stories import STORIES
from regions.models import SettlementUnit

CONCERNS: Final = 20_000


def run() -> None:
    """Load what is missing and print how long it took."""
    rows = []
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not Concern.objects.exists():
        start = time.perf_counter()
        building.build(at=timezone.now())
        seconds = time.perf_counter() - start
        rows.append(["demonstration data (aim 40 s)", f"{seconds:.1f} s"])
    missing = CONCERNS - Concern.objects.count()
    if missing > 0:
        start = time.perf_counter()
        _add_concerns(missing)
        rows.append(
            [
                f"{missing} more concerns, in bulk",
                f"{time.perf_counter() - start:.1f} s",
            ]
        )
    if rows:
        table("Loading", ["what", "took"], rows)


def _add_concerns(count: int) -> None:
    """Add plain concerns, spread over places by inhabitants and over four years."""
    chance = random.Random(1)  # noqa: S311 -- figures, not secrets
    units = list(SettlementUnit.objects.filter(population__gt=0))
    weights = [unit.population for unit in units]
    stories = [story for story in STORIES if story.kind != ConcernKind.THREAT]
    now = timezone.now()
    made = []
    for unit in chance.choices(units, weights, k=count):
        story = chance.choice(stories)
        at = now - timedelta(days=4 * 365 * chance.random())
        status = chance.choices(
            (Status.DONE, Status.IN_WORK, Status.RECEIVED), (94, 4, 2)
        )[0]
        closed = at + timedelta(days=6) if status == Status.DONE else None
        made.append(
            Concern(
                receipt_hash=secrets.token_hex(16),
                form_key=secrets.token_hex(16),
                kind=story.kind,
                status=status,
                text=chance.choice(story.texts),
                language=story.language,
                unit=unit,
                answer_by="CODE",
                received_at=at,
                due_at=at + timedelta(days=5),
                first_reply_at=closed,
                closed_at=closed,
            )
        )
    kept = Concern.objects.bulk_create(made, batch_size=500)
    StateChange.objects.bulk_create(
        (
            StateChange(concern=row, after=row.status, at=row.received_at)
            for row in kept
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
