from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, models
from django.test import Client

from accounts.models import Role
from audit.actions import record, record_look
from audit.models import Event
from tests.factories.accounts import UserFactory, with_role

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def event() -> Event:
    user = UserFactory.create()
    return record("accounts.change", user, by=user, role=Role.RESIDENT, at=NOON)


def test_an_act_is_kept_with_who_did_it_to_what() -> None:
    user, other = UserFactory.create(), UserFactory.create()
    record(
        "accounts.change",
        other,
        by=user,
        role=Role.ADMINISTRATOR,
        at=NOON,
        details={"fields": 2},
    )
    event = Event.objects.about(other).get()
    assert event.actor_id == user.pk
    assert event.actor_role == Role.ADMINISTRATOR
    assert event.details == {"fields": 2}
    assert not event.is_look


def test_an_act_of_a_visitor_has_no_account() -> None:
    user = UserFactory.create()
    event = record(
        "accounts.sign_up", user, by=AnonymousUser(), role=Role.VISITOR, at=NOON
    )
    assert event.actor_id is None


def test_a_look_is_marked_as_one() -> None:
    user = UserFactory.create()
    assert record_look(
        "accounts.look", user, by=user, role=Role.AUDITOR, at=NOON
    ).is_look


def test_the_history_of_a_record_is_told_from_the_beginning() -> None:
    user = UserFactory.create()
    for hour in (14, 9):
        record(f"a.{hour}", user, by=user, role="", at=NOON.replace(hour=hour))
    assert [event.verb for event in Event.objects.about(user)] == ["a.9", "a.14"]


def test_querysets_refuse_to_change_or_delete_history(event: Event) -> None:
    with pytest.raises(TypeError):
        Event.objects.update(verb="nothing.happened")
    with pytest.raises(TypeError):
        Event.objects.all().delete()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET verb = 'nothing.happened'",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_refuses_to_change_or_delete_history(
    event: Event, sql: str
) -> None:
    with (
        pytest.raises(IntegrityError, match="never_changed"),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_database_refuses_what_a_saved_row_would_change(event: Event) -> None:
    event.verb = "nothing.happened"
    with pytest.raises(IntegrityError, match="never_changed"):
        event.save()


def test_the_database_refuses_what_a_plain_queryset_would_delete(event: Event) -> None:
    with pytest.raises(IntegrityError, match="never_changed"):
        models.QuerySet(Event).filter(pk=event.pk)._raw_delete("default")  # noqa: SLF001 -- no public way


def test_history_outlives_the_account_it_tells_of(event: Event) -> None:
    target = event.target_pk
    UserFactory._meta.model.objects.all().delete()
    assert Event.objects.get().target_pk == target


@pytest.mark.parametrize("page", ["", "add/", "{pk}/delete/"])
def test_the_reference_pages_show_history_and_change_nothing(
    client: Client, event: Event, page: str
) -> None:
    administrator = with_role(Role.ADMINISTRATOR)
    administrator.is_staff = administrator.is_superuser = True
    administrator.save()
    client.force_login(administrator)
    url = "/en/reference/audit/event/" + page.format(pk=event.pk)
    response = client.get(url)
    assert response.status_code == (403 if page else 200)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_history_stays_append_only_after_a_test_was_cleaned_up(time: str) -> None:
    event = Event.objects.create(at=NOON, verb="a.b", target_kind="x", target_pk=time)
    assert Event.objects.count() == 1
    with pytest.raises(IntegrityError, match="never_changed"):
        event.save()
