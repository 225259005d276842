"""The journal of a draft in words: who did what, when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planning.models import Draft, Edit
from planning.models.drafts import EditQuerySet
from planning.workbench import Bench

_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One step.

    Attributes:
        number: Its number.
        at: When.
        by: Who; empty for the portal itself.
        what: The kind of step.
        text: Which units went where.
        is_undone: Whether it was taken back.
    """

    number: int
    at: datetime
    by: str
    what: str
    text: str
    is_undone: bool


def steps_of(draft: Draft) -> EditQuerySet:
    """Return the whole journal of a draft, the newest step first."""
    rows: EditQuerySet = Edit.objects.filter(draft=draft)
    return rows.select_related("made_by").order_by("-number")


def lines_of(
    edits: Iterable[Edit], bench: Bench, names: Mapping[int, str]
) -> list[JournalLine]:
    """Return steps in words.

    Args:
        edits: The steps.
        bench: The draft.
        names: The present name of each region by its number.
    """
    return [
        JournalLine(
            number=edit.number,
            at=edit.made_at,
            by=edit.made_by.full_name if edit.made_by else "",
            what=str(edit.get_kind_display()),
            text=_told(edit, bench, names),
            is_undone=edit.is_undone,
        )
        for edit in edits
    ]


def _told(edit: Edit, bench: Bench, names: Mapping[int, str]) -> str:
    if not edit.moves:
        return ""
    units, place = bench.terrain.units, bench.terrain.place
    called = [
        units[place[code]].name if code in place else code
        for code, _was, _now in edit.moves[:_NAMED]
    ]
    text = ", ".join(called)
    left = len(edit.moves) - len(called)
    if left:
        text = ngettext(
            "%(units)s and %(count)d more", "%(units)s and %(count)d more", left
        ) % {"units": text, "count": left}
    goals = Counter(now for _code, _was, now in edit.moves)
    if len(goals) > 1:
        return text
    (goal,) = goals
    return _("%(units)s: to %(region)s") % {
        "units": text,
        "region": names.get(goal, "") if goal else _("no region"),
    }
