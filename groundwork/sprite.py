"""Build `static/icons.svg` from the vendored icon files.

Run it as `python -m groundwork.sprite` after adding a name here and laying the icon's
file, unchanged, under `static/vendor/bootstrap-icons/`.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "static" / "vendor" / "bootstrap-icons"
SPRITE = ROOT / "static" / "icons.svg"

ICONS = {
    "add": "plus-lg",
    "attach": "puzzle",
    "back": "arrow-left",
    "bell": "bell",
    "brush": "brush",
    "calendar": "calendar-event",
    "calendar-add": "calendar-plus",
    "camera": "camera",
    "chat": "chat-left-text",
    "check": "check-lg",
    "checklist": "card-checklist",
    "chevron-down": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "clock": "clock",
    "close": "x-lg",
    "danger": "exclamation-triangle-fill",
    "delete": "trash",
    "done": "check-circle-fill",
    "download": "download",
    "draw": "stars",
    "edit": "pencil",
    "error": "exclamation-triangle-fill",
    "eye": "eye",
    "file": "file-text",
    "filter": "sliders",
    "heart": "heart-fill",
    "history": "clock-history",
    "house": "house-door",
    "idea": "lightbulb",
    "info": "info-circle",
    "key": "key",
    "language": "translate",
    "layers": "layers",
    "link": "link-45deg",
    "list": "list-ul",
    "lock": "lock",
    "mail": "envelope",
    "map": "map",
    "megaphone": "megaphone",
    "menu": "list",
    "next": "arrow-right",
    "officer": "person-badge",
    "pan": "arrows-move",
    "pause": "pause-circle",
    "people": "people",
    "person": "person",
    "phone": "telephone-fill",
    "pick": "eyedropper",
    "place": "geo-alt",
    "pointer": "cursor",
    "position": "crosshair",
    "praise": "heart-fill",
    "print": "printer",
    "public": "globe",
    "rectangle": "bounding-box",
    "redo": "arrow-clockwise",
    "reply": "reply",
    "search": "search",
    "sign-in": "box-arrow-in-right",
    "sign-out": "box-arrow-right",
    "success": "check-circle-fill",
    "swap": "arrow-left-right",
    "tip": "lightbulb",
    "undo": "arrow-counterclockwise",
    "unlock": "unlock",
    "vacancy": "person-dash",
    "warn": "exclamation-circle",
    "warning": "exclamation-circle",
    "water": "water",
    # One per stored kind and state, so that a template needs no table of its own.
    "activity": "flag",
    "building": "building",
    "concern": "chat-square-text",
    "meeting": "people",
    "other": "people",
    "problem": "wrench",
    "round_table": "people",
    "seminar": "easel",
    "threat": "exclamation-diamond",
    "urban": "buildings",
    "village": "house-door",
    "wish": "stars",
    "state-active": "check-circle",
    "state-ended": "slash-circle",
    "state-failed": "x-circle",
    "state-pending": "clock",
    "state-adopted": "check-circle",
    "state-cancelled": "calendar-x",
    "state-confirmed": "calendar-check",
    "state-declined": "x-circle",
    "state-discarded": "slash-circle",
    "state-done": "check-circle-fill",
    "state-draft": "pencil",
    "state-handed_over": "arrow-right-circle",
    "state-held": "check-circle",
    "state-in_work": "gear",
    "state-minuted": "journal-check",
    "state-moved": "calendar-range",
    "state-not_possible": "slash-circle",
    "state-polling": "ui-checks",
    "state-proposed": "calendar-plus",
    "state-queued": "clock",
    "state-read": "envelope-open",
    "state-ready": "ui-checks",
    "state-received": "envelope",
    "state-running": "gear",
    "state-sent": "envelope",
    "state-superseded": "clock-history",
    "state-taken": "check-circle-fill",
    "state-vacant": "person-dash",
    "state-waiting": "reply",
}
"""Our name for an icon → the file it is drawn from."""

_SVG = re.compile(r"<svg[^>]*viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>", re.DOTALL)


def symbol(name: str, drawing: str) -> str:
    """Return `drawing`, the text of one SVG file, as a symbol called `name`.

    Raises:
        ValueError: the text is not an SVG file with a viewBox.
    """
    found = _SVG.search(drawing)
    if found is None:
        raise ValueError(f"The icon for {name} is not an SVG file with a viewBox.")
    inside = " ".join(found[2].split())
    return f'<symbol id="{name}" viewBox="{found[1]}">{inside}</symbol>'


def sprite() -> str:
    """Return the whole sprite; states come out in the same order every time."""
    symbols = (
        symbol(name, (SOURCES / f"{file}.svg").read_text(encoding="utf-8"))
        for name, file in sorted(ICONS.items())
    )
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def main() -> int:
    """Write the sprite and say how big it is (bytes)."""
    text = sprite()
    SPRITE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{SPRITE.name}: {len(ICONS)} icons, {len(text)} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
