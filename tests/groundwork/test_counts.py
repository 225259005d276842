"""Small counts, signs and thousands, as pages tell them."""

import pytest
from django.utils.translation import override

from groundwork.counts import small_count
from groundwork.templatetags.portal import grouped, signed_percent


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, "0"), (1, "1\N{EN DASH}4"), (4, "1\N{EN DASH}4"), (5, "5"), (31, "31")],
)
def test_small_count_hides_what_points_at_people(count: int, told: str) -> None:
    assert small_count(count) == told


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.058, "+5.8\xa0%"),
        (-0.0321, "\N{MINUS SIGN}3.2\xa0%"),
        (0.0004, "0.0\xa0%"),
        (None, "\N{EN DASH}"),
    ],
)
def test_share_has_its_sign(share: float | None, told: str) -> None:
    with override("en"):
        assert signed_percent(share) == told


@pytest.mark.parametrize(
    ("language", "told"), [("en", "12,345"), ("et", "12\xa0345"), ("ru", "12\xa0345")]
)
def test_thousands_stand_apart_in_every_language(language: str, told: str) -> None:
    with override(language):
        assert grouped(12344.6) == told
    assert grouped(None) == "\N{EN DASH}"
