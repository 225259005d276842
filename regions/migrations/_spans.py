"""How the database refuses two overlapping spans of one thing.

By exclusion constraints on PostgreSQL (a range of one number stands for equality, so
no extension is needed), by triggers on SQLite. Both surface as `IntegrityError` with
`<name>_overlaps` in it. Spans are half-open: the day on which one ends is free for
the next.

SQLite rebuilds a table to alter it and forgets its triggers: a later migration that
alters one of these tables has to run `lay(apps, schema_editor)` again after it, which
lays what is missing and nothing twice. A test notices when it does not.
"""

from typing import NamedTuple


class Span(NamedTuple):
    """Rows of a table that must not hold at once.

    Attributes:
        name: What the rows are called.
        table: The table.
        keys: Columns that tell one thing from another: whole numbers, and texts.
        where: Which rows count, with `{row}` for the row; empty for all.
    """

    name: str
    table: str
    keys: tuple[str, ...]
    texts: tuple[str, ...] = ()
    where: str = ""


SPANS = (
    Span("unit", "regions_settlementunit", (), ("code",)),
    Span("plan", "regions_regionplan", (), (), "{row}status <> 'DRAFT'"),
    Span("link", "regions_unitlink", ("first_id", "second_id")),
    Span("load", "regions_unitload", ("unit_id",), ("measure",)),
    Span("unit_name", "regions_unitname", ("unit_id",)),
    Span("region_name", "regions_regionname", ("region_id",)),
)


def lay(apps, schema_editor):
    """Refuse overlaps from here on; what is laid already stays."""
    lift(apps, schema_editor)
    for span in SPANS:
        for statement in LAY[schema_editor.connection.vendor](span):
            schema_editor.execute(statement)


def lift(apps, schema_editor):
    """Let them be."""
    for span in SPANS:
        for statement in LIFT[schema_editor.connection.vendor](span):
            schema_editor.execute(statement)


def _exclusion(span):
    same = [f"int8range({key}, {key}, '[]') WITH &&" for key in span.keys]
    # 64 bits of hash: two different texts never come to the same number in practice.
    hashes = [f"hashtextextended({text}, 0)" for text in span.texts]
    same += [f"int8range({each}, {each}, '[]') WITH &&" for each in hashes]
    where = f" WHERE ({span.where.format(row='')})" if span.where else ""
    return [
        f"ALTER TABLE {span.table} ADD CONSTRAINT {span.name}_overlaps EXCLUDE"
        f" USING gist ({', '.join([*same, 'daterange(valid_from, valid_to) WITH &&'])})"
        f"{where}"
    ]


def _triggers(span):
    columns = (*span.keys, *span.texts, "valid_from", "valid_to")
    same = [f"other.{key} = NEW.{key}" for key in (*span.keys, *span.texts)]
    if span.where:
        same += [span.where.format(row="other."), span.where.format(row="NEW.")]
        columns += ("status",)
    # A span without a day, which a plan may have, overlaps nothing.
    same += [
        f"({row}.valid_to IS NULL OR {row}.valid_to > {row}.valid_from)"
        for row in ("other", "NEW")
    ]
    return [
        f"""
        CREATE TRIGGER {span.name}_overlaps_{act} BEFORE {when} ON {span.table}
        WHEN EXISTS (
            SELECT 1 FROM {span.table} AS other
            WHERE {" AND ".join(same)}
                AND (other.valid_to IS NULL OR other.valid_to > NEW.valid_from)
                AND (NEW.valid_to IS NULL OR NEW.valid_to > other.valid_from)
                AND {another}
        )
        BEGIN SELECT RAISE(ABORT, '{span.name}_overlaps'); END
        """
        for act, when, another in (
            # Before an insert SQLite does not know the new row's id.
            ("insert", "INSERT", "TRUE"),
            ("update", f"UPDATE OF {', '.join(columns)}", "other.id <> NEW.id"),
        )
    ]


LAY = {"postgresql": _exclusion, "sqlite": _triggers}
LIFT = {
    "postgresql": lambda span: [
        f"ALTER TABLE {span.table} DROP CONSTRAINT IF EXISTS {span.name}_overlaps"
    ],
    "sqlite": lambda span: [
        f"DROP TRIGGER IF EXISTS {span.name}_overlaps_{act}"
        for act in ("insert", "update")
    ],
}
