"""The question flow through the client, in three languages and with wrong input."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from communities.models import Community
from concerns import receipts
from concerns.models import AnswerBy, Audience, Concern, ConcernKind, Status
from notifications.models import Notice
from notifications.wording import letter_of
from tests.factories.regions import SmallCountry

ANSWERS: dict[str, dict[str, str]] = {
    "kind": {"kind": "PROBLEM"},
    "what": {"text": "Öösel kihutatakse kooli ees."},
    "where": {"place": "Elva", "place_words": "kooli ees"},
    "when": {"when_words": "reede õhtuti"},
    "answer": {"answer_by": "EMAIL", "email": "mari@example.ee", "name": "Mari"},
    "readers": {"audience": "OFFICER"},
}


def url(name: str, *args: str) -> str:
    return reverse(f"concerns:{name}", args=args)


def step(client: Client, question: str, **given: str) -> Any:
    """Answer one question as the page would: with all its hidden fields."""
    page = client.get(url("tell-step", question))
    form = page.context["form"]
    hidden = {
        field.html_name: str(field.value() or "")
        for field in form
        if field.is_hidden or field.name in ("asked", "point")
    }
    return client.post(url("tell-step", question), hidden | given)


def answer_all(client: Client, **changed: dict[str, str]) -> None:
    client.post(url("tell"))
    for name, given in (ANSWERS | changed).items():
        assert step(client, name, **given).status_code == 302


def send(client: Client) -> Any:
    return client.post(url("tell-send"), follow=True)


@pytest.fixture(autouse=True)
def _place(country: SmallCountry) -> None:
    """Let every test here have a country."""


@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_a_visitor_sends_a_problem_and_gets_a_code(
    language: str, client: Client, country: SmallCountry
) -> None:
    with override(language):
        answer_all(client)
        check = client.get(url("tell-check")).content.decode()
        assert "Öösel kihutatakse kooli ees." in check
        assert country.officers["elva_region"].name in check
        sent = send(client)
    concern = Concern.objects.get()
    assert (concern.kind, concern.status) == (ConcernKind.PROBLEM, Status.RECEIVED)
    assert concern.unit == country.units["elva"]
    assert (concern.language, concern.when_words) == (language, "reede õhtuti")
    assert (concern.sender, concern.sender_email) == (None, "mari@example.ee")
    code = sent.context["sent"].code
    assert code in sent.content.decode()
    assert receipts.concern_of(code) == concern


def test_the_first_screen_offers_112_and_keeps_nothing(client: Client) -> None:
    page = client.get(url("tell")).content.decode()
    assert url("tell-call") in page
    call = client.get(url("tell-call"))
    assert 'href="tel:112"' in call.content.decode()
    assert not Session.objects.exists()
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("name", "given", "field"),
    [
        ("kind", {}, "kind"),
        ("kind", {"kind": "CRIME"}, "kind"),
        ("what", {"text": "   "}, "text"),
        ("what", {"text": "a" * 5001}, "text"),
        ("where", {}, "place"),
        ("where", {"place": "Atlantis"}, "place"),
        ("where", {"lat": "0", "lon": "0"}, "place"),
        ("where", {"lat": "north", "lon": "east"}, "lat"),
        ("where", {"lat": "nan", "lon": "24.1"}, "lat"),
        ("where", {"place": "Elva", "place_words": "a" * 201}, "place_words"),
        ("when", {"when_words": "a" * 201}, "when_words"),
        ("answer", {}, "answer_by"),
        ("answer", {"answer_by": "ACCOUNT"}, "answer_by"),
        ("answer", {"answer_by": "EMAIL"}, "email"),
        ("answer", {"answer_by": "EMAIL", "email": "mari"}, "email"),
        ("answer", {"answer_by": "PHONE"}, "phone"),
        ("answer", {"answer_by": "PHONE", "phone": "12"}, "phone"),
        ("readers", {"audience": "NOBODY"}, "audience"),
        ("readers", {"audience": ""}, "audience"),
    ],
)
@pytest.mark.parametrize("language", ["et", "en", "ru"])
def test_wrong_input_is_explained_beside_the_field_and_kept(
    language: str, name: str, given: dict[str, str], field: str, client: Client
) -> None:
    with override(language):
        client.post(url("tell"))
        page = client.post(url("tell-step", name), given)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert page.context["form"].data.items() >= given.items()


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\u202eevil\u200b", "<script>"])
def test_strange_letters_do_not_break_it(text: str, client: Client) -> None:
    client.post(url("tell"))
    page = client.post(url("tell-step", "what"), {"text": text})
    assert page.status_code in (302, 422)
    shown = client.get(url("tell-step", "what")).content.decode()
    assert "<script>" not in shown.split("<main", 1)[1].split("</main>", 1)[0]


def test_a_megabyte_of_text_is_refused_and_cut(client: Client) -> None:
    client.post(url("tell"))
    page = client.post(url("tell-step", "what"), {"text": "ä" * 1_000_000})
    assert page.status_code == 422
    assert len(page.context["form"].data["text"]) == 10_000


def test_back_keeps_what_was_typed_even_when_it_is_not_whole(client: Client) -> None:
    client.post(url("tell"))
    step(client, "kind", kind="WISH")
    answer = client.post(url("tell-step", "what"), {"text": "pool la", "back": "1"})
    assert answer["Location"] == url("tell-step", "kind")
    assert "pool la" in client.get(url("tell-step", "what")).content.decode()
    first = client.post(url("tell-step", "kind"), {"kind": "WISH", "back": "1"})
    assert first["Location"] == url("tell")


def test_leaving_out_a_question_leads_back_to_it(client: Client) -> None:
    client.post(url("tell"))
    step(client, "kind", kind="WISH")
    for page in (client.get(url("tell-check")), client.post(url("tell-send"))):
        assert page["Location"] == url("tell-step", "what")
    assert not Concern.objects.exists()


@pytest.mark.parametrize("name", ["kind", "readers", "nothing"])
def test_without_a_draft_a_question_leads_to_the_start(
    name: str, client: Client
) -> None:
    assert client.get(url("tell-step", name))["Location"] == url("tell")


def test_a_name_of_several_regions_asks_which(
    client: Client, country: SmallCountry
) -> None:
    client.post(url("tell"))
    for name in ("kind", "what"):
        step(client, name, **ANSWERS[name])
    page = step(client, "where", place="Mustamae")
    assert page.status_code == 422
    text = page.content.decode()
    assert country.officers["mustamae_east"].name in text
    assert country.officers["mustamae_west"].name in text
    chosen = next(
        value
        for value, _label in page.context["form"].fields["choice"].choices
        if value.endswith("mustamae-ida")
    )
    assert step(client, "where", place="Mustamae", choice=chosen)["Location"] == url(
        "tell-step", "when"
    )
    for name in ("when", "answer", "readers"):
        step(client, name, **ANSWERS[name])
    send(client)
    assert Concern.objects.get().unit == country.units["mustamae_3"]


def test_a_point_decides_and_a_later_name_overtakes_it(
    client: Client, country: SmallCountry
) -> None:
    saue = country.units["saue"]
    answer_all(client, where={"lat": str(saue.lat), "lon": str(saue.lon)})
    assert client.get(url("tell-check")).context["telling"].unit == saue
    step(client, "where", place="Palupera")
    telling = client.get(url("tell-check")).context["telling"]
    assert (telling.unit, telling.lat) == (country.units["palupera"], None)


@pytest.mark.parametrize("query", ["region=elva", "unit={elva}"])
def test_the_address_may_bring_the_place_along(
    query: str, client: Client, country: SmallCountry
) -> None:
    elva = country.units["elva"]
    client.post(f"{url('tell')}?{query.format(elva=elva.pk)}")
    for name in ("kind", "what"):
        step(client, name, **ANSWERS[name])
    offered = client.get(url("tell-step", "where")).context["form"]
    step(client, "where", choice=offered.initial["choice"])
    for name in ("when", "answer", "readers"):
        step(client, name, **ANSWERS[name])
    assert client.get(url("tell-check")).context["telling"].unit == elva


@pytest.mark.parametrize("query", ["region=nowhere", "unit=abc", "unit=99999999999"])
def test_an_unknown_place_in_the_address_is_passed_over(
    query: str, client: Client
) -> None:
    assert client.post(f"{url('tell')}?{query}").status_code == 302
    assert client.get(url("tell-step", "where")).status_code == 200


def test_urgent_words_offer_112_once_and_never_again(client: Client) -> None:
    client.post(url("tell"))
    step(client, "kind", kind="CONCERN")
    answer = step(client, "what", text="Mehel on nuga.")
    assert answer["Location"] == url("tell-urgent")
    assert 'href="tel:112"' in client.get(answer["Location"]).content.decode()
    assert step(client, "what", text="Mehel on püss.")["Location"] == url(
        "tell-step", "where"
    )
    for name in ("where", "when", "answer", "readers"):
        step(client, name, **ANSWERS[name])
    send(client)
    assert Concern.objects.get().text == "Mehel on püss."


def test_urgent_words_outside_the_story_are_seen_before_sending(
    client: Client,
) -> None:
    answer_all(client, when={"when_words": "praegu tulistab"})
    assert client.post(url("tell-send"))["Location"] == url("tell-urgent")
    assert not Concern.objects.exists()
    assert send(client).status_code == 200
    assert Concern.objects.count() == 1


def test_sending_twice_makes_one_and_shows_the_same_receipt(client: Client) -> None:
    answer_all(client)
    first, second = send(client), send(client)
    assert Concern.objects.count() == 1
    assert first.context["sent"].code == second.context["sent"].code


def test_a_threat_is_nowhere_in_the_clear(
    client: Client, country: SmallCountry
) -> None:
    words = "Naaber kavatseb midagi kuurisaladus"
    client.post(url("tell"))
    step(client, "kind", kind="THREAT")
    step(client, "what", text=words)
    decoded = [str(row.get_decoded()) for row in Session.objects.all()]
    assert decoded
    assert not [row for row in decoded if "kuurisaladus" in row]
    for name in ("where", "when", "answer"):
        step(client, name, **ANSWERS[name])
    assert client.get(url("tell-step", "readers"))["Location"] == url("tell")
    send(client)
    concern = Concern.objects.get()
    assert (concern.text, concern.audience) == ("", Audience.OFFICER)
    assert "kuurisaladus" not in str(list(Notice.objects.values()))


def test_somebody_with_an_account_is_answered_there(
    client: Client, sender: User
) -> None:
    client.force_login(sender)
    answer_all(client, answer={"answer_by": "ACCOUNT"})
    send(client)
    concern = Concern.objects.get()
    assert (concern.sender, concern.answer_by) == (sender, AnswerBy.ACCOUNT)
    assert concern.sender_name == sender.full_name


def test_a_spokesperson_sends_for_the_community(
    client: Client, spokesperson: User, community: Community
) -> None:
    client.force_login(spokesperson)
    answer_all(
        client,
        answer={"answer_by": "ACCOUNT", "as_whom": community.public_id},
        readers={"audience": "SPOKESPERSONS"},
    )
    send(client)
    assert Concern.objects.get().on_behalf_of == community


def test_a_community_one_does_not_speak_for_is_refused(
    client: Client, sender: User, spokesperson: User, community: Community
) -> None:
    client.force_login(spokesperson)
    client.post(url("tell"))
    page = client.post(
        url("tell-step", "answer"), {"answer_by": "ACCOUNT", "as_whom": "another"}
    )
    assert "as_whom" in page.context["form"].errors


def test_nothing_personal_is_kept_for_those_who_look_by_code(client: Client) -> None:
    answer_all(
        client,
        answer={"answer_by": "CODE", "name": "Mari", "email": "mari@example.ee"},
    )
    send(client)
    concern = Concern.objects.get()
    assert (concern.sender_name, concern.sender_email) == ("", "")
    assert not Notice.objects.filter(kind="concerns.received").exists()


def test_too_many_are_slowed_down_and_the_draft_is_kept(client: Client) -> None:
    for _turn in range(20):
        answer_all(client)
        assert send(client).status_code == 200
    answer_all(client)
    assert client.post(url("tell-send")).status_code == 429
    assert client.get(url("tell-check")).status_code == 200
    assert Concern.objects.count() == 20


def test_what_was_written_can_be_deleted(client: Client) -> None:
    client.post(url("tell"))
    step(client, "what", text="Ei taha enam.")
    client.post(url("tell-forget"))
    assert client.get(url("tell-step", "what"))["Location"] == url("tell")


def test_the_page_with_the_code_needs_something_sent(client: Client) -> None:
    assert client.get(url("sent"))["Location"] == url("follow")


def test_the_mail_names_the_number_and_not_the_words(
    client: Client,
) -> None:
    answer_all(client)
    send(client)
    concern = Concern.objects.get()
    notice = Notice.objects.get(kind="concerns.received")
    subject, text = letter_of(notice, name="")
    assert concern.public_id in subject
    assert "kihutatakse" not in subject + text
    assert "/tell/follow/" in text
