"""What the frame of every page needs: ways on, the same page in other languages."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  a context processor gets one
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The page that is open, in one language."""

    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class MainLink:
    """One entry of the main navigation; `current` is a value of aria-current."""

    label: str
    url: str
    current: str


def page_frame(request: HttpRequest) -> dict[str, object]:
    """Return what `base.html` draws around a page."""
    return {
        "main_links": main_links(request),
        "language_links": language_links(request),
        "is_demo": settings.DEMO,
    }


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """Return the open page in each language; its query string comes along."""
    current = get_language() or settings.LANGUAGE_CODE
    return [
        LanguageLink(
            code=code,
            name=name,
            url=_in_language(request, code, is_current=code == current),
            is_current=code == current,
        )
        for code, name in settings.LANGUAGES
    ]


def _in_language(request: HttpRequest, code: str, *, is_current: bool) -> str:
    path = request.get_full_path()
    translated: str = translate_url(path, code)
    if is_current or translated != path:
        return translated
    # A page that is not there in any language, or has none: the way on is the home.
    with override(code):
        return reverse("home")


def main_links(request: HttpRequest) -> list[MainLink]:
    """Return the main navigation with the section that is open marked.

    A section is an address and all that lies below it, whichever app draws the page.
    """
    return [
        MainLink(label=label, url=url, current=_current(request.path, url, root))
        for label, url, root in (
            (_("Find my officer"), reverse("regions:find"), reverse("regions:list")),
            (_("Tell us"), reverse("concerns:tell"), reverse("concerns:tell")),
            (_("Meetings"), reverse("meetings:list"), reverse("meetings:list")),
            (
                _("Communities"),
                reverse("communities:list"),
                reverse("communities:list"),
            ),
            (
                _("Good practice"),
                reverse("checklist:practice"),
                reverse("checklist:practice"),
            ),
        )
    ]


def _current(path: str, url: str, root: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(root) else ""
