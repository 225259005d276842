"""Plans made ready and adopted, for the tests of what follows from it.

No worker runs in any of these tests: who is responsible must follow from the day.
"""

from datetime import date, datetime
from typing import Final
from uuid import uuid4

from accounts.models import User
from planning.actions import adopting, editing, preparing
from planning.models import Adoption, Draft, EditKind
from tests.planning.conftest import LAAGRI, NOW

MONDAY: Final = date(2026, 3, 9)
"""The first Monday after `NOW`."""


def ready(draft: Draft, *, at: datetime = NOW) -> Draft:
    """Return a draft that may be adopted."""
    return preparing.prepare(draft, by=None, at=at)


def adopted(
    draft: Draft, by: User | None, *, day: date = MONDAY, at: datetime = NOW
) -> Adoption:
    """Return the decision to put a draft in force."""
    return adopting.adopt(ready(draft, at=at), day, form_key=uuid4().hex, by=by, at=at)


def move_saue_to_elva(draft: Draft, by: User) -> Draft:
    """Let Saue's municipality go: all of it to Elva, so that its region is gone."""
    saue, south = 3, 4
    moves = {code: south for code, n in draft.assignment.items() if n == saue}
    editing.move(draft, moves, by=by, at=NOW)
    draft = Draft.objects.get(pk=draft.pk)
    rows = [r for r in draft_rows(draft) if r["number"] != saue]
    rows = [{**row, "number": n} for n, row in enumerate(rows, start=1)]
    shifted = {c: n - (n > saue) for c, n in draft.assignment.items()}
    editing.replace(
        draft,
        editing.Content(shifted, rows),
        kind=EditKind.REGIONS,
        by=by,
        at=NOW,
    )
    return Draft.objects.select_related("plan").get(pk=draft.pk)


def draft_rows(draft: Draft) -> list[dict[str, object]]:
    """Return the list of a draft's regions as edits keep it."""
    fields = ("number", "region", "name", "part", "base_unit")
    rows = draft.regions.order_by("number").values_list(*fields)
    return [dict(zip(fields, row, strict=True)) for row in rows]


def give_saue_a_region(draft: Draft, by: User, name: str = "Region 5") -> Draft:
    """Split Laagri off as a fifth region."""
    new = {"number": 5, "region": None, "name": name, "part": "", "base_unit": ""}
    content = editing.Content(
        {**draft.assignment, LAAGRI: 5}, [*draft_rows(draft), new]
    )
    editing.replace(draft, content, kind=EditKind.REGIONS, by=by, at=NOW)
    return Draft.objects.select_related("plan").get(pk=draft.pk)
