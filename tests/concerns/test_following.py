"""Following by the receipt code, without an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from audit.models import Event
from concerns import actions, receipts
from concerns.actions import Receipt
from concerns.models import Concern, ConcernKind, MessageKind, Status
from tests.concerns.conftest import real_now
from tests.factories.concerns import received, written
from tests.factories.regions import SmallCountry


def url(name: str) -> str:
    return reverse(f"concerns:{name}")


@pytest.fixture
def receipt(country: SmallCountry) -> Receipt:
    return received(country.units["elva"], at=real_now())


def follow(client: Client, code: str) -> Any:
    return client.post(url("follow"), {"code": code})


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        receipts.grouped,
        lambda code: receipts.grouped(code).upper(),
        lambda code: "-".join(code[at : at + 4] for at in (0, 4, 8)),
        lambda code: f"  {code}\t",
    ],
)
def test_the_code_may_be_typed_as_people_type(
    typed: Any, client: Client, receipt: Receipt
) -> None:
    assert follow(client, typed(receipt.code))["Location"] == url("followed")
    page = client.get(url("followed")).content.decode()
    assert receipt.concern.text in page


@pytest.mark.parametrize(
    "typed", ["", "  ", "aaaa bbbb cccc", "x" * 500, "'; drop table", "\x00", "кодкод"]
)
@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_an_unknown_code_gets_one_clear_sentence(
    language: str, typed: str, client: Client, receipt: Receipt
) -> None:
    with override(language):
        page = follow(client, typed)
    assert page.status_code == 422
    assert len(page.context["form"].errors["code"]) == 1


def test_one_wrong_letter_is_as_unknown_as_any(
    client: Client, receipt: Receipt
) -> None:
    near = receipt.code[:-1] + ("2" if receipt.code[-1] != "2" else "3")
    assert follow(client, near).status_code == 422


def test_guessing_is_slowed_down(client: Client, receipt: Receipt) -> None:
    for _turn in range(10):
        assert follow(client, "aaaa bbbb cccc").status_code == 422
    assert follow(client, receipt.code).status_code == 429


def test_the_code_is_in_no_address_and_the_page_is_not_stored(
    client: Client, receipt: Receipt
) -> None:
    answer = follow(client, receipt.code)
    assert receipt.code not in answer["Location"]
    assert "no-store" in client.get(url("followed"))["Cache-Control"]


def test_without_a_code_the_page_asks_for_one(client: Client, receipt: Receipt) -> None:
    for page in (
        client.get(url("followed")),
        client.post(url("followed-answer")),
        client.post(url("followed-reopen")),
    ):
        assert page["Location"] == url("follow")


def test_half_an_hour_later_the_page_is_closed(
    client: Client, receipt: Receipt
) -> None:
    follow(client, receipt.code)
    session = client.session
    number, _until = session["concerns.followed"]
    ended = real_now() - timedelta(seconds=1)
    session["concerns.followed"] = [number, ended.isoformat()]
    session.save()
    assert client.get(url("followed"))["Location"] == url("follow")


def test_the_page_can_be_closed_by_hand(client: Client, receipt: Receipt) -> None:
    follow(client, receipt.code)
    client.post(url("follow-leave"))
    assert client.get(url("followed"))["Location"] == url("follow")


def test_a_code_keeps_working_after_a_change_of_the_secret(
    client: Client, receipt: Receipt, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    assert receipts.concern_of(receipt.code) == receipt.concern


def test_the_sender_sees_answers_and_never_notes(
    client: Client, receipt: Receipt, officer: User
) -> None:
    at = real_now()
    reply = written("Käisin täna kohal.")
    actions.reply(receipt.concern, reply, by=officer, at=at)
    note = written("Ainult meile.")
    actions.add_note(receipt.concern, note, by=officer, at=at)
    follow(client, receipt.code)
    page = client.get(url("followed")).content.decode()
    assert "Käisin täna kohal." in page
    assert "Ainult meile." not in page


def test_the_sender_answers_a_question_by_code(
    client: Client, receipt: Receipt, officer: User
) -> None:
    actions.ask_sender(receipt.concern, written("Mis kell?"), by=officer, at=real_now())
    follow(client, receipt.code)
    form = client.get(url("followed")).context["form"]
    given = {field.html_name: str(field.value() or "") for field in form}
    given["answerback-text"] = "Kella kümne paiku."
    for _twice in range(2):
        assert client.post(url("followed-answer"), given)["Location"] == url("followed")
    concern = Concern.objects.get()
    assert concern.status == Status.IN_WORK
    assert concern.messages.filter(kind=MessageKind.ANSWER).count() == 1


def test_an_empty_answer_is_explained_on_the_same_page(
    client: Client, receipt: Receipt
) -> None:
    follow(client, receipt.code)
    page = client.post(url("followed-answer"), {"answerback-text": " "})
    assert page.status_code == 422
    assert "text" in page.context["form"].errors


def test_an_answer_to_what_was_closed_meanwhile_is_kept_and_explained(
    client: Client, receipt: Receipt, officer: User
) -> None:
    follow(client, receipt.code)
    form = client.get(url("followed")).context["form"]
    given = {field.html_name: str(field.value() or "") for field in form}
    given["answerback-text"] = "Veel üks asi."
    actions.close(
        receipt.concern, written(), status=Status.DONE, by=officer, at=real_now()
    )
    page = client.post(url("followed-answer"), given)
    assert page.status_code == 422
    assert "Veel üks asi." in page.content.decode()


def test_the_sender_opens_it_again_by_code(
    client: Client, receipt: Receipt, officer: User
) -> None:
    actions.close(
        receipt.concern, written(), status=Status.DONE, by=officer, at=real_now()
    )
    follow(client, receipt.code)
    form = client.get(url("followed")).context["form"]
    given = {field.html_name: str(field.value() or "") for field in form}
    given["reopen-text"] = "Jälle kihutati."
    assert client.post(url("followed-reopen"), given)["Location"] == url("followed")
    assert Concern.objects.get().status == Status.IN_WORK


def test_reading_ones_own_threat_by_code_is_recorded(
    client: Client, country: SmallCountry
) -> None:
    receipt = received(
        country.units["elva"],
        at=real_now(),
        kind=ConcernKind.THREAT,
        text="Ta lubas tulla.",
    )
    follow(client, receipt.code)
    assert "Ta lubas tulla." in client.get(url("followed")).content.decode()
    look = Event.objects.get(is_look=True)
    assert (look.actor_id, look.actor_role) == (None, "VISITOR")
