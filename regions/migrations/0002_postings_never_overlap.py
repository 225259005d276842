"""One region has one officer at a time, and one officer one region.

The unique constraints of the model cover open postings; overlaps of any two spans are
refused here: by exclusion constraints on PostgreSQL (a range of one number stands for
equality, so no extension is needed), by triggers on SQLite. Both surface as
`IntegrityError` with "posting_overlaps" in it.

SQLite rebuilds a table to alter it and forgets its triggers: a later migration that
alters `regions_posting` has to run `lay` again after it. A test notices when it does
not.
"""

from django.db import migrations

# Spans are half-open: the day on which one ends is free for the next.
OVERLAP = """
    EXISTS (
        SELECT 1 FROM regions_posting AS other
        WHERE (other.region_id = NEW.region_id OR other.officer_id = NEW.officer_id)
            AND (other.ends_on IS NULL OR other.ends_on > NEW.starts_on)
            AND (NEW.ends_on IS NULL OR NEW.ends_on > other.starts_on)
            AND {another}
    )
"""
# Before an insert SQLite does not know the new row's id.
ANOTHER = {"insert": "TRUE", "update": "other.id <> NEW.id"}
LAY = {
    "sqlite": [
        f"""
        CREATE TRIGGER posting_overlaps_{act} BEFORE {act.upper()} ON regions_posting
        WHEN {OVERLAP.format(another=another)}
        BEGIN SELECT RAISE(ABORT, 'posting_overlaps'); END
        """
        for act, another in ANOTHER.items()
    ],
    "postgresql": [
        f"""
        ALTER TABLE regions_posting ADD CONSTRAINT posting_overlaps_{whose}
        EXCLUDE USING gist (
            int8range({whose}_id, {whose}_id, '[]') WITH &&,
            daterange(starts_on, ends_on) WITH &&
        )
        """
        for whose in ("region", "officer")
    ],
}
LIFT = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS posting_overlaps_{act}" for act in ANOTHER
    ],
    "postgresql": [
        f"ALTER TABLE regions_posting DROP CONSTRAINT posting_overlaps_{whose}"
        for whose in ("region", "officer")
    ],
}


def lay(apps, schema_editor):
    _run(schema_editor, LAY)


def lift(apps, schema_editor):
    _run(schema_editor, LIFT)


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [("regions", "0001_initial")]

    operations = [migrations.RunPython(lay, lift)]
