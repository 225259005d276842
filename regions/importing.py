"""Official settlement units from files: what would change, and changing it.

A file with an error anywhere changes nothing. Units that the file does not have are
kept as history; units that it adds exist from the day of the import. A plan in force
keeps its units; how it looks follows the new polygons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.workdays import TALLINN
from regions import rules
from regions.gazetteer import (
    TYPES,
    Divisions,
    UnitFacts,
    new_shape,
    new_unit,
    write_borders,
)
from regions.import_report import FileRefusedError, Report, record_import, worded
from regions.models import (
    County,
    Municipality,
    PlanStatus,
    RegionPlan,
    RegionUnit,
    SettlementUnit,
    UnitShape,
)
from regions.wholes import Wholes

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
            work.apply(tell)
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
        wholes = Wholes(self.living)
        self._groups: dict[str, list[Any]] = defaultdict(list)
        self._rows: list[Any] = []
        for row in rows:
            base = wholes.of(row.code, row.municipality_code, TYPES[row.type])
            if base is None:
                self._rows.append(row)
            else:
                self._groups[base].append(row)
        self._parts = {base: wholes.parts[base] for base in self._groups}
        self._refuse_unknown_counties()
        self._pieces = {
            code: piece
            for base, found_rows in self._groups.items()
            for code, piece in _pieces(self._parts[base], found_rows)
        }
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
        kept = {unit.code for parts in self._parts.values() for unit in parts}
        self._new = [row for row in self._rows if row.code not in self.living]
        self._old = [row for row in self._rows if row.code in self.living]
        self._gone = [
            unit
            for code, unit in self.living.items()
            if code not in codes and code not in kept
        ]
        self._refuse_born_today()
        self._geometries = _geometries(self._old, self._pieces)
        changed = [row.code for row in self._old if self._is_changed(row)]
        changed += [code for code in self._pieces if self._is_redrawn(code)]
        plan = RegionPlan.objects.in_force(self._on)
        return Report(
            added=[row.code for row in self._new],
            changed=changed,
            vanished=[unit.code for unit in self._gone],
            split={
                " + ".join(sorted(row.name for row in rows)): len(self._parts[base])
                for base, rows in self._groups.items()
            },
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
        return bool(differs or moved or renamed or recentred) or self._is_redrawn(
            row.code
        )

    def _is_redrawn(self, code: str) -> bool:
        shape = self._shapes.get(self.living[code].pk)
        return (
            shape is None
            or shape.geometry != self._geometries[code]
            or shape.is_approximate != (code in self._pieces)
        )

    # --- carrying it out

    def apply(self, tell: Tell) -> None:
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
        units = []
        for row in self._old:
            if row.code not in changed:
                continue
            unit, facts = self.living[row.code], _facts(row)
            for name, value in _wanted(row).items():
                setattr(unit, name, value)
            unit.municipality = divisions.municipality(facts)
            if row.commuting_centre is not None:
                unit.commuting_centre = divisions.centre(facts)
            unit.fold()
            units.append(unit)
        names = {*self._fields, "municipality", "commuting_centre", "folded_name"}
        SettlementUnit.objects.bulk_update(units, sorted(names), batch_size=400)

    def _add(self, divisions: Divisions) -> None:
        made = SettlementUnit.objects.bulk_create(
            [new_unit(_facts(row), divisions, valid_from=self._on) for row in self._new]
        )
        self.living |= {unit.code: unit for unit in made}
        self._geometries |= _geometries(self._new, {})

    def _reshape(self) -> None:
        codes = [*self.report.added, *self.report.changed]
        units = [self.living[code] for code in codes]
        metres = _perimeters([self._geometries[code] for code in codes])
        UnitShape.objects.filter(unit__in=[unit.pk for unit in units]).delete()
        UnitShape.objects.bulk_create(
            [
                new_shape(
                    unit,
                    self._geometries[unit.code],
                    perimeter,
                    source=_SPLIT_SOURCE if unit.code in self._pieces else _SOURCE,
                    is_approximate=unit.code in self._pieces,
                )
                for unit, perimeter in zip(units, metres, strict=True)
            ],
            batch_size=500,
        )

    def _join(self) -> None:
        import numpy as np  # noqa: PLC0415 - heavy, see `import_units`

        from regions.geometry.projection import to_metres  # noqa: PLC0415 -- heavy: only what needs it loads it

        polygons = {row.code: row.polygon for row in self._rows} | self._pieces
        codes = sorted(polygons)
        exact = np.empty(len(codes), object)
        exact[:] = [polygons[code] for code in codes]
        write_borders([self.living[code] for code in codes], to_metres(exact))


_SOURCE: Final = "imported official polygons"
_SPLIT_SOURCE: Final = "imported official outline, divided by the points of its parts"


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


def _pieces(
    parts: Sequence[SettlementUnit], rows: Sequence[Any]
) -> list[tuple[str, Any]]:
    """Return the parts' shares of an official outline: what is nearest to each."""
    import shapely  # noqa: PLC0415 - heavy, see `import_units`

    from regions.geometry.projection import (  # noqa: PLC0415 -- heavy: only what needs it loads it
        points_in_metres,
        to_degrees,
        to_metres,
    )

    whole = to_metres(shapely.union_all([row.polygon for row in rows]))
    if len(parts) == 1:
        return [(parts[0].code, to_degrees(whole))]
    points = shapely.multipoints(points_in_metres([(u.lon, u.lat) for u in parts]))
    cells = shapely.voronoi_polygons(points, extend_to=whole, ordered=True)
    shares = shapely.intersection(shapely.get_parts(cells), whole)
    return [
        (part.code, to_degrees(_areal(share)))
        for part, share in zip(parts, shares, strict=True)
    ]


def _areal(shape: Any) -> Any:
    """Return a shape without the stray points and lines that cutting leaves."""
    import shapely  # noqa: PLC0415 - heavy, see `import_units`

    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == _AREAL])


_AREAL: Final = 2


def _geometries(rows: Iterable[Any], pieces: Mapping[str, Any]) -> dict[str, Any]:
    """Return GeoJSON geometries by code, on a grid of 0.1 m and still valid."""
    import shapely  # noqa: PLC0415 - heavy, see `import_units`

    from regions.geometry.projection import rounded  # noqa: PLC0415 -- heavy: only what needs it loads it

    polygons = {row.code: row.polygon for row in rows} | dict(pieces)
    exact = shapely.set_precision(list(polygons.values()), _GRID)
    outward = shapely.orient_polygons(exact)
    return {
        code: rounded(shapely.geometry.mapping(polygon), _DECIMALS)
        for code, polygon in zip(polygons, outward, strict=True)
    }


_GRID: Final = 1e-6  # degrees
_DECIMALS: Final = 6


def _perimeters(geometries: Sequence[dict[str, Any]]) -> list[float]:
    """Return the lengths of all rings, metres."""
    import shapely  # noqa: PLC0415 - heavy, see `import_units`

    from regions.geometry.projection import to_metres  # noqa: PLC0415 -- heavy: only what needs it loads it

    polygons = [shapely.geometry.shape(geometry) for geometry in geometries]
    return [float(metres) for metres in shapely.length(to_metres(polygons))]


def _redraw_plans() -> None:
    from regions.drawing import redraw_outlines  # noqa: PLC0415 - heavy

    for plan in RegionPlan.objects.filter(status=PlanStatus.ADOPTED):
        redraw_outlines(plan)
