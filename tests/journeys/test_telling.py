"""From the first question to the end, through the pages alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from concerns.models import Concern
from tests.journeys.telling import tell_and_follow
from tests.world import World

WORDS = "Naaber hoiab kuuris lõhkeainet."


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def _act(officer: Client, concern: Concern, name: str, **form: str) -> None:
    path = reverse(f"concerns:{name}", args=[concern.public_id])
    assert officer.post(path, form).status_code == 302


def test_a_visitor_tells_and_the_officer_solves_it(world: World, db: None) -> None:
    visitor, officer = Client(), world.client("officer")
    screens = dict(tell_and_follow(visitor))
    assert screens["a wrong code"].status_code == 422
    assert "received" in screens["followed"].content.decode()
    concern = Concern.objects.latest("pk")

    _act(officer, concern, "acknowledge")
    reply = {"text": "Käisin kohal, märk on püsti.", "then": "WAITING"}
    _act(officer, concern, "reply", **_prefixed("reply", reply))
    followed = reverse("concerns:followed")
    assert "märk on püsti" in visitor.get(followed).content.decode()

    answer = _prefixed("answerback", {"text": "Suur tänu, nüüd on rahulik."})
    visitor.post(reverse("concerns:followed-answer"), answer)
    done = {"text": "Tore, panen asja kinni.", "then": "DONE"}
    _act(officer, concern, "reply", **_prefixed("reply", done))
    page = visitor.get(followed).content.decode()
    assert "Tore, panen asja kinni." in page
    concern.refresh_from_db()
    assert concern.status == "DONE"

    visitor.post(reverse("concerns:follow-leave"))
    assert visitor.get(followed).status_code == 302


def _prefixed(prefix: str, form: dict[str, str]) -> dict[str, str]:
    marks = {"form_key": form["text"], "seen": "99"}
    return {f"{prefix}-{name}": value for name, value in (form | marks).items()}


def test_the_words_of_a_threat_are_nowhere_in_the_clear(
    world: World, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Client()
    changes = {"kind": {"kind": "THREAT"}, "what": {"text": WORDS}}
    answers = tell_and_follow(visitor, without=("readers",), **changes)
    for _name, _page in answers:
        assert _rows_with("lõhkeainet") == []
    assert "lõhkeainet" not in "".join(_letters()) + caplog.text
    concern = Concern.objects.latest("pk")
    page = world.client("officer").get(concern.get_absolute_url())
    assert WORDS in page.content.decode()


def _rows_with(word: str) -> list[str]:
    """Return the kinds of rows in which a word stands, whatever the column."""
    return [
        model._meta.label
        for model in apps.get_models()
        for row in model._base_manager.values()  # noqa: SLF001 -- all rows there are
        if word in str(row)
    ]


def _letters() -> list[str]:
    return [str(letter.message()) for letter in mail.outbox]


def test_rows_in_the_clear_would_be_found(world: World, db: None) -> None:
    told: Any = world.concerns["concern"]
    assert "concerns.Concern" in _rows_with(told.text.split()[-1])
