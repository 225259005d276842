"""Invented words of thanks."""

import random
import secrets
from datetime import datetime

from accounts.models import User
from demo.hours import some_time
from demo.texts.meetings import THANKS
from feedback.actions import Words, thank
from regions.models import Region


def give_thanks(
    chance: random.Random, count: int, residents: list[User], until: datetime
) -> None:
    """Say thank you `count` times, most often without an account."""
    regions = list(Region.objects.order_by("pk"))
    for _ in range(count):
        giver = chance.choice(residents) if chance.random() < 0.4 else None
        language = giver.language if giver else chance.choice(("et", "et", "ru", "en"))
        thank(
            chance.choice(regions),
            Words(
                chance.choice(THANKS[language]),
                language,
                giver.full_name if giver else "",
            ),
            form_key=secrets.token_hex(16),
            by=giver,
            at=some_time(chance, until=until, days=360),
        )
