"""Audit rows are added and never changed or deleted: the database refuses it.

SQLite rebuilds a table to alter it and forgets its triggers: a later migration that
alters `audit_event` has to run `lay` again after it. A test notices when it does not.
"""

from django.db import migrations

SQLITE_LAY = [
    f"""
    CREATE TRIGGER audit_event_no_{act} BEFORE {act.upper()} ON audit_event
    BEGIN SELECT RAISE(ABORT, 'audit_rows_are_never_changed'); END
    """
    for act in ("update", "delete")
]
SQLITE_LIFT = [
    f"DROP TRIGGER IF EXISTS audit_event_no_{act}" for act in ("update", "delete")
]
POSTGRESQL_LAY = [
    """
    CREATE OR REPLACE FUNCTION audit_rows_are_never_changed() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit_rows_are_never_changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_event_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_rows_are_never_changed()
    """,
]
POSTGRESQL_LIFT = [
    "DROP TRIGGER IF EXISTS audit_event_append_only ON audit_event",
    "DROP FUNCTION IF EXISTS audit_rows_are_never_changed()",
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

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(lay, lift)]
