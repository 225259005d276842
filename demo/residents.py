"""Invented residents with accounts, besides those who speak for communities."""

import random

from accounts.models import User
from demo.accounts import HOME, Addresses, invented, keep
from demo.names import address_of, people

RESIDENTS = 80


def settle(chance: random.Random) -> list[User]:
    """Make the residents and return them; the first is the one to sign in as."""
    addresses = Addresses(f"elanik.{HOME}")
    names = {tag: people(chance, tag) for tag in ("et", "ru")}
    made = [invented(f"elanik@{HOME}", "Leelo Elanikupuu", "et")]
    for number in range(RESIDENTS):
        tag = "ru" if number % 4 == 0 else "et"
        name = next(names[tag])
        made.append(invented(addresses.of(address_of(name)), name, tag))
    return keep(made)
