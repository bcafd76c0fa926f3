"""All tables of a school from one place into another, and whether they are the same.

Names and types are those of this program's migrations on both sides. A table's sum is
the number of its rows and the sum of their hashes: the same whatever their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

# What each storage makes for itself.
_NOT_MOVED = ("migrations", "models_built", "head")


class Table(NamedTuple):
    """A table's name with its schema, and its columns in their order."""

    name: str
    columns: tuple[str, ...]


class Sum(NamedTuple):
    """The rows of a table, whatever their order."""

    count_rows: int
    hashes: int


def copy_tables(cursor: duckdb.DuckDBPyConnection, source: str, target: str) -> None:
    """Copy every row of an attached database into the empty tables of another one."""
    for name, columns in tables_of(cursor, source):
        named = ", ".join(columns)
        cursor.execute(
            f"insert into {target}.{name} ({named}) select {named} from {source}.{name}"
        )


def sums_of(cursor: duckdb.DuckDBPyConnection, database: str) -> dict[str, Sum]:
    """Return the sum of each table of an attached database."""
    return {
        table.name: _sum(cursor, database, table)
        for table in tables_of(cursor, database)
    }


def tables_of(cursor: duckdb.DuckDBPyConnection, database: str) -> Iterator[Table]:
    """Yield the tables of an attached database that are moved."""
    found = cursor.execute(
        """
        select
            concat('"', schema_name, '"."', table_name, '"'),
            list(concat('"', column_name, '"') order by column_index)
        from duckdb_columns()
        where database_name = $database
            and (schema_name, table_name) in (
                select (schema_name, table_name) from duckdb_tables()
                where database_name = $database
            )
            and not (schema_name = 'main' and list_contains($kept_out, table_name))
        group by schema_name, table_name
        order by schema_name, table_name
        """,
        {"database": database, "kept_out": list(_NOT_MOVED)},
    ).fetchall()
    for name, columns in found:
        yield Table(name, tuple(columns))


def _sum(cursor: duckdb.DuckDBPyConnection, database: str, table: Table) -> Sum:
    row = f"struct_pack({', '.join(f'{one} := {one}' for one in table.columns)})"
    found = cursor.execute(
        f"select count(*), coalesce(sum(hash({row})::hugeint), 0) "
        f"from {database}.{table.name}"
    ).fetchone()
    return Sum(*(int(one) for one in found)) if found else Sum(0, 0)
