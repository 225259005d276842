"""What is wrong with a page, read off its HTML without a browser."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import html5lib

XHTML: Final = "{http://www.w3.org/1999/xhtml}"
HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))
REFERENCES: Final = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
)
INLINE: Final = ("script", "style")


class Page:
    """One page as a browser would read it; errors of the markup are kept."""

    def __init__(self, html: str) -> None:
        parser = html5lib.HTMLParser(html5lib.getTreeBuilder("etree"))
        self._root = parser.parse(html)
        self._errors = [
            f"line {position[0]}: {code} {details}"
            for position, code, details in parser.errors
        ]

    def all(self, *tags: str) -> list[Any]:
        """Return the elements with one of the tags, in the page's order."""
        names = {f"{XHTML}{tag}" for tag in tags}
        return [node for node in self._root.iter() if node.tag in names]

    @property
    def title(self) -> str:
        """Return the words of the title."""
        return "".join(node.text or "" for node in self.all("title"))

    def problems(self, language: str) -> list[str]:
        """Return what is wrong with it."""
        return [
            *self._errors,
            *self._about_the_frame(language),
            *self._about_headings(),
            *self._about_references(),
            *self._about_names(),
            *self._about_inline(),
        ]

    def _about_the_frame(self, language: str) -> Iterator[str]:
        if self.all("html")[0].get("lang") != language:
            yield f"the language is {self.all('html')[0].get('lang')}"
        if not self.title[0].isalnum():
            yield "no words of its own in the title"
        if not any(link.get("href") == "tel:112" for link in self.all("a")):
            yield "no way to call 112"
        if len(self.all("main")) != 1:
            yield "not one main part"

    def _about_headings(self) -> Iterator[str]:
        levels = [int(node.tag[-1]) for node in self.all(*HEADINGS)]
        if levels.count(1) != 1:
            yield f"{levels.count(1)} headings of the first level"
        for before, after in pairwise(levels):
            if after > before + 1:
                yield f"a heading of level {after} after one of level {before}"

    def _about_references(self) -> Iterator[str]:
        ids = Counter(node.get("id") for node in self._root.iter() if node.get("id"))
        yield from (f"id {name} twice" for name, times in ids.items() if times > 1)
        for node in self._root.iter():
            for attribute in REFERENCES:
                for name in (node.get(attribute) or "").split():
                    if name not in ids:
                        yield f"{attribute} names {name}, which is not there"
            href = node.get("href") or ""
            if href.startswith("#") and href[1:] not in ids:
                yield f"a link to {href}, which is not there"

    def _about_names(self) -> Iterator[str]:
        for node in self.all("a", "button", "label", "legend", "th", "summary"):
            if not _words(node):
                yield f"{_tag(node)} without words"
        yield from ("img without alt" for n in self.all("img") if n.get("alt") is None)
        yield from ("a leads nowhere" for n in self.all("a") if not n.get("href"))

    def _about_inline(self) -> Iterator[str]:
        yield from ("inline style" for _node in self.all("style"))
        yield from ("inline script" for n in self.all("script") if not n.get("src"))
        for node in self._root.iter():
            for name, value in node.items():
                if name == "style" or name.startswith("on"):
                    yield f"{_tag(node)} with {name}"
                if value.lower().startswith("javascript:"):
                    yield f"{_tag(node)} whose {name} runs a script"


def _tag(node: Any) -> str:
    return str(node.tag).removeprefix(XHTML)


def _words(node: Any) -> str:
    named = " ".join(
        child.get("aria-label") or child.get("alt") or "" for child in node.iter()
    )
    return ("".join(node.itertext()) + named).strip()
