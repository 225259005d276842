"""Invented names: given names that are common, surnames put together from two words.

A surname here may by chance be somebody's; nobody in the demonstration is meant.
"""

import random
from collections.abc import Iterator
from typing import Final

GIVEN: Final[dict[str, tuple[str, ...]]] = {
    "et": (
        "Aivar", "Anneli", "Andres", "Eha", "Helje", "Indrek", "Kadri", "Kaido",
        "Kalev", "Karin", "Kersti", "Kristjan", "Külli", "Laine", "Leelo", "Maarika",
        "Madis", "Margus", "Marika", "Mart", "Meelis", "Merle", "Piret", "Priit",
        "Raivo", "Reet", "Riina", "Rein", "Siiri", "Taavi", "Tarmo", "Tiina", "Tõnu",
        "Triin", "Urmas", "Urve", "Veiko", "Viive", "Ülle", "Õnne",
    ),
    "ru": (
        "Aleksandr", "Alla", "Andrei", "Galina", "Irina", "Jelena", "Jevgeni",
        "Larissa", "Ljubov", "Natalja", "Nikolai", "Oksana", "Oleg", "Olga", "Pavel",
        "Sergei", "Svetlana", "Tatjana", "Vadim", "Viktor",
    ),
}  # fmt: skip
_FIRST: Final = (
    "Kuld", "Hõbe", "Põhja", "Vahtra", "Pihla", "Kase", "Lepa", "Mere", "Tuule",
    "Lume", "Kevad", "Suve", "Kivi", "Liiva", "Päikese", "Rohu", "Sõna", "Vee",
    "Metsa", "Nurme", "Oru", "Taeva", "Jõe", "Udu",
)  # fmt: skip
_SECOND: Final = (
    "laid", "allik", "oja", "niit", "salu", "ranna", "kink", "lõim", "puust", "välja",
    "saar", "varik", "pärg", "hein", "sild", "torn", "veer", "lill",
)  # fmt: skip


def surnames(chance: random.Random) -> Iterator[str]:
    """Yield the surnames in a shuffled order, over and over."""
    pool = [first + second for first in _FIRST for second in _SECOND]
    chance.shuffle(pool)
    while True:
        yield from pool


def people(chance: random.Random, language: str) -> Iterator[str]:
    """Yield full names of people whose language is `language`."""
    given = GIVEN.get(language, GIVEN["et"])
    for surname in surnames(chance):
        yield f"{chance.choice(given)} {surname}"


def address_of(name: str) -> str:
    """Return the local part of an e-mail address for a name."""
    plain = name.casefold().translate(str.maketrans("äöüõšž", "aouosz"))
    return plain.replace(" ", ".")
