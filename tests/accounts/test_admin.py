import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import Grant, Role, User
from accounts.tasks import send_welcome
from audit.models import Event
from tests.factories.accounts import GrantFactory, UserFactory, with_role

pytestmark = pytest.mark.django_db

ACCOUNTS = "/en/reference/accounts/user/"
GRANTS = "/en/reference/accounts/grant/"


@pytest.fixture
def administrator(client: Client) -> User:
    user = with_role(Role.ADMINISTRATOR)
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return user


def test_signing_in_to_the_reference_pages_goes_through_the_portals_page(
    client: Client,
) -> None:
    response = client.get("/en/reference/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/en/account/login/")


def test_people_without_the_right_do_not_get_in(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/en/reference/", follow=True).status_code == 403


def test_an_account_opened_here_has_no_password_and_gets_a_letter(
    client: Client,
    administrator: User,
    django_capture_on_commit_callbacks: object,
) -> None:
    response = client.post(
        f"{ACCOUNTS}add/",
        {
            "full_name": "Jüri Juurikas",
            "email": "Juri@Example.ee",
            "language": "et",
            "is_active": "on",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    user = User.objects.get(email="juri@example.ee")
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert [event.verb for event in Event.objects.about(user)] == [
        "accounts.open",
        "accounts.welcome",
    ]


def test_the_welcome_letter_leads_to_the_page_for_a_new_password() -> None:
    user = UserFactory.create(language="en", full_name="Mari & Jüri")
    send_welcome.call(user.pk)
    letter = mail.outbox[0]
    assert "http://127.0.0.1:8000/en/account/password/reset/" in str(letter.body)
    assert "Mari & Jüri" in str(letter.body)
    assert "112" in str(letter.body)
    assert "Mari" not in str(letter.subject)


def test_a_closed_account_gets_no_welcome() -> None:
    send_welcome.call(UserFactory.create(is_active=False).pk)
    assert not mail.outbox


def test_a_changed_address_is_the_one_to_sign_in_with(
    client: Client, administrator: User
) -> None:
    user = UserFactory.create()
    form = {
        "full_name": user.full_name,
        "email": "new@example.ee",
        "language": "et",
        "is_active": "on",
    }
    client.post(f"{ACCOUNTS}{user.pk}/change/", form)
    assert EmailAddress.objects.get(user=user).email == "new@example.ee"
    assert Event.objects.about(user).get().details == {"fields": "email"}


def test_accounts_and_roles_are_never_deleted(
    client: Client, administrator: User
) -> None:
    grant = Grant.objects.get()
    assert client.get(f"{ACCOUNTS}{administrator.pk}/delete/").status_code == 403
    assert client.get(f"{GRANTS}{grant.pk}/delete/").status_code == 403


def test_a_role_is_given_and_noted(client: Client, administrator: User) -> None:
    user = UserFactory.create()
    response = client.post(
        f"{GRANTS}add/",
        {
            "user": user.pk,
            "role": Role.PLANNER,
            "starts_at_0": "2026-03-03",
            "starts_at_1": "10:00",
            "reason": "New plan",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    assert user.grants.get().role == Role.PLANNER
    event = Event.objects.about(user).get()
    assert event.verb == "accounts.give_role"
    assert event.actor_id == administrator.pk


def test_a_role_given_can_only_be_ended(client: Client, administrator: User) -> None:
    grant = GrantFactory.create(role=Role.AUDITOR)
    client.post(
        f"{GRANTS}{grant.pk}/change/",
        {"role": Role.PLANNER, "ends_at_0": "2026-03-03", "ends_at_1": "10:00"},
    )
    grant.refresh_from_db()
    assert grant.role == Role.AUDITOR
    assert grant.ends_at is not None
    assert Event.objects.about(grant.user).get().verb == "accounts.change_role"
