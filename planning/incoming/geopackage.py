"""Plans from GeoPackage, which is an SQLite file: attributes only.

Source: OGC GeoPackage 1.3. The file is a stranger's: it is opened for reading alone,
nothing in its schema is trusted, only plain tables are looked at, and a query that
goes on for ever is ended.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from planning.incoming.rows import (
    MOST_ROWS,
    FileProblemError,
    Row,
    require_columns,
    require_few,
    row_of,
)

MAGIC: Final = b"SQLite format 3\0"
_MOST_STEPS: Final = 2_000
"""Times a thousand instructions of SQLite; 200,000 rows need a tenth of it."""
_MOST_CELL: Final = 10 * 1024 * 1024
_WANTED: Final = ("code", "region", "name", "part")


def read_geopackage(content: bytes) -> list[Row]:
    """Return the rows of the first layer with code and region.

    Raises:
        FileProblemError: it is no such file.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.gpkg"
        path.write_bytes(content)
        try:
            with closing(_opened(path)) as connection:
                return _rows(connection)
        except sqlite3.Error as error:
            raise FileProblemError(
                _("The file cannot be read as a GeoPackage.")
            ) from error


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_CELL)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {pragma}")
    steps = iter(range(_MOST_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, 1000)
    return connection


def _rows(connection: sqlite3.Connection) -> list[Row]:
    columns = set[str]()
    for table in _tables(connection):
        found = _columns(connection, table)
        if {"code", "region"} <= found.keys():
            return _of_table(connection, table, found)
        columns |= found.keys()
    require_columns(sorted(columns))
    raise FileProblemError(_("No layer of the file has both code and region."))


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the plain tables that the file declares as layers."""
    query = (
        "SELECT c.table_name FROM gpkg_contents AS c JOIN sqlite_master AS m"
        " ON m.name = c.table_name WHERE m.type = 'table'"
        " AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY c.rowid LIMIT 50"
    )
    return [str(name) for (name,) in connection.execute(query)]


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Return the columns of a table as they are spelt, by their small letters."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?)", [table])
    return {str(name).casefold(): str(name) for (name,) in rows}


def _of_table(
    connection: sqlite3.Connection, table: str, spelt: dict[str, str]
) -> list[Row]:
    wanted = [name for name in _WANTED if name in spelt]
    chosen = ", ".join(_quoted(spelt[name]) for name in wanted)
    query = f"SELECT {chosen} FROM {_quoted(table)} LIMIT {MOST_ROWS + 1}"  # noqa: S608 -- quoted names of a file opened for reading alone
    found = connection.execute(query).fetchall()
    require_few(len(found))
    return [
        row_of(number, dict(zip(wanted, cells, strict=True)))
        for number, cells in enumerate(found, start=1)
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
