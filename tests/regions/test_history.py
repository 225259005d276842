"""Names and spans: what was true on a day stays askable, and nothing overlaps."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
import shapely
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from accounts.models import Role
from audit.models import Event
from groundwork.errors import InvalidInputError, NotAllowedError
from regions.geometry.projection import to_metres
from regions.models import (
    LinkKind,
    LinkSeason,
    PlanStatus,
    Region,
    RegionName,
    RegionPart,
    RegionPlan,
    SettlementUnit,
    UnitLink,
    UnitName,
    UnitShape,
)
from regions.renaming import rename_region, rename_unit
from tests.factories.accounts import with_role
from tests.factories.regions import (
    SINCE,
    RegionFactory,
    RegionPlanFactory,
    RegionVersionFactory,
    SettlementUnitFactory,
    SmallCountry,
    UnitLoadFactory,
    link,
    small_country,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 3)
YESTERDAY = TODAY - timedelta(days=1)
MIGRATION = import_module("regions.migrations.0004_spans_never_overlap")
SPANS = import_module("regions.migrations._spans")


@pytest.fixture
def country() -> SmallCountry:
    return small_country()


# --- names -------------------------------------------------------------------------


def test_a_unit_keeps_its_names(country: SmallCountry) -> None:
    elva = country.units["elva"]
    for number, name in enumerate(("Uus-Elva", "Vana-Elva")):
        at = NOW + timedelta(days=number)
        elva = rename_unit(elva, name=name, by=with_role(Role.PLANNER), at=at)
    assert elva.public_name == "Vana-Elva"
    days = (YESTERDAY, TODAY, TODAY + timedelta(days=1))
    assert [elva.name_on(day) for day in days] == ["Elva", "Uus-Elva", "Vana-Elva"]
    first, second = UnitName.objects.order_by("valid_from")
    assert (first.valid_from, first.valid_to) == (elva.valid_from, TODAY)
    assert second.valid_from == first.valid_to
    assert Event.objects.filter(verb="regions.rename_unit").count() == 2


def test_a_name_that_lasted_no_day_never_was(country: SmallCountry) -> None:
    elva = country.units["elva"]
    elva = rename_unit(elva, name="Uus-Elva", by=None, at=NOW)
    elva = rename_unit(elva, name="Vana-Elva", by=None, at=NOW)
    assert [row.name for row in UnitName.objects.all()] == ["Elva"]
    assert elva.name_on(TODAY) == "Vana-Elva"


def test_a_region_keeps_its_names(country: SmallCountry) -> None:
    region = country.mustamae_west
    was = region.label
    slug = region.slug
    region = rename_region(
        region, name="Mustamäe", part=RegionPart.NORTH, by=None, at=NOW
    )
    assert region.slug == slug
    assert (region.label_on(YESTERDAY), region.label_on(TODAY)) == (was, region.label)
    row = RegionName.objects.get()
    assert (row.valid_from, row.valid_to) == (SINCE, TODAY)


def test_a_region_that_was_on_no_map_has_no_former_name() -> None:
    region = rename_region(RegionFactory.create(), name="Uus", by=None, at=NOW)
    assert region.name == "Uus"
    assert not RegionName.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_is_given_and_fits(country: SmallCountry, name: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        rename_unit(country.units["elva"], name=name, by=None, at=NOW)
    assert refusal.value.field == "name"
    with pytest.raises(InvalidInputError) as refusal:
        rename_region(country.elva_region, name=name, by=None, at=NOW)
    assert refusal.value.field == "name"


def test_two_regions_are_never_called_alike(country: SmallCountry) -> None:
    with pytest.raises(InvalidInputError):
        rename_region(
            country.elva_region, name=country.saue_region.name, by=None, at=NOW
        )


def test_planners_and_administrators_give_names(country: SmallCountry) -> None:
    auditor = with_role(Role.AUDITOR)
    with pytest.raises(NotAllowedError):
        rename_unit(country.units["elva"], name="Uus", by=auditor, at=NOW)
    with pytest.raises(NotAllowedError):
        rename_region(country.elva_region, name="Uus", by=auditor, at=NOW)


# --- regions on the map ------------------------------------------------------------


def test_a_region_is_on_the_map_while_plans_have_it(country: SmallCountry) -> None:
    elva, saue = country.elva_region, country.saue_region
    assert (elva.valid_from, elva.valid_to) == (SINCE, None)
    RegionPlan.objects.filter(pk=country.plan.pk).update(
        status=PlanStatus.SUPERSEDED, valid_to=TODAY
    )
    plan = RegionPlanFactory.create(
        status=PlanStatus.ADOPTED, adopted_at=NOW, valid_from=TODAY
    )
    RegionVersionFactory.create(plan=plan, region=elva)
    elva, saue = (Region.objects.get(pk=region.pk) for region in (elva, saue))
    assert elva.days_on_map() == [(SINCE, None)]
    assert saue.days_on_map() == [(SINCE, TODAY)]
    assert (saue.valid_from, saue.valid_to) == (SINCE, TODAY)
    lone = RegionFactory.create()
    RegionVersionFactory.create(plan=RegionPlanFactory.create(), region=lone)
    assert (lone.valid_from, lone.valid_to) == (None, None)


def test_a_region_that_came_back_has_two_spans() -> None:
    region = RegionFactory.create()
    for start, end in ((2020, 2021), (2021, 2022), (2023, 2024)):
        plan = RegionPlanFactory.create(
            status=PlanStatus.SUPERSEDED,
            adopted_at=NOW,
            valid_from=date(start, 1, 1),
            valid_to=date(end, 1, 1),
        )
        RegionVersionFactory.create(plan=plan, region=region)
    assert region.days_on_map() == [
        (date(2020, 1, 1), date(2022, 1, 1)),
        (date(2023, 1, 1), date(2024, 1, 1)),
    ]


# --- no two at once ----------------------------------------------------------------

FIRST, SECOND, THIRD = date(2030, 1, 1), date(2030, 2, 1), date(2030, 3, 1)


def _unit(start: date, end: date | None) -> Model:
    return SettlementUnitFactory.create(code="9001", valid_from=start, valid_to=end)


def _load(start: date, end: date | None) -> Model:
    unit = SettlementUnit.objects.get(code="2024")
    return UnitLoadFactory.create(unit=unit, valid_from=start, valid_to=end)


def _link(start: date, end: date | None) -> Model:
    pair = SettlementUnit.objects.filter(code__in=("2024", "1024")).order_by("pk")
    return UnitLink.objects.create(
        first=pair[0],
        second=pair[1],
        kind=LinkKind.FERRY,
        season=LinkSeason.ALL_YEAR,
        reason="Ferry",
        valid_from=start,
        valid_to=end,
    )


def _unit_name(start: date, end: date | None) -> Model:
    unit = SettlementUnit.objects.get(code="2024")
    end = end or date(2040, 1, 1)
    return UnitName.objects.create(unit=unit, name="X", valid_from=start, valid_to=end)


def _region_name(start: date, end: date | None) -> Model:
    region = RegionPlan.objects.get().versions.order_by("pk")[0].region
    return RegionName.objects.create(
        region=region, name="X", valid_from=start, valid_to=end or date(2040, 1, 1)
    )


def _plan(start: date, end: date | None) -> Model:
    RegionPlan.objects.filter(valid_to=None).update(
        status=PlanStatus.SUPERSEDED, valid_to=date(2029, 1, 1)
    )
    return RegionPlanFactory.create(
        status=PlanStatus.SUPERSEDED if end else PlanStatus.ADOPTED,
        adopted_at=NOW,
        valid_from=start,
        valid_to=end,
    )


MAKERS = {
    "unit": _unit,
    "load": _load,
    "link": _link,
    "unit_name": _unit_name,
    "region_name": _region_name,
    "plan": _plan,
}


@pytest.mark.parametrize("name", MAKERS)
def test_spans_of_one_thing_never_overlap(country: SmallCountry, name: str) -> None:
    make = MAKERS[name]
    make(FIRST, SECOND)
    last = make(SECOND, THIRD)
    middle = date(2030, 1, 15)
    with pytest.raises(IntegrityError, match=f"{name}_overlaps"), transaction.atomic():
        make(middle, date(2030, 1, 20))
    with pytest.raises(IntegrityError, match=f"{name}_overlaps"), transaction.atomic():
        make(date(2029, 1, 2), None)
    rows: QuerySet[Model] = QuerySet(type(last)).filter(pk=last.pk)
    # Whatever a model forbids by itself, the database does too; of a plan in force the
    # days cannot be moved at all.
    refusal = f"{name}_(overlaps|is_fixed)"
    with pytest.raises(IntegrityError, match=refusal), transaction.atomic():
        rows.update(valid_from=middle)


@pytest.mark.parametrize("name", [name for name in MAKERS if name != "plan"])
def test_a_span_has_a_day_at_least(country: SmallCountry, name: str) -> None:
    with pytest.raises(IntegrityError):
        MAKERS[name](SECOND, SECOND)


def test_drafts_and_plans_without_a_day_are_in_nobodys_way(
    country: SmallCountry,
) -> None:
    RegionPlanFactory.create()
    RegionPlanFactory.create(
        status=PlanStatus.SUPERSEDED, adopted_at=NOW, valid_from=TODAY, valid_to=TODAY
    )
    assert RegionPlan.objects.in_force(TODAY).get() == country.plan


def test_what_refuses_overlaps_is_in_the_database() -> None:
    """A migration that rebuilds a table on SQLite forgets its triggers."""
    wanted = {f"{span.name}_overlaps" for span in SPANS.SPANS} | {"posting_overlaps"}
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT conname FROM pg_constraint WHERE contype = 'x'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = {row[0] for row in cursor.fetchall()}
    endings = {
        "sqlite": ("_insert", "_update"),
        "postgresql": ("", "_region", "_officer"),
    }[connection.vendor]
    for name in wanted:
        laid = {f"{name}{ending}" for ending in endings} & found
        assert laid, name
    if connection.vendor == "sqlite":
        assert {f"{name}{ending}" for name in wanted for ending in endings} <= found


# --- the migration -----------------------------------------------------------------


def test_perimeters_are_filled_in_where_polygons_are(country: SmallCountry) -> None:
    UnitShape.objects.update(perimeter_m=1)
    MIGRATION.measure(apps, None)
    for shape in UnitShape.objects.all():
        polygon = shapely.geometry.shape(shape.geometry)
        assert shape.perimeter_m == pytest.approx(to_metres(polygon).length, abs=0.1)


def test_an_empty_database_needs_no_geometry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(import_module("sys").modules, "shapely", None)
    MIGRATION.measure(apps, None)


@pytest.fixture
def _without_checks() -> Iterator[None]:
    """Let a link be as it was before the migration."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
        else:
            for name in ("link_kind_is_known", "link_season_is_known"):
                cursor.execute(f"ALTER TABLE regions_unitlink DROP CONSTRAINT {name}")
            yield


@pytest.mark.usefixtures("_without_checks")
def test_links_get_their_codes(country: SmallCountry) -> None:
    made = link(country.units["elva"], country.units["mustamae_1"])
    UnitLink.objects.update(kind="ice road", season="summer")
    MIGRATION.reword_links(apps, connection.schema_editor())
    made.refresh_from_db()
    assert (made.kind, made.season) == (LinkKind.ICE_ROAD, LinkSeason.SUMMER)
