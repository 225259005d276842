"""What the regions of a drawing are called: those that go on keep their names.

This module loads scipy; import it where it is used.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from planning.actions.standing import regions_of
from planning.models import Draft
from regions.identity import names_on_maps
from regions.models import RegionPart, SettlementUnit
from regions.naming import Body, Name, bodies_of, names_for

_NUMBERED: Final = re.compile(r"(Piirkond|Region|Участок) \d+")
"""What regions of an empty plan are called until they have units."""


def named(
    draft: Draft,
    groups: Sequence[Sequence[SettlementUnit]],
    origin: Mapping[int, int],
    *,
    everywhere: Sequence[SettlementUnit],
) -> list[dict[str, Any]]:
    """Return the row of each group's region, as a draft keeps it, without its number.

    Args:
        draft: The draft before.
        groups: The units of each region.
        origin: The number in the draft of the region that a group goes on as, by the
            group's place; the others are new.
        everywhere: All units of the country.
    """
    before = {row["number"]: row for row in regions_of(draft)}
    rows = {k: before[number] for k, number in origin.items() if number in before}
    kept = [row["region"] for row in rows.values() if row["region"]]
    bodies = [
        _with_name(body, rows.get(k))
        for k, body in enumerate(bodies_of(groups, everywhere=everywhere))
    ]
    names = names_for(bodies, taken=names_on_maps(but=kept))
    return [
        _row(rows.get(k), name, units)
        for k, (name, units) in enumerate(zip(names, groups, strict=True))
    ]


def _with_name(body: Body, row: Mapping[str, Any] | None) -> Body:
    if row is None or (row["region"] is None and _NUMBERED.fullmatch(row["name"])):
        return body
    return dataclasses.replace(body, fixed=(row["name"], RegionPart(row["part"])))


def _row(
    before: Mapping[str, Any] | None, name: Name, units: Sequence[SettlementUnit]
) -> dict[str, Any]:
    base = before["base_unit"] if before else ""
    return {
        "number": 0,
        "region": before["region"] if before else None,
        "name": name[0],
        "part": str(name[1].value),
        "base_unit": base if any(unit.code == base for unit in units) else "",
    }
