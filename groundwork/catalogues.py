r"""Message catalogues without gettext's programs: extract, merge, check, compile.

    python -m groundwork.catalogues sync          bring locale/ in step with the sources
    python -m groundwork.catalogues apply FILE    the same, with translations from JSON
    python -m groundwork.catalogues check         exit 1 when anything is amiss

FILE is `{"msgid": {"et": "…", "ru": ["…", "…", "…"]}}`; a message with a context has
the key `context\u0004msgid`, one with plural forms a list for each language.

Sentences of libraries stand in groundwork/library_messages.txt, one a line: `msgid`,
`singular || plural`, either after `context :: ` where the library gives one; `\n` is a
line break.
"""

import fcntl
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple, cast

import polib
from babel.messages.extract import extract_python

ROOT: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = ("et", "en", "ru")
PLURALS: Final = {
    "et": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 &&"
        " (n%100<12 || n%100>14) ? 1 : 2);"
    ),
}
_LEFT_OUT: Final = {"var", "tests", "docs", "node_modules", "staticfiles", "locale"}
_CONTEXT_FIRST: Final = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
_WITH_PLURAL: Final = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
_KEYWORDS: Final[dict[str, None]] = dict.fromkeys(
    {"_", "gettext", "gettext_lazy", "gettext_noop", *_CONTEXT_FIRST, *_WITH_PLURAL}
)
_KEPT_AS_IT_IS: Final = re.compile(
    r"</?\w[^>]*>|%(?:\(\w+\))?(?:\.\d)?[sdf]|%%|\{\w*\}"
)
"""Markup and placeholders: a translation has the same ones, in any order."""

Translations = Mapping[str, Mapping[str, str | list[str]]]


class Key(NamedTuple):
    """What tells one message from another."""

    context: str
    singular: str
    plural: str


def messages(root: Path = ROOT) -> dict[Key, set[str]]:
    """Return every message of the sources with the files it stands in."""
    found: dict[Key, set[str]] = {}
    for path in _sources(root):
        name = str(path.relative_to(root))
        text = path.read_text()
        for key in _keys_in(text if path.suffix == ".py" else _as_python(text, name)):
            found.setdefault(key, set()).add(name)
    listed = root / "groundwork" / "library_messages.txt"
    for line in listed.read_text().splitlines() if listed.exists() else ():
        if line and not line.startswith("#"):
            found.setdefault(_library_key(line), set()).add(listed.name)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for top in sorted(root.iterdir()):
        if top.name.startswith(".") or top.name in _LEFT_OUT:
            continue
        if top.suffix == ".py":
            yield top
        kinds = {".html", ".txt"} if top.name == "templates" else {".py"}
        for path in sorted(top.rglob("*.*")):
            if path.suffix in kinds and "migrations" not in path.parts:
                yield path


def _library_key(line: str) -> Key:
    context, _, words = line.replace("\\n", "\n").rpartition(" :: ")
    singular, _, plural = words.partition(" || ")
    return Key(context, singular, plural)


def _as_python(template: str, name: str) -> str:
    """Return a template as lines of Python calls.

    Django blanks out what is not a message; only the indentation has to go before
    Python's tokenizer accepts the rest.
    """
    from django.utils.translation.template import templatize  # noqa: PLC0415 -- only templates need Django

    lines = templatize(template, origin=name).splitlines()
    return "\n".join(line.strip() for line in lines) + "\n"


def _keys_in(source: str) -> Iterator[Key]:
    calls = extract_python(
        io.BytesIO(source.encode()), _KEYWORDS, [], {"encoding": "utf-8"}
    )
    for _line, function, found, _comments in calls:
        # Babel promises less than it gives: one argument comes as it is, several as
        # a tuple, and None stands for whatever is not a plain string.
        arguments = cast("str | tuple[str | None, ...] | None", found)
        words = [arguments] if isinstance(arguments, str) else list(arguments or ())
        context = words.pop(0) if function in _CONTEXT_FIRST else ""
        plural = words[1] if function in _WITH_PLURAL else ""
        if words and words[0]:
            yield Key(context or "", words[0], plural or "")


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    folder = root / "locale"
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _catalogue_path(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(root: Path, language: str) -> polib.POFile:
    path = _catalogue_path(root, language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=88)
    catalogue = polib.POFile(wrapwidth=88)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    return catalogue


def _key_of(entry: polib.POEntry) -> Key:
    return Key(entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def sync(given: Translations | None = None, root: Path = ROOT) -> None:
    """Bring the catalogues in step with the sources and compile them.

    Args:
        given: translations to put in, by message and language.
        root: the folder that holds the sources and `locale`.
    """
    with _alone(root):
        wanted = messages(root)
        for language in LANGUAGES:
            catalogue = _read(root, language)
            kept = {_key_of(entry): entry for entry in catalogue if not entry.obsolete}
            catalogue.clear()
            for key in sorted(wanted, key=lambda k: (k.singular.casefold(), k)):
                entry = kept.get(key) or _new_entry(key, language)
                entry.occurrences = [(name, "") for name in sorted(wanted[key])]
                entry.flags = ["python-format"] if "%(" in key.singular else []
                _fill(entry, key, (given or {}).get(_json_key(key), {}), language)
                catalogue.append(entry)
            path = _catalogue_path(root, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            catalogue.save_as_mofile(str(path.with_suffix(".mo")))


def _json_key(key: Key) -> str:
    return f"{key.context}\u0004{key.singular}" if key.context else key.singular


def _new_entry(key: Key, language: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=key.singular, msgctxt=key.context or None)
    if key.plural:
        entry.msgid_plural = key.plural
        forms = 3 if language == "ru" else 2
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
    return entry


def _fill(
    entry: polib.POEntry,
    key: Key,
    given: Mapping[str, str | list[str]],
    language: str,
) -> None:
    if language == "en":
        if key.plural:
            entry.msgstr_plural = {0: key.singular, 1: key.plural}
        else:
            entry.msgstr = key.singular
        return
    words = given.get(language)
    if key.plural and isinstance(words, list):
        entry.msgstr_plural = dict(enumerate(words))
    elif not key.plural and isinstance(words, str):
        entry.msgstr = words


def problems(root: Path = ROOT) -> list[str]:
    """Return what is amiss: missing, stale, untranslated, or wrong placeholders."""
    wanted = messages(root)
    found: list[str] = []
    for language in LANGUAGES:
        catalogue = _read(root, language)
        entries = {_key_of(entry): entry for entry in catalogue}
        amiss = [("not in the catalogue", key) for key in wanted if key not in entries]
        amiss += [("no longer used", key) for key in entries if key not in wanted]
        amiss += [
            (fault, key)
            for key, entry in entries.items()
            if (fault := _fault(key, entry, language))
        ]
        found += [f"{language}: {fault}: {key.singular!r}" for fault, key in amiss]
        compiled = _catalogue_path(root, language).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
            found.append(f"{language}: not compiled")
    return found


def _fault(key: Key, entry: polib.POEntry, language: str) -> str:
    """Return what is wrong with one translation, or nothing."""
    texts = [entry.msgstr]
    if key.plural:
        texts = list(entry.msgstr_plural.values())
        if len(texts) != (3 if language == "ru" else 2):
            return "wrong number of plural forms"
    if not all(texts):
        return "not translated"
    allowed = [_fixed_parts(key.singular), _fixed_parts(key.plural or key.singular)]
    if not all(_fixed_parts(text) in allowed for text in texts):
        return "placeholders differ"
    return ""


def _fixed_parts(text: str) -> list[str]:
    return sorted(_KEPT_AS_IT_IS.findall(text))


def main(arguments: list[str]) -> int:
    """Run one of the three verbs; return the exit code."""
    from django.conf import settings  # noqa: PLC0415 -- only this door needs it

    if not settings.configured:
        settings.configure()
    match arguments:
        case ["sync"]:
            sync()
        case ["apply", name]:
            sync(json.loads(Path(name).read_text()))
        case ["check"]:
            found = problems()
            sys.stderr.write("".join(f"{line}\n" for line in found))
            return 1 if found else 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
