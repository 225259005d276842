"""Signing up, signing in and getting a new password, through the pages."""

import re
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import open_account
from accounts.models import User
from audit.models import Event
from tests.factories.accounts import LONG_AGO

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-word"  # noqa: S105 -- nothing real
NEW_PASSWORD = "quite-another-long-word"  # noqa: S105 -- nothing real
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
WRONG = "The e-mail address or the password is not right."


@pytest.fixture
def resident() -> User:
    return open_account(
        User(email="mari@example.ee", full_name="Mari Maasikas", language="ru"),
        password=PASSWORD,
        by=None,
        at=LONG_AGO,
    )


def sign_in(client: Client, password: str = PASSWORD, **extra: str) -> str:
    """Try to sign in on the English page; return where it leads, or what it says."""
    response = client.post(
        "/en/account/login/", {"login": "mari@example.ee", "password": password} | extra
    )
    return response.headers.get("Location") or response.content.decode()


def code_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"^([A-Z0-9]{3,}[-A-Z0-9]*)$", str(letter.body), re.MULTILINE)
    assert found, letter.body
    return found[1]


def sign_up(client: Client) -> None:
    response = client.post(
        "/ru/account/signup/",
        {
            "full_name": "Jüri Juurikas",
            "email": "Juri@Example.EE",
            "password1": PASSWORD,
        },
    )
    assert response.status_code == 302, response.content.decode()


def test_signing_in_leads_to_the_desk(client: Client, resident: User) -> None:
    assert sign_in(client) == reverse("desks:desk").replace("/et/", "/en/")
    assert client.session["_auth_user_id"] == str(resident.pk)


def test_signing_in_leads_back_to_the_page_that_asked(
    client: Client, resident: User
) -> None:
    assert sign_in(client, next="/en/account/me/") == "/en/account/me/"


def test_signing_in_leads_to_no_other_site(client: Client, resident: User) -> None:
    assert "evil" not in sign_in(client, next="https://evil.example/")


def test_capitals_in_the_address_do_not_matter(client: Client, resident: User) -> None:
    client.post(
        "/en/account/login/", {"login": "MARI@example.ee", "password": PASSWORD}
    )
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["mari@example.ee", "nobody@example.ee"])
def test_a_wrong_sign_in_says_the_same_whoever_it_is(
    client: Client, resident: User, login: str
) -> None:
    response = client.post(
        "/en/account/login/", {"login": login, "password": "not-the-right-word"}
    )
    assert WRONG in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_guessing_is_stopped_after_five_tries(client: Client, resident: User) -> None:
    for _ in range(5):
        sign_in(client, "a-wrong-word-or-two")
    assert "many tries" in sign_in(client, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_closed_account_does_not_get_in(client: Client, resident: User) -> None:
    resident.is_active = False
    resident.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_signing_up_keeps_name_and_language_and_asks_for_the_code(
    client: Client,
) -> None:
    sign_up(client)
    user = User.objects.get()
    assert (user.email, user.full_name) == ("juri@example.ee", "Jüri Juurikas")
    assert user.language == "ru"
    assert "_auth_user_id" not in client.session
    assert not EmailAddress.objects.get().verified
    assert Event.objects.about(user).get().verb == "accounts.sign_up"


def test_the_code_from_the_mail_opens_the_account(client: Client) -> None:
    sign_up(client)
    url = reverse("account_email_verification_sent")
    client.post(url, {"code": code_in(mail.outbox[0])})
    assert EmailAddress.objects.get().verified
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_a_wrong_code_does_not_open_the_account(client: Client) -> None:
    sign_up(client)
    response = client.post(
        "/en/account/confirm-email/", {"code": "ABC-DEF"}, follow=True
    )
    assert "not the code that we sent" in response.content.decode()
    assert not EmailAddress.objects.get().verified


def test_signing_up_twice_tells_only_the_owner_of_the_address(
    client: Client, resident: User
) -> None:
    response = client.post(
        "/en/account/signup/",
        {
            "full_name": "Somebody",
            "email": resident.email,
            "password1": PASSWORD,
        },
    )
    assert response.headers["Location"].endswith("/confirm-email/")
    assert User.objects.count() == 1
    assert "signup" not in str(mail.outbox[0].subject)
    assert mail.outbox[0].to == [resident.email]


def test_a_weak_password_is_refused(client: Client) -> None:
    client.post(
        "/en/account/signup/",
        {"full_name": "Jüri", "email": "juri@example.ee", "password1": "1234567890"},
    )
    assert not User.objects.exists()


def test_a_forgotten_password_is_replaced_by_way_of_a_code(
    client: Client, resident: User
) -> None:
    client.post("/en/account/password/reset/", {"email": resident.email})
    client.post(
        "/en/account/password/reset/confirm/", {"code": code_in(mail.outbox[0])}
    )
    client.post(
        "/en/account/password/reset/complete/",
        {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    resident.refresh_from_db()
    assert resident.check_password(NEW_PASSWORD)
    assert Event.objects.filter(verb="accounts.password_reset").count() == 1


def test_asking_for_an_unknown_address_says_nothing_to_whoever_asks(
    client: Client, resident: User
) -> None:
    known = client.post("/en/account/password/reset/", {"email": resident.email})
    other = Client().post("/en/account/password/reset/", {"email": "no@example.ee"})
    assert known.headers["Location"] == other.headers["Location"]


def test_mail_is_in_the_persons_language_not_the_pages(
    client: Client, resident: User
) -> None:
    client.post("/en/account/password/reset/", {"email": resident.email})
    other = Client()
    other.post("/en/account/password/reset/", {"email": "no@example.ee"})
    to_mari, to_nobody = mail.outbox
    assert CYRILLIC.search(str(to_mari.body))
    assert not CYRILLIC.search(str(to_nobody.body))


def test_mail_says_112_and_that_a_machine_wrote_it(
    client: Client, resident: User
) -> None:
    client.post("/en/account/password/reset/", {"email": resident.email})
    letter = mail.outbox[0]
    assert "112" in str(letter.body)
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert resident.full_name not in str(letter.subject)


def test_a_mail_server_that_is_away_does_not_break_the_page(client: Client) -> None:
    with patch(
        "django.core.mail.EmailMessage.send", side_effect=SMTPServerDisconnected
    ):
        response = client.post(
            "/en/account/password/reset/", {"email": "a@example.ee"}, follow=True
        )
    assert response.status_code == 200
    assert "could not send the letter" in response.content.decode()


def test_changing_the_password_asks_for_the_one_in_use(
    client: Client, resident: User
) -> None:
    sign_in(client)
    form = {
        "oldpassword": "not-this-one-at-all",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    client.post("/en/account/password/change/", form)
    resident.refresh_from_db()
    assert resident.check_password(PASSWORD)
    client.post("/en/account/password/change/", form | {"oldpassword": PASSWORD})
    resident.refresh_from_db()
    assert resident.check_password(NEW_PASSWORD)


def test_signing_out_needs_a_post(client: Client, resident: User) -> None:
    sign_in(client)
    client.get("/en/account/logout/")
    assert "_auth_user_id" in client.session
    client.post("/en/account/logout/")
    assert "_auth_user_id" not in client.session
