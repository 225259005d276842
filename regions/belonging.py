"""Which units lie in which regions, for querysets of what is tied to units.

The same answer as `responsibility.region_of` gives for one unit, but for units that
neither the plan in force nor their kin knows: distance is no question for a database.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import EmptyResultSet
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from regions.models import Region, RegionPlan, RegionUnit, SettlementUnit

_UNITS_IN: Final = f"""
    WITH own (unit_id) AS ({{own}}), plan (id) AS ({{plan}})
    SELECT unit_id FROM own
    UNION
    SELECT kin.id FROM {SettlementUnit._meta.db_table} AS kin
    WHERE (
        kin.successor_id IN (SELECT unit_id FROM own)
        OR kin.predecessor_id IN (SELECT unit_id FROM own) AND NOT EXISTS (
            SELECT 1 FROM {RegionUnit._meta.db_table} AS heir
            WHERE heir.unit_id = kin.successor_id
                AND heir.plan_id IN (SELECT id FROM plan)
        )
    ) AND NOT EXISTS (
        SELECT 1 FROM {RegionUnit._meta.db_table} AS itself
        WHERE itself.unit_id = kin.id AND itself.plan_id IN (SELECT id FROM plan)
    )
"""  # noqa: S608 -- names of our own tables
"""Written by hand: Django would write `own` out once for each use, at a multiple of
the time that the query takes."""


def units_in(regions: QuerySet[Region], on: date) -> RawSQL | list[int]:
    """Return the keys of the units that lie in `regions` on a day, for `__in`.

    With those that ended before the plan in force was drawn, and those younger than
    it, where their successors or predecessors lie in `regions` (see `region_of`).
    """
    plan = RegionPlan.objects.in_force(on).order_by().values("pk")
    own = RegionUnit.objects.filter(plan__in=plan, version__region__in=regions)
    try:
        own_sql, own_params = own.order_by().values("unit").query.sql_with_params()
        plan_sql, plan_params = plan.query.sql_with_params()
    except EmptyResultSet:
        return []
    sql = _UNITS_IN.format(own=own_sql, plan=plan_sql)
    return RawSQL(sql, (*own_params, *plan_params))  # noqa: S611 -- see above


def version_of(field: str, on: date) -> Coalesce:
    """Return the region version in force for the unit in a field, as `region_of` does.

    None for a unit that neither the plan in force nor its kin knows.
    """
    members = RegionUnit.objects.filter(plan__in=RegionPlan.objects.in_force(on))

    def found(path: str) -> Subquery:
        rows = members.filter(unit=OuterRef(path)).order_by()
        return Subquery(rows.values("version")[:1])

    return Coalesce(
        found(field), found(f"{field}__successor"), found(f"{field}__predecessor")
    )
