"""The promises of the look that can be read off the files."""

import re
from itertools import chain
from pathlib import Path

import pytest

from concerns.models import ConcernKind
from concerns.models import Status as ConcernStatus
from groundwork import sprite
from meetings.models import MeetingKind
from meetings.models import Status as MeetingStatus

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
OWN_CSS = sorted((STATIC / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

SMALLEST_TEXT_CONTRAST = 4.5


def test_sprite_is_built_from_its_sources() -> None:
    assert (STATIC / "icons.svg").read_text(encoding="utf-8") == sprite.sprite()


def test_symbol_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not an SVG"):
        sprite.symbol("heart", "<p>heart</p>")


def test_every_vendored_icon_is_used() -> None:
    files = {path.stem for path in sprite.SOURCES.glob("*.svg")}

    assert files == set(sprite.ICONS.values())


def test_every_named_icon_is_in_the_sprite() -> None:
    pattern = re.compile(
        r"_icon\.html\" with name=\"([\w-]+)\"|\bicon=\"([\w-]+)\"|#([\w-]+)\"></use>"
    )
    named = {
        (path.name, name)
        for path in TEMPLATES
        for found in pattern.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name and not name.endswith("-")
    }

    assert len(named) > 20
    assert [(path, name) for path, name in named if name not in sprite.ICONS] == []


@pytest.mark.parametrize("code", [*ConcernStatus.values, *MeetingStatus.values])
def test_every_state_has_its_icon(code: str) -> None:
    assert f"state-{code.lower()}" in sprite.ICONS


@pytest.mark.parametrize("code", [*ConcernKind.values, *MeetingKind.values])
def test_every_kind_has_its_icon(code: str) -> None:
    assert code.lower() in sprite.ICONS


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _stated(css: str, colours: dict[str, str]) -> list[tuple[str, str, float, float]]:
    lines = re.findall(r"--([\w-]+): (#[0-9a-f]{6}); /\* (.*? on .*?) \*/", css)
    return [
        (name, ground, float(figure), _contrast(colour, colours[ground]))
        for name, colour, words in lines
        for figure, ground in re.findall(r"(\d+\.\d) on ([\w-]+)", words)
        if ground in colours
    ]


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))


def test_stated_contrasts_are_true_and_enough() -> None:
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    plain = _colours(light)
    stated = _stated(light, plain) + _stated(dark, plain | _colours(dark))

    assert len(stated) > 30
    assert [row for row in stated if abs(row[2] - row[3]) > 0.06] == []
    assert [row for row in stated if row[3] < SMALLEST_TEXT_CONTRAST] == []


def test_only_tokens_name_colours() -> None:
    free = {"tokens.css", "print.css"}
    allowed = {"#ffffff", "#000000", "#1c62b7"}
    named = {
        (path.name, colour)
        for path in OWN_CSS
        if path.name not in free
        for colour in re.findall(
            r"#[0-9a-fA-F]{3,8}\b", _without_paper(path.read_text(encoding="utf-8"))
        )
    }

    assert {row for row in named if row[1] not in allowed} == set()


def _without_paper(css: str) -> str:
    """Drop the one block that repeats the light colours for sheets in the dark."""
    return re.sub(r"/\* A sheet is paper.*?\n}\n", "", css, flags=re.DOTALL)


def test_no_text_is_smaller_than_sixteen_pixels() -> None:
    sizes = [
        (path.name, float(size))
        for path in OWN_CSS
        for size in re.findall(
            r"font-size: ([\d.]+)rem", path.read_text(encoding="utf-8")
        )
    ]

    assert len(sizes) > 3
    assert [row for row in sizes if row[1] < 1] == []


def test_nothing_is_fetched_from_elsewhere() -> None:
    files = chain(
        OWN_CSS, (STATIC / "js").glob("*.js"), (STATIC / "vendor").rglob("*.css")
    )
    pattern = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import|fetch\(['\"]http")

    assert [
        p.name for p in files if pattern.search(p.read_text(encoding="utf-8"))
    ] == []


def test_vendored_files_name_no_source_map() -> None:
    files = [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]

    assert [p.name for p in files if "sourceMappingURL" in p.read_text("utf-8")] == []


def test_templates_hold_no_inline_script_or_style() -> None:
    pattern = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:",
        re.IGNORECASE,
    )

    assert [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if pattern.search(path.read_text(encoding="utf-8"))
    ] == []
