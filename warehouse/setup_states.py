"""What every set-up table was after the last change of it: sealed with each change.

So a row of the set-up that was altered straight in the database is found, though the
set-up's own rows are closed and opened by date rather than only added to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse import canonical

if TYPE_CHECKING:
    import duckdb

TABLE = "journal.setup_states"


class SetupState(NamedTuple):
    """The rows of one set-up table in short."""

    table_name: str
    count_rows: int
    digest: str
    row_checks: bytes


def tables(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the set-up's tables in their alphabet; its log is sealed by itself."""
    found = cursor.execute(
        "select table_name from duckdb_tables() where schema_name = 'setup' "
        "and database_name = current_database() "
        "and table_name <> 'setup_changes' order by table_name"
    ).fetchall()
    return [name for (name,) in found]


def lines(cursor: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Return the lines of a set-up table's rows, all their columns in order."""
    rows = canonical.fetched(cursor, f"select * from setup.{table}")
    return canonical.lines(f"setup.{table}", rows)


def state(cursor: duckdb.DuckDBPyConnection, table: str) -> SetupState:
    """Return what a set-up table is now."""
    written = lines(cursor, table)
    return SetupState(
        table, len(written), canonical.digest(written), canonical.checks(written)
    )


def current(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Return what all set-up tables are now, as rows to be sealed."""
    return [state(cursor, table)._asdict() for table in tables(cursor)]


def sealed(cursor: duckdb.DuckDBPyConnection) -> dict[str, SetupState]:
    """Return what each set-up table was when it was sealed last."""
    found = cursor.execute(
        "select table_name, count_rows, digest, row_checks from journal.setup_states "
        "qualify row_number() over (partition by table_name order by block_id desc) = 1"
    ).fetchall()
    return {row[0]: SetupState(*row) for row in found}


def altered(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the set-up tables that are not what they were sealed as."""
    known = sealed(cursor)
    return [
        table
        for table in tables(cursor)
        if table in known and state(cursor, table).digest != known[table].digest
    ]
