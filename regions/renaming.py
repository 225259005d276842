"""Names of units and regions: giving new ones, and what they were on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import record
from groundwork.errors import InvalidInputError
from groundwork.workdays import TALLINN
from regions import rules
from regions.models import (
    Region,
    RegionName,
    RegionPart,
    SettlementUnit,
    UnitName,
)


def keep_unit_names(new_names: Mapping[SettlementUnit, str], on: date) -> None:
    """Keep the names of units that are about to get others, as history.

    A name that a unit bore for less than a day never was.

    Args:
        new_names: The name each unit is to have; equal ones change nothing.
        on: From when.
    """
    renamed = [unit for unit, name in new_names.items() if unit.public_name != name]
    if not renamed:
        return
    begun = {unit.pk: unit.valid_from for unit in renamed}
    rows = UnitName.objects.filter(unit__in=begun).order_by("valid_to")
    begun |= dict(rows.values_list("unit", "valid_to"))
    UnitName.objects.bulk_create(
        UnitName(
            unit=unit, name=unit.public_name, valid_from=begun[unit.pk], valid_to=on
        )
        for unit in renamed
        if begun[unit.pk] < on
    )


def keep_region_name(region: Region, on: date) -> None:
    """Keep what a region is called as history; it is about to get another name.

    A name that was on no map, or for less than a day, never was.
    """
    last = RegionName.objects.filter(region=region).order_by("-valid_to").first()
    begun = last.valid_to if last else region.valid_from
    if begun is not None and begun < on:
        RegionName.objects.create(
            region=region,
            name=region.name,
            part=region.part,
            valid_from=begun,
            valid_to=on,
        )


@transaction.atomic
def rename_unit(
    unit: SettlementUnit, *, name: str, by: User | None, at: datetime
) -> SettlementUnit:
    """Give a unit the name people use for it, from today on, and return it.

    Raises:
        InvalidInputError: the name is empty or too long.
        NotAllowedError: `by` is neither administrator nor planner.
    """
    unit = SettlementUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    rules.may_rename(by, at=at).require()
    name = _sound(name, _longest(SettlementUnit, "public_name"))
    if name == unit.public_name:
        return unit
    keep_unit_names({unit: name}, at.astimezone(TALLINN).date())
    unit.public_name = name
    unit.save(update_fields=["public_name", "folded_name"])
    role = rules.role_for_loads(by, at=at)
    record("regions.rename_unit", unit, by=by, role=role, at=at)
    return unit


@transaction.atomic
def rename_region(
    region: Region,
    *,
    name: str,
    part: RegionPart = RegionPart.WHOLE,
    by: User | None,
    at: datetime,
) -> Region:
    """Give a region another name, from today on, and return it; its address stays.

    Raises:
        InvalidInputError: the name is empty, too long or taken.
        NotAllowedError: `by` is neither administrator nor planner.
    """
    region = Region.objects.select_for_update(of=("self",)).get(pk=region.pk)
    rules.may_rename(by, at=at).require()
    name = _sound(name, _longest(Region, "name"))
    if (name, part) == (region.name, region.part):
        return region
    if Region.objects.filter(name=name, part=part).exclude(pk=region.pk).exists():
        raise InvalidInputError(_("Another region is called so."), field="name")
    keep_region_name(region, at.astimezone(TALLINN).date())
    region.name, region.part = name, part
    region.save(update_fields=["name", "part"])
    role = rules.role_for_loads(by, at=at)
    record("regions.rename_region", region, by=by, role=role, at=at)
    return region


def _sound(name: str, longest: int) -> str:
    name = " ".join(name.split())
    if not name:
        raise InvalidInputError(_("Please give a name."), field="name")
    if len(name) > longest:
        raise InvalidInputError(
            _("A name has at most %(count)d letters.") % {"count": longest},
            field="name",
        )
    return name


def _longest(model: type[SettlementUnit | Region], field: str) -> int:
    return int(getattr(model._meta.get_field(field), "max_length", 0))
