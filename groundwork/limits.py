"""How often the same visitor may do the same thing."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from groundwork.errors import TooOftenError


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` within any `seconds`, per visitor."""

    name: str
    times: int
    seconds: int

    def take(self, visitor: str) -> None:
        """Count one try of `visitor`, an address or an account's key.

        Each try takes one of `times` places for `seconds`. The cache adds a place only
        once, so tries that come together are all counted; to read a number and write
        the next one would lose some. The cache holds a keyed hash of the visitor, never
        the address itself.

        Raises:
            TooOftenError: every place is taken.
        """
        digest = hashlib.blake2b(
            visitor.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=12
        ).hexdigest()
        places = [f"limit:{self.name}:{digest}:{n}" for n in range(self.times)]
        taken = cache.get_many(places)
        free = (place for place in places if place not in taken)
        if not any(cache.add(place, 1, self.seconds) for place in free):
            raise TooOftenError(
                _(
                    "That was many times in a short while. Wait a little and try"
                    " again. In danger, call 112."
                )
            )
