import gettext
from pathlib import Path

import polib
import pytest
from django.utils import translation

from groundwork.catalogues import Key, Translations, messages, problems, sync

PYTHON = """
from django.utils.translation import gettext as _, ngettext, npgettext, pgettext

plain = _("Good day")
joined = _(
    "One sentence "
    "in two pieces."
)
counted = ngettext("%(count)d letter", "%(count)d letters", 2)
named = pgettext("a month", "May")
both = npgettext("of a book", "%(count)d leaf", "%(count)d leaves", 2)
dynamic = _(plain)
"""
TEMPLATE = """{% load i18n %}
<div>
    {% translate "Good night" %}
    {% translate "May" context "a permission" %}
    {% blocktranslate trimmed with name=person %}
      Welcome,
      {{ name }}!
    {% endblocktranslate %}
  {% blocktranslate trimmed count total=rows|length %}
    {{ total }} row
  {% plural %}
    {{ total }} rows
  {% endblocktranslate %}
  {% translate "100 % wool" %}
</div>
"""
LIBRARY = r"""# A remark

Enter a date.
%(n)d sign || %(n)d signs
{number} is a telephone. :: Enter {number}.\nThen go on.
"""
LETTERS = "%(count)d letter"
GOOD: Translations = {
    "Good day": {"et": "Tere päevast", "ru": "Добрый день"},
    LETTERS: {
        "et": ["%(count)d täht", "%(count)d tähte"],
        "ru": ["%(count)d буква", "%(count)d буквы", "%(count)d букв"],
    },
}


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small project with one plain and one counted message, translated."""
    write(
        tmp_path,
        "shop/words.py",
        f'_("Good day")\nngettext("{LETTERS}", "%(count)d letters", 2)\n',
    )
    sync(GOOD, tmp_path)
    return tmp_path


def catalogue_path(root: Path, language: str = "et") -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def test_messages_of_python_come_with_context_and_plural(tmp_path: Path) -> None:
    write(tmp_path, "shop/words.py", PYTHON)
    name = {"shop/words.py"}
    assert messages(tmp_path) == {
        Key("", "Good day", ""): name,
        Key("", "One sentence in two pieces.", ""): name,
        Key("", "%(count)d letter", "%(count)d letters"): name,
        Key("a month", "May", ""): name,
        Key("of a book", "%(count)d leaf", "%(count)d leaves"): name,
    }


def test_messages_of_templates_come_with_context_and_plural(tmp_path: Path) -> None:
    write(tmp_path, "templates/shop/page.html", TEMPLATE)
    assert set(messages(tmp_path)) == {
        Key("", "Good night", ""),
        Key("a permission", "May", ""),
        Key("", "Welcome, %(name)s!", ""),
        Key("", "%(total)s row", "%(total)s rows"),
        Key("", "100 %% wool", ""),
    }


def test_messages_of_libraries_come_from_their_list(tmp_path: Path) -> None:
    write(tmp_path, "groundwork/library_messages.txt", LIBRARY)
    assert set(messages(tmp_path)) == {
        Key("", "Enter a date.", ""),
        Key("", "%(n)d sign", "%(n)d signs"),
        Key("{number} is a telephone.", "Enter {number}.\nThen go on.", ""),
    }


def test_messages_leave_tests_migrations_and_environments_out(tmp_path: Path) -> None:
    for folder in ("tests", "shop/migrations", ".venv/lib", "var", "docs"):
        write(tmp_path, f"{folder}/words.py", '_("Good day")')
    assert messages(tmp_path) == {}


def test_sync_keeps_translations_and_drops_what_is_gone(root: Path) -> None:
    write(root, "shop/words.py", '_("Good day")\n_("Good night")\n')
    sync(root=root)
    kept = {entry.msgid: entry.msgstr for entry in polib.pofile(catalogue_path(root))}
    assert kept == {"Good day": "Tere päevast", "Good night": ""}


def test_sync_tells_the_same_word_in_two_contexts_apart(tmp_path: Path) -> None:
    write(tmp_path, "shop/words.py", 'pgettext("a month", "May")\n_("May")\n')
    sync({"a month\u0004May": {"et": "mai"}, "May": {"et": "tohib"}}, tmp_path)
    with catalogue_path(tmp_path).with_suffix(".mo").open("rb") as compiled:
        found = gettext.GNUTranslations(compiled)
    assert found.pgettext("a month", "May") == "mai"
    assert found.gettext("May") == "tohib"


def test_problems_finds_nothing_in_a_whole_catalogue(root: Path) -> None:
    assert problems(root) == []


def test_problems_reports_a_message_that_is_not_in_the_catalogue(root: Path) -> None:
    write(root, "shop/more.py", '_("Good night")')
    assert problems(root) == [
        f"{language}: not in the catalogue: 'Good night'"
        for language in ("et", "en", "ru")
    ]


def test_problems_reports_a_message_that_is_no_longer_used(root: Path) -> None:
    write(root, "shop/words.py", '_("Good day")')
    assert problems(root) == [
        f"{language}: no longer used: {LETTERS!r}" for language in ("et", "en", "ru")
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"Good day": {"et": ""}}, "et: not translated: 'Good day'"),
        (
            {LETTERS: {"et": ["%(count)d täht", ""]}},
            f"et: not translated: {LETTERS!r}",
        ),
        (
            {LETTERS: {"et": ["%(count)d täht", "%(total)d tähte"]}},
            f"et: placeholders differ: {LETTERS!r}",
        ),
        (
            {"Good day": {"et": "<b>Tere</b>"}},
            "et: placeholders differ: 'Good day'",
        ),
        (
            {LETTERS: {"ru": ["%(count)d буква", "%(count)d буквы"]}},
            f"ru: wrong number of plural forms: {LETTERS!r}",
        ),
    ],
)
def test_problems_reports_a_faulty_translation(
    root: Path, given: Translations, told: str
) -> None:
    sync(given, root)
    assert problems(root) == [told]


def test_problems_allows_a_form_for_one_that_says_no_number(root: Path) -> None:
    write(root, "shop/words.py", 'ngettext("One step", "%(count)d steps", 1)')
    steps: Translations = {
        "One step": {
            "et": ["Üks samm", "%(count)d sammu"],
            "ru": ["%(count)d шаг", "%(count)d шага", "%(count)d шагов"],
        }
    }
    sync(steps, root)
    assert problems(root) == []


def test_problems_reports_a_catalogue_that_is_not_compiled(root: Path) -> None:
    catalogue_path(root).with_suffix(".mo").unlink()
    edited = polib.pofile(catalogue_path(root, "ru"))
    edited.find("Good day").msgstr = "Здравствуйте"
    edited.save()
    assert problems(root) == ["et: not compiled", "ru: not compiled"]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 буква"),
        (2, "2 буквы"),
        (5, "5 букв"),
        (11, "11 букв"),
        (21, "21 буква"),
        (111, "111 букв"),
    ],
)
def test_compiled_russian_takes_the_right_plural_form(
    root: Path, count: int, told: str
) -> None:
    with catalogue_path(root, "ru").with_suffix(".mo").open("rb") as compiled:
        russian = gettext.GNUTranslations(compiled)
    letters = russian.ngettext(LETTERS, "%(count)d letters", count)
    assert letters % {"count": count} == told


def test_our_catalogue_wins_over_those_of_libraries() -> None:
    with translation.override("et"):
        assert translation.gettext("Password") == "Parool"
        told = translation.ngettext(
            "This password is too short. It must contain at least %d character.",
            "This password is too short. It must contain at least %d characters.",
            10,
        )
    assert told == "Parool on liiga lühike. Selles peab olema vähemalt %d tähemärki."
