"""Links that show a draft to whoever has them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Role, User
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from planning import rules
from planning.actions import editing, making, sharing
from planning.actions.commenting import comment_by_link
from planning.links import LENGTH, hashes_of
from planning.models import Comment, Draft, ShareLink
from regions.models import PlanStatus, RegionPlan
from tests.factories.accounts import with_role
from tests.planning.asking import linked, said
from tests.planning.conftest import LAAGRI, NOW, SOUTH

pytestmark = pytest.mark.django_db

EARLIER = "an-earlier-key-of-the-portal"


def address(code: str, page: str = "shared", *more: object) -> str:
    return reverse(f"planning:{page}", args=[code, *more])


def now() -> datetime:
    return datetime.now(UTC)


def test_code_is_kept_only_as_a_hash(draft: Draft, planner: User) -> None:
    link, code = linked(draft, planner, NOW)
    assert len(code) == LENGTH
    row = ShareLink.objects.values().get()
    assert code not in str(row)
    assert link.code_hash in hashes_of(code)
    assert code not in str(list(Event.objects.values()))


def test_code_made_with_an_earlier_secret_still_opens(
    client: Client, draft: Draft, planner: User
) -> None:
    with override_settings(SECRET_KEY=EARLIER):
        _link, code = linked(draft, planner, now())
    assert client.get(address(code)).status_code == 404
    with override_settings(SECRET_KEY_FALLBACKS=[EARLIER]):
        assert client.get(address(code)).status_code == 200


@pytest.mark.parametrize(
    ("label", "days", "field"),
    [
        (" ", 5, "label"),
        ("\x07\u202e", 5, "label"),
        ("X", -1, "until"),
        ("X", 367, "until"),
    ],
)
def test_link_says_for_whom_and_ends_within_a_year(
    draft: Draft, planner: User, label: str, days: int, field: str
) -> None:
    terms = sharing.Terms(label, (NOW + timedelta(days=days)).date(), may_comment=True)
    with pytest.raises(InvalidInputError) as refused:
        sharing.make_link(draft, terms, by=planner, at=NOW)
    assert refused.value.field == field


def test_only_planners_make_and_withdraw_links(draft: Draft, planner: User) -> None:
    stranger = with_role(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        linked(draft, stranger, NOW)
    link, _code = linked(draft, planner, NOW)
    with pytest.raises(NotAllowedError):
        sharing.revoke_link(link, by=stranger, at=NOW)


def test_link_opens_to_the_end_of_its_day(draft: Draft, planner: User) -> None:
    link, _code = linked(draft, planner, NOW)
    assert link.last_day == (NOW + timedelta(days=14)).date()
    assert link.opens(link.expires_at - timedelta(seconds=1))
    assert not link.opens(link.expires_at)
    assert ShareLink.objects.opening(NOW).count() == 1
    assert ShareLink.objects.opening(link.expires_at).count() == 0


def test_two_planners_withdraw_a_link_once(
    draft: Draft, planner: User, other_planner: User
) -> None:
    link, _code = linked(draft, planner, NOW)
    sharing.revoke_link(link, by=planner, at=NOW)
    with pytest.raises(WrongStateError):
        sharing.revoke_link(link, by=other_planner, at=NOW)
    link.refresh_from_db()
    assert link.revoked_by == planner


# --- the planner's page ------------------------------------------------------------


def test_code_is_shown_once(client: Client, draft: Draft, planner: User) -> None:
    client.force_login(planner)
    page = reverse("planning:share", args=[draft.plan.public_id])
    until = (now() + timedelta(days=9)).date()
    sent = {"label": "Elva vald", "until": until.isoformat(), "may_comment": "on"}
    first = client.post(page, sent, follow=True)
    url = first.context["made"].url
    assert url in first.content.decode()
    assert client.get(url).status_code == 200
    assert client.get(page).context["made"] is None


def test_page_keeps_what_was_typed(client: Client, draft: Draft, planner: User) -> None:
    client.force_login(planner)
    page = reverse("planning:share", args=[draft.plan.public_id])
    answer = client.post(page, {"label": "Elva vald", "until": "2020-01-01"})
    assert answer.context["form"].errors.keys() == {"until"}
    assert 'value="Elva vald"' in answer.content.decode()


def test_use_is_counted_without_saying_whose(
    client: Client, draft: Draft, planner: User
) -> None:
    link, code = linked(draft, planner, now())
    client.get(address(code))
    client.get(address(code))
    client.get(address(code), {"q": "Elva"})
    client.get(address(code, "shared-region", 1))
    link.refresh_from_db()
    assert (link.opened_count, link.last_opened_on) == (2, now().date())


# --- what whoever has it sees ------------------------------------------------------


def test_link_shows_the_draft_as_it_stands(
    client: Client, draft: Draft, planner: User
) -> None:
    _link, code = linked(draft, planner, now())
    editing.move(draft, {LAAGRI: SOUTH}, by=planner, at=now())
    page = client.get(address(code, "shared-region", SOUTH)).content.decode()
    assert "Laagri" in page
    assert client.get(address(code, "shared-map")).json()["regions"]


def test_page_is_for_no_search_engine_and_no_cache(
    client: Client, draft: Draft, planner: User
) -> None:
    _link, code = linked(draft, planner, now())
    for page in (address(code), address(code, "shared-comment")):
        answer = client.get(page)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert '<meta name="robots" content="noindex, nofollow">' in (
            answer.content.decode()
        )


def test_ended_and_withdrawn_links_say_so_and_nothing_else(
    client: Client, draft: Draft, planner: User
) -> None:
    link, code = linked(draft, planner, now())
    sharing.revoke_link(link, by=planner, at=now())
    over, old = linked(draft, planner, now() - timedelta(days=30))
    for one in (code, old):
        for page in ("shared", "shared-comment", "shared-sent", "shared-map"):
            answer = client.get(address(one, page))
            assert answer.status_code == 410
            assert draft.plan.name not in answer.content.decode()
        sent = {"text": "Tere", "language": "et", "form_key": one}
        assert client.post(address(one, "shared-comment"), sent).status_code == 410
    assert not Comment.objects.exists()
    assert over.state(now()) == "over"


def test_wrong_codes_are_limited(client: Client, draft: Draft, planner: User) -> None:
    _link, code = linked(draft, planner, now())
    for number in range(rules.WRONG_CODES.times):
        assert client.get(address(f"{code[:-2]}{number:02}")).status_code == 404
    assert client.get(address("a" * LENGTH)).status_code == 429
    assert client.get(address(code)).status_code == 200


def test_region_that_is_not_there_is_not_found(
    client: Client, draft: Draft, planner: User
) -> None:
    _link, code = linked(draft, planner, now())
    assert client.get(address(code, "shared-region", 9)).status_code == 404


def test_comment_by_link_reaches_planners_only(
    client: Client, draft: Draft, planner: User
) -> None:
    link, code = linked(draft, planner, now())
    sent = {
        "text": "Jätke Laagri Sauega.",
        "language": "et",
        "author_name": "Vallavanem",
        "about": f"unit-{LAAGRI}",
        "form_key": "võti",
    }
    page = client.post(address(code, "shared-comment"), sent, follow=True)
    assert page.status_code == 200
    row = Comment.objects.get()
    assert (row.link, row.consultation, row.unit) == (link, None, LAAGRI)
    assert not Comment.objects.public(now()).exists()
    assert not Comment.objects.told(now()).exists()
    assert "Jätke Laagri" not in client.get(address(code)).content.decode()
    client.force_login(planner)
    comments = reverse("planning:comments", args=[draft.plan.public_id])
    assert "Jätke Laagri" in client.get(comments).content.decode()


def test_plan_that_was_commented_on_is_kept(draft: Draft, planner: User) -> None:
    link, _code = linked(draft, planner, NOW)
    comment_by_link(link, said(), by=None, at=NOW)
    with pytest.raises(WrongStateError):
        making.drop(draft, by=planner, at=NOW)


def test_link_without_that_right_takes_no_comments(
    client: Client, draft: Draft, planner: User
) -> None:
    link, code = linked(draft, planner, now(), may_comment=False)
    assert address(code, "shared-comment") not in (
        client.get(address(code)).content.decode()
    )
    assert client.get(address(code, "shared-comment")).status_code == 403
    with pytest.raises(NotAllowedError):
        comment_by_link(link, said(), by=None, at=now())


def test_link_to_an_adopted_plan_takes_no_comments(draft: Draft, planner: User) -> None:
    link, _code = linked(draft, planner, NOW)
    RegionPlan.objects.filter(status=PlanStatus.ADOPTED).update(
        status=PlanStatus.SUPERSEDED, valid_to=NOW.date()
    )
    plan = draft.plan
    plan.status, plan.valid_from, plan.adopted_at = PlanStatus.ADOPTED, NOW.date(), NOW
    plan.save()
    with pytest.raises(NotAllowedError):
        comment_by_link(link, said(), by=None, at=NOW)
