"""A plan that is no draft does not change: the database refuses it.

Only its state, its end and its note may change; its regions keep their units, and only
how they are drawn may be drawn anew. A plan that is withdrawn becomes a draft first.
Both databases surface a breach as `IntegrityError` with "plan_is_fixed" in it.

SQLite rebuilds a table to alter it, forgets its triggers, and stumbles over triggers of
other tables that name it: a later migration that alters one of these three tables has
to run `lift` before and `lay` after it. A test notices when it does not.
"""

from django.db import migrations

PLAN, VERSION, UNIT = "regions_regionplan", "regions_regionversion", "regions_regionunit"
NEVER = ("public_id", "name", "seed", "preset", "figures", "created_at", "created_by_id")
"""Columns of a plan that stay as they were adopted."""
BY_WITHDRAWAL = ("valid_from", "adopted_at", "adopted_by_id")
"""Columns that change only when it becomes a draft again."""
ROWS = {
    VERSION: "plan_id, region_id, number, population, unit_count",
    UNIT: "plan_id, version_id, unit_id",
}
"""Tables whose rows belong to a plan, with the columns that are not drawing."""
SIDES = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def _differ(columns, operator):
    return " OR ".join(f"NEW.{name} {operator} OLD.{name}" for name in columns)


def _changes(operator):
    """Return when an update changes what is fixed."""
    return (
        f"OLD.status <> 'DRAFT' AND ({_differ(NEVER, operator)}"
        f" OR (NEW.status <> 'DRAFT' AND ({_differ(BY_WITHDRAWAL, operator)})))"
    )


def _fixed(side):
    return (
        f"EXISTS (SELECT 1 FROM {PLAN} WHERE id = {side}.plan_id AND status <> 'DRAFT')"
    )


def _sqlite(name, act, table, condition):
    return (
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {condition}"
        " BEGIN SELECT RAISE(ABORT, 'plan_is_fixed'); END"
    )


def _act(act, columns):
    return f"UPDATE OF {columns}" if act == "update" else act.upper()


SQLITE_LAY = [
    _sqlite("plan_is_fixed_delete", "DELETE", PLAN, "OLD.status <> 'DRAFT'"),
    _sqlite("plan_is_fixed_update", "UPDATE", PLAN, _changes("IS NOT")),
    *(
        _sqlite(
            f"plan_is_fixed_{table}_{act}",
            _act(act, columns),
            table,
            " OR ".join(map(_fixed, sides)),
        )
        for table, columns in ROWS.items()
        for act, sides in SIDES.items()
    ),
]
SQLITE_LIFT = [
    "DROP TRIGGER IF EXISTS plan_is_fixed_delete",
    "DROP TRIGGER IF EXISTS plan_is_fixed_update",
    *(
        f"DROP TRIGGER IF EXISTS plan_is_fixed_{table}_{act}"
        for table in ROWS
        for act in SIDES
    ),
]


def _function(name, body):
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


RAISE = "RAISE EXCEPTION 'plan_is_fixed' USING ERRCODE = 'integrity_constraint_violation';"
POSTGRESQL_LAY = [
    _function("plan_is_fixed", RAISE),
    f"CREATE TRIGGER plan_is_fixed_delete BEFORE DELETE ON {PLAN} FOR EACH ROW"
    " WHEN (OLD.status <> 'DRAFT') EXECUTE FUNCTION plan_is_fixed()",
    f"CREATE TRIGGER plan_is_fixed_update BEFORE UPDATE ON {PLAN} FOR EACH ROW"
    f" WHEN ({_changes('IS DISTINCT FROM')}) EXECUTE FUNCTION plan_is_fixed()",
    *(
        _function(
            f"plan_is_fixed_{act}",
            f"IF {' OR '.join(map(_fixed, sides))} THEN {RAISE} END IF;"
            f" RETURN {sides[-1]};",
        )
        for act, sides in SIDES.items()
    ),
    *(
        f"CREATE TRIGGER plan_is_fixed_{act} BEFORE {_act(act, columns)} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION plan_is_fixed_{act}()"
        for table, columns in ROWS.items()
        for act in SIDES
    ),
]
POSTGRESQL_LIFT = [
    *(
        f"DROP TRIGGER IF EXISTS plan_is_fixed_{act} ON {table}"
        for table in (PLAN, *ROWS)
        for act in SIDES
    ),
    "DROP FUNCTION IF EXISTS plan_is_fixed()",
    *(f"DROP FUNCTION IF EXISTS plan_is_fixed_{act}()" for act in SIDES),
]
LAY = {"sqlite": SQLITE_LAY, "postgresql": POSTGRESQL_LAY}
LIFT = {"sqlite": SQLITE_LIFT, "postgresql": POSTGRESQL_LIFT}


def lay(apps, schema_editor):
    _run(schema_editor, LAY)


def lift(apps, schema_editor):
    _run(schema_editor, LIFT)


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ("planning", "0004_adoptions"),
        ("regions", "0006_unit_map"),
    ]

    operations = [migrations.RunPython(lay, lift)]
