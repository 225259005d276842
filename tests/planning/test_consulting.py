"""Publishing a version for comment, and the pages that everybody sees."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from planning.actions import commenting, consulting, editing, making
from planning.models import Consultation, Draft
from planning.open_plans import report_of
from tests.factories.accounts import with_role
from tests.factories.regions import SmallCountry
from tests.planning.asking import DAYS, published, said
from tests.planning.conftest import LAAGRI, NOW, SAUE, SOUTH

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


def page(row: Consultation, name: str = "", *more: object) -> str:
    return reverse(f"planning:consultation{name}", args=[row.public_id, *more])


def test_consultation_is_open_to_the_end_of_its_day(
    draft: Draft, planner: User
) -> None:
    row = published(draft, planner, NOW)
    last = row.ends_on
    assert row.is_open(last)
    assert not row.is_open(last + timedelta(days=1))
    assert Consultation.objects.open_on(last).get() == row
    assert not Consultation.objects.open_on(last + timedelta(days=1)).exists()


def test_what_was_published_does_not_change(
    client: Client, draft: Draft, planner: User
) -> None:
    row = published(draft, planner, now())
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=now())
    assert "Laagri" in client.get(page(row, "-region", SAUE)).content.decode()
    told = client.get(page(row, "-map")).json()
    assert told["assignment"].count(SOUTH) == 3


def test_plan_is_published_once_at_a_time(draft: Draft, planner: User) -> None:
    published(draft, planner, NOW)
    with pytest.raises(WrongStateError):
        published(draft, planner, NOW)
    later = NOW + timedelta(days=DAYS + 1)
    published(draft, planner, later)


def test_version_with_gaps_is_not_published(draft: Draft, planner: User) -> None:
    editing.move(draft, {LAAGRI: 0}, by=planner, at=NOW)
    with pytest.raises(InvalidInputError) as refused:
        published(draft, planner, NOW)
    assert refused.value.field == "version"


@pytest.mark.parametrize(
    ("words", "days", "field"),
    [
        (consulting.Introductions(" ", "Look"), 5, "intro_et"),
        (consulting.Introductions("x" * 4001), 5, "intro_et"),
        (consulting.Introductions("Tere", ru="я" * 4001), 5, "intro_ru"),
        (consulting.Introductions("Tere"), 0, "ends_on"),
        (consulting.Introductions("Tere"), 367, "ends_on"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    draft: Draft,
    planner: User,
    words: consulting.Introductions,
    days: int,
    field: str,
) -> None:
    version = making.keep_version(draft, reason="x", by=planner, at=NOW)
    end = (NOW + timedelta(days=days)).date()
    with pytest.raises(InvalidInputError) as refused:
        consulting.open_consultation(version, words, ends_on=end, by=planner, at=NOW)
    assert refused.value.field == field


def test_only_planners_publish_extend_and_withdraw(draft: Draft, planner: User) -> None:
    stranger = with_role(Role.CONTENT_EDITOR)
    row = published(draft, planner, NOW)
    for act in (
        lambda: published(draft, stranger, NOW),
        lambda: consulting.extend(
            row, row.ends_on + timedelta(days=1), by=stranger, at=NOW
        ),
        lambda: consulting.withdraw(row, "x", by=stranger, at=NOW),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_end_is_moved_later_and_written_down(draft: Draft, planner: User) -> None:
    row = published(draft, planner, NOW)
    end = row.ends_on + timedelta(days=7)
    consulting.extend(row, end, by=planner, at=NOW)
    row.refresh_from_db()
    assert row.ends_on == end
    event = Event.objects.get(verb="planning.extend_consultation")
    assert event.details["to"] == end.isoformat()
    for wrong in (end, end - timedelta(days=1)):
        with pytest.raises(InvalidInputError):
            consulting.extend(row, wrong, by=planner, at=NOW)


def test_plan_that_was_published_is_kept_for_the_record(
    draft: Draft, planner: User
) -> None:
    published(draft, planner, NOW)
    with pytest.raises(WrongStateError):
        making.drop(draft, by=planner, at=NOW)


def test_withdrawn_plan_is_gone_for_everybody_and_says_why(
    client: Client, draft: Draft, planner: User
) -> None:
    row = published(draft, planner, now())
    commenting.comment_on(row, said(), by=None, at=now())
    consulting.withdraw(row, "Vale <b>kavand</b>.", by=planner, at=now())
    for name in ("", "-comment", "-sent", "-report"):
        answer = client.get(page(row, name))
        assert answer.status_code == 410
        assert "Vale &lt;b&gt;kavand&lt;/b&gt;." in answer.content.decode()
        assert draft.plan.name not in answer.content.decode()
    assert client.get(page(row, "-map")).status_code == 404
    with pytest.raises(NotAllowedError):
        commenting.comment_on(row, said(), by=None, at=now())
    with pytest.raises(WrongStateError):
        consulting.withdraw(row, "Veel kord", by=planner, at=now())
    assert row.comments.count() == 1


# --- pages for everybody -----------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("et", 'lang="et"><p>Vaadake'),
        ("ru", 'lang="ru"><p>Посмотрите'),
        ("en", 'lang="et"><p>Vaadake'),
    ],
)
def test_introduction_is_in_the_readers_language_or_says_which(
    client: Client, draft: Draft, planner: User, language: str, shown: str
) -> None:
    row = published(draft, planner, now(), et="Vaadake.", ru="Посмотрите.")
    answer = client.get(f"/{language}/planning/consultations/{row.public_id}/")
    assert f'consult-intro" {shown}' in answer.content.decode()


def test_place_finds_its_region_and_whether_the_officer_changes(
    client: Client, draft: Draft, planner: User, country: SmallCountry
) -> None:
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=now())
    row = published(draft, planner, now())
    (moved,) = client.get(page(row), {"q": "Laagri"}).context["places"]
    assert (moved.region, moved.changes) == ("Elva", True)
    assert moved.officer_now == country.officers["saue_region"].user.full_name
    assert moved.officer_then == country.officers["elva_region"].user.full_name
    (stays,) = client.get(page(row), {"q": "Palupera"}).context["places"]
    assert not stays.changes


def test_place_in_two_regions_is_shown_in_both(
    client: Client, draft: Draft, planner: User
) -> None:
    row = published(draft, planner, now())
    lines = client.get(page(row), {"q": "Mustamäe"}).context["places"]
    assert sorted(line.people for line in lines) == [1500, 2000]


@pytest.mark.parametrize("query", ["xqzw", "<script>", "\u202e", "a" * 500])
def test_unknown_place_is_no_error(
    client: Client, draft: Draft, planner: User, query: str
) -> None:
    row = published(draft, planner, now())
    answer = client.get(page(row), {"q": query})
    assert answer.status_code == 200
    assert "<script>q" not in answer.content.decode()
    assert answer.context["places"] == []


def test_list_and_front_page_name_what_is_open(
    client: Client, draft: Draft, planner: User, country: SmallCountry
) -> None:
    pages = [reverse("home"), country.saue_region.get_absolute_url()]
    for path in pages:
        assert client.get(path).context["open_plan"] is None
    row = published(draft, planner, now())
    for path in pages:
        assert row.get_absolute_url() in client.get(path).content.decode()
    consulting.withdraw(row, "x", by=planner, at=now())
    for path in pages:
        assert client.get(path).context["open_plan"] is None
    listed = client.get(reverse("planning:consultations"))
    assert row.public_id not in listed.content.decode()


def test_report_goes_with_its_plan(
    client: Client, draft: Draft, planner: User, country: SmallCountry
) -> None:
    assert report_of(draft.plan, now()) == ""
    row = published(draft, planner, now())
    assert report_of(draft.plan, now()) == page(row, "-report")
    assert report_of(country.plan, now()) == ""
    assert client.get(page(row, "-report")).status_code == 200


def test_after_the_end_the_page_stays_and_takes_nothing(
    client: Client, draft: Draft, planner: User
) -> None:
    row = published(draft, planner, now() - timedelta(days=DAYS + 1))
    answer = client.get(page(row))
    assert answer.status_code == 200
    assert not answer.context["may_comment"]
    assert page(row, "-comment") not in answer.content.decode()
    assert client.get(page(row, "-comment")).status_code == 403
    sent = {"text": "Hilja", "language": "et", "form_key": "k"}
    assert client.post(page(row, "-comment"), sent).status_code == 403
    assert not row.comments.exists()


def test_planner_publishes_on_the_page(
    client: Client, draft: Draft, planner: User
) -> None:
    client.force_login(planner)
    address = reverse("planning:consult", args=[draft.plan.public_id])
    assert not client.get(address).context["has_versions"]
    making.keep_version(draft, reason="x", by=planner, at=now())
    sent = {"version": "1", "ends_on": "1999-01-01", "intro_et": "Tere tulemast"}
    wrong = client.post(address, sent)
    assert wrong.context["form"].errors.keys() == {"ends_on"}
    assert "Tere tulemast" in wrong.content.decode()
    sent["ends_on"] = (now() + timedelta(days=9)).date().isoformat()
    assert client.post(address, sent, follow=True).context["is_open"]
    row = Consultation.objects.get()
    end = (now() + timedelta(days=20)).date()
    args = [draft.plan.public_id, row.public_id]
    client.post(reverse("planning:consult-extend", args=args), {"ends_on": end})
    client.post(reverse("planning:consult-withdraw", args=args), {"reason": "Vale."})
    row.refresh_from_db()
    assert (row.ends_on, row.withdrawn_reason) == (end, "Vale.")
