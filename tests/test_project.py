"""Promises that the whole project keeps."""

import ast
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import get_resolver

from groundwork import catalogues

ROOT = Path(__file__).resolve().parent.parent

OPEN_PAGES = {
    # Machines' doors: is it alive, who is my officer, the map, a public meeting's file.
    "health:live",
    "health:ready",
    "api:find",
    "api:regions",
    "meeting-calendar",
    # What everybody may know: officers, regions, communities, public meetings.
    "officer-photo",
    "home",
    "accessibility",
    "privacy",
    "regions:find",
    "regions:list",
    "regions:poster",
    "region-page",
    "region-history",
    "communities:list",
    "community-page",
    "meetings:list",
    "meetings:detail",
    "checklist:practice",
    "checklist:expectations",
    "checklist:sheet",
    # Telling something, and following it by its code, needs no account; neither does
    # saying thank you.
    "concerns:tell",
    "concerns:tell-call",
    "concerns:tell-step",
    "concerns:tell-urgent",
    "concerns:tell-check",
    "concerns:tell-send",
    "concerns:tell-forget",
    "concerns:sent",
    "concerns:follow",
    "concerns:followed",
    "concerns:followed-answer",
    "concerns:followed-reopen",
    "concerns:follow-leave",
    "feedback:thank",
    "feedback:thanked",
    # Where settlement units lie: a plan that is discussed in public is drawn on it.
    "planning:units-map",
    # Plans that are open for comment, and drafts that are shown by link.
    "planning:consultations",
    "planning:consultation",
    "planning:consultation-region",
    "planning:consultation-comment",
    "planning:consultation-sent",
    "planning:consultation-report",
    "planning:consultation-map",
    "planning:shared-map",
    "planning:shared",
    "planning:shared-region",
    "planning:shared-comment",
    "planning:shared-sent",
    # The way in, and what leads back to it.
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "admin:login",
}
"""Every page that answers without sign-in, by name."""

STARTS = {"visible_to", "public", "of", "of_person"}
"""Where a page's rows come from: what this person, or anybody, may see."""

OTHER_STARTS = {
    "api/views.py": {"RegionPlan.in_force"},  # the map in force is everybody's
    "regions/views/absences.py": {"Officer.in_service"},  # officers are public
    "planning/views/comparing.py": {"RegionPlan.in_force"},  # everybody's too
    "planning/views/consultations.py": {
        "Consultation.withdrawn",  # that it was taken back, and why
        "Comment.told",  # what is public, and that some was hidden
    },
    "planning/views/shared.py": {"ShareLink.with_code"},  # the code is the key
    "communities/views.py": {"Spokesperson.on"},  # within a community that is visible
    "meetings/views.py": {
        "Community.in_regions",  # only narrows `Community.objects.public`
        "MeetingExpert.in_force",  # within a meeting that is visible
    },
}
"""Where a view's rows may come from otherwise; each with its reason."""


def _views(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _views(entry.url_patterns, inner)
        else:
            yield f"{namespace}{entry.name}", entry.callback


@pytest.mark.django_db
def test_no_model_change_lacks_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_only_named_pages_are_open_without_sign_in() -> None:
    views = _views(get_resolver().url_patterns)
    found = {name for name, view in views if not getattr(view, "login_required", True)}
    assert found == OPEN_PAGES


def test_every_app_has_a_floor() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    floors = tools["importlinter"]["contracts"][0]["layers"]
    placed = {name for floor in floors for name in floor.split(" | ")}
    ours = {app.name for app in apps.get_app_configs() if (ROOT / app.name).is_dir()}
    assert ours <= placed


def _view_modules() -> list[Path]:
    return sorted([*ROOT.glob("*/views.py"), *ROOT.glob("*/views/*.py")])


def _starts(tree: ast.AST) -> Iterator[str]:
    """Yield where the rows of a module come from: `Model.method`, or a bare `Model`.

    A shortcut that is handed a model starts from all its rows.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id=model), attr="objects"),
                attr=method,
            ):
                yield f"{model}.{method}"
            case ast.Attribute(attr="_default_manager" | "_base_manager" as manager):
                yield manager
            case ast.Call(
                func=ast.Name(id="get_object_or_404" | "get_list_or_404"),
                args=[ast.Name(id=name), *_],
            ) if name[0].isupper():
                yield name


@pytest.mark.parametrize(
    "module", _view_modules(), ids=lambda path: str(path.relative_to(ROOT))
)
def test_pages_start_from_what_the_person_may_see(module: Path) -> None:
    found = {
        start
        for start in _starts(ast.parse(module.read_text()))
        if start.partition(".")[2] not in STARTS
    }
    assert found == OTHER_STARTS.get(str(module.relative_to(ROOT)), set())


@pytest.mark.parametrize(
    "source",
    [
        "Concern.objects.get(pk=1)",
        "get_object_or_404(Concern, pk=1)",
        "Concern._default_manager.all()",
    ],
)
def test_starting_from_all_rows_is_noticed(source: str) -> None:
    assert list(_starts(ast.parse(source)))


def test_psycopg_3_is_not_installed() -> None:
    # Django would prefer it to psycopg2 without a word.
    assert find_spec("psycopg") is None


def test_every_message_is_in_three_languages_and_compiled() -> None:
    assert catalogues.problems() == []


def test_no_line_of_the_project_names_an_absolute_path_of_a_machine() -> None:
    suffixes = {".py", ".html", ".txt", ".md", ".toml", ".sh", ".js", ".css", ".yml"}
    skipped = {".venv", "var", ".git"}
    strange = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.suffix in suffixes
        and path.relative_to(ROOT).parts[0] not in skipped
        and any(word in path.read_text() for word in ("/" + "root/", "/" + "work/"))
    ]
    assert strange == []
