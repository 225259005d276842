"""Lists and pages for those who are signed in."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from concerns import actions
from concerns.models import Audience, Concern, ConcernKind, Status
from tests.concerns.conftest import real_now
from tests.factories.accounts import UserFactory
from tests.factories.concerns import received, written
from tests.factories.regions import SmallCountry

LIST = "/et/concerns/"
MOST_QUERIES = 8


@pytest.fixture
def signed_in(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def fresh(country: SmallCountry, sender: User) -> Concern:
    """Return a concern that came just now."""
    return received(country.units["elva"], by=sender, at=real_now()).concern


def act(client: Client, concern: Concern, name: str, **given: str) -> Any:
    """Send a form of the page with all its hidden fields."""
    page = client.get(concern.get_absolute_url())
    prefix = {"reply": "reply", "hand-over": "handover", "note": "note"}.get(name)
    prefix = prefix or {"answer": "answerback", "reopen": "reopen"}.get(name, "expert")
    form = page.context["forms"][prefix]
    hidden = {field.html_name: str(field.value()) for field in form if field.is_hidden}
    given = {f"{prefix}-{field}": value for field, value in given.items()}
    address = reverse(f"concerns:{name}", args=[concern.public_id])
    return client.post(address, hidden | given)


def test_every_page_needs_sign_in(client: Client, fresh: Concern) -> None:
    for path in (LIST, fresh.get_absolute_url()):
        assert client.get(path).status_code == 302


def test_the_list_shows_place_and_state_and_no_words_of_a_threat(
    signed_in: Client, country: SmallCountry, fresh: Concern
) -> None:
    received(
        country.units["elva"],
        at=real_now(),
        kind=ConcernKind.THREAT,
        text="Salajane jutt.",
    )
    page = signed_in.get(LIST).content.decode()
    assert fresh.text.split()[0] in page
    assert "Salajane" not in page
    assert page.count("row-item__title") == 2


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {"open", "done", "wish"}),
        ("state=open", {"open", "wish"}),
        ("state=closed", {"done"}),
        ("state=DONE", {"done"}),
        ("kind=WISH", {"wish"}),
        ("q=mopeedidega", {"open", "done"}),
        ("q=ÕUEVALGUSTUST", {"wish"}),
        ("q=elva", {"open", "done", "wish"}),
        ("q=nothing+of+that", set()),
        ("state=NONSENSE&kind=NONSENSE&page=-3", {"open", "done", "wish"}),
    ],
)
def test_filters_in_the_address_narrow_the_list(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    query: str,
    numbers: set[str],
    signed_in: Client,
    country: SmallCountry,
    fresh: Concern,
    officer: User,
) -> None:
    at = real_now()
    done = received(country.units["elva"], at=at).concern
    actions.close(done, written(), status=Status.DONE, by=officer, at=at)
    wish = received(
        country.units["elva"], at=at, kind="WISH", text="Palume õuevalgustust."
    ).concern
    names = {fresh.pk: "open", done.pk: "done", wish.pk: "wish"}
    shown = signed_in.get(f"{LIST}?{query}").context["concerns"]
    assert {names[row.pk] for row in shown} == numbers


def test_words_of_a_threat_are_never_found(
    signed_in: Client, country: SmallCountry
) -> None:
    received(
        country.units["elva"],
        at=real_now(),
        kind=ConcernKind.THREAT,
        text="Salajane jutt.",
        place_words="Kase 5",
    )
    for word in ("salajane", "Kase"):
        assert not signed_in.get(f"{LIST}?q={word}").context["concerns"]


def test_an_empty_list_says_what_to_do(client: Client, stranger: User) -> None:
    client.force_login(stranger)
    assert reverse("concerns:tell") in client.get(LIST).content.decode()
    assert client.get(f"{LIST}?kind=WISH").status_code == 200


def test_a_long_list_is_counted_to_a_thousand_and_says_so(
    signed_in: Client, fresh: Concern
) -> None:
    row = Concern.objects.get()
    Concern.objects.bulk_create(_copies(row, 1005))
    page = signed_in.get(f"{LIST}?page=40")
    assert len(page.context["concerns"]) == 25
    assert page.context["page"].paginator.num_pages == 40
    assert "1000" in page.content.decode().replace("\xa0", "").replace(" ", "").replace(
        ",", ""
    )


def _copies(row: Concern, number: int, *, of: str = "") -> list[Concern]:
    copies = []
    for turn in range(number):
        values = {
            field.attname: getattr(row, field.attname)
            for field in Concern._meta.concrete_fields
            if field.name not in ("id", "public_id")
        }
        values["receipt_hash"] = f"hash {of} {turn}"
        values["form_key"] = f"key {of} {turn}"
        values["received_at"] = row.received_at - timedelta(minutes=turn)
        copies.append(Concern(**values))
    return copies


@pytest.mark.parametrize("who", ["officer", "sender", "spokesperson"])
def test_the_list_keeps_its_query_count_as_rows_grow(
    who: str, client: Client, shown: Concern, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
        Concern.objects.bulk_create(_copies(shown, 30, of=f"{turn}"))
    assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.parametrize("who", ["officer", "sender", "spokesperson", "head"])
def test_the_page_keeps_its_query_count_as_the_thread_grows(  # noqa: PLR0913, PLR0917 -- each is a person or a case
    who: str,
    client: Client,
    shown: Concern,
    officer: User,
    sender: User,
    request: pytest.FixtureRequest,
) -> None:
    client.force_login(request.getfixturevalue(who))
    at = real_now()
    counts = []
    for _turn in range(2):
        actions.reply(shown, written(), by=officer, at=at)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(shown.get_absolute_url()).status_code == 200
        counts.append(len(queries))
        for _more in range(5):
            actions.answer_as_sender(shown, written(), by=sender, at=at)
            actions.invite_expert(
                shown,
                expert=UserFactory.create(),
                until=at + timedelta(days=1),
                by=officer,
                at=at,
            )
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_officer_acknowledges_with_one_click(
    signed_in: Client, fresh: Concern
) -> None:
    address = reverse("concerns:acknowledge", args=[fresh.public_id])
    assert signed_in.post(address)["Location"] == fresh.get_absolute_url()
    fresh.refresh_from_db()
    assert fresh.status == Status.READ
    again = signed_in.post(address, follow=True)
    assert again.status_code == 200
    assert fresh.messages.count() == 1


@pytest.mark.parametrize(
    ("then", "status"),
    [
        ("IN_WORK", Status.IN_WORK),
        ("WAITING", Status.WAITING),
        ("DONE", Status.DONE),
        ("NOT_POSSIBLE", Status.NOT_POSSIBLE),
    ],
)
def test_the_officer_answers_and_chooses_what_follows(
    then: str, status: Status, signed_in: Client, fresh: Concern
) -> None:
    page = act(
        signed_in, fresh, "reply", text="Käisin eile kohal.", then=then, ready="THANKS"
    )
    assert page["Location"] == fresh.get_absolute_url()
    fresh.refresh_from_db()
    assert fresh.status == status
    text = fresh.messages.get().text
    assert text.endswith("\n\nKäisin eile kohal.")


def test_a_ready_sentence_alone_is_not_an_answer(
    signed_in: Client, fresh: Concern
) -> None:
    page = act(signed_in, fresh, "reply", text="", then="IN_WORK", ready="THANKS")
    assert page.status_code == 422
    assert not fresh.messages.exists()


def test_the_second_answer_to_an_old_page_is_kept_and_explained(
    signed_in: Client, fresh: Concern, head: User
) -> None:
    form = signed_in.get(fresh.get_absolute_url()).context["forms"]["reply"]
    given = {f.html_name: str(f.value() or "") for f in form}
    given["reply-text"] = "Minu pikk vastus."
    actions.reply(fresh, written(), by=head, at=real_now())
    address = reverse("concerns:reply", args=[fresh.public_id])
    page = signed_in.post(address, given)
    assert page.status_code == 422
    assert "Minu pikk vastus." in page.content.decode()
    # The page shows what is new and lets the same words be sent again.
    again = {f.html_name: str(f.value() or "") for f in page.context["forms"]["reply"]}
    assert signed_in.post(address, again).status_code == 302
    assert fresh.messages.count() == 2


def test_the_officer_hands_over_and_keeps_a_note(
    signed_in: Client, fresh: Concern
) -> None:
    act(signed_in, fresh, "note", text="Helistasin valda.")
    act(signed_in, fresh, "hand-over", to="Elva vald", text="Vald parandab.")
    fresh.refresh_from_db()
    assert fresh.status == Status.HANDED_OVER
    page = signed_in.get(fresh.get_absolute_url()).content.decode()
    assert "Elva vald" in page
    assert "Helistasin valda." in page


def test_the_sender_answers_and_opens_it_again(
    client: Client, fresh: Concern, sender: User, officer: User
) -> None:
    client.force_login(sender)
    act(client, fresh, "answer", text="Veel üks asi.")
    actions.close(fresh, written(), status=Status.DONE, by=officer, at=real_now())
    act(client, fresh, "reopen", text="Ei ole korras.")
    fresh.refresh_from_db()
    assert fresh.status == Status.IN_WORK
    assert fresh.messages.count() == 3


def test_an_expert_is_invited_and_taken_back_on_the_page(
    signed_in: Client, fresh: Concern
) -> None:
    expert = UserFactory.create(email="ekspert@example.ee")
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    act(signed_in, fresh, "invite-expert", email="Ekspert@example.ee", until=until)
    invitation = fresh.experts.get()
    assert invitation.expert == expert
    signed_in.post(
        reverse("concerns:withdraw-expert", args=[fresh.public_id, invitation.pk])
    )
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize(
    "given",
    [
        {"email": "nobody@example.ee", "until": "2126-01-01"},
        {"email": "ekspert@example.ee", "until": "1800-01-01"},
        {"email": "ekspert@example.ee", "until": "tomorrow"},
    ],
)
def test_an_invitation_that_cannot_be_is_explained(
    given: dict[str, str], signed_in: Client, fresh: Concern
) -> None:
    UserFactory.create(email="ekspert@example.ee")
    assert act(signed_in, fresh, "invite-expert", **given).status_code == 422
    assert not fresh.experts.exists()


def test_publishing_is_a_button_when_the_sender_allowed_it(
    signed_in: Client, country: SmallCountry, fresh: Concern
) -> None:
    allowed = received(
        country.units["elva"], at=real_now(), audience=Audience.PUBLIC
    ).concern
    address = reverse("concerns:publish", args=[allowed.public_id])
    assert address in signed_in.get(allowed.get_absolute_url()).content.decode()
    signed_in.post(address)
    assert Concern.objects.public(real_now()).exists()
    signed_in.post(reverse("concerns:unpublish", args=[allowed.public_id]))
    assert not Concern.objects.public(real_now()).exists()
    refused = reverse("concerns:publish", args=[fresh.public_id])
    assert signed_in.post(refused).status_code == 403


ACTS = [
    "mark-read", "acknowledge", "start-work", "reply", "hand-over", "note", "answer",
    "reopen", "publish", "unpublish", "invite-expert",
]  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_what_one_cannot_see_one_cannot_touch(
    name: str, client: Client, fresh: Concern, stranger: User
) -> None:
    client.force_login(stranger)
    address = reverse(f"concerns:{name}", args=[fresh.public_id])
    assert client.post(address).status_code == 404
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("name", ["mark-read", "acknowledge", "start-work"])
def test_what_one_sees_but_may_not_do_is_refused(
    name: str, client: Client, fresh: Concern, sender: User
) -> None:
    client.force_login(sender)
    address = reverse(f"concerns:{name}", args=[fresh.public_id])
    assert client.post(address).status_code == 403
    assert Concern.objects.get().status == Status.RECEIVED


def test_the_title_and_the_address_tell_nothing_of_the_matter(
    signed_in: Client, fresh: Concern
) -> None:
    page = signed_in.get(fresh.get_absolute_url()).content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert fresh.public_id in title
    assert "mopeed" not in title


def test_each_look_at_a_threat_on_its_page_is_recorded(
    signed_in: Client, threat: Concern, officer: User
) -> None:
    for _turn in range(2):
        assert "kuuri" in signed_in.get(threat.get_absolute_url()).content.decode()
    looks = Event.objects.filter(is_look=True)
    assert [look.actor_id for look in looks] == [officer.pk, officer.pk]


def test_the_head_of_the_prefecture_sees_that_there_is_a_threat_not_what(
    client: Client, threat: Concern, prefecture_head: User, sender: User
) -> None:
    client.force_login(prefecture_head)
    page = client.get(threat.get_absolute_url()).content.decode()
    assert "kuuri" not in page
    assert sender.full_name not in page
    assert not Event.objects.filter(is_look=True).exists()


def test_the_administration_shows_concerns_and_changes_none(
    client: Client, fresh: Concern
) -> None:
    boss = UserFactory.create(is_staff=True, is_superuser=True)
    client.force_login(boss)
    row = f"/et/reference/concerns/concern/{fresh.pk}/change/"
    page = client.get(row).content.decode()
    assert fresh.public_id in page
    assert fresh.text not in page
    assert client.get("/et/reference/concerns/concern/add/").status_code == 403
    assert client.post(row, {"status": "DONE"}).status_code == 403
