"""Every URL as every role: nobody gets in where they have no business.

A URL without a line in these tables fails, so whoever adds one says who it is for.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.doors import Door, doors, url_names
from tests.world import MARKS, ROLES, World, send_on_leave

EVERYBODY: Final = frozenset(ROLES)
VISITOR: Final = frozenset({"visitor"})
SIGNED_IN: Final = EVERYBODY - {"visitor"}
POLICE: Final = {"officer", "deputy", "station_head", "prefecture_head"}
"""Those who answer for the place of the records."""
OFFICERS: Final = {*POLICE, "other_officer"}
SIDES: Final = {"spokesperson", *POLICE}

PLANNER: Final = frozenset({"planner"})

OPENS: Final[dict[str, frozenset[str] | set[str]]] = {
    **dict.fromkeys(
        (
            "home", "accessibility", "privacy",
            "health:live", "health:ready", "api:find", "api:regions",
            "regions:list", "regions:find", "regions:poster", "region-page",
            "region-history",
            "communities:list", "community-page",
            "meetings:list", "meetings:detail public", "meeting-calendar public",
            "checklist:practice", "checklist:expectations", "checklist:sheet",
            "concerns:tell", "concerns:tell-call", "concerns:follow",
            "feedback:thank", "feedback:thanked",
            "planning:consultations", "planning:consultation",
            "planning:consultation-region", "planning:consultation-comment",
            "planning:consultation-sent", "planning:consultation-report",
            "planning:consultation-map", "planning:shared-map",
            "planning:shared", "planning:shared-region", "planning:shared-comment",
            "planning:shared-sent",
            "account_inactive", "account_reset_password",
            "account_password_reset_completed",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "desks:desk", "concerns:list", "meetings:request", "feedback:list",
            "notifications:inbox", "accounts:me", "account_email",
            "account_change_password", "account_reauthenticate", "account_logout",
        ),
        SIGNED_IN,
    ),
    **dict.fromkeys(("account_login", "account_signup"), VISITOR),
    "concerns:detail concern": {"sender", *POLICE},
    "concerns:detail shared": {"expert", *SIDES},
    "concerns:detail public": {"sender", *SIDES},
    "concerns:detail community's": SIDES,
    "concerns:detail threat": {"sender", *POLICE},
    "meetings:detail private": {"expert", *SIDES},
    "meeting-calendar private": {"expert", *SIDES},
    "meetings:detail waiting": SIDES,
    "meeting-calendar waiting": set(),  # no time to put into a calendar yet
    "meetings:other-times": POLICE,  # the police have the turn
    "meetings:decline": POLICE,
    "meetings:cancel": SIDES,
    "meetings:move": SIDES,
    "meetings:invite-expert": SIDES,
    "communities:found": {"administrator", *OFFICERS},
    "communities:add-spokesperson": {"administrator", *POLICE},
    "regions:absences": {"administrator", *OFFICERS},
    "regions:absence-new": {"administrator", *OFFICERS},
    "regions:introduce": {"content_editor", *POLICE},
    "desks:audit-trail": {"auditor"},
    "officer-photo": set(),  # the officers here have none
    "regions:assignments": {"administrator"},
    "regions:swap": {"administrator"},
    "regions:post": {"administrator"},
    "regions:end-posting": {"administrator"},
    **dict.fromkeys(
        (
            "planning:list", "planning:new", "planning:plan", "planning:rename",
            "planning:drop",
            "planning:copy", "planning:draw", "planning:run", "planning:run-state",
            "planning:frontier", "planning:splits", "planning:splits-csv",
            "planning:exchange", "planning:export", "planning:import",
            "planning:edit", "planning:edit-panels",
            "planning:edit-place", "planning:edit-units", "planning:edit-state",
            "planning:changes", "planning:edit-layer", "planning:edit-bases",
            "planning:region", "planning:region-new", "planning:journal",
            "planning:links", "planning:link-new", "planning:link-end",
            "planning:copy",
            "planning:versions", "planning:version",
            "planning:compare", "planning:compare-units", "planning:compare-map",
            "planning:share", "planning:consult", "planning:consult-extend",
            "planning:consult-withdraw", "planning:comments", "planning:comment",
            "planning:adopt",
        ),
        PLANNER,
    ),
    "planning:units-map": EVERYBODY,
    "planning:download": set(),  # the file here is not made yet
}  # fmt: skip
"""Who gets a page; everybody else is sent to the sign-in, or gets 403 or 404."""

LEADS_ON: Final[dict[str, frozenset[str] | set[str]]] = {
    **dict.fromkeys(
        (
            "concerns:tell-step", "concerns:tell-check", "concerns:tell-urgent",
            "concerns:sent", "concerns:followed", "account_complete_password_reset",
            "account_confirm_login_code", "account_confirm_password_reset_code",
            "account_email_verification_sent",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "account_login", "account_signup", "account_set_password",
        ),
        SIGNED_IN,
    ),
    "account_logout": {"visitor"},
    "planning:withdraw": PLANNER,  # the draft here is not adopted
    "notifications:open": {"sender"},  # whose notice it is
}  # fmt: skip
"""Whom the address sends to another page than the sign-in."""

ACTS: Final[dict[str, frozenset[str] | set[str]]] = {
    **dict.fromkeys(
        (
            "concerns:tell", "concerns:tell-step", "concerns:tell-send",
            "concerns:tell-forget", "concerns:follow", "concerns:followed-answer",
            "concerns:followed-reopen", "concerns:follow-leave", "feedback:thank",
            "planning:consultation-comment", "planning:shared-comment",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        ("notifications:read-all", "accounts:me", "meetings:request"), SIGNED_IN
    ),
    **dict.fromkeys(
        (
            "concerns:mark-read", "concerns:acknowledge", "concerns:start-work",
            "concerns:reply", "concerns:hand-over", "concerns:note",
            "concerns:reopen", "concerns:publish", "concerns:unpublish",
            "concerns:invite-expert", "concerns:withdraw-expert",
            "meetings:confirm", "meetings:other-times", "meetings:decline",
        ),
        POLICE,
    ),
    "concerns:answer": {"sender"},
    **dict.fromkeys(
        (
            "meetings:cancel", "meetings:move", "meetings:held",
            "meetings:invite-expert", "meetings:withdraw-expert",
        ),
        SIDES,
    ),
    "communities:found": {"administrator", *OFFICERS},
    "communities:add-spokesperson": {"administrator", *POLICE},
    "communities:end-spokesperson": {"administrator", *SIDES},
    "regions:absence-new": {"administrator", *OFFICERS},
    "regions:introduce": {"content_editor", *POLICE},
    "regions:absence-cancel": {
        "administrator", "officer", "station_head", "prefecture_head",
    },
    "regions:swap": {"administrator"},
    "regions:post": {"administrator"},
    "regions:end-posting": {"administrator"},
    **dict.fromkeys(
        (
            "planning:new", "planning:rename", "planning:copy", "planning:drop",
            "planning:draw", "planning:forget-weights", "planning:run",
            "planning:run-cancel", "planning:run-put-aside", "planning:frontier",
            "planning:exchange", "planning:prepare", "planning:import",
            "planning:preview", "planning:move", "planning:undo", "planning:redo",
            "planning:move-units", "planning:step-back", "planning:step-again",
            "planning:lock", "planning:unlock", "planning:region",
            "planning:region-new", "planning:region-remove",
            "planning:link-new", "planning:link-end",
            "planning:versions", "planning:version-restore",
            "planning:share", "planning:share-revoke",
            "planning:consult", "planning:consult-extend", "planning:consult-withdraw",
            "planning:comment", "planning:comment-release", "planning:comment-hide",
            "planning:comment-show",
            "planning:adopt", "planning:make-ready", "planning:units",
            "planning:withdraw",
        ),
        PLANNER,
    ),
}  # fmt: skip
"""Who gets on with what they send there; everybody else is refused."""

READERS: Final[dict[str, set[str]]] = {
    "concern": {"sender", *POLICE},
    "shared": {"expert", *SIDES},
    "public": {"sender", *SIDES},
    "community's": SIDES,
    "threat": {"sender", "officer", "deputy", "station_head"},
    "note": POLICE,
    "answer": {"sender", *POLICE},
    "sender's name": {"sender", *POLICE},
    "contact": POLICE,
    "hidden spokesperson": {"expert", "administrator", *SIDES},
    "private meeting": {"expert", *SIDES},
    "waiting meeting": SIDES,
    "invitee": {"expert", *SIDES},
    "thanks": {"sender", "officer"},
    "plan comment": {"sender", "planner"},
    "hidden plan comment": {"planner"},
    "comment by link": {"planner"},
}
"""Who finds the word of a private record on some page."""

ASKED: Final = {
    "api:find": "?q=Elva",
    "regions:find": "?q=Elva",
    "planning:changes": "?since=0",
    "planning:edit-place": "?unit=4057",
}


@pytest.fixture
def browser(role: str, world: World, db: None) -> Client:
    """Return a role's browser; the deputy's while the officer is on leave."""
    if role == "deputy":
        send_on_leave(world)
    return world.client(role)


each_role = pytest.mark.parametrize("role", ROLES)


def outcome(response: Any) -> str:
    """Say in a word what somebody got."""
    status = response.status_code
    if status in {301, 302}:
        to_sign_in = "/login/?next=" in response.headers["Location"]
        return "refused" if to_sign_in else "leads on"
    words = {
        200: "opens",
        202: "opens",
        403: "refused",
        404: "refused",
        405: "only takes",
    }
    return words.get(status, str(status))


def _expected(door: str, role: str) -> str:
    if role in OPENS.get(door, ()):
        return "opens"
    return "leads on" if role in LEADS_ON.get(door, ()) else "refused"


def test_every_url_has_an_address_to_try(world: World) -> None:
    assert {door.name.partition(" ")[0] for door in doors(world)} == set(url_names())


def test_every_url_has_its_line() -> None:
    lines = {line.partition(" ")[0] for line in {*OPENS, *LEADS_ON, *ACTS}}
    assert lines == set(url_names())


@each_role
def test_each_url_opens_to_whom_it_is_for_and_shows_only_what_is_for_them(
    role: str, world: World, browser: Client
) -> None:
    wrong, seen = {}, ""
    for door in doors(world):
        response = browser.get(door.path + ASKED.get(door.name, ""))
        got = outcome(response)
        seen += b"".join(response).decode()
        if got == "only takes" and door.name not in {*OPENS, *LEADS_ON}:
            continue
        if got != _expected(door.name, role):
            wrong[door.name] = got
    assert wrong == {}
    seen += "".join(browser.get(path).content.decode() for path in _more_pages())
    assert _marks_in(seen) == {name for name, who in READERS.items() if role in who}


def _more_pages() -> list[str]:
    return [
        f"{reverse(name)}{query}"
        for name, query in (
            ("meetings:list", "?when=waiting"),
            ("meetings:list", "?when=past"),
            ("communities:list", "?q=Elva"),
        )
    ]


def _marks_in(text: str) -> set[str]:
    return {name for name, mark in MARKS.items() if mark in text}


@each_role
def test_each_act_is_done_by_whom_it_is_for(
    role: str, world: World, browser: Client
) -> None:
    wrong = {}
    for door in doors(world):
        if door.name.startswith("account_"):
            continue  # the library's own, tested there
        cache.clear()
        with transaction.atomic():
            got = outcome(browser.post(door.path, _sent(world, door.name)))
            transaction.set_rollback(True)
        if door.name not in ACTS:
            expected = got in {"only takes", "refused"}
        else:
            expected = (got == "refused") != (role in ACTS[door.name])
        if not expected or got.startswith("5"):
            wrong[door.name] = got
    assert wrong == {}


def _sent(world: World, name: str) -> dict[str, str]:
    """Return a form good enough that a refusal is about the person."""
    prefixes = {
        "concerns:reply": "reply",
        "concerns:hand-over": "handover",
        "concerns:note": "note",
        "concerns:answer": "answerback",
        "concerns:reopen": "reopen",
        "concerns:invite-expert": "expert",
    }
    form = {
        "text": "Need on piisavalt pikad sõnad.",
        "to": "Elva vald",
        "then": "IN_WORK",
        "form_key": "vorm",
        "seen": "99",
        "email": world.country.officers["saue_region"].user.email,
        "until": f"{world.at:%Y-%m-%d}",
    }
    if name in prefixes:
        return {f"{prefixes[name]}-{key}": value for key, value in form.items()}
    return {"time": str(world.meetings["waiting"].times.get().pk)}


def _reference_doors() -> Iterator[Door]:
    """Yield the administration's pages of reference rows, one row of each kind."""
    yield Door("admin:index", reverse("admin:index"))
    for model in admin.site._registry:  # noqa: SLF001 -- there is no other list
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model.objects.order_by("pk").first()  # type: ignore[attr-defined]  # marked for this page only
        for page in ("changelist", "add"):
            yield Door(f"{base}_{page}", reverse(f"{base}_{page}"))
        if row is not None:
            for page in ("change", "history", "delete"):
                try:
                    path = reverse(f"{base}_{page}", args=[row.pk])
                except NoReverseMatch:
                    continue
                yield Door(f"{base}_{page}", path)


@each_role
def test_reference_rows_open_to_administrators_only(role: str, browser: Client) -> None:
    answers = {door.name: browser.get(door.path) for door in _reference_doors()}
    got = {name: outcome(answer) for name, answer in answers.items()}
    if role != "administrator":
        assert set(got.values()) == {"refused"}
        return
    assert set(got.values()) == {"opens", "refused"}  # some are only looked at
    lists = {word for name, word in got.items() if name.endswith("changelist")}
    assert lists == {"opens"}
    seen = "".join(answer.content.decode() for answer in answers.values())
    assert _marks_in(seen) <= {"hidden spokesperson", "sender's name"}  # accounts


def test_nothing_is_taken_without_the_page_it_was_sent_from(
    world: World, db: None
) -> None:
    client = Client(enforce_csrf_checks=True)
    user = world.people["administrator"]
    assert user is not None
    client.force_login(user)
    taken = {
        door.name
        for door in doors(world)
        if outcome(client.post(door.path)) not in {"refused", "only takes"}
    }
    assert taken == set()
