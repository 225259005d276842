"""Official settlement units from files: what would change, and changing it.

A file with an error anywhere changes nothing. Units that the file does not have are
kept as history; units that it adds exist from the day of the import. A plan in force
keeps its units; how it looks follows the new polygons. A unit that is known here in
parts replaces them, unless it is more than half an average region: see `wholes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.workdays import TALLINN
from regions import rules, unit_maps
from regions.gazetteer import TYPES, Divisions, UnitFacts, new_unit, write_borders
from regions.import_report import (
    FileRefusedError,
    Report,
    WholeNote,
    record_import,
    worded,
)
from regions.models import (
    County,
    Municipality,
    PlanStatus,
    RegionPlan,
    RegionUnit,
    SettlementUnit,
    UnitShape,
)
from regions.renaming import keep_unit_names
from regions.reshaping import (
    PART_FIELDS,
    Part,
    geometries,
    parts_of,
    shapes_of,
    write_shapes,
)
from regions.succession import hand_on_links, hand_on_loads, hand_on_roads, remember
from regions.wholes import Whole, half_a_region, wholes_in

Tell = Callable[[str], None]


def import_units(
    path: Path, *, dry_run: bool, by: User | None, at: datetime, tell: Tell
) -> Report:
    """Take units and polygons from a file; return what changed or would change.

    Args:
        path: GeoPackage, zipped Shapefile or GeoJSON.
        dry_run: look only, change nothing.
        by: an administrator, or None for a command.
        at: when; new units exist from this day, vanished ones until it.
        tell: gets a sentence about each step.

    Raises:
        FileRefusedError: something is wrong with the file.
        NotAllowedError: `by` is no administrator.
    """
    # GDAL and shapely load here only.
    from regions.geometry.reading import read_units  # noqa: PLC0415 -- heavy: only what needs it loads it

    rules.may_import(by, at=at).require()
    tell(_("Reading the file"))
    file = read_units(path)
    if file.errors:
        raise FileRefusedError([worded(error) for error in file.errors])
    with transaction.atomic():
        tell(_("Comparing with what is known"))
        work = _UnitWork(list(file.rows), at.astimezone(TALLINN).date())
        if not dry_run and not work.report.is_empty:
            work.apply(tell, at=at)
            tell(_("Drawing the map of all units"))
            unit_maps.redraw(at=at)
            record_import("import_units", work.living, work.report, by=by, at=at)
    return work.report


class _UnitWork:
    """One import of units: the comparison, and carrying it out."""

    def __init__(self, rows: list[Any], on: date) -> None:
        self._on = on
        # Others wait with their imports until this one is done.
        list(RegionPlan.objects.select_for_update().order_by("pk"))
        found = SettlementUnit.objects.filter(valid_to=None).select_related(
            "municipality__county__prefecture", "commuting_centre"
        )
        self.living = {unit.code: unit for unit in found.order_by("code")}
        self._shapes = {shape.pk: shape for shape in UnitShape.objects.all()}
        self._half = half_a_region(self.living.values(), on)
        wholes = wholes_in(rows, self.living, TYPES)
        self._staying = [whole for whole in wholes if whole.people > self._half]
        self._replacing = [whole for whole in wholes if whole.people <= self._half]
        stayed = {whole.row.code for whole in self._staying}
        self._rows = [row for row in rows if row.code not in stayed]
        self._refuse_unknown_counties()
        self._parts: dict[str, Part] = {}
        self._leaving: dict[str, Part] = {}
        for whole in self._staying:
            self._parts |= parts_of(whole, self._shapes)
        for whole in self._replacing:
            self._leaving |= parts_of(whole, self._shapes)
        self._fields: set[str] = set()
        self.report = self._compared()

    def _refuse_unknown_counties(self) -> None:
        counties = set(County.objects.values_list("code", flat=True))
        problems = [
            _("Row %(row)d: county %(code)s is not known, and no prefecture is given.")
            % {"row": row.row, "code": row.county_code}
            for row in self._rows
            if row.prefecture is None and row.county_code not in counties
        ]
        if problems:
            raise FileRefusedError(problems)

    def _compared(self) -> Report:
        codes = {row.code for row in self._rows}
        self._new = [row for row in self._rows if row.code not in self.living]
        self._old = [row for row in self._rows if row.code in self.living]
        self._gone = [
            unit
            for code, unit in self.living.items()
            if code not in codes and code not in self._parts
        ]
        self._refuse_born_today()
        self._geometries = geometries({row.code: row.polygon for row in self._old})
        changed = [row.code for row in self._old if self._is_changed(row)]
        changed += [code for code, part in self._parts.items() if part.is_changed]
        plan = RegionPlan.objects.in_force(self._on)
        return Report(
            added=[row.code for row in self._new],
            changed=changed,
            vanished=[unit.code for unit in self._gone],
            staying=[_note(whole) for whole in self._staying],
            replaced=[_note(whole) for whole in self._replacing],
            half_a_region=round(self._half),
            vanished_in_plan=RegionUnit.objects.filter(
                plan__in=plan, unit__in=[unit.pk for unit in self._gone]
            ).count(),
            added_without_region=len(self._new) if plan.exists() else 0,
        )

    def _refuse_born_today(self) -> None:
        born = [unit for unit in self._gone if unit.valid_from >= self._on]
        if born:
            raise FileRefusedError(
                [
                    _(
                        "Settlement unit %(code)s exists only since today, so it"
                        " cannot end today. Import this file tomorrow."
                    )
                    % {"code": unit.code}
                    for unit in born
                ]
            )

    def _is_changed(self, row: Any) -> bool:
        unit = self.living[row.code]
        differs = {
            name for name, value in _wanted(row).items() if getattr(unit, name) != value
        }
        moved = unit.municipality.code != row.municipality_code
        renamed = unit.municipality.name != row.municipality
        centre = unit.commuting_centre.name if unit.commuting_centre else ""
        recentred = row.commuting_centre not in (None, centre)
        self._fields |= differs
        return bool(differs or moved or renamed or recentred) or self._is_redrawn(row)

    def _is_redrawn(self, row: Any) -> bool:
        shape = self._shapes.get(self.living[row.code].pk)
        return (
            shape is None
            or shape.geometry != self._geometries[row.code]
            or shape.is_approximate
        )

    # --- carrying it out

    def apply(self, tell: Tell, *, at: datetime) -> None:
        """Write what the report tells of."""
        tell(_("Writing settlement units"))
        divisions = Divisions()
        self._rename_municipalities()
        self._end()
        self._change(divisions)
        self._add(divisions)
        self._reshape()
        tell(_("Finding neighbours"))
        self._join()
        self._hand_on(at)
        tell(_("Drawing the plan in force anew"))
        _redraw_plans()

    def _rename_municipalities(self) -> None:
        names = {row.municipality_code: row.municipality for row in self._rows}
        for municipality in Municipality.objects.filter(code__in=names):
            if municipality.name != names[municipality.code]:
                municipality.name = names[municipality.code]
                municipality.save(update_fields=["name"])

    def _end(self) -> None:
        gone = [unit.pk for unit in self._gone]
        SettlementUnit.objects.filter(pk__in=gone).update(valid_to=self._on)

    def _change(self, divisions: Divisions) -> None:
        changed = set(self.report.changed)
        rows = [row for row in self._old if row.code in changed]
        keep_unit_names(
            {self.living[row.code]: _facts(row).public_name for row in rows}, self._on
        )
        for row in rows:
            unit, facts = self.living[row.code], _facts(row)
            for name, value in _wanted(row).items():
                setattr(unit, name, value)
            unit.municipality = divisions.municipality(facts)
            if row.commuting_centre is not None:
                unit.commuting_centre = divisions.centre(facts)
            unit.fold()
        names = {*self._fields, "municipality", "commuting_centre", "folded_name"}
        SettlementUnit.objects.bulk_update(
            [self.living[row.code] for row in rows], sorted(names), batch_size=400
        )
        parts = [part for part in self._parts.values() if part.is_changed]
        for part in parts:
            part.take()
        SettlementUnit.objects.bulk_update(
            [part.unit for part in parts], PART_FIELDS, batch_size=400
        )

    def _add(self, divisions: Divisions) -> None:
        whole_of = {whole.row.code: whole for whole in self._replacing}
        made = SettlementUnit.objects.bulk_create(
            [
                _replacing(whole_of[row.code], divisions, self._on)
                if row.code in whole_of
                else new_unit(_facts(row), divisions, valid_from=self._on)
                for row in self._new
            ]
        )
        self.living |= {unit.code: unit for unit in made}
        self._geometries |= geometries({row.code: row.polygon for row in self._new})

    def _reshape(self) -> None:
        """Write polygons; parts that leave get theirs too, for the plan in force."""
        rows = [*self._new, *(row for row in self._old if self._is_redrawn(row))]
        parts = [*self._parts.values(), *self._leaving.values()]
        write_shapes(
            [(self.living[row.code], self._geometries[row.code]) for row in rows],
            [part for part in parts if part.piece is not None],
        )

    def _join(self) -> None:
        import numpy as np  # noqa: PLC0415 - heavy, see `import_units`

        from regions.geometry.projection import to_metres  # noqa: PLC0415 -- heavy: only what needs it loads it

        polygons = self._polygons()
        codes = sorted(polygons)
        exact = np.empty(len(codes), object)
        exact[:] = [polygons[code] for code in codes]
        write_borders([self.living[code] for code in codes], to_metres(exact))

    def _polygons(self) -> dict[str, Any]:
        """Return the polygons of all units from now on, by code, degrees."""
        polygons = {row.code: row.polygon for row in self._rows}
        return polygons | {code: part.polygon for code, part in self._parts.items()}

    def _hand_on(self, at: datetime) -> None:
        """Tell successors and predecessors, and hand over what is tied to units."""
        parts = {
            self.living[whole.row.code].pk: [part.pk for part in whole.parts]
            for whole in self._replacing
        }
        successors = {part: whole for whole, found in parts.items() for part in found}
        successors |= self._followers([u for u in self._gone if u.pk not in successors])
        remember(successors)
        hand_on_links(successors, self._on)
        hand_on_roads(successors)
        hand_on_loads(parts, self._on, at)
        main = {whole.row.code: whole.main_part.pk for whole in self._replacing}
        self._name_predecessors(main)

    def _followers(self, gone: Sequence[SettlementUnit]) -> dict[int, int]:
        """Return the unit in whose polygon each of `gone` lies, or the nearest."""
        polygons = self._polygons()
        if not gone or not polygons:
            return {}
        from regions.geometry.cutting import nearest_outlines  # noqa: PLC0415 -- heavy: only what needs it loads it

        points = [(unit.lon, unit.lat) for unit in gone]
        places = nearest_outlines(list(polygons.values()), points)
        codes = list(polygons)
        return {
            unit.pk: self.living[codes[place]].pk
            for unit, place in zip(gone, places, strict=True)
        }

    def _name_predecessors(self, known: dict[str, int]) -> None:
        young = [self.living[row.code] for row in self._new]
        strange = [unit for unit in young if unit.code not in known]
        before = sorted(self._shapes)
        if strange and before:
            from regions.geometry.cutting import nearest_outlines  # noqa: PLC0415 -- heavy: only what needs it loads it

            outlines = shapes_of([self._shapes[pk].geometry for pk in before])
            points = [(unit.lon, unit.lat) for unit in strange]
            for unit, place in zip(
                strange, nearest_outlines(outlines, points), strict=True
            ):
                known[unit.code] = before[place]
        for unit in young:
            unit.predecessor_id = known.get(unit.code)
        SettlementUnit.objects.bulk_update(young, ["predecessor"], batch_size=400)


def _note(whole: Whole) -> WholeNote:
    return WholeNote(whole.name, len(whole.parts), whole.people)


def _replacing(whole: Whole, divisions: Divisions, on: date) -> SettlementUnit:
    """Return an unsaved unit in the place of its parts, with what they know of it."""
    unit = new_unit(_facts(whole.row), divisions, valid_from=on)
    unit.population, unit.population_method = whole.people, whole.method()
    if unit.commuting_centre is None:
        unit.commuting_centre = whole.main_part.commuting_centre
    return unit


def _facts(row: Any) -> UnitFacts:
    return UnitFacts(
        code=row.code,
        name=row.name,
        type=TYPES[row.type],
        parent=row.parent or "",
        municipality_code=row.municipality_code,
        municipality=row.municipality,
        county_code=row.county_code,
        county=row.county,
        prefecture=row.prefecture or "",
        population=row.population,
        population_method=row.population_method or "",
        commuting_centre=row.commuting_centre or "",
        lat=row.lat,
        lon=row.lon,
        area_km2=row.area_km2,
    )


def _wanted(row: Any) -> dict[str, Any]:
    """Return the unit's plain fields as the file wants them; silence keeps them."""
    facts = _facts(row)
    found = {
        "name": row.name,
        "public_name": facts.public_name,
        "type": facts.type,
        "lat": row.lat,
        "lon": row.lon,
        "area_km2": row.area_km2,
    }
    told = {
        "parent": row.parent,
        "population": row.population,
        "population_method": row.population_method,
    }
    return found | {name: value for name, value in told.items() if value is not None}


def _redraw_plans() -> None:
    from regions.drawing import redraw_outlines  # noqa: PLC0415 - heavy

    for plan in RegionPlan.objects.filter(status=PlanStatus.ADOPTED):
        redraw_outlines(plan)
